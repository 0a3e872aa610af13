/** Renaming: every file as it is after it, or the reason why nothing is changed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renamableAt, rename } from '../../server/src/features/rename.ts'
import { filesAbout } from '../../server/src/model/alloy/mentions.ts'
import type { Document } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { loadMarked, type Sources } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

async function renamed(sources: Sources, to: string) {
  const { document, workspace, documents, cursor } = await loadMarked(sources)
  const found = renamableAt(document, workspace, cursor)
  if (!found) return undefined
  assert.equal(document.text.slice(found.range.start, found.range.end), found.name)
  const uris = new Set([document.uri, ...filesAbout(workspace, found.named.occurrence.subject)])
  const files = [...uris]
    .map((uri) => documents.get(uri))
    .filter((file): file is Document => file !== undefined)
  const result = rename(found, to, files, workspace)
  if ('refused' in result) return result.refused
  return Object.fromEntries(
    [...documents].map(([uri, { text }]) => {
      const own = result.edits.filter((edit) => edit.uri === uri)
      return [uri.slice(root.length + 1), applyEdits(text, own)]
    }),
  )
}

/** All that is called `old` in the sources is called `new` afterwards; what stands in `«»` stays. */
async function renames(sources: Sources) {
  const expected = Object.fromEntries(
    Object.entries(sources).map(([path, text]) => [
      path,
      text
        .replace('<|>', '')
        .replace(/old(?!»)/g, 'new')
        .replace(/[«»]/g, ''),
    ]),
  )
  const given = Object.fromEntries(
    Object.entries(sources).map(([path, text]) => [path, text.replace(/[«»]/g, '')]),
  )
  assert.deepEqual(await renamed(given, 'new'), expected)
}

const modules = `declare "collect" {
	argument "to" { }
	loki.process "p" {
		forward_to = argument.to.value
	}
	export "input" {
		value = loki.process.p.receiver
	}
}
`
const map = (first: string, second: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  a.alloy: |
    ${first.replaceAll('\n', '\n    ')}
  b.alloy: ${JSON.stringify(second)}
`

test('a label, from the label and from a reference', async () => {
  const source = (label: string, reference: string) => `loki.write "${label}" { }
loki.process "«old»" {
	forward_to = [loki.write.${reference}.receiver]
	stage.static_labels { values = { «old» = "«old»" } }
}
// «old» is a comment
`
  await renames({ 'a.alloy': source('o<|>ld', 'old') })
  await renames({ 'a.alloy': source('old', 'ol<|>d') })
  await renames({ 'a.alloy': source('<|>old', 'old').replaceAll('\n', '\r\n') })
})

test('over the files of a folder, closed ones among them, and not beyond', async () => {
  await renames({
    'alloy/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.old.receiver]\n}\n',
    'alloy/b.alloy': 'loki.write "o<|>ld" { }\n',
    'other/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.«old».receiver]\n}\n',
  })
})

test('in the keys of a ConfigMap, whatever way they are written', async () => {
  const a = 'loki.process "p" {\n  forward_to = [loki.write.old.receiver]\n}'
  await renames({ 'map.yaml': map(a, 'loki.write "old" { }\n').replace('write \\"old', 'write \\"o<|>ld') })
  await renames({ 'map.yaml': map(a.replace('old', 'ol<|>d'), 'loki.write "old" { }\n') })
})

test('in Alloy in values in an application', async () => {
  const alloy = 'loki.write "old" { }\nloki.process "p" {\n  forward_to = [loki.write.o<|>ld.receiver]\n}'
  await renames({
    'app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    helm:
      values: |
        alloy:
          configMap:
            content: |-
              ${alloy.replaceAll('\n', '\n              ')}
`,
  })
})

test('a declare with its instances, exports and importers', async () => {
  const declared = modules.replace('"collect"', '"old"')
  await renames({ 'a.alloy': `${declared.replace('"old"', '"o<|>ld"')}old "a" {\n\tto = [old.a.input]\n}\n` })
  await renames({
    'lib/modules.alloy': declared,
    'config/a.alloy':
      'import.file "«old»" {\n\tfilename = file.path_join(module_path, "../lib/modules.alloy")\n}\n',
    'config/b.alloy': '«old».o<|>ld "a" {\n\tto = []\n}\n',
    'config/c.alloy': 'loki.process "p" {\n\tforward_to = [«old».old.a.input]\n}\n',
  })
})

test('an import', async () => {
  await renames({
    'modules.alloy': modules,
    'config/a.alloy':
      'import.file "o<|>ld" {\n\tfilename = file.path_join(module_path, "../modules.alloy")\n}\nold.collect "a" {\n\tto = []\n}\n',
    'config/b.alloy': 'loki.process "p" {\n\tforward_to = [old.collect.a.input]\n}\n',
  })
})

test('an argument: in its block, in references and in all instances', async () => {
  const declared = modules.replace('"to"', '"old"').replace('argument.to', 'argument.old')
  const user = 'lib.collect "a" {\n\told = []\n\tother = «old»\n}\n'
  const importer = 'import.file "lib" {\n\tfilename = file.path_join(module_path, "../modules.alloy")\n}\n'
  await renames({ 'modules.alloy': declared.replace('"old"', '"o<|>ld"'), 'config/a.alloy': importer + user })
  await renames({
    'modules.alloy': declared,
    'config/a.alloy': importer,
    'config/b.alloy': user.replace('\told', '\to<|>ld'),
  })
  await renames({
    'modules.alloy': declared.replace('.old', '.ol<|>d'),
    'config/a.alloy': importer,
    'config/b.alloy': user,
  })
})

