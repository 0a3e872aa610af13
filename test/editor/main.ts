/**
 * `npm run test:editor`: packs the extension, installs it into a real VS Code workbench, and runs the suite in its
 * extension host; then walks with keys and mouse, the grammars and a second client. `--only TEXT` runs the tests
 * whose name has TEXT in it, `--update-pictures` writes the pictures of the README.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { packageExtension } from '../../server/tools/package.ts'
import { grammarTests } from './grammars.ts'
import { findBrowser, installHost } from './host.ts'
import { bundleSuite, writeWorkspace } from './layout.ts'
import { mendingWalk } from './mending.ts'
import { neovimTests } from './neovim.ts'
import { type Outcome, report } from './outcome.ts'
import { pipelineWalk } from './pipeline.ts'
import { templatesWalk } from './templates.ts'
import { takeWalk } from './walk.ts'
import {
  installExtension,
  remoteUri,
  startServer,
  temporaryFolder,
  withPage,
  workbenchUrl,
} from './workbench.ts'
import { workerTests } from './worker.ts'
import { writingWalk } from './writing.ts'

const walks = [mendingWalk, writingWalk, pipelineWalk, templatesWalk]

/** Where the extension runs while it is tested. */
interface Run {
  readonly folder: string
  readonly extensions: string
  /** The tests whose name has this text in it. */
  readonly only: string
  readonly settings?: Readonly<Record<string, unknown>>
}

/** Opens a workbench and stays until the suite in it has ended. */
function runPage(url: string): Promise<void> {
  return withPage({ width: 1280, height: 800 }, async (page) => {
    const exited = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error('the suite did not end in 8 minutes')), 480_000).unref()
      void page.exposeFunction('codeAutomationExit', () => resolve())
    })
    await page.exposeFunction('codeAutomationLog', (_type: string, [line]: readonly unknown[]) => {
      if (/^(ok {2}|FAIL) /.test(String(line))) process.stderr.write(`${line}\n`)
    })
    await page.goto(url)
    await exited
  })
}

/** Runs the suite in the extension host of a workbench. */
async function runSuite({ folder, extensions, only, settings = {} }: Run): Promise<readonly Outcome[]> {
  const { workspace, cases } = writeWorkspace(path.join(folder, 'cases'))
  const suite = await bundleSuite(path.join(folder, 'driver'))
  const outcomes = path.join(folder, 'outcomes.json')
  const server = await startServer({ folder, extensions, settings, args: ['--enable-smoke-test-driver'] })
  const environment = { LOGKEEL_CASES: cases, LOGKEEL_OUTCOMES: outcomes, LOGKEEL_ONLY: only }
  const payload = [
    ['extensionDevelopmentPath', remoteUri(server.port, path.dirname(suite))],
    ['extensionTestsPath', remoteUri(server.port, suite)],
    ['extensionEnvironment', JSON.stringify(environment)],
  ] as const
  try {
    for (let tries = 0; tries < 3 && !fs.existsSync(outcomes); tries++) {
      await runPage(workbenchUrl(server.port, workspace, payload))
    }
  } finally {
    await server.stop()
  }
  if (!fs.existsSync(outcomes)) throw new Error(`the suite left no results; see ${folder}`)
  // Written by the suite of this very version.
  return JSON.parse(fs.readFileSync(outcomes, 'utf8')) as readonly Outcome[]
}

const inWorker = 'in a web worker'

/** A few tests once more with the extension in a web worker, as in a workbench that has no machine behind it. */
async function runInWorker(folder: string, extensions: string): Promise<readonly Outcome[]> {
  const settings = { 'remote.extensionKind': { 'logkeel.logkeel': ['web'] } }
  const outcomes = await runSuite({
    folder: path.join(folder, 'worker'),
    extensions,
    only: 'memcached/',
    settings,
  })
  return outcomes.map((one) => ({ ...one, name: `${inWorker}: ${one.name}` }))
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      'update-pictures': { type: 'boolean', default: false },
    },
  })
  const outcomes: Outcome[] = []
  installHost()
  const folder = temporaryFolder('logkeel-editor-')
  const extensions = path.join(folder, 'extensions')
  installExtension(await packageExtension(), folder, extensions)
  if (findBrowser() === undefined) {
    const skipped = 'no Chromium is installed (apt-get install chromium; LOGKEEL_BROWSER can name one)'
    outcomes.push({ name: 'the real workbench', milliseconds: 0, skipped })
  } else {
    const isWorker = inWorker.startsWith(values.only)
    const isWalk = values.only !== '' && walks.some(({ name }) => name.includes(values.only))
    if (!isWalk && (values.only === '' || !isWorker))
      outcomes.push(...(await runSuite({ folder, extensions, only: values.only })))
    if (isWorker) outcomes.push(...(await runInWorker(folder, extensions)))
    const way = { folder, extensions, updatePictures: values['update-pictures'] }
    for (const walk of walks)
      if (walk.name.includes(values.only)) outcomes.push(...(await takeWalk(walk, way)))
  }
  if (values.only === '')
    outcomes.push(...(await grammarTests()), ...(await neovimTests(folder)), ...(await workerTests()))
  const code = report(outcomes)
  if (code === 0) fs.rmSync(folder, { recursive: true, force: true })
  return code
}

process.exitCode = await main()
