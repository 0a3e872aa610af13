/** The call hierarchy of templates: who includes whom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flowItemAt, incomingTo, outgoingFrom } from '../../server/src/features/callHierarchy.ts'
import type { Document } from '../../server/src/text/document.ts'
import { loadMarked } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

const sources = {
  'c/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
  'c/templates/_helpers.tpl':
    '{{ define "app.name" }}x{{ end }}{{ define "app.labels" }}{{ include "app.name" . }}{{ template "app.name" . }}{{ end }}',
  'c/templates/a.yaml': 'a: {{ include "app.la<|>bels" . }}\nb: {{ include "app.name" . }}\n',
  'c/templates/b.yaml': '{{ include (print $.Template.BasePath "/a.yaml") . | sha256sum }}\n',
}

test('callers and callees of a named template and of a file', async () => {
  const { document, documents, workspace, cursor } = await loadMarked(sources)
  const at = (name: string) => documents.get(`${root}/c/templates/${name}`) as Document // Given above.
  const labels = flowItemAt(document, workspace, cursor, [])
  assert.deepEqual([labels?.name, labels?.detail, labels?.kind], ['app.labels', 'app', 'template'])
  assert.ok(labels)
  const shown = (steps: ReturnType<typeof incomingTo>, from?: Document) =>
    steps.map(({ item, places }) => [
      item.name,
      ...places.map(({ start, end }) =>
        (from ?? at(item.uri.split('/').at(-1) ?? '')).text.slice(start, end),
      ),
    ])
  const helpers = at('_helpers.tpl')
  assert.deepEqual(shown(incomingTo(helpers, workspace, labels.selection, [])), [['a.yaml', 'app.labels']])
  assert.deepEqual(shown(outgoingFrom(helpers, workspace, labels.selection, []), helpers), [
    ['app.name', 'app.name', 'app.name'],
  ])
  const own = flowItemAt(document, workspace, 0, [])
  assert.equal(own?.name, 'a.yaml')
  assert.ok(own)
  assert.deepEqual(shown(incomingTo(document, workspace, own.selection, [])), [
    ['b.yaml', '(print $.Template.BasePath "/a.yaml")'],
  ])
  assert.deepEqual(
    outgoingFrom(document, workspace, own.selection, []).map(({ item }) => item.name),
    ['app.name', 'app.labels'],
  )
})
