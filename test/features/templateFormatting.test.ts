/** Formatting never touches what stands inside of `{{ }}`: in templates, by every way that formats. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAllEmbedded, formatHere } from '../../server/src/features/embeddedFormatting.ts'
import { formatDocument, formatRange } from '../../server/src/features/formatting.ts'
import { formatOnType } from '../../server/src/features/onTypeFormatting.ts'
import { lexTemplate } from '../../server/src/syntax/template/lexer.ts'
import type { Document } from '../../server/src/text/document.ts'
import { applyEdits, type TextEdit } from '../../server/src/text/edit.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const template = `{{- if   .Values.enabled   -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{include "app.name"   .}}
data:
  plain.alloy: |
    loki.write   "a" {
      endpoint {
         url="http://loki"
       headers  = {}
      }
    }
  actions.alloy: |
    loki.write   "a" {
      endpoint {
         url="{{   .Values.url}}"
       headers  = {}
      }
    }
    {{-   range $i,$x:=.Values.list}}
    loki.echo   "b{{$i}}" {
    }
    {{-   end}}
  other.alloy: |
    {{-   .Values.config   |nindent 4}}
{{- end}}
`

async function documentOf(path: string, text: string): Promise<Document> {
  const chart = [`${root}/charts/app/Chart.yaml`, 'apiVersion: v2\nname: app\nversion: 0.1.0\n'] as const
  const files = new Map([
    [chart[0].slice(root.length + 1), chart[1]],
    [path, text],
  ])
  const document = (await loadFiles(files)).documents.get(`${root}/${path}`)
  assert.ok(document)
  return document
}

const tagsOf = (text: string) =>
  lexTemplate(text).flatMap((piece) => (piece.kind === 'tag' ? [text.slice(piece.start, piece.end)] : []))

test('a text without actions is formatted where it stands in a template, and no action changes', async () => {
  const document = await documentOf('charts/app/templates/a.yaml', template)
  assert.equal(document.kind, 'helm-template')
  const all = formatAllEmbedded(document).flatMap(({ edits }) => edits)
  const after = applyEdits(template, all)
  assert.match(after, /loki\.write "a" \{\n {4}\tendpoint \{\n {4}\t\turl {5}= "http:\/\/loki"/)
  assert.deepEqual(tagsOf(after), tagsOf(template))
  assert.equal(after.slice(after.indexOf('actions.alloy')), template.slice(template.indexOf('actions.alloy')))
})

test('no way of formatting makes an edit that reaches into an action', async () => {
  const files = [
    ['charts/app/templates/a.yaml', template],
    ['charts/app/templates/_a.tpl', `{{ define "a" }}\n${template}{{ end }}`],
    ['charts/app/templates/b.yaml', template.replaceAll('\n', '\r\n')],
  ] as const
  for (const [path, text] of files) {
    const document = await documentOf(path, text)
    const whole = { start: 0, end: text.length }
    const edits: TextEdit[] = [...formatDocument(document), ...formatRange(document, whole)]
    for (const { edits: own } of formatAllEmbedded(document)) edits.push(...own)
    for (let at = 1; at <= text.length; at++) {
      const here = { start: at, end: at }
      edits.push(...formatHere(document, here).flatMap((action) => action.edits))
      edits.push(...formatRange(document, here), ...formatOnType(document, at, text[at - 1] ?? ''))
    }
    const actions = lexTemplate(text).filter(({ kind }) => kind === 'tag')
    assert.ok(actions.length >= 8)
    const reaching = edits.filter(({ range }) =>
      actions.some(({ start, end }) => start < range.end && range.start < end),
    )
    assert.deepEqual(reaching, [], path)
    // The text without actions is one of those that were asked for.
    if (path.endsWith('.yaml')) assert.ok(edits.length > 0, path)
  }
})
