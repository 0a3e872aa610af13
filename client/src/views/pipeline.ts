/**
 * The pipeline view: a panel beside the editor with the graph of the Alloy configuration in the active file. It follows
 * the active editor and the cursor, and is drawn again while the file is edited. The server computes and draws; the
 * page (`page/pipeline.ts`) shows it; this file stands between them and moves the editor.
 */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import {
  type ExportPipelineParams,
  exportPipeline,
  type Pipeline,
  type PipelineParams,
  showPipeline,
  showPipelineCommand,
} from '../../../server/src/lsp/protocol.ts'
import type { FromPage, PageState, ToPage } from './messages.ts'
import { goTo, nodeAt } from './pipelineEditor.ts'
import { followContext, mayHoldAlloy } from './pipelineHere.ts'
import { pipelinePage } from './pipelinePage.ts'

/** The panel's type: VS Code finds the one who restores it by this name. */
const viewType = 'logkeel.pipeline'

/** How long after an edit the pipeline is drawn again, in milliseconds. */
const pause = 200

/** How often in a row a document may have changed before its pipeline was made, or may be unknown to the server. */
const mostMisses = 20

/** Registers the command, the restoring of the panel after a restart, and the button's condition. */
export function registerPipeline(extension: vscode.Uri, client: BaseLanguageClient): vscode.Disposable {
  let view: View | undefined
  const show = (panel: vscode.WebviewPanel, uri: vscode.Uri | undefined) => {
    view = openView(extension, client, panel, uri)
    panel.onDidDispose(() => {
      view = undefined
    })
  }
  return vscode.Disposable.from(
    vscode.commands.registerCommand(showPipelineCommand, () => {
      const document = vscode.window.activeTextEditor?.document
      const uri = document && mayHoldAlloy(document) ? document.uri : undefined
      if (!view) return show(createPanel(), uri)
      view.panel.reveal(undefined, true)
      if (uri) view.show(uri)
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: PageState | undefined) =>
        show(panel, state?.uri === undefined ? undefined : vscode.Uri.parse(state.uri)),
    }),
    followContext(client),
  )
}

function createPanel(): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }
  return vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Pipeline'), place, {})
}

/** An open panel. */
interface View {
  readonly panel: vscode.WebviewPanel
  /** Shows the pipeline of a file. */
  show(uri: vscode.Uri): void
}

/** What a panel shows. */
interface Shown {
  readonly uri: vscode.Uri
  readonly pipeline: Pipeline
}

function openView(
  extension: vscode.Uri,
  client: BaseLanguageClient,
  panel: vscode.WebviewPanel,
  first: vscode.Uri | undefined,
): View {
  let wanted = first
  let shown: Shown | undefined
  /** Whether the user said that this file is to be shown: then also one without components is. */
  let isAsked = true
  let misses = 0
  const send = (message: ToPage) => panel.webview.postMessage(message)
  const markCursor = (editor: vscode.TextEditor | undefined) => {
    if (!shown || editor?.document.uri.toString() !== shown.uri.toString()) return
    const id = nodeAt(shown.pipeline, editor.document.uri, editor.selection.active)
    void send({ type: 'mark', ...(id !== undefined && { id }) })
  }
  const refresh = async () => {
    const uri = wanted
    const pipeline = uri && (await ask(client, uri))
    if (!uri || uri !== wanted) return
    if (pipeline === null && ++misses < mostMisses) return later()
    misses = 0
    const same = shown?.uri.toString() === uri.toString()
    if (!pipeline || (pipeline.nodes.length === 0 && shown && !same && !isAsked)) {
      wanted = shown?.uri ?? uri
      return
    }
    shown = { uri, pipeline }
    const title = nameOf(uri)
    panel.title = vscode.l10n.t('Pipeline: {0}', title)
    await send({ type: 'show', uri: uri.toString(), title, pipeline, same })
    markCursor(editorOf(uri))
  }
  const later = debounced(() => void refresh(), pause)
  const show = (uri: vscode.Uri, asked = true) => {
    wanted = uri
    isAsked = asked
    misses = 0
    void refresh()
  }
  const hears = (uri: vscode.Uri) => uri.toString() === wanted?.toString()
  const listeners = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      const document = editor?.document
      if (document && mayHoldAlloy(document)) show(document.uri, document.languageId === 'alloy')
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => markCursor(textEditor)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => hears(document.uri) && later()),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.some(hears) && later()),
    client.onDidChangeState(() => client.isRunning() && later()),
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      if (message.type === 'ready') void refresh()
      else if (shown) void answer(client, shown, message, send)
    }),
    { dispose: later.cancel },
  )
  panel.onDidDispose(() => listeners.dispose())
  void setPage(extension, panel)
  return { panel, show }
}

