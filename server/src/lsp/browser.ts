/**
 * The server in a web worker: the client reads the files for it.
 */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type Connection,
  createConnection,
} from 'vscode-languageserver/browser'
import type { Files, Read } from '../model/load.ts'
import { canonicalUri, folderOf } from '../text/uri.ts'
import type { Platform } from './folders.ts'
import {
  type InitializationOptions,
  type ListFilesParams,
  listFiles,
  type ReadFileParams,
  type ReadFileResult,
  readFile,
} from './protocol.ts'
import { serve } from './server.ts'

declare const LOGKEEL_VERSION: string
/** The worker's own global: messages go through it. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0]

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(base64: string): Read {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  if (bytes.subarray(0, 8000).includes(0)) return { kind: 'binary' }
  try {
    return { kind: 'text', text: decoder.decode(bytes) }
  } catch {
    return { kind: 'binary' }
  }
}

function clientFiles(connection: Connection, folder: string): Files {
  return {
    async read(uri) {
      const params: ReadFileParams = { uri }
      const result: ReadFileResult = await connection.sendRequest(readFile, params)
      if (result.base64 !== undefined) return decode(result.base64)
      return result.reason === undefined ? { kind: 'missing' } : { kind: 'unreadable', reason: result.reason }
    },
    async *list() {
      const params: ListFilesParams = { folder }
      const uris: readonly string[] = await connection.sendRequest(listFiles, params)
      yield* uris.map(canonicalUri)
    },
  }
}

function platformFor(connection: Connection, options: InitializationOptions): Platform {
  const none: Files = {
    read: async () => ({ kind: 'missing' }),
    async *list() {},
  }
  return {
    files: (root) => (options.files ? clientFiles(connection, root) : none),
    findRoot: async (uri, is) => (is === 'folder' ? uri : folderOf(uri)),
    normalize: (uri) => canonicalUri(uri).replace(/\/$/, ''),
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
  }
}

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self))
serve(connection, (options) => platformFor(connection, options), LOGKEEL_VERSION)
