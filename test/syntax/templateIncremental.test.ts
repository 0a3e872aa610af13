/** The YAML tree of a template after edits: what is taken over from the version before never changes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import type { YamlNode, YamlTree } from '../../server/src/syntax/yaml/ast.ts'
import { asSuccessor, createDocument } from '../../server/src/text/document.ts'
import { type Located, rangeOf } from '../../server/src/text/part.ts'

const template = (text: string) => createDocument('file:///chart/templates/a.yaml', 'helm-template', text)

const source = `{{- define "a.labels" -}}
app: {{ .Chart.Name }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- define "a.name" -}}
name: {{ include "b" . | quote }}
{{- end }}
kind: Service
spec:
  ports:
    - port: {{ .Values.port }}
      {{- if .Values.nodePort }}
      nodePort: {{ .Values.nodePort }}
      {{- end }}
  selector: &labels
    {{- include "a.labels" . | nindent 4 }}
---
kind: Pod
metadata:
  labels: *labels
`

const typed = [
  ...['\n', '  ', 'a: 1\n', '{{ .x }}', '{{- if .y }}\n', '{{- end }}\n', '- b\n', '"', '---\n', '{{'],
  ...['}}', '#', ': ', '{{- define "q" }}\n', '&a', '*a', '|\n', '{{- else }}\n'],
]

/** Everything that a tree says, with its places in the document. */
function told(tree: YamlTree): string {
  const place = (node: Located) => rangeOf(tree, node)
  const node = (at: YamlNode | undefined): unknown => {
    if (at?.kind === 'map')
      return [place(at), at.pairs.map(({ key, value }) => [place(key), key.text, key.hole, node(value)])]
    if (at?.kind === 'sequence') return [place(at), at.items.map(node)]
    if (at?.kind === 'scalar') return [place(at), at.text, at.hole, String(at.value)]
    return at && [place(at), at.name, at.target && place(at.target)]
  }
  return JSON.stringify([
    tree.documents.map(({ range, root }) => [range, node(root)]),
    tree.issues.map((issue) => [place(issue), issue.code]),
    tree.comments,
  ])
}

test('after any edit the tree is what it would be if it were read anew', () => {
  let edits = 0
  for (let at = 0; at <= source.length; at += 3) {
    let document = template(source)
    yamlTree(document)
    for (const [i, bit] of typed.entries()) {
      if ((i + at) % 6 > 1) continue
      const text = document.text.slice(0, at) + bit + document.text.slice(at + (i % 3 === 0 ? 4 : 0))
      const next = template(text)
      asSuccessor(next, document)
      assert.equal(told(yamlTree(next)), told(yamlTree(template(text))), JSON.stringify(text))
      document = next
      edits++
    }
  }
  assert.ok(edits > 500, `${edits} edits`)
})

test('an edit leaves the parts that it is not in as they are', () => {
  const document = template(source)
  const before = yamlTree(document)
  const next = template(source.replace('.Values.port', '.Values.ports'))
  asSuccessor(next, document)
  const kept = yamlTree(next).parts.filter((part) => before.parts.includes(part))
  assert.ok(before.parts.length > 4)
  assert.equal(kept.length, before.parts.length - 1)
})
