/** The Alloy parser with a previous tree: the same result as without, and untouched parts taken over as they are. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import type { AlloyTree } from '../../server/src/syntax/alloy/ast.ts'
import { commonPrefix, commonSuffix, parseAlloy } from '../../server/src/syntax/alloy/parser.ts'

const sample = `// Collects logs.
loki.source.file "pods" {
	targets    = [{ __path__ = "/var/log/*.log", "x-y" = \`raw\n text\` }, local.file_match.x.targets[0]]
	forward_to = concat([loki.process.default.receiver], [])
}

loki.process "default" { // inline
	stage.json {
		expressions = { level = "", "a\\tb" = "c" }
	}
	stage.labels {
		values = {
			level = "",
		}
	}
	forward_to = [loki.write.default.receiver]
}
logging { level = "info" } /* two
lines */ tracing { }

/* Where logs go. */
loki.write "default" {
	endpoint {
		url = "http://" + sys.env("HOST") + ":3100"
	}
}
`

const pieces: readonly string[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '`',
    "'",
    '=',
    '.',
    ',',
    '#',
    '<',
    '|',
    '\\',
    '!',
    '^',
    'a',
    ' ',
    '\t',
    '\n',
  ],
  ...[
    '\n\n',
    '\r\n',
    '/*',
    '*/',
    '//',
    '/* \n */',
    '\ufeff',
    '\0',
    '😀',
    '"x"',
    'loki.',
    'foo {\n',
    '}\n',
    '\tx = 1\n',
  ],
  ...['loki.write "x" {\n\tendpoint {\n', 'true', 'null', '5m'],
]

/** A generator of numbers below `limit`, the same for the same seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

function edited(text: string, random: (limit: number) => number): string {
  const at = random(text.length + 1)
  const removed = [0, 0, 0, random(5), random(200)][random(5)] ?? 0
  let inserted = ''
  for (let count = random(4); count > 0; count--) inserted += pieces[random(pieces.length)] ?? ''
  if (random(8) === 0) {
    const from = random(text.length + 1)
    inserted += text.slice(from, from + random(150))
  }
  return text.slice(0, at) + inserted + text.slice(at + removed)
}

/** A tree as plain text, without the cycle from nodes to their part. */
const plain = (tree: AlloyTree): string => {
  const order = new Map(tree.parts.map((part, index) => [part, index] as const))
  return JSON.stringify([tree, [...tree.offsets.values()]], (key, item: unknown) =>
    // A part is compared where it stands in the list; elsewhere its place in the list stands for it.
    key === 'origin' ? [...order].find(([part]) => part === item)?.[1] : item,
  )
}

function checkEdits(start: string, seed: number, count: number): void {
  const random = generator(seed)
  let text = start
  let tree = parseAlloy(text)
  for (let step = 0; step < count; step++) {
    const next = edited(text, random)
    const incremental = parseAlloy(next, tree)
    if (plain(incremental) !== plain(parseAlloy(next)))
      assert.fail(`seed ${seed}, step ${step}\n${JSON.stringify(text)}\n${JSON.stringify(next)}`)
    text = next
    tree = incremental
  }
}

test('edits one after the other give the tree of a fresh parse', () => {
  for (let seed = 1; seed <= 40; seed++) checkEdits(sample, seed, 20)
})

test('typing a text character by character gives the tree of a fresh parse', () => {
  let tree = parseAlloy('')
  for (let at = 1; at <= sample.length; at++) {
    tree = parseAlloy(sample.slice(0, at), tree)
    assert.equal(plain(tree), plain(parseAlloy(sample.slice(0, at))))
  }
  for (let at = 0; at <= sample.length; at += 3) {
    tree = parseAlloy(sample.slice(at), tree)
    assert.equal(plain(tree), plain(parseAlloy(sample.slice(at))))
  }
})

const corpus = new URL('../../../shared/corpus/alloy/', import.meta.url)
const files = ((): readonly string[] => {
  try {
    return readdirSync(corpus).filter((name) => name.endsWith('.alloy'))
  } catch {
    return []
  }
})()

test('edits of real files give the tree of a fresh parse', {
  skip: files.length === 0 && 'no ../shared/corpus',
}, () => {
  for (let index = 0; index < files.length; index += 40) {
    const text = [0, 1, 2]
      .map((offset) => readFileSync(new URL(files[(index + offset) % files.length] ?? '', corpus), 'utf8'))
      .join('\n')
    if (text.length < 8000) checkEdits(text, index, 10)
  }
})

const blocks = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `// block ${index}\na.b "c${index}" {\n\td = ${index}\n}\n\n`,
  ).join('')

test('an edit re-reads the part it lies in and a few before it, and takes the others over', () => {
  const text = blocks(200)
  const old = parseAlloy(text)
  assert.equal(old.parts.length, 201)
  const at = text.indexOf('d = 100') + 4
  const next = parseAlloy(`${text.slice(0, at)}12345${text.slice(at)}`, old)
  const kept = new Set(old.parts)
  const fresh = next.parts.flatMap((part, index) => (kept.has(part) ? [] : [index]))
  assert.deepEqual(fresh, [98, 99, 100])
  assert.equal(next.offsets.get(next.parts[150] ?? { text: '' }), next.text.indexOf('// block 150') - 1)
})

test('an opening brace without its partner costs the parts behind it only until it is closed', () => {
  const text = blocks(50)
  const old = parseAlloy(text)
  const at = text.indexOf('d = 20')
  const broken = parseAlloy(`${text.slice(0, at)}e {\n\t${text.slice(at)}`, old)
  assert.equal(broken.issues.length, 1)
  assert.ok(broken.parts.length >= 50)
  assert.ok(broken.parts.slice(25).every((part) => old.parts.includes(part)))
  const mended = parseAlloy(`${text.slice(0, at)}e {\n\t}\n\t${text.slice(at)}`, broken)
  assert.deepEqual(mended.issues, [])
})

test('parts are added, removed and moved', () => {
  const text = blocks(10)
  const old = parseAlloy(text)
  const added = parseAlloy(`x = 1\n${text}`, old)
  assert.equal(added.parts.filter((part) => old.parts.includes(part)).length, 11)
  const removed = parseAlloy(text.slice(text.indexOf('// block 5')), old)
  assert.equal(removed.parts.filter((part) => old.parts.includes(part)).length, 5)
  assert.equal(parseAlloy(text, old), old)
})

test('a byte order mark is accepted at the start only, also where text is put in front of it', () => {
  const text = '\ufeffa = 1\nb = 2\n'
  const old = parseAlloy(text)
  assert.deepEqual(old.issues, [])
  const moved = parseAlloy(`c = 1\n${text}`, old)
  assert.equal(moved.issues[0]?.code, 'invalid-character')
  assert.deepEqual(parseAlloy(text, moved).issues, [])
})

test('common starts and ends of texts', () => {
  const long = 'x'.repeat(10_000)
  assert.equal(commonPrefix(`${long}a`, `${long}b`), 10_000)
  assert.equal(commonSuffix(`a${long}`, `b${long}`, 0), 10_000)
  assert.equal(commonSuffix(long, `${long}x`, 10_000), 0)
  assert.equal(commonPrefix('', 'a'), 0)
  assert.equal(commonPrefix(`${long}y`, long), 10_000)
  assert.equal(commonSuffix(`${'z'.repeat(5000)}y${long}`, `y${long}`, 0), 10_001)
})
