/** Navigation in charts over the wire: an open template, its values and other templates closed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Location,
  Position,
  SemanticTokens,
  WorkspaceEdit,
} from 'vscode-languageserver'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const template = `{{- if .Values.service.enabled }}
kind: Service
metadata:
  name: {{ include "app.name" . }}
spec:
  ports:
    - port: {{ .Values.service.port }}
{{- end }}
`
const values = 'service:\n  enabled: true\n  port: 80\n'
const files = {
  'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
  'app/values.yaml': values,
  'app/values-prod.yaml': 'service:\n  port: 8080\n',
  'app/templates/service.yaml': template,
  'app/templates/_helpers.tpl':
    '{{ define "app.name" }}{{ .Release.Name }}-{{ .Values.service.port }}{{ end }}\n',
  'app/templates/other.yaml': 'a: {{ toYaml .Values.service | nindent 2 }}\n',
}

/** The position of `|` in a text that stands in another one without it. */
function at(text: string, marked: string): Position {
  const offset = text.indexOf(marked.replace('|', '')) + marked.indexOf('|')
  const before = text.slice(0, offset).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

const shown = ({ uri, range: { start, end } }: Location) =>
  `${uri.split('/').at(-1)} ${start.line}:${start.character}-${end.line}:${end.character}`

async function start(context: Parameters<typeof startClient>[0], left: Partial<typeof files> = {}) {
  const all = { ...files, ...left }
  const client = await startClient(context, folder(context, all), { pull: true })
  await client.open('app/templates/service.yaml', template)
  const ask = <T>(method: string, name: string, position?: Position, more: object = {}): Promise<T> =>
    client.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: client.uri(name) },
      ...(position && { position }),
      ...more,
    })
  return { client, ask }
}

const service = 'app/templates/service.yaml'

test('definitions in values and templates that are closed, references over all of them', async (context) => {
  const { client, ask } = await start(context)
  const port = at(template, '.service.p|ort')
  assert.deepEqual((await ask<Location[]>('definition', service, port)).map(shown), [
    'values.yaml 2:2-2:6',
    'values-prod.yaml 1:2-1:6',
  ])
  assert.deepEqual((await ask<Location[]>('definition', service, at(template, '"app|.name"'))).map(shown), [
    '_helpers.tpl 0:11-0:19',
  ])
  const references = await ask<Location[]>('references', service, port, {
    context: { includeDeclaration: false },
  })
  assert.deepEqual(references.map(shown).sort(), [
    '_helpers.tpl 0:62-0:66',
    'other.yaml 0:13-0:28',
    'service.yaml 6:31-6:35',
    'values-prod.yaml 1:2-1:6',
  ])
  const highlights = await ask<DocumentHighlight[]>('documentHighlight', service, at(template, '- i|f'))
  assert.deepEqual(
    highlights.map(({ range }) => [range.start.line, range.start.character]),
    [
      [0, 4],
      [7, 4],
    ],
  )
  await client.open('app/values-prod.yaml', files['app/values-prod.yaml'])
  const back = await ask<Location[]>('definition', 'app/values-prod.yaml', { line: 1, character: 4 })
  assert.deepEqual(back.map(shown), ['values.yaml 2:2-2:6'])
})

test('a key is renamed in closed files, or the reason is given', async (context) => {
  const { client, ask } = await start(context)
  const enabled = at(template, '.service.e|nabled')
  await assert.rejects(
    ask('rename', service, enabled, { newName: 'on' }),
    /`on` is no name for a key that templates can read/,
  )
  await assert.rejects(
    ask('rename', service, enabled, { newName: 'active' }),
    /app\/templates\/other\.yaml, line 1 prints or reads `service` as a whole/,
  )
  assert.deepEqual(await ask('prepareRename', service, at(template, '"app|.name"')), {
    range: { start: { line: 3, character: 20 }, end: { line: 3, character: 28 } },
    placeholder: 'app.name',
  })
  const edit = await ask<WorkspaceEdit>('rename', service, at(template, '.Values.ser|vice'), {
    newName: 'svc',
  })
  assert.deepEqual(
    Object.entries(edit.changes ?? {})
      .map(([uri, edits]) => [uri, edits.length])
      .sort(),
    [
      [client.uri('app/templates/_helpers.tpl'), 1],
      [client.uri('app/templates/other.yaml'), 1],
      [client.uri('app/templates/service.yaml'), 2],
      [client.uri('app/values-prod.yaml'), 1],
      [client.uri('app/values.yaml'), 1],
    ],
  )
})

test('outline, folds and semantic tokens of a template', async (context) => {
  const { ask } = await start(context)
  const symbols = await ask<DocumentSymbol[]>('documentSymbol', service)
  assert.equal(symbols[0]?.name, 'Service {{ include "app.name" . }}')
  const folds = await ask<FoldingRange[]>('foldingRange', service)
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [0, 6],
      [2, 3],
      [4, 6],
      [5, 6],
    ],
  )
  const { data } = await ask<SemanticTokens>('semanticTokens/full', service)
  // `if`, in the first line behind `{{- `.
  assert.deepEqual(data.slice(0, 3), [0, 4, 2])
})
