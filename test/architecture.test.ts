/**
 * Holds the import lines against the table of layers in `docs/architecture.md`, and files and functions against their
 * sizes. Each failure says how to mend it.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const project = join(import.meta.dirname, '..')

/** What each layer may import: other layers, and packages. */
const layers: Readonly<
  Record<string, { readonly layers: readonly string[]; readonly packages: readonly string[] }>
> = {
  text: { layers: [], packages: ['@vscode/l10n'] },
  syntax: { layers: ['text'], packages: ['yaml'] },
  schema: { layers: ['text', 'syntax'], packages: [] },
  model: { layers: ['text', 'syntax', 'schema'], packages: ['zod', 'picomatch'] },
  rules: { layers: ['text', 'syntax', 'schema', 'model'], packages: [] },
  features: { layers: ['text', 'syntax', 'schema', 'model', 'rules'], packages: ['@dagrejs/dagre'] },
  disk: { layers: ['text', 'syntax', 'model'], packages: ['node:'] },
  lsp: {
    layers: ['text', 'syntax', 'schema', 'model', 'rules', 'features', 'disk'],
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument', '@vscode/l10n'],
  },
  cli: { layers: ['text', 'syntax', 'schema', 'model', 'rules', 'features', 'disk'], packages: ['node:'] },
}

interface Import {
  readonly file: string
  readonly from: string
}

function importsOf(pattern: string): readonly Import[] {
  return globSync(pattern, { cwd: project }).flatMap((path) => {
    const file = path.replaceAll('\\', '/')
    const text = readFileSync(join(project, file), 'utf8')
    const found = [
      ...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm),
    ]
    return found.map((match) => ({ file, from: match[1] ?? match[2] ?? match[3] ?? '' }))
  })
}

const layerOf = (file: string) => /^server\/src\/([^/]+)\//.exec(file)?.[1]

test('each layer imports only what the table of layers allows', () => {
  const breaches = importsOf('server/src/**/*.ts').flatMap(({ file, from }) => {
    const layer = layerOf(file) ?? ''
    const allowed = layers[layer]
    if (!allowed)
      return [`${file}: ${layer} is no layer. Put the file into one of ${Object.keys(layers).join(', ')}.`]
    if (!from.startsWith('.')) {
      const fine = allowed.packages.some(
        (name) => from === name || from.startsWith(name.endsWith(':') ? name : `${name}/`),
      )
      return fine
        ? []
        : [
            `${file} imports ${from}: the layer ${layer} may import ${allowed.packages.join(', ') || 'no package'}.`,
          ]
    }
    const target = layerOf(join(dirname(file), from).replaceAll('\\', '/'))
    if (target === layer || (target && allowed.layers.includes(target))) return []
    return [
      `${file} imports ${from}: ${layer} may import ${allowed.layers.join(', ') || 'no other layer'}. Move the code down, or pass it in.`,
    ]
  })
  assert.deepEqual(breaches, [])
})

test('no rule imports another rule', () => {
  const breaches = importsOf('server/src/rules/*/*.ts').flatMap(({ file, from }) => {
    const target = join(dirname(file), from).replaceAll('\\', '/')
    return from.startsWith('.') && /^server\/src\/rules\/[^/]+\//.test(target)
      ? [`${file} imports ${from}: put what they share into model/.`]
      : []
  })
  assert.deepEqual(breaches, [])
})

test('the client imports only types and names of the protocol from the server', () => {
  const breaches = importsOf('client/src/**/*.ts').filter(
    ({ file, from }) =>
      from.includes('server/src') && !join(dirname(file), from).endsWith('server/src/lsp/protocol.ts'),
  )
  assert.deepEqual(breaches, [])
})

test('no product code imports tests or tools', () => {
  const breaches = importsOf('{server/src,client/src}/**/*.ts').filter(({ from }) =>
    /(^|\/)(test|tools)\//.test(from),
  )
  assert.deepEqual(breaches, [])
})

/** Parsers, and tables of what a program takes. */
const mayBeLong =
  /syntax\/.*(parser|lexer|expression|statement|pipeline|jmesPath)\.ts$|schema\/alloy(Demands|Values)\.ts$/

test('files are at most 400 lines, parsers and tables 700', () => {
  const long = globSync('{server/src,client/src}/**/*.ts', { cwd: project }).flatMap((file) => {
    if (file.includes('.generated.')) return []
    const lines = readFileSync(join(project, file), 'utf8').split('\n').length - 1
    const most = mayBeLong.test(file) ? 700 : 400
    return lines > most ? [`${file} has ${lines} lines of at most ${most}: split it by what it does.`] : []
  })
  assert.deepEqual(long, [])
})

test('every file says at its top what it is for', () => {
  const silent = globSync('{server/src,client/src,server/tools,test}/**/*.{ts,mjs}', { cwd: project }).filter(
    (file) => {
      const text = readFileSync(join(project, file), 'utf8')
      return !file.includes('.generated.') && !file.includes('node_modules') && !/^(#!.*\n)?\/\*\*/.test(text)
    },
  )
  assert.deepEqual(silent, [])
})

test("a rule's id is its path, and it has its page and its fixtures", async () => {
  const { rules } = await import('../server/src/rules/index.generated.ts')
  const files = globSync('server/src/rules/*/*.ts', { cwd: project }).map((file) =>
    file.replaceAll('\\', '/').slice('server/src/rules/'.length, -3),
  )
  assert.deepEqual(rules.map(({ id }) => id).sort(), files.sort())
  const notRun = new Set(['logkeel/too-large', 'logkeel/not-text'])
  const pages = new Set(
    globSync('docs/rules/*/*.md', { cwd: project }).map((file) => file.replaceAll('\\', '/')),
  )
  const fixtures = new Set(
    globSync('test/rules/*/*.md', { cwd: project }).map((file) => file.replaceAll('\\', '/')),
  )
  assert.deepEqual(
    files.filter((id) => !pages.has(`docs/rules/${id}.md`)),
    [],
    'rules without a page',
  )
  assert.deepEqual(
    files.filter((id) => !fixtures.has(`test/rules/${id}.md`) && !notRun.has(id)),
    [],
    'rules without fixtures',
  )
  assert.deepEqual(
    [...pages].filter((page) => !files.includes(page.slice('docs/rules/'.length, -3))),
    [],
    'pages without a rule',
  )
})
