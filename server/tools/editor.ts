/**
 * `npm run editor`: opens VS Code with Logkeel in it on a copy of `examples/`, so that everything can be tried and
 * nothing is spoilt. Uses the installed `code`; without one, VS Code's server from the editor tests, whose address
 * is to be opened in a browser. Ends with Ctrl+C.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { installHost, root } from '../../test/editor/host.ts'
import { installExtension, startServer, temporaryFolder, workbenchUrl } from '../../test/editor/workbench.ts'
import { gatherExtension, packageExtension } from './package.ts'

/** Whether `code` is a desktop VS Code. */
function hasCode(): boolean {
  const shell = process.platform === 'win32'
  return spawnSync('code', ['--version'], { stdio: 'ignore', shell }).status === 0
}

function openDesktop(workspace: string, folder: string): void {
  const own = [
    '--user-data-dir',
    path.join(folder, 'user-data'),
    '--extensions-dir',
    path.join(folder, 'extensions'),
  ]
  const args = [`--extensionDevelopmentPath=${gatherExtension()}`, '--new-window', ...own, workspace]
  spawnSync('code', args, { stdio: 'inherit', shell: process.platform === 'win32' })
  console.log(`VS Code shows a copy of examples/ in ${path.dirname(workspace)}.`)
}

async function openBrowser(workspace: string, folder: string): Promise<void> {
  installHost()
  const extensions = path.join(folder, 'extensions')
  installExtension(await packageExtension(), folder, extensions)
  const server = await startServer({ folder, extensions })
  console.log(`\nOpen this address in a browser; it shows a copy of examples/. Ctrl+C ends it.\n`)
  console.log(`  ${workbenchUrl(server.port, workspace)}\n`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await server.stop()
}

/** Copies the examples; each has its own logkeel.yaml, and so is a workspace folder of its own. */
function copyExamples(folder: string): string {
  const examples = path.join(folder, 'examples')
  fs.cpSync(path.join(root, 'examples'), examples, { recursive: true })
  const folders = fs.readdirSync(examples).map((name) => ({ path: name }))
  const workspace = path.join(examples, 'examples.code-workspace')
  fs.writeFileSync(workspace, JSON.stringify({ folders }))
  return workspace
}

const folder = temporaryFolder('logkeel-editor-')
const workspace = copyExamples(folder)
if (hasCode()) openDesktop(workspace, folder)
else await openBrowser(workspace, folder)
