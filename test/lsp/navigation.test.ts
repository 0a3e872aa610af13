/** Navigation over the wire: one request of each kind, with files that are open and files that are not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  InlayHint,
  Location,
  LocationLink,
  Position,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  ShowMessageParams,
  SymbolInformation,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const writer = `loki.write "out" {
	endpoint {
		url                 = sys.env("URL")
		max_backoff_retries = 10
	}
}
`
const source = 'loki.source.file "s" { }\n'
const user = `loki.process "p" {
	forward_to = [loki.write.out.receiver]
}
import.file "lib" {
	filename = file.path_join(module_path, "lib/lib.alloy")
}
`
const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  a.alloy: |
    loki.write "here" { }
  b.alloy: |
    loki.process "q" {
      forward_to = [loki.write.here.receiver]
    }
`
const files = {
  'a.alloy': user,
  'b.alloy': writer,
  'map.yaml': map,
  'lib/lib.alloy': 'declare "m" { }\n',
  'other/a.alloy': source,
}

/** The position of `|` in a text that stands in another one without it. */
function at(text: string, marked: string): Position {
  const offset = text.indexOf(marked.replace('|', '')) + marked.indexOf('|')
  const before = text.slice(0, offset).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

async function start(context: Parameters<typeof startClient>[0]) {
  const client = await startClient(context, folder(context, files), { pull: true })
  await client.open('a.alloy', user, 'alloy')
  await client.open('map.yaml', map)
  const ask = <T>(method: string, name: string, position?: Position, more: object = {}): Promise<T> =>
    client.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: client.uri(name) },
      ...(position && { position }),
      ...more,
    })
  return { client, ask }
}

const shown = ({ uri, range: { start, end } }: Location) =>
  `${uri.split('/').at(-1)} ${start.line}:${start.character}-${end.line}:${end.character}`

test('definitions, in a file that is closed; references; highlights; links', async (context) => {
  const { client, ask } = await start(context)
  const place = at(user, 'loki.write.o|ut')
  const [found] = await ask<Location[] | LocationLink[]>('definition', 'a.alloy', place)
  // This client did not say that it knows links.
  assert.equal(found && 'uri' in found && shown(found), 'b.alloy 0:12-0:15')
  const references = await ask<Location[]>('references', 'a.alloy', place, {
    context: { includeDeclaration: true },
  })
  assert.deepEqual(references.map(shown).sort(), ['a.alloy 1:26-1:29', 'b.alloy 0:12-0:15'])
  const highlights = await ask<DocumentHighlight[]>('documentHighlight', 'map.yaml', at(map, '"h|ere"'))
  assert.deepEqual(
    highlights.map(({ range, kind }) => [range.start.line, kind]),
    [
      [5, 3],
      [8, 2],
    ],
  )
  assert.equal(await ask('documentHighlight', 'map.yaml', at(map, 'metad|ata')), null)
  const [link] = await ask<DocumentLink[]>('documentLink', 'a.alloy')
  assert.equal(link?.target, client.uri('lib/lib.alloy'))
})

test('a rename over a closed file and inside YAML; a refusal is the reason', async (context) => {
  const { client, ask } = await start(context)
  const place = at(user, 'loki.write.o|ut')
  assert.deepEqual(await ask('prepareRename', 'a.alloy', place), {
    range: { start: { line: 1, character: 26 }, end: { line: 1, character: 29 } },
    placeholder: 'out',
  })
  assert.equal(await ask('prepareRename', 'a.alloy', at(user, 'forward|_to')), null)
  const edit = await ask<WorkspaceEdit>('rename', 'a.alloy', place, { newName: 'far' })
  assert.deepEqual(
    Object.entries(edit.changes ?? {}).map(([uri, edits]) => [uri, edits.map(({ newText }) => newText)]),
    [
      [client.uri('a.alloy'), ['far']],
      [client.uri('b.alloy'), ['far']],
    ],
  )
  const inside = await ask<WorkspaceEdit>('rename', 'map.yaml', at(map, '"h|ere"'), { newName: 'there' })
  assert.deepEqual(
    inside.changes?.[client.uri('map.yaml')]?.map(({ range }) => [range.start.line, range.start.character]),
    [
      [5, 16],
      [8, 31],
    ],
  )
  await assert.rejects(ask('rename', 'a.alloy', place, { newName: 'a b' }), /`a b` is not a name/)
  await client.open('other/a.alloy', source, 'alloy')
  const said: string[] = []
  client.connection.onNotification('window/showMessage', ({ message }: ShowMessageParams) => {
    said.push(message)
  })
  await ask('rename', 'other/a.alloy', at(source, '"s|"'), { newName: 't' })
  assert.match(said[0] ?? '', /^loki\.source\.file\.s keeps on disk how far it has read/)
})

