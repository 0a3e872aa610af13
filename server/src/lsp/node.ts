/**
 * The server on Node: stdio or IPC, and the machine's files.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { diskFiles, findRoot, pathOfUri, uriOf } from '../disk/files.ts'
import { version } from '../disk/version.ts'
import type { Files } from '../model/load.ts'
import { canonicalUri, folderOf } from '../text/uri.ts'
import type { Platform } from './folders.ts'
import { serve } from './server.ts'

const noFiles: Files = {
  read: async () => ({ kind: 'missing' }),
  async *list() {},
}

const isOnDisk = (uri: string) => uri.startsWith('file:')

/** What is not on the disk is checked alone. */
const platform: Platform = {
  files: (root) => (isOnDisk(root) ? diskFiles(root) : noFiles),
  findRoot: async (uri) => (isOnDisk(uri) ? uriOf(findRoot([pathOfUri(uri)])) : folderOf(uri)),
  normalize: (uri) => canonicalUri(uri).replace(/\/$/, ''),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
}

if (process.argv.includes('--version')) process.stdout.write(`${version}\n`)
else serve(createConnection(ProposedFeatures.all), () => platform, version)
