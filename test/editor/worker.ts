/**
 * The server as a browser runs it: `dist/server.browser.js` in a real web worker, spoken to over `postMessage`, its
 * files served from memory. No editor takes part, so a failure here is the server's own.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { CodeAction, Diagnostic, Hover, InitializeResult } from 'vscode-languageserver'
import { applyEdits } from '../../server/src/text/edit.ts'
import { lineStarts, offsetAt } from '../../server/src/text/lines.ts'
import { findBrowser, root } from './host.ts'
import { attempt, type Outcome } from './outcome.ts'
import { withPage } from './workbench.ts'

const folder = 'vscode-vfs://github/team/로그%20설정'
const opened = `${folder}/config.alloy`
const alloy =
  '// 한글 🙂\nloki.write "x" {\n\tendpoint {\n\t\turl = "http://gateway.logs.svc.cluster.local:4100/loki/api/v1/push"\n\t}\n}\n'

/** As the client lists them: spelled as it likes. */
const files: Readonly<Record<string, string>> = {
  [`${folder}/k8s/service.yaml`]:
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: gateway\n  namespace: logs\nspec:\n  ports:\n    - name: http\n      port: 4101\n',
  [opened]: alloy,
  [`${folder}/logkeel.yaml`]: 'version: 1\n',
}

/** What the worker answered. */
interface Answers {
  readonly initialized: InitializeResult
  readonly diagnostics: { readonly items: readonly Diagnostic[] }
  readonly hover: Hover | null
  readonly actions: readonly CodeAction[]
  readonly after: { readonly items: readonly Diagnostic[] }
  readonly asked: readonly string[]
  readonly errors: readonly string[]
}

/** Runs the tests; the bundle has to be built. */
export async function workerTests(): Promise<readonly Outcome[]> {
  const name = 'the server in a web worker'
  if (findBrowser() === undefined)
    return [{ name, milliseconds: 0, skipped: 'no Chromium is installed (apt-get install chromium)' }]
  const script = fs.readFileSync(path.join(root, 'dist/server.browser.js'), 'utf8')
  let answers: Answers | undefined
  const spoken = await attempt(`${name} answers`, async () => {
    answers = await withPage({ width: 400, height: 300 }, (page) =>
      page.evaluate(converse, { script, files, folder, opened }),
    )
    assert.deepEqual(answers.errors, [])
    assert.equal(answers.initialized.serverInfo?.name, 'logkeel')
  })
  if (spoken.error !== undefined || !answers) return [spoken]
  const { diagnostics, hover, actions, after, asked } = answers
  return [
    spoken,
    await attempt(`${name} asks the client for its files, and for no others`, () => {
      assert.equal(asked.filter((one) => one.startsWith('list')).length, 1)
      const read = Object.keys(files).map((uri) => `read ${uri}`)
      assert.deepEqual([...new Set(asked)].sort(), [`list ${folder}`, ...read].sort())
    }),
    await attempt(`${name} finds what needs two files`, () => {
      const found = diagnostics.items.find(({ code }) => code === 'ports/unknown-port')
      assert.ok(found, JSON.stringify(diagnostics.items))
      const line = alloy.split('\n')[found.range.start.line] ?? ''
      assert.equal(line.slice(found.range.start.character, found.range.end.character), '4100')
      const [related] = found.relatedInformation ?? []
      assert.match(decodeURI(related?.location.uri ?? ''), /로그 설정\/k8s\/service\.yaml$/)
    }),
    await attempt(`${name} shows a hover`, () => {
      assert.match(JSON.stringify(hover?.contents), /endpoint/)
    }),
    await attempt(`${name} mends what it finds`, () => {
      const fix = actions.find(({ title, edit }) => edit && title.includes('4101'))
      const edits = fix?.edit?.changes?.[opened] ?? []
      const starts = lineStarts(alloy)
      const text = applyEdits(
        alloy,
        edits.map(({ range, newText }) => ({
          range: { start: offsetAt(alloy, starts, range.start), end: offsetAt(alloy, starts, range.end) },
          text: newText,
        })),
      )
      assert.equal(text, alloy.replace(':4100', ':4101'))
      assert.ok(!after.items.some(({ code }) => code === 'ports/unknown-port'), 'and then finds it no more')
    }),
  ]
}

