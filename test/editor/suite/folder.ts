/** Finding one's way over the files of a folder that Compose gives to Alloy, by the editor's own requests. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { alloyFiles } from '../alloyFiles.ts'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { alloyFile, closeAll, eventually, open, positionIn, untilAnswered } from './support.ts'

/** A file of the workspace with a position in it. */
interface At {
  readonly uri: vscode.Uri
  readonly position: vscode.Position
}

type Body = (at: At) => Promise<void>

export function folderTests({ folder }: Cases & { readonly folder: string }): readonly Test[] {
  const test = (name: string, file: keyof typeof alloyFiles, at: string, body: Body): Test => [
    `in a folder: ${name}`,
    async () => {
      const { document } = await open(alloyFile(folder, file))
      await body({ uri: document.uri, position: positionIn(document, at) })
      await closeAll()
    },
  ]
  const [sources, writers] = ['alloy/sources.alloy', 'alloy/writers.alloy'] as const
  return [
    test('a definition in another file', sources, 'loki.write.def<|>ault', definition),
    test('references in all files of the folder', writers, 'loki.write "def<|>ault"', references),
    test('the outline', sources, '<|>local', outline),
    test('the data flow as call hierarchy', sources, 'loki.process "sh<|>op"', flow),
    test('the parameters of a function', 'modules/web.alloy', 'module_path, <|>', signature),
    test('what a reference is and where', sources, 'loki.write.def<|>ault', hover),
  ]
}

function asked<T>(command: string, { uri, position }: At, ...more: readonly unknown[]): Promise<T[]> {
  return untilAnswered(async () => {
    const found = await vscode.commands.executeCommand<T[] | undefined>(command, uri, position, ...more)
    return found !== undefined && found.length > 0 ? found : undefined
  })
}

/** A place as its file's name and the text that is there. */
async function shown(uri: vscode.Uri, range: vscode.Range): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri)
  return `${uri.path.slice(uri.path.lastIndexOf('/') + 1)}: ${document.getText(range)}`
}

const definition: Body = async (at) => {
  const found = await asked<vscode.Location | vscode.LocationLink>('vscode.executeDefinitionProvider', at)
  const places = found.map((one) =>
    'targetUri' in one
      ? shown(one.targetUri, one.targetSelectionRange ?? one.targetRange)
      : shown(one.uri, one.range),
  )
  assert.deepEqual(await Promise.all(places), ['writers.alloy: default'])
}

const references: Body = async (at) => {
  const found = await asked<vscode.Location>('vscode.executeReferenceProvider', at)
  const places = await Promise.all(found.map(({ uri, range }) => shown(uri, range)))
  assert.deepEqual(places.sort(), ['sources.alloy: default', 'writers.alloy: default'])
}

const outline: Body = async (at) => {
  const found = await asked<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', at)
  const tree = (symbols: readonly vscode.DocumentSymbol[], depth: string): readonly string[] =>
    symbols.flatMap(({ name, detail, children }) => [
      `${depth}${name} ${detail}`.trimEnd(),
      ...tree(children, `${depth}  `),
    ])
  assert.deepEqual(tree(found, ''), [
    'shop local.file_match',
    'shop loki.source.file',
    'shop loki.process',
    '  stage.json',
    '  stage.labels',
  ])
}

const flow: Body = async (at) => {
  const [item] = await asked<vscode.CallHierarchyItem>('vscode.prepareCallHierarchy', at)
  const [incoming, outgoing] = ['vscode.provideIncomingCalls', 'vscode.provideOutgoingCalls']
  const named = ({ detail, name }: vscode.CallHierarchyItem) => `${detail} ${name}`
  const from = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(incoming ?? '', item)
  assert.deepEqual(
    from.map((one) => named(one.from)),
    ['loki.source.file shop'],
  )
  const to = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(outgoing ?? '', item)
  assert.deepEqual(
    to.map((one) => named(one.to)),
    ['loki.write default'],
  )
}

const signature: Body = async ({ uri, position }) => {
  const command = 'vscode.executeSignatureHelpProvider'
  const help = await untilAnswered(() =>
    vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(command, uri, position),
  )
  assert.match(help.signatures[0]?.label ?? '', /^file\.path_join\(/)
}

const hover: Body = async (at) => {
  await eventually(
    async () => {
      const found = await asked<vscode.Hover>('vscode.executeHoverProvider', at)
      const text = found
        .flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))
        .join('\n')
      return /loki\.write/.test(text) && /writers\.alloy/.test(text) ? true : undefined
    },
    () => 'the hover does not say where the component is',
  )
}