test('outline, symbols of the workspace, folding, selections', async (context) => {
  const { client, ask } = await start(context)
  const flat = await ask<(DocumentSymbol | SymbolInformation)[]>('documentSymbol', 'map.yaml')
  assert.deepEqual(
    flat.map((symbol) => [symbol.name, 'containerName' in symbol ? symbol.containerName : undefined]),
    [
      ['data.a.alloy', undefined],
      ['here', 'data.a.alloy'],
      ['data.b.alloy', undefined],
      ['q', 'data.b.alloy'],
    ],
  )
  const symbols = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', {
    query: 'write',
  })
  assert.deepEqual(
    symbols.map(({ name, containerName, location }) => [name, containerName, location.uri]),
    [
      ['loki.write.out', undefined, client.uri('b.alloy')],
      ['loki.write.here', 'data.a.alloy', client.uri('map.yaml')],
    ],
  )
  const folds = await ask<FoldingRange[]>('foldingRange', 'a.alloy')
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [0, 1],
      [3, 4],
    ],
  )
  const [selection, outside] = await ask<SelectionRange[]>('selectionRange', 'map.yaml', undefined, {
    positions: [at(map, '"h|ere"'), at(map, 'metad|ata')],
  })
  assert.deepEqual(selection?.range, { start: at(map, '"|here"'), end: at(map, '"here|"') })
  assert.ok(selection?.parent?.parent)
  assert.deepEqual(outside, { range: { start: at(map, 'metad|ata'), end: at(map, 'metad|ata') } })
})

test('semantic tokens whole, of a range, and what differs after an edit; inlay hints', async (context) => {
  const { client, ask } = await start(context)
  await client.open('b.alloy', writer, 'alloy')
  const whole = await ask<SemanticTokens>('semanticTokens/full', 'b.alloy')
  assert.ok(whole.resultId !== undefined && whole.data.length > 0)
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }
  const part = await ask<SemanticTokens>('semanticTokens/range', 'b.alloy', undefined, { range })
  assert.deepEqual(part.data, whole.data)
  await client.change('b.alloy', 2, [{ text: writer.replace('"out"', '"other"') }])
  const delta = await ask<SemanticTokensDelta>('semanticTokens/full/delta', 'b.alloy', undefined, {
    previousResultId: whole.resultId,
  })
  const after = [...whole.data]
  for (const { start: from, deleteCount, data = [] } of delta.edits) after.splice(from, deleteCount, ...data)
  assert.deepEqual(after, (await ask<SemanticTokens>('semanticTokens/full', 'b.alloy')).data)
  assert.equal(delta.edits[0]?.data?.length, 5, 'the one token that is longer now')
  const everything = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }
  const hints = await ask<InlayHint[]>('inlayHint', 'b.alloy', undefined, { range: everything })
  assert.deepEqual(
    hints.map(({ label, position }) => [label, position]),
    [['drops after 4.3 min to 10 min', at(writer, 'max_backoff_retries = 10|')]],
  )
})

test('the data flow as a call hierarchy, into a file that is closed', async (context) => {
  const { client, ask } = await start(context)
  const [item] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', 'a.alloy', at(user, '"p|"'))
  assert.equal(item?.name, 'p')
  const [out] = await client.connection.sendRequest<CallHierarchyOutgoingCall[]>(
    'callHierarchy/outgoingCalls',
    { item },
  )
  assert.deepEqual([out?.to.name, out?.to.detail, out?.to.uri], ['out', 'loki.write', client.uri('b.alloy')])
  assert.deepEqual(out?.fromRanges[0]?.start, at(user, '|loki.write'))
  const [back] = await client.connection.sendRequest<CallHierarchyIncomingCall[]>(
    'callHierarchy/incomingCalls',
    { item: out?.to },
  )
  assert.deepEqual([back?.from.name, back?.from.uri], ['p', client.uri('a.alloy')])
  assert.deepEqual(back?.fromRanges[0]?.start, at(user, '|loki.write'))
})