/** Runs in the page: starts the worker and speaks with it as a client would. It can use nothing from outside. */
async function converse(given: {
  readonly script: string
  readonly files: Readonly<Record<string, string>>
  readonly folder: string
  readonly opened: string
}): Promise<Answers> {
  const { script, files, folder, opened } = given
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  /** A file system does not care how a uri is spelled. */
  const find = (uri: string) => Object.keys(files).find((one) => decodeURI(one) === decodeURI(uri))
  // The DOM's types are not part of this project; these are the parts of them that are used.
  const { Worker, Blob, URL } = globalThis as unknown as {
    Worker: new (
      url: string,
    ) => {
      postMessage(message: object): void
      onmessage: (event: { data: Message }) => void
      onerror: (event: { message: string }) => void
    }
    Blob: new (parts: readonly string[], options: object) => object
    URL: { createObjectURL(blob: object): string }
  }
  interface Message {
    readonly id?: number | string
    readonly method?: string
    readonly params?: { readonly uri?: string; readonly message?: string; readonly type?: number }
    readonly result?: unknown
    readonly error?: { readonly message: string }
  }
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
  const waiting = new Map<number, (message: Message) => void>()
  const asked: string[] = []
  const errors: string[] = []
  worker.onerror = ({ message }) => errors.push(message)
  const answer = ({ method, params }: Message): unknown => {
    if (method === 'logkeel/files/list') {
      asked.push(`list ${folder}`)
      return Object.keys(files)
    }
    if (method !== 'logkeel/files/read') return null
    const uri = find(params?.uri ?? '')
    asked.push(`read ${uri}`)
    return uri === undefined ? {} : { base64: base64(files[uri] ?? '') }
  }
  worker.onmessage = ({ data }) => {
    if (data.method === 'window/logMessage' && data.params?.type === 1)
      errors.push(data.params?.message ?? '')
    else if (data.method !== undefined && data.id !== undefined)
      worker.postMessage({ jsonrpc: '2.0', id: data.id, result: answer(data) })
    else if (typeof data.id === 'number') waiting.get(data.id)?.(data)
  }
  let last = 0
  const notify = (method: string, params: object) => worker.postMessage({ jsonrpc: '2.0', method, params })
  const request = async (method: string, params: object): Promise<unknown> => {
    const id = ++last
    worker.postMessage({ jsonrpc: '2.0', id, method, params })
    const message = await new Promise<Message>((resolve, reject) => {
      waiting.set(id, resolve)
      setTimeout(() => reject(new Error(`${method} was not answered in 20 s. ${errors.join('\n')}`)), 20_000)
    })
    if (message.error) errors.push(`${method}: ${message.error.message}`)
    return message.result
  }
  const textDocument = { uri: opened }
  const text = files[opened] ?? ''
  const initialized = await request('initialize', {
    processId: null,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'test' }],
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { files: true },
  })
  notify('initialized', {})
  notify('textDocument/didOpen', { textDocument: { ...textDocument, languageId: 'alloy', version: 1, text } })
  const diagnostics = (await request('textDocument/diagnostic', { textDocument })) as Answers['diagnostics']
  const hover = await request('textDocument/hover', { textDocument, position: { line: 2, character: 3 } })
  const range = diagnostics?.items.find(({ code }) => code === 'ports/unknown-port')?.range
  const actions = range
    ? await request('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } })
    : []
  notify('textDocument/didChange', {
    textDocument: { ...textDocument, version: 2 },
    contentChanges: [{ text: text.replace(':4100', ':4101') }],
  })
  const after = await request('textDocument/diagnostic', { textDocument })
  // Each is what LSP says of the answer to its request.
  return { initialized, diagnostics, hover, actions, after, asked, errors } as Answers
}
