/**
 * Writes `logkeel-<version>.vsix`: builds, gathers what the extension needs in `.tmp/extension`, and packs that.
 * The gathered folder is also what `npm run editor` gives to an installed VS Code.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { createVSIX } from '@vscode/vsce'

const root = path.resolve(import.meta.dirname, '../..')

/** The part of package.json that is read here. */
interface Manifest {
  readonly name: string
  readonly version: string
  readonly files: readonly string[]
  readonly [key: string]: unknown
}

/**
 * Entries that mean something to this checkout only. `type` must go: VS Code reads the bundles, which are CommonJS,
 * by the type that the manifest names.
 */
const ownEntries = new Set(['type', 'private', 'bin', 'scripts', 'devDependencies', 'allowScripts'])

function manifest(): Manifest {
  // package.json is this project's own; a wrong one fails in vsce's check of it.
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest
}

/** Builds, and gathers the extension's files; gives the folder. */
export function gatherExtension(): string {
  const built = spawnSync(process.execPath, [path.join(root, 'server/tools/build.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) throw new Error('the build failed')
  const folder = path.join(root, '.tmp/extension')
  fs.rmSync(folder, { recursive: true, force: true })
  const own = manifest()
  const files = own.files.filter((name) => fs.existsSync(path.join(root, name)))
  for (const file of files) {
    fs.cpSync(path.join(root, file), path.join(folder, file), { recursive: true })
  }
  const kept = Object.fromEntries(Object.entries(own).filter(([key]) => !ownEntries.has(key)))
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ ...kept, files }, null, 2)}\n`)
  return folder
}

/** Packs the extension; gives the path of the `.vsix`. */
export async function packageExtension(): Promise<string> {
  const { name, version } = manifest()
  const packagePath = path.join(root, `${name}-${version}.vsix`)
  await createVSIX({
    cwd: gatherExtension(),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  })
  return packagePath
}

if (import.meta.main) await packageExtension()