test('an export, and the variable of a loop', async () => {
  const declared = modules.replace('"input"', '"old"')
  await renames({ 'a.alloy': `${declared}collect "«old»" {\n\tto = [collect.«old».o<|>ld]\n}\n` })
  await renames({
    'a.alloy': `foreach "«old»" {
	collection = [{ "«old»" = 1 }]
	var        = "old"
	template {
		discovery.relabel "r" {
			targets = [ol<|>d.«old»]
		}
	}
}
`,
  })
})

const two =
  'loki.write "o<|>ld" { }\nloki.write "other" { }\nloki.process "p" {\n\tforward_to = [loki.write.old.receiver]\n}\n'

test('a name that is none, or is taken, is refused with the reason', async () => {
  assert.match(String(await renamed({ 'a.alloy': two }, 'a-b')), /^`a-b` is not a name/)
  assert.match(String(await renamed({ 'a.alloy': two }, '1a')), /^`1a` is not a name/)
  assert.match(String(await renamed({ 'a.alloy': two }, 'true')), /^`true` is not a name/)
  assert.match(
    String(await renamed({ 'a.alloy': two }, 'other')),
    /^There is a `loki\.write "other"` already/,
  )
  assert.match(
    String(await renamed({ 'x/a.alloy': two, 'x/b.alloy': 'loki.write "beside" { }\n' }, 'beside')),
    /^There is a `loki\.write "beside"` already/,
  )
  const declared = modules.replace('"collect"', '"co<|>llect"')
  assert.match(String(await renamed({ 'a.alloy': declared }, 'loki')), /^`loki` is a name of Alloy itself/)
  assert.match(String(await renamed({ 'a.alloy': declared }, 'sys')), /^`sys` is a name of Alloy itself/)
  assert.match(
    String(await renamed({ 'a.alloy': `${declared}import.git "lib" { }\n` }, 'lib')),
    /^A `declare` or import has the name `lib` already/,
  )
  assert.match(
    String(
      await renamed(
        {
          'a.alloy': modules.replace('"to" { }', '"t<|>o" { }\n\targument "b" { }'),
        },
        'b',
      ),
    ),
    /^There is a/,
  )
})

test('a rename that would give another name another meaning is refused', async () => {
  const source = `loki.write "o<|>ld" { }
foreach "f" {
	collection = []
	var        = "each"
	template {
		loki.write "inner" { }
		loki.process "p" {
			forward_to = [loki.write.old.receiver]
		}
	}
}
`
  assert.match(String(await renamed({ 'a.alloy': source }, 'inner')), /line 8, would mean something else/)
  assert.equal(typeof (await renamed({ 'a.alloy': source }, 'free')), 'object')
})

test('a dangling reference may come to mean the renamed block', async () => {
  const source =
    'loki.write "o<|>ld" { }\nloki.process "p" {\n\tforward_to = [loki.write.default.receiver]\n}\n'
  assert.deepEqual(await renamed({ 'a.alloy': source }, 'default'), {
    'a.alloy': source.replace('o<|>ld', 'default'),
  })
})

test('where template output makes a name that may be this one, nothing is renamed', async () => {
  const template = (receiver: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  config.alloy: |
    loki.write "o<|>ld" { }
    loki.process "p" {
      forward_to = [${receiver}]
    }
`
  const files = (receiver: string) => ({
    'chart/templates/map.yaml': template(receiver),
    'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
  })
  assert.match(
    String(await renamed(files('loki.write.{{ .Values.writer }}.receiver'), 'new')),
    /^Template output makes a name in chart\/templates\/map.yaml, line 9/,
  )
  await renames(files('loki.write.old.receiver'))
})

test('what a component keeps on disk under its name is told', async () => {
  const note = async (source: string) => {
    const { document, workspace, cursor } = await loadMarked({ 'a.alloy': source })
    const found = renamableAt(document, workspace, cursor)
    assert.ok(found)
    const result = rename(found, 'new', [document], workspace)
    return 'refused' in result ? result.refused : (result.note ?? '')
  }
  assert.match(
    await note('loki.source.file "o<|>ld" { }\n'),
    /^loki\.source\.file\.old keeps on disk how far/,
  )
  assert.match(
    await note('loki.write "o<|>ld" {\n\twal { }\n}\n'),
    /^loki\.write\.old keeps on disk what it has yet/,
  )
  assert.equal(await note('loki.write "o<|>ld" { }\n'), '')
  assert.equal(await note('loki.process "o<|>ld" { }\n'), '')
})

test('what is no name of the configuration is not renamable', async () => {
  for (const source of [
    'loki.wr<|>ite "a" { }\n',
    'logging {\n\tlev<|>el = "info"\n}\n',
    'logging {\n\tlevel = sys.e<|>nv("X")\n}\n',
    'loki.process "p" {\n\tforward_to = [loki.write.nobo<|>dy.receiver]\n}\n',
    'far.coll<|>ect "a" { }\nimport.git "far" { }\n',
  ])
    assert.equal(await renamed({ 'a.alloy': source }, 'new'), undefined, source)
})
