/** Formats of printf, and types of arguments, as Go's own `fmt` and `text/template` have them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mismatchOf } from '../../server/src/model/templates/argumentTypes.ts'
import { callsOf, countOf } from '../../server/src/model/templates/calls.ts'
import { prints, readFormat } from '../../server/src/model/templates/printfFormat.ts'
import { parseTemplate } from '../../server/src/syntax/template/parser.ts'

test('a format reads a value for each verb, and one for each star', () => {
  const values = (format: string) => readFormat(format).values
  assert.equal(values('a'), 0)
  assert.equal(values('%s-%d %%'), 2)
  assert.equal(values('%*d|%.*f'), 4)
  assert.equal(values('%-5s|%+05.1f|% d|%#v'), 4)
  // Measured: `%[2]*[1]d` of 1 and 5 prints the first in a field of the second's width.
  assert.equal(values('%[2]*[1]d'), 2)
  assert.equal(readFormat('%[2]s').numbered, true)
  assert.equal(readFormat('100%').open, true)
  assert.equal(readFormat('100%%').open, false)
  assert.deepEqual(
    readFormat('é%d 😀%s').verbs.map(({ start, end, verb }) => [start, end, verb]),
    [
      [1, 3, 'd'],
      [6, 8, 's'],
    ],
  )
})

test('a verb prints what is of its kind', () => {
  assert.ok(prints('s', 'string') && prints('d', 'int') && prints('v', 'nil') && prints('t', 'bool'))
  assert.ok(!prints('s', 'int') && !prints('d', 'string') && !prints('d', 'float64') && !prints('s', 'bool'))
  assert.ok(prints('s', 'map[string]any'), 'of what holds values nothing is said')
})

test('calls count what a pipe hands over, in parentheses too', () => {
  const { functions, values } = callsOf(
    parseTemplate('{{ .a | default (trunc 3 "x") | quote }}{{ if eq 1 now }}{{ end }}'),
  )
  assert.deepEqual(
    functions.map((call) => [call.function.name, countOf(call), call.bare]),
    [
      ['default', 2, false],
      ['quote', 1, false],
      ['trunc', 2, false],
      ['eq', 2, false],
      ['now', 0, true],
    ],
  )
  assert.equal(values.length, 0)
})

test('a tag with a fault has no calls', () => {
  const { functions } = callsOf(
    parseTemplate('{{ include "x" | }}}}{{ trunc (3 }}{{ lower "a" }}{{ foo (lower) }}'),
  )
  assert.deepEqual(
    functions.map((call) => call.function.name),
    ['include', 'lower'],
  )
})

test('numbers are of the type that Go gives them', () => {
  const wrong = (text: string) => {
    const found = callsOf(parseTemplate(`{{ ${text} }}`)).functions.map((call) => mismatchOf(call))
    return found
      .filter((mismatch) => mismatch !== undefined)
      .map(({ wanted, given }) => `${given} for ${wanted}`)
  }
  assert.deepEqual(wrong('trunc 1e3 "a"'), [], 'a literal takes on the type of its parameter')
  assert.deepEqual(wrong('trunc (1e3) "a"'), ['float64 for int'], 'a value does not')
  assert.deepEqual(wrong('eq 1 0x1e'), [])
  assert.deepEqual(wrong('eq 1 0x1p4'), ['float64 for int'])
  assert.deepEqual(wrong("eq 1 'a'"), [])
  assert.deepEqual(wrong('trunc 1i "a"'), [], 'complex numbers are left alone')
})
