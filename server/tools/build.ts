/**
 * Writes `dist/`: one self-contained file for each face, so that nothing has to be installed beside it.
 * `--watch` rebuilds on every change, with source maps. Types are not checked here; `npm run typecheck` does that.
 *
 * Bundles are CommonJS: an `import()` becomes a `require` inside the same file that runs only when it is reached,
 * so what a command does not use is read but never executed.
 */
import { createHash } from 'node:crypto'
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

/** The command line without its first file. */
const commandLine = 'logkeel.js'

/** The command's first file. It tells the code that it keeps of one build from another's. */
const starter = (mark: string): Target => ({
  out: 'cli.js',
  entry: 'server/src/cli/start.ts',
  options: { ...node, banner: shebang, define: { ...node.define, LOGKEEL_BUILD: JSON.stringify(mark) } },
})

const targets: readonly Target[] = [
  { out: 'client.js', entry: 'client/src/node.ts', options: { ...node, external: ['vscode'] } },
  { out: 'server.js', entry: 'server/src/lsp/node.ts', options: { ...node, banner: shebang } },
  { out: commandLine, entry: 'server/src/cli/main.ts', options: node },
  { out: 'client.browser.js', entry: 'client/src/browser.ts', options: { ...browser, external: ['vscode'] } },
  { out: 'pipeline.js', entry: 'client/src/views/page/pipeline.ts', options: { ...browser, format: 'iife' } },
  { out: 'server.browser.js', entry: 'server/src/lsp/browser.ts', options: { ...browser, format: 'iife' } },
]

/**
 * Embeds the tables of `server/src/schema/*.json` as strings that are parsed when they are first asked for, key by
 * key: all facts would otherwise be parsed by every run of the command line, also by `--version`.
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

/** The module that stands for a table: each of its top-level keys is parsed when it is first read. */
function lazyModule(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `export default JSON.parse(${textOf(value)})`
  const getters = Object.entries(value).map(([key, each]) => {
    const read = isLong(each) ? `rows([${each.map(textOf).join(', ')}])` : `JSON.parse(${textOf(each)})`
    return `get ${JSON.stringify(key)}() { return known[${JSON.stringify(key)}] ??= ${read} },`
  })
  return `const known = {}
const rows = (texts) => new Proxy(texts, {
  get: (_, key) => typeof texts[key] === 'string' ? (texts[key] = JSON.parse(texts[key])) : texts[key],
})
export default {
${getters.join('\n')}
}`
}

function textOf(value: unknown): string {
  return JSON.stringify(JSON.stringify(value))
}

/** Whether a list is so long, and made of such rows, that those that nobody asks for are better left unread. */
function isLong(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.length > 100 && value.every((row) => typeof row === 'object' && row)
}

/**
 * Takes the builds for browsers of two libraries on Node, too. That of `yaml` is made of modules, so that what nobody
 * uses is left out; that of `@vscode/l10n` loads none of Node's own modules, which every run would wait for.
 */
const leanBuilds: Plugin = {
  name: 'lean-builds',
  setup({ onResolve }) {
    const builds = new Map([
      ['yaml', 'yaml/browser/index.js'],
      ['@vscode/l10n', '@vscode/l10n/dist/browser.js'],
    ])
    onResolve({ filter: /^(yaml|@vscode\/l10n)$/ }, ({ path: name }) => ({
      path: path.join(root, 'node_modules', builds.get(name) ?? name),
    }))
  },
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
    plugins: [lazyTables, leanBuilds],
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

/** Builds everything, the command's first file last: it names what it will start. */
async function buildAll(found: readonly Target[]): Promise<Target> {
  await Promise.all(found.map((target) => build(optionsOf(target, false))))
  for (const { out } of found) writeAscii(path.join(root, 'dist', out))
  const code = fs.readFileSync(path.join(root, 'dist', commandLine))
  const first = starter(createHash('sha256').update(code).digest('hex').slice(0, 16))
  await build(optionsOf(first, false))
  return first
}

/**
 * Escapes what is not ASCII: in a script with one such character, each takes two bytes, and it is read at half the
 * speed. esbuild has escaped it everywhere but in regular expressions, in which the escape means the same.
 */
function writeAscii(file: string): void {
  const code = fs.readFileSync(file, 'utf8')
  const escaped = code.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  if (escaped !== code) fs.writeFileSync(file, escaped)
}

async function watchAll(found: readonly Target[]): Promise<Target> {
  const first = starter('')
  for (const target of [...found, first]) {
    const running = await context(optionsOf(target, true))
    await running.rebuild()
    await running.watch()
  }
  return first
}

async function main(watch: boolean): Promise<void> {
  const found = present()
  const first = await (watch ? watchAll(found) : buildAll(found))
  finish([...found, first])
  report([...found, first])
}

await main(process.argv.includes('--watch')).catch((reason: unknown) => {
  // esbuild has printed its own messages by now; anything else must not get lost.
  if (!(reason instanceof Error && 'errors' in reason)) console.error(reason)
  process.exitCode = 1
})
