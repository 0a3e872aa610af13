/** Definitions and references: from a name to what it stands for, in one text, over files, in embedded texts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namedAt } from '../../server/src/features/alloyAt.ts'
import { definitionsOf, placesBehind } from '../../server/src/features/definition.ts'
import { linksIn } from '../../server/src/features/links.ts'
import { highlightsAt, referencesTo } from '../../server/src/features/references.ts'
import { filesAbout } from '../../server/src/model/alloy/mentions.ts'
import type { Document } from '../../server/src/text/document.ts'
import { shown } from '../support/marked.ts'
import { type Loaded, loadMarked, type Sources, showPlaces } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

function named(loaded: Loaded) {
  const found = namedAt(loaded.document, loaded.workspace, loaded.cursor)
  assert.ok(found, 'nothing is named there')
  const uris = new Set([loaded.document.uri, ...filesAbout(loaded.workspace, found.occurrence.subject)])
  const files = [...uris]
    .map((uri) => loaded.documents.get(uri))
    .filter((file): file is Document => file !== undefined)
  return { found, files }
}

/** The name of what is defined is marked. */
async function defines(sources: Sources) {
  const loaded = await loadMarked(sources)
  const { found, files } = named(loaded)
  const targets = definitionsOf(found, files, loaded.workspace)
  assert.deepEqual(
    showPlaces(
      loaded,
      targets.map(({ uri, selection }) => ({ uri, range: selection })),
    ),
    loaded.expected,
  )
  return { loaded, targets }
}

