/** What `manifestsOf` finds in manifest files, Argo CD applications and templates. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manifestsOf } from '../../server/src/model/containers/manifests.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import { createDocument, type Kind } from '../../server/src/text/document.ts'
import { rangeOf } from '../../server/src/text/part.ts'

function headers(kind: Kind, text: string) {
  const document = createDocument('file:///a.yaml', kind, text)
  const tree = yamlTree(document)
  return manifestsOf(document).map(({ kind, name, namespace, document: index, node }) => {
    const { start, end } = rangeOf(tree, node)
    return { kind, name, namespace, index, first: text.slice(start, end).split('\n')[0] }
  })
}

test('each document of a stream is a manifest of its own', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: n}\n---\n# nothing\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n'
  assert.deepEqual(headers('kubernetes', text), [
    { kind: 'Service', name: 'a', namespace: 'n', index: 0, first: 'apiVersion: v1' },
    { kind: 'Pod', name: 'b', namespace: undefined, index: 2, first: 'apiVersion: v1' },
  ])
})

test('the items of a List are manifests', () => {
  const text =
    'apiVersion: v1\nkind: List\nitems:\n  - kind: Service\n    apiVersion: v1\n    metadata: {name: a}\n  - {apiVersion: v1, kind: Pod, metadata: {name: b}}\n'
  assert.deepEqual(
    headers('kubernetes', text).map(({ kind, name, first }) => ({ kind, name, first })),
    [
      { kind: 'Service', name: 'a', first: 'kind: Service' },
      { kind: 'Pod', name: 'b', first: '{apiVersion: v1, kind: Pod, metadata: {name: b}}' },
    ],
  )
})

test('what template output makes is unknown, the rest is read', () => {
  const text =
    '{{- if .Values.on }}\napiVersion: v1\nkind: {{ .Values.kind }}\nmetadata:\n  name: {{ include "a.name" . }}-x\n  namespace: fixed\n{{- end }}\n'
  assert.deepEqual(headers('helm-template', text), [
    { kind: undefined, name: undefined, namespace: 'fixed', index: 0, first: 'apiVersion: v1' },
  ])
})

test('manifests of several defines without a separator are told apart', () => {
  const text =
    '{{- define "a.svc" -}}\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\n{{- end -}}\n\n{{- define "a.pdb" -}}\nmetadata:\n  name: b\nkind: PodDisruptionBudget\napiVersion: policy/v1\n{{- end }}\n'
  assert.deepEqual(
    headers('helm-template', text).map(({ kind, name, first }) => ({ kind, name, first })),
    [
      { kind: 'Service', name: 'a', first: 'apiVersion: v1' },
      { kind: 'PodDisruptionBudget', name: 'b', first: 'metadata:' },
    ],
  )
})

test('two branches that give one header are one manifest', () => {
  const text =
    '{{- if .Capabilities.x }}\napiVersion: policy/v1\n{{- else }}\napiVersion: policy/v1beta1\n{{- end }}\nkind: PodDisruptionBudget\nmetadata:\n  name: a\n'
  const found = headers('helm-template', text)
  assert.equal(found.length, 1)
  assert.equal(found[0]?.name, 'a')
})

test('two branches that give two manifests are two', () => {
  const text =
    '{{- if .x }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\n{{- else }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: b\n{{- end }}\n'
  assert.deepEqual(
    headers('helm-template', text).map(({ name }) => name),
    ['a', 'b'],
  )
})

test('other kinds of file and broken YAML hold none', () => {
  assert.deepEqual(headers('helm-values', 'apiVersion: v1\nkind: Pod\n'), [])
  assert.deepEqual(headers('kubernetes', 'key: [unclosed\n'), [])
  assert.deepEqual(headers('kubernetes', ''), [])
})
