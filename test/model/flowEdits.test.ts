/** What templates read is the same whether a chart is gone through anew or only the file that was edited. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { flowOf } from '../../server/src/model/charts/flow.ts'
import { chartOf } from '../../server/src/model/charts/values.ts'
import { documentOf, fileFacts } from '../../server/src/model/load.ts'
import type { Workspace } from '../../server/src/model/workspace.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const charts = join(import.meta.dirname, '../../../shared/corpus/charts')

/** A workspace in which one file has another text: everything else is what it was. */
function edited(workspace: Workspace, path: string, text: string): Workspace {
  const folders = new Set([root])
  const document = documentOf(root, `${root}/${path}`, text, workspace.settings, folders)
  return { ...workspace, files: new Map(workspace.files).set(document.uri, fileFacts(document)) }
}

/** All that a flow says, in one order. */
function said(workspace: Workspace): readonly string[] {
  const chart = chartOf(workspace, `${root}/templates/x.yaml`)
  assert.ok(chart)
  const flow = flowOf(workspace, chart)
  const reads = flow.reads.map(
    ({ keys, how, use, uri, assumed }) =>
      `${uri} ${use.range.start}-${use.range.end} ${how} ${JSON.stringify(keys)} ${assumed}`,
  )
  const sets = flow.sets.map((keys) => `set ${JSON.stringify(keys)}`)
  const visited: string[] = []
  flow.eachRead(({ keys, how, use }, uri) => {
    visited.push(`visited ${uri} ${use.range.start} ${how} ${JSON.stringify(keys)}`)
  })
  const file = `${root}/templates/a.yaml`
  const names = [undefined, file].flatMap((but) =>
    flow.keysRead([], but).map((key) => `below ${key} but ${but}: ${[...flow.keysRead([key], but)].sort()}`),
  )
  return [...reads, ...sets, ...visited, ...names].sort()
}

/** Makes edits one after the other and compares each time with a workspace that was loaded with all of them. */
async function compare(files: ReadonlyMap<string, string>, edits: readonly (readonly [string, string])[]) {
  const { workspace } = await loadFiles(files)
  let [at, texts] = [workspace, files]
  said(at)
  for (const [path, text] of edits) {
    at = edited(at, path, text)
    texts = new Map(texts).set(path, text)
    const anew = await loadFiles(texts)
    assert.deepEqual(said(at), said(anew.workspace), `after an edit of ${path}`)
  }
}

const small: ReadonlyMap<string, string> = new Map([
  ['Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n'],
  ['values.yaml', 'a: 1\nb: { c: 2 }\nt: "{{ .Values.b.c }}"\n'],
  [
    'templates/_helpers.tpl',
    '{{ define "one" }}{{ .Values.a }}{{ end }}{{ define "two" }}{{ .x.c }}{{ end }}{{ define "none" }}{{ .Values.never }}{{ end }}',
  ],
  ['templates/a.yaml', '{{ include "one" . }}\n'],
  ['templates/b.yaml', '{{ include (print $.Template.BasePath "/a.yaml") . }}{{ .Values.b }}\n'],
])

test('an edit of a file, of another one, of the helpers, of the values', () =>
  compare(small, [
    ['templates/a.yaml', '{{ include "two" (dict "x" .Values.b) }}\n'],
    ['templates/a.yaml', '{{ include "none" . }}{{ tpl .Values.t . }}\n'],
    ['templates/a.yaml', ''],
    ['templates/b.yaml', '{{ include (print $.Template.BasePath "/a.yaml") (dict "Values" .Values.b) }}\n'],
    ['templates/a.yaml', '{{ .Values.c }}\n'],
    ['templates/a.yaml', '{{ define "three" }}{{ .Values.d }}{{ end }}{{ include "three" . }}\n'],
    ['templates/b.yaml', '{{ include "three" . }}\n'],
    ['templates/a.yaml', '{{ .Values.e }}\n'],
    ['templates/_helpers.tpl', '{{ define "one" }}{{ .Values.z }}{{ end }}'],
    ['values.yaml', 'a: 1\nt: "{{ .Values.other }}"\n'],
    ['templates/a.yaml', '{{ include "one" . }}{{ tpl .Values.t . }}\n'],
  ]))

for (const name of ['loki', 'alloy'])
  test(`edits in the ${name} chart`, { skip: !existsSync(charts) && 'the corpus is not here' }, async () => {
    const folder = join(charts, name, 'chart')
    const files = new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
    )
    const templates = [...files.keys()].filter((path) => /^templates\/.*\.yaml$/.test(path))
    const step = Math.ceil(templates.length / 6)
    const some = templates.filter((_, i) => i % step === 0)
    const edits = some.flatMap((path): [string, string][] => [
      [path, `{{ .Values.some.path }}\n${files.get(path)}`],
      [path, `${files.get(path)}{{ include "${name}.fullname" . }}{{ toYaml .Values.other }}\n`],
    ])
    await compare(files, edits)
  })