/** All that names the same is marked. */
async function refers(sources: Sources, declarations = true) {
  const loaded = await loadMarked(sources)
  const { found, files } = named(loaded)
  assert.deepEqual(
    showPlaces(loaded, referencesTo(found.occurrence.subject, files, loaded.workspace, declarations)),
    loaded.expected,
  )
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
const lib = `import.file "lib" {
	filename = file.path_join(module_path, "modules/lib.alloy")
}
`

test('from any word of a reference to the label of the block', async () => {
  for (const reference of [
    'lo<|>ki.write.out.receiver',
    'loki.write.o<|>ut.receiver',
    'loki.write.out.rec<|>eiver',
  ]) {
    const { loaded, targets } = await defines({
      'a.alloy': `loki.write "⟦out⟧" {
	endpoint { url = "http://loki/loki/api/v1/push" }
}
loki.process "p" {
	forward_to = [${reference}]
}
`,
    })
    const [target] = targets
    const { text } = loaded.document
    assert.equal(
      target && text.slice(target.range.start, target.range.end).split('\n').length,
      3,
      'the block',
    )
    assert.equal(
      target && text.slice(target.from.start, target.from.end),
      reference.includes('o<|>ut') ? 'out' : 'loki.write.out.receiver',
    )
  }
})

test('a declare, its arguments and exports', async () => {
  const source = `${modules}coll<|>ect "a" {\n\tto = [collect.a.input]\n}\n`
  await defines({ 'a.alloy': source.replace('declare "collect"', 'declare "⟦collect⟧"') })
  const at = (text: string) => source.replace('<|>', '').replace(text.replace('<|>', ''), text)
  await defines({ 'a.alloy': at('t<|>o = [').replace('"to"', '"⟦to⟧"') })
  await defines({ 'a.alloy': at('argument.to.<|>value').replace('"to"', '"⟦to⟧"') })
  await defines({ 'a.alloy': at('a.i<|>nput').replace('"input"', '"⟦input⟧"') })
  await defines({ 'a.alloy': at('collect.<|>a.').replace('collect "a"', 'collect "⟦a⟧"') })
  await defines({ 'a.alloy': at('[co<|>llect').replace('"collect"', '"⟦collect⟧"') })
})

test('the variable of a foreach', async () => {
  await defines({
    'a.alloy': `foreach "f" {
	collection = [{ "to" = 1 }]
	var        = "⟦each⟧"
	template {
		discovery.relabel "r" {
			targets = [ea<|>ch.to]
		}
	}
}
`,
  })
})

test('over the files of a folder, and in the keys of a ConfigMap', async () => {
  await defines({
    'alloy/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.ou<|>t.receiver]\n}\n',
    'alloy/b.alloy': 'loki.write "⟦out⟧" { }\n',
    'other/b.alloy': 'loki.write "out" { }\n',
  })
  await defines({
    'map.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  a.alloy: |
    loki.process "p" {
      forward_to = [loki.write.ou<|>t.receiver]
    }
  b.alloy: "loki.write \\"⟦out⟧\\" { }"
`,
  })
})

test('through an import', async () => {
  const user = `${lib}lib.collect "a" {\n\tto = [lib.collect.a.input]\n}\n`
  const at = (text: string) => user.replace(text.replace('<|>', ''), text)
  const files = (source: string, module: string) => ({ 'config.alloy': source, 'modules/lib.alloy': module })
  await defines(files(at('lib.col<|>lect "a"'), modules.replace('"collect"', '"⟦collect⟧"')))
  await defines(files(at('t<|>o ='), modules.replace('"to"', '"⟦to⟧"')))
  await defines(files(at('a.in<|>put'), modules.replace('"input"', '"⟦input⟧"')))
  await defines(files(at('li<|>b.collect "a"').replace('"lib"', '"⟦lib⟧"'), modules))
})

test('the path of an import leads to its file, and is a link', async () => {
  const loaded = await loadMarked({
    'config.alloy': lib.replace('modules/lib', 'modul<|>es/lib'),
    'modules/lib.alloy': modules,
  })
  const [target] = placesBehind(loaded.document, loaded.workspace, loaded.cursor)
  assert.equal(target?.uri, `${root}/modules/lib.alloy`)
  const links = linksIn(loaded.document, loaded.workspace)
  assert.deepEqual(
    links.map(({ uri, range }) => [uri, loaded.document.text.slice(range.start, range.end)]),
    [[`${root}/modules/lib.alloy`, 'modules/lib.alloy']],
  )
  const nowhere = await loadMarked({ 'config.alloy': lib })
  assert.deepEqual(linksIn(nowhere.document, nowhere.workspace), [])
})

test('an environment variable leads to where the workspace sets it, in the environment of the file', async () => {
  const compose = (url: string) =>
    `services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    environment:\n      ${url}\n    volumes:\n      - ./config.alloy:/etc/alloy/config.alloy\n    logging: { driver: local }\n`
  const loaded = await loadMarked({
    'prod/config.alloy': 'logging {\n\tlevel = sys.env("LEV<|>EL")\n}\n',
    'prod/compose.yaml': compose('⟦LEVEL: info⟧'),
    'dev/config.alloy': '',
    'dev/compose.yaml': compose('LEVEL: debug'),
  })
  assert.deepEqual(
    showPlaces(loaded, placesBehind(loaded.document, loaded.workspace, loaded.cursor)),
    loaded.expected,
  )
})

test('references in one text, with and without the declaration', async () => {
  const source = `loki.write "⟦ou<|>t⟧" { }
loki.process "out" {
	forward_to = [loki.write.⟦out⟧.receiver]
}
loki.process "q" {
	forward_to = [loki.process.out.receiver, loki.write.⟦out⟧.receiver]
}
declare "m" {
	loki.write "out" { }
	loki.process "p" {
		forward_to = [loki.write.out.receiver]
	}
}
`
  await refers({ 'a.alloy': source })
  await refers({ 'a.alloy': source.replace('⟦ou<|>t⟧', 'ou<|>t') }, false)
})

test('references over a folder and over imports', async () => {
  await refers({
    'alloy/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.⟦out⟧.receiver]\n}\n',
    'alloy/b.alloy': 'loki.write "⟦ou<|>t⟧" { }\n',
    'alloy/c.alloy':
      'loki.write "out" { }\nloki.process "q" {\n\tforward_to = [loki.write.out.receiver]\n}\n',
    'other/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.out.receiver]\n}\n',
  })
  await refers({
    'lib/lib.alloy': modules.replace('"to"', '"⟦to⟧"').replace('argument.to', 'argument.⟦t<|>o⟧'),
    'config/a.alloy': lib.replace('modules/', '../lib/'),
    'config/b.alloy': 'lib.collect "a" {\n\t⟦to⟧ = []\n}\n',
    'config/c.alloy': 'loki.process "to" {\n\tforward_to = [lib.collect.a.input]\n}\n',
  })
  await refers({
    'lib/lib.alloy': modules.replace('"input"', '"⟦inp<|>ut⟧"'),
    'config/a.alloy': lib.replace('modules/', '../lib/'),
    'config/b.alloy': 'lib.collect "a" {\n\tto = []\n}\n',
    'config/c.alloy': 'loki.process "to" {\n\tforward_to = [lib.collect.a.⟦input⟧]\n}\n',
  })
})

test('highlights tell where a name is given and where it is read; elsewhere there are none', async () => {
  const { document, workspace, cursor } = await loadMarked({
    'a.alloy': `${modules}collect "a" {\n\tt<|>o = []\n}\n`,
  })
  const found = highlightsAt(document, workspace, cursor)
  assert.deepEqual(
    found?.map(({ kind }) => kind),
    ['write', 'read', 'write'],
  )
  assert.match(
    shown(
      document.text,
      found.map(({ range }) => range),
    ),
    /argument "⟦to⟧"[\s\S]*argument\.⟦to⟧[\s\S]*\t⟦to⟧ = \[\]/,
  )
  assert.equal(highlightsAt(document, workspace, document.text.indexOf('forward_to')), undefined)
  const leading = highlightsAt(document, workspace, document.text.indexOf('loki.process "')) ?? []
  assert.match(
    shown(
      document.text,
      leading.map(({ range }) => range),
    ),
    /loki\.process "⟦p⟧"[\s\S]*loki\.process\.⟦p⟧\.receiver/,
    'what leads to a name stands for it',
  )
})

test('what template output names is nobody', async () => {
  const { document, workspace } = await loadMarked({
    'chart/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  config.alloy: |
    loki.write "{{ .Values.name }}" { }
    loki.process "p" {
      forward_to = [loki.write.{{ .Values.name }}.receiver]
    }
`,
    'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
  })
  for (let offset = 0; offset <= document.text.length; offset++) namedAt(document, workspace, offset)
  assert.equal(namedAt(document, workspace, document.text.indexOf('.name')), undefined)
  assert.equal(namedAt(document, workspace, document.text.indexOf('"p"') + 1)?.occurrence.subject.name, 'p')
})
