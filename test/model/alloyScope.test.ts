/** What names mean: in modules, over the files of a folder and of a ConfigMap, and through imports. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moduleOfBlock, modulesOf, referencesIn } from '../../server/src/model/alloy/modules.ts'
import { customOf, type Meaning, meaningOf, scopeOf } from '../../server/src/model/alloy/scope.ts'
import type { Workspace } from '../../server/src/model/workspace.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import type { Document } from '../../server/src/text/document.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

async function load(files: Record<string, string>, path: string) {
  const { workspace, documents } = await loadFiles(new Map(Object.entries(files)))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  return { workspace, document }
}

/** Each reference of a document with what it means: `text`, `beside`, `scope` or nothing, and what is behind it. */
function meanings(document: Document, workspace: Workspace): readonly string[] {
  const scope = scopeOf(document, workspace)
  return scope.tree.parts.flatMap((part) =>
    referencesIn(part).map(({ names, moduleBlock }) => {
      const meaning = meaningOf(scope, moduleOfBlock(scope.tree, moduleBlock), names)
      return `${names.map(({ name }) => name).join('.')}: ${said(meaning)}`
    }),
  )
}

function said(meaning: Meaning | undefined): string {
  if (!meaning) return '-'
  const rest = meaning.rest.map(({ name }) => `.${name}`).join('')
  if (meaning.in === 'scope') return `scope${rest}`
  return `${meaning.in} ${meaning.in === 'text' ? meaning.entity.id : meaning.name.id}${rest}`
}

const modules = `
loki.write "out" { }
declare "collect" {
	argument "to" { }
	argument "level" {
		optional = true
	}
	loki.process "p" {
		forward_to = [argument.to.value, loki.write.out.receiver]
	}
	export "input" {
		value = loki.process.p.receiver
	}
}
foreach "f" {
	collection = [loki.write.out]
	var = "each"
	template {
		loki.relabel "r" {
			forward_to = [loki.write.out.receiver, each.to, loki.relabel.r]
		}
	}
}
collect "a" {
	to = [loki.write.out.receiver, loki.relabel.r.receiver, sys.env("X"), module_path]
}
`

test('a declare sees itself alone, a foreach what is around it', async () => {
  const { workspace, document } = await load({ 'config.alloy': modules }, 'config.alloy')
  assert.deepEqual(meanings(document, workspace), [
    'argument.to.value: text argument.to.value',
    'loki.write.out.receiver: -',
    'loki.process.p.receiver: text loki.process.p.receiver',
    'loki.write.out: text loki.write.out',
    'loki.write.out.receiver: text loki.write.out.receiver',
    'each.to: scope.to',
    'loki.relabel.r: text loki.relabel.r',
    'loki.write.out.receiver: text loki.write.out.receiver',
    'loki.relabel.r.receiver: -',
    'sys.env: -',
    'module_path: scope',
  ])
  const scope = scopeOf(document, workspace)
  assert.deepEqual(
    modulesOf(scope.tree).map(({ kind, entities }) => [kind, entities.map(({ id }) => id)]),
    [
      ['root', ['loki.write.out', 'declare.collect', 'foreach.f', 'collect.a']],
      ['declare', ['argument.to', 'argument.level', 'loki.process.p', 'export.input']],
      ['foreach', ['loki.relabel.r']],
    ],
  )
  const custom = customOf(scope, moduleOfBlock(scope.tree, undefined), 'collect')
  assert.deepEqual(custom?.declare?.takes, [
    { name: 'to', optional: false },
    { name: 'level', optional: true },
  ])
  assert.deepEqual(custom.declare.gives, ['input'])
})

test('the files of a folder, unless the file is known to be loaded alone', async () => {
  const files = {
    'alloy/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.out.receiver]\n}\n',
    'alloy/b.alloy': 'loki.write "out" { }\n',
  }
  const unknown = await load(files, 'alloy/a.alloy')
  assert.equal(scopeOf(unknown.document, unknown.workspace).loading, 'unknown')
  assert.deepEqual(meanings(unknown.document, unknown.workspace), [
    'loki.write.out.receiver: beside loki.write.out.receiver',
  ])
  const compose = (source: string) =>
    `services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    command: run /etc/alloy\n    volumes:\n      - ${source}\n    logging: { driver: local }\n`
  const folder = await load({ ...files, 'compose.yaml': compose('./alloy:/etc/alloy') }, 'alloy/a.alloy')
  assert.equal(scopeOf(folder.document, folder.workspace).loading, 'folder')
  const alone = compose('./alloy/a.alloy:/etc/alloy/config.alloy').replace(
    '/etc/alloy\n',
    '/etc/alloy/config.alloy\n',
  )
  const file = await load({ ...files, 'compose.yaml': alone }, 'alloy/a.alloy')
  assert.equal(scopeOf(file.document, file.workspace).loading, 'file')
  assert.deepEqual(meanings(file.document, file.workspace), ['loki.write.out.receiver: -'])
})

test('the keys of a ConfigMap', async () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  a.alloy: |
    loki.process "p" {
      forward_to = [loki.write.out.receiver]
    }
  b.alloy: |
    loki.write "out" { }
`
  const { workspace, document } = await load({ 'map.yaml': text }, 'map.yaml')
  const [first] = embedded(document)
  assert.ok(first)
  assert.deepEqual(meanings(first, workspace), ['loki.write.out.receiver: beside loki.write.out.receiver'])
})

test('custom components of imported files', async () => {
  const files = {
    'config.alloy': `import.file "lib" {
	filename = file.path_join(module_path, "modules/lib.alloy")
}
import.git "far" {
	repository = "https://example.com/a.git"
	path       = "a.alloy"
}
`,
    'modules/lib.alloy': 'declare "collect" {\n\targument "to" { }\n}\n',
  }
  const { workspace, document } = await load(files, 'config.alloy')
  const scope = scopeOf(document, workspace)
  const root = moduleOfBlock(scope.tree, undefined)
  assert.deepEqual(customOf(scope, root, 'lib.collect')?.declare?.takes, [{ name: 'to', optional: false }])
  assert.deepEqual(customOf(scope, root, 'lib.colect')?.instead, ['collect'])
  const far = customOf(scope, root, 'far.anything')
  assert.equal(far?.entity?.id, 'import.git.far')
  assert.equal(far.declare ?? far.instead, undefined)
  assert.equal(customOf(scope, root, 'other'), undefined)
})
