/**
 * The server on Node: stdio or IPC, and the machine's files.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { diskFiles, findRoot, pathOfUri, uriOf } from '../disk/files.ts'
import { version } from '../disk/version.ts'
import { serve } from './server.ts'
import type { Platform } from './session.ts'

const platform: Platform = {
  files: diskFiles,
  findRoot: async (uri) => uriOf(findRoot([pathOfUri(uri)])),
  normalize: (uri) => (uri.startsWith('file:') ? uriOf(pathOfUri(uri)) : uri),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
}

if (process.argv.includes('--version')) process.stdout.write(`${version}\n`)
else serve(createConnection(ProposedFeatures.all), () => platform, version)
