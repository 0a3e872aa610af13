/**
 * Writes `dist/`: one self-contained file for each face, so that nothing has to be installed beside it.
 * `--watch` rebuilds on every change, with source maps. Types are not checked here; `npm run typecheck` does that.
 *
 * Bundles are CommonJS: an `import()` becomes a `require` inside the same file that runs only when it is reached,
 * so what a command does not use is read but never executed.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { type BuildOptions, build, context, type Plugin } from 'esbuild'

const root = path.resolve(import.meta.dirname, '../..')
const shebang = { js: '#!/usr/bin/env node' }

/** A file of `dist/` and how it differs from the others. */
interface Target {
  readonly out: string
  readonly entry: string
  readonly options: BuildOptions
}

// package.json is this project's own.
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string
}
const define = { LOGKEEL_VERSION: JSON.stringify(version) }

const node: BuildOptions = {
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  define: { ...define, 'import.meta.dirname': '__dirname' },
}
const browser: BuildOptions = { platform: 'browser', target: 'es2023', format: 'cjs', define }

const targets: readonly Target[] = [
  { out: 'client.js', entry: 'client/src/node.ts', options: { ...node, external: ['vscode'] } },
  { out: 'server.js', entry: 'server/src/lsp/node.ts', options: { ...node, banner: shebang } },
  { out: 'cli.js', entry: 'server/src/cli/start.ts', options: { ...node, banner: shebang } },
  { out: 'logkeel.js', entry: 'server/src/cli/main.ts', options: node },
  { out: 'client.browser.js', entry: 'client/src/browser.ts', options: { ...browser, external: ['vscode'] } },
  { out: 'pipeline.js', entry: 'client/src/views/page/pipeline.ts', options: { ...browser, format: 'iife' } },
  { out: 'server.browser.js', entry: 'server/src/lsp/browser.ts', options: { ...browser, format: 'iife' } },
]

/**
 * Embeds the tables of `server/src/schema/*.json` as strings that are parsed when they are first asked for: two
 * megabytes of facts would otherwise be parsed by every run of the command line, also by `--version`.
 */
const lazyTables: Plugin = {
  name: 'lazy-tables',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]server[\\/]src[\\/]schema[\\/].*\.json$/ }, ({ path: file }) => {
      const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
      return { loader: 'js', contents: lazyModule(value), watchFiles: [file] }
    })
  },
}

/** The module that stands for a table. An array is parsed at once: a proxy of one would not pass for an array. */
function lazyModule(value: unknown): string {
  const text = JSON.stringify(JSON.stringify(value))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `export default JSON.parse(${text})`
  const traps = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor']
  const handlers = traps.map((trap) => `${trap}: (_, ...rest) => Reflect.${trap}(table(), ...rest)`)
  return `let value
const table = () => (value ??= JSON.parse(${text}))
export default new Proxy({}, { ${handlers.join(', ')} })`
}

function optionsOf(target: Target, watch: boolean): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: [target.entry],
    outfile: path.join('dist', target.out),
    bundle: true,
    minify: !watch,
    sourcemap: watch ? 'inline' : false,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lazyTables],
    ...target.options,
  }
}

/**
 * Makes the commands executable and `dist/` CommonJS, although the project's own sources are modules. What an
 * earlier build left is removed only now, so that a running editor or test never finds the folder empty.
 */
function finish(written: readonly Target[]): void {
  const dist = path.join(root, 'dist')
  fs.mkdirSync(dist, { recursive: true })
  fs.writeFileSync(path.join(dist, 'package.json'), '{"type":"commonjs"}\n')
  const current = new Set(['package.json', ...written.map(({ out }) => out)])
  for (const name of fs.readdirSync(dist))
    if (!current.has(name)) fs.rmSync(path.join(dist, name), { recursive: true })
  for (const { out, options } of written) {
    if (options.banner === shebang) fs.chmodSync(path.join(root, 'dist', out), 0o755)
  }
}

/** The targets whose entry exists; what is skipped is said, for a bundle that is silently absent is hard to find. */
function present(): readonly Target[] {
  return targets.filter(({ entry, out }) => {
    const exists = fs.existsSync(path.join(root, entry))
    if (!exists) process.stderr.write(`build: NOT WRITTEN dist/${out}: its entry ${entry} does not exist\n`)
    return exists
  })
}

function report(written: readonly Target[]): void {
  for (const { out } of written) {
    const size = fs.statSync(path.join(root, 'dist', out)).size
    process.stdout.write(`dist/${out.padEnd(20)} ${(size / 1024).toFixed(0).padStart(6)} KiB\n`)
  }
}

async function main(watch: boolean): Promise<void> {
  const found = present()
  if (!watch) {
    await Promise.all(found.map((target) => build(optionsOf(target, false))))
  } else {
    for (const target of found) {
      const running = await context(optionsOf(target, true))
      await running.rebuild()
      await running.watch()
    }
  }
  finish(found)
  report(found)
}

await main(process.argv.includes('--watch')).catch((reason: unknown) => {
  // esbuild has printed its own messages by now; anything else must not get lost.
  if (!(reason instanceof Error && 'errors' in reason)) console.error(reason)
  process.exitCode = 1
})
