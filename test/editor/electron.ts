/**
 * `npm run test:electron`: the same suite in the desktop VS Code that @vscode/test-electron downloads. Where the
 * download is not possible (no network, no display) it says that it was skipped and does not fail.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron'
import { gatherExtension } from '../../server/tools/package.ts'
import { bundleSuite, writeWorkspace } from './layout.ts'
import { type Outcome, report } from './outcome.ts'
import { temporaryFolder } from './workbench.ts'

/** The executable of VS Code, or why there is none. `LOGKEEL_VSCODE` names one that is installed. */
async function findCode(): Promise<{ readonly executable: string } | { readonly absent: string }> {
  const named = process.env.LOGKEEL_VSCODE
  if (named !== undefined) return { executable: named }
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer in 60 s')), 60_000).unref()
  })
  try {
    return {
      executable: await Promise.race([downloadAndUnzipVSCode({ version: 'stable', timeout: 20_000 }), late]),
    }
  } catch (reason) {
    return { absent: reason instanceof Error ? reason.message : String(reason) }
  }
}

async function main(): Promise<number> {
  const code = await findCode()
  if ('absent' in code) {
    console.log(`SKIPPED: VS Code could not be downloaded here (${code.absent.split('\n')[0]}).`)
    console.log('Nothing was tested by this command; `npm run test:editor` runs the same suite in a browser.')
    return 0
  }
  const folder = temporaryFolder('logkeel-electron-')
  const { workspace, cases } = writeWorkspace(path.join(folder, 'cases'))
  const outcomes = path.join(folder, 'outcomes.json')
  await runTests({
    vscodeExecutablePath: code.executable,
    extensionDevelopmentPath: gatherExtension(),
    extensionTestsPath: await bundleSuite(path.join(folder, 'driver')),
    extensionTestsEnv: { LOGKEEL_CASES: cases, LOGKEEL_OUTCOMES: outcomes, LOGKEEL_ONLY: '' },
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--no-sandbox'],
  })
  // Written by the suite of this very version.
  return report(JSON.parse(fs.readFileSync(outcomes, 'utf8')) as readonly Outcome[])
}

process.exitCode = await main()
// A download that is still hanging would keep the process alive.
process.exit()
