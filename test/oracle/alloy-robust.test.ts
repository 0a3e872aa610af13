/**
 * Real configurations, cut off and damaged: whatever is typed, a tree holds the whole text, nothing throws, and every
 * rule still answers.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { findings } from '../support/harness.ts'

const corpus = new URL('../../../shared/corpus/alloy/', import.meta.url)
const skip = !existsSync(corpus) && 'no ../shared/corpus'

function texts(): readonly string[] {
  // The index is written by the project's own recorder.
  const rows = JSON.parse(readFileSync(new URL('index.json', corpus), 'utf8')) as readonly { id: string }[]
  return rows.map(({ id }) => readFileSync(new URL(`${id}.alloy`, corpus), 'utf8'))
}

/** The same numbers in every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function holds(text: string): void {
  const tree = parseAlloy(text)
  let length = 0
  for (const part of tree.parts) length += part.text.length
  assert.equal(length, text.length)
  // What is cut off in the middle is refused or, by chance, whole: both say so without a throw.
  if (tree.issues.length === 0) assert.equal(typeof formatAlloy(tree), 'string')
}

test('every prefix of 200 files has its tree', { skip }, () => {
  const all = texts()
  const step = Math.floor(all.length / 200)
  const chosen = Array.from({ length: 200 }, (_, i) => all[i * step] ?? '')
  assert.equal(chosen.filter((text) => text !== '').length, 200)
  for (const text of chosen) for (let end = 0; end <= text.length; end++) holds(text.slice(0, end))
})

/** A text with a random stretch left out, and one with it doubled. */
function damaged(text: string, random: (below: number) => number): readonly string[] {
  const start = random(text.length)
  const end = start + 1 + random(Math.min(200, text.length - start))
  return [text.slice(0, start) + text.slice(end), text.slice(0, end) + text.slice(start)]
}

test('every file with a stretch left out or doubled has its tree', { skip }, () => {
  const random = numbers(1)
  for (const text of texts()) for (const each of damaged(text, random)) holds(each)
})

test('no rule throws on a damaged file', { skip }, async () => {
  const random = numbers(2)
  const files = new Map<string, string>()
  for (const [i, text] of texts().entries()) {
    for (const [j, each] of damaged(text, random).entries()) files.set(`f${i}-${j}/config.alloy`, each)
  }
  // The harness fails where a rule throws.
  const found = await findings(files)
  assert.ok(found.length > files.size)
})
