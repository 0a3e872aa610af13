/** Semantic tokens and inlay hints: what is known looks known, and what is decided elsewhere is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inlayHintsIn } from '../../server/src/features/inlayHints.ts'
import { tokenModifiers } from '../../server/src/features/partTokens.ts'
import { semanticTokensIn } from '../../server/src/features/semanticTokens.ts'
import type { Range } from '../../server/src/text/range.ts'
import { loadMarked, type Sources } from '../support/marks.ts'

/** One word a token: its text, type and modifiers. */
async function tokens(sources: Sources, range?: (text: string) => Range): Promise<readonly string[]> {
  const { document, workspace } = await loadMarked(sources)
  const found = semanticTokensIn(document, workspace, range?.(document.text))
  for (const [i, token] of found.entries())
    assert.ok(
      token.start < token.end && token.start >= (found[i - 1]?.end ?? 0),
      'in order, none over another',
    )
  return found.map(({ start, end, type, modifiers }) => {
    const named = tokenModifiers.filter((_, i) => modifiers & (1 << i))
    return [document.text.slice(start, end), type, ...named].join(' ')
  })
}

const process = `loki.process "p" {
  forward_to = [loki.write.out.receiver]
  nonsense   = [loki.write.nobody.receiver]
  stage.json {
    expressions = { a = "" }
  }
}
loki.write "out" { }
`
const processTokens = [
  'loki type',
  'process type',
  'p variable declaration',
  'forward_to property',
  'loki type',
  'write type',
  'out variable',
  'receiver property',
  'stage type',
  'json type',
  'expressions property',
  'loki type',
  'write type',
  'out variable declaration',
]

test('what Alloy knows and what references lead to; what is unknown has no token', async () => {
  assert.deepEqual(await tokens({ 'a.alloy': process }), processTokens)
})

test('in a text inside YAML as in a file, and nothing around it', async () => {
  const map = (scalar: string) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  config.alloy: ${scalar}\n`
  const literal = `|\n    ${process.trimEnd().replaceAll('\n', '\n    ')}`
  assert.deepEqual(await tokens({ 'a.yaml': map(literal) }), processTokens)
  assert.deepEqual(await tokens({ 'a.yaml': map(JSON.stringify(process)) }), processTokens)
  assert.deepEqual(await tokens({ 'a.yaml': map('|\n    text') }), [])
})

test('of a range only the statements that it touches', async () => {
  const range = (text: string): Range => ({ start: text.indexOf('"out"'), end: text.indexOf('"out"') + 1 })
  assert.deepEqual(await tokens({ 'a.alloy': process }, range), processTokens.slice(-3))
})

test('declares, their arguments and instances; loops; functions', async () => {
  const source = `declare "m" {
  argument "to" { }
  export "input" { value = argument.to.value }
}
import.git "far" { }
m "a" {
  to    = [far.x.b.out, m.a.input, sys.env("X"), env("Y"), module_path]
  other = constants.hostname
}
far.x "b" { }
foreach "f" {
  collection = []
  var        = "each"
  template {
    loki.echo "e" { }
    m "c" { to = each.a }
  }
}
`
  assert.deepEqual(await tokens({ 'a.alloy': source }), [
    'm class declaration',
    'to parameter declaration',
    'input property declaration',
    'value property',
    'to parameter',
    'value property',
    'far namespace declaration',
    'm class',
    'a variable declaration',
    'to property',
    'far namespace',
    'x class',
    'b variable',
    'm class',
    'a variable',
    'input property',
    'sys.env function defaultLibrary',
    'env function deprecated',
    'module_path variable defaultLibrary',
    'constants.hostname variable defaultLibrary',
    'far namespace',
    'x class',
    'b variable declaration',
    'f variable declaration',
    'collection property',
    'var property',
    'loki type',
    'echo type',
    'e variable declaration',
    'm class',
    'c variable declaration',
    'to property',
    'each parameter',
  ])
})

test('names in other files of the configuration count', async () => {
  const found = await tokens({
    'x/a.alloy': 'loki.process "p" {\n\tforward_to = [loki.write.out.receiver, lib.collect.a.input]\n}\n',
    'x/b.alloy': 'loki.write "out" { }\nimport.file "lib" {\n\tfilename = "../lib.alloy"\n}\n',
    'x/c.alloy': 'lib.collect "a" { }\n',
    'lib.alloy': 'declare "collect" {\n\texport "input" { value = 1 }\n}\n',
  })
  assert.deepEqual(found.slice(4), [
    'loki type',
    'write type',
    'out variable',
    'receiver property',
    'lib namespace',
    'collect class',
    'a variable',
    'input property',
  ])
})

/** The file with its hints where they are shown. */
async function hints(sources: Sources): Promise<string> {
  const { document, workspace } = await loadMarked(sources)
  const found = inlayHintsIn(document, workspace, { start: 0, end: document.text.length })
  return found.reduceRight(
    (text, { offset, label }) => `${text.slice(0, offset)}«${label}»${text.slice(offset)}`,
    document.text,
  )
}

const compose = (environment: string) => `services:
  alloy:
    image: grafana/alloy:v1.18.0
    environment:
      LOKI: ${environment}
      LOKI_TOKEN: abc
      URL: http://user:word@loki
      LONG: ${'x'.repeat(60)}
    volumes:
      - ./config.alloy:/etc/alloy/config.alloy
    logging: { driver: local }
`
const variables = `logging {
  level = sys.env("LOKI")
  a     = [sys.env("LOKI_TOKEN"), sys.env("URL"), sys.env("NOBODY"), sys.env("LONG")]
}
`

test('the value of a variable, where there is exactly one; never a secret', async () => {
  const files = (one: string, two: string) => ({
    'config.alloy': variables,
    'compose.yaml': compose(one),
    'other/compose.yaml': compose(two).replace('./config', '../config'),
  })
  const long = variables.replace('"LONG")', `"LONG")«= "${'x'.repeat(40)}…"»`)
  assert.equal(await hints(files('debug', 'debug')), long.replace('"LOKI")', '"LOKI")«= "debug"»'))
  assert.equal(await hints(files('debug', 'info')), long)
  assert.equal(await hints({ 'config.alloy': variables }), variables)
})

test('how long an endpoint with a limit on its tries holds out', async () => {
  const writer = (limit: string) =>
    `loki.write "a" {\n  endpoint {\n    url                 = "http://loki"\n    ${limit}\n  }\n}\n`
  assert.equal(
    await hints({ 'a.alloy': writer('max_backoff_retries = 10') }),
    writer('max_backoff_retries = 10«drops after 4.3 min to 10 min»'),
  )
  assert.equal(
    await hints({ 'a.alloy': writer('max_backoff_retries = 0') }),
    writer('max_backoff_retries = 0'),
  )
  assert.equal(await hints({ 'a.alloy': writer('') }), writer(''))
})