async function setPage(extension: vscode.Uri, { webview }: vscode.WebviewPanel): Promise<void> {
  const script = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', 'pipeline.js'))
  webview.options = { enableScripts: true, localResourceRoots: [] }
  webview.html = pipelinePage(new TextDecoder().decode(script))
}

/**
 * The pipeline of a file; it is opened where it is not, for the server answers for open ones.
 * @returns null where it has to be asked again, undefined where there is none to be had
 */
async function ask(client: BaseLanguageClient, uri: vscode.Uri): Promise<Pipeline | null | undefined> {
  try {
    await vscode.workspace.openTextDocument(uri)
    const params: PipelineParams = { uri: client.code2ProtocolConverter.asUri(uri) }
    return await client.sendRequest<Pipeline | null>(showPipeline, params)
  } catch {
    // A file that is gone since the window was closed, or a server that is being restarted: it will say so.
    return undefined
  }
}

async function answer(
  client: BaseLanguageClient,
  { uri, pipeline }: Shown,
  message: Exclude<FromPage, { readonly type: 'ready' }>,
  send: (message: ToPage) => Thenable<boolean>,
): Promise<void> {
  if (message.type === 'edge') {
    const edge = pipeline.edges[message.index]
    if (edge) await goTo(edge.uri, edge.range, edge.range, false)
  } else if (message.type === 'node') {
    const node = pipeline.nodes.find(({ id }) => id === message.id)
    if (node) await goTo(node.uri, node.head, node.range, message.stay)
  } else {
    const text = await exported(client, uri, message.format)
    if (text !== null) await send({ type: 'say', text: await handOut(uri, message.format, text) })
  }
}

function exported(
  client: BaseLanguageClient,
  uri: vscode.Uri,
  format: ExportPipelineParams['format'],
): Promise<string | null> {
  const params: ExportPipelineParams = { uri: client.code2ProtocolConverter.asUri(uri), format }
  return client.sendRequest<string | null>(exportPipeline, params)
}

/** Copies a flowchart, saves a picture where the user says. @returns what was done, in a sentence */
async function handOut(
  uri: vscode.Uri,
  format: ExportPipelineParams['format'],
  text: string,
): Promise<string> {
  if (format === 'mermaid') {
    await vscode.env.clipboard.writeText(text)
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as Mermaid'), 3000)
    return vscode.l10n.t('Copied as Mermaid')
  }
  const name = nameOf(uri).replace(/\.\w+$/, '')
  const folder =
    uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(uri, '..')
  const target = await vscode.window.showSaveDialog({
    filters: { SVG: ['svg'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name}.svg`) }),
  })
  if (!target) return ''
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text))
  return vscode.l10n.t('Saved as {0}', nameOf(target))
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())
}

/** Calls `work` once, `milliseconds` after the last call. */
function debounced(work: () => void, milliseconds: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const cancel = () => clearTimeout(timer)
  return Object.assign(
    () => {
      cancel()
      timer = setTimeout(work, milliseconds)
    },
    { cancel },
  )
}
