/** Values against what arguments take. Each was given to `alloy validate` 1.18.0. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repairsOf } from '../../server/src/model/alloy/repairs.ts'
import { textFault } from '../../server/src/model/alloy/textCheck.ts'
import { valueFaults } from '../../server/src/model/alloy/valueCheck.ts'
import { typeOfArgument } from '../../server/src/model/alloy/valueType.ts'
import { urlFault } from '../../server/src/model/goUrl.ts'
import { catalogueFor, definitionOf } from '../../server/src/schema/alloy.ts'
import { alloyChoice } from '../../server/src/schema/alloyChoices.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { attributesOf } from '../../server/src/syntax/alloy/visit.ts'

/** What is wrong with a value of an argument, given as `component block… argument`. */
function faults(way: string, value: string) {
  const [component = '', ...names] = way.split(' ')
  const name = names.pop() ?? ''
  let definition = definitionOf(component)
  for (const block of names) definition = definition?.blocks.get(block)?.definition
  const argument = definition?.arguments.get(name)
  assert.ok(argument, `no ${way}`)
  const [attribute] = attributesOf(parseAlloy(`x = ${value}`))
  assert.ok(attribute)
  return valueFaults(attribute.value, typeOfArgument(argument))
}

const cases: readonly (readonly [way: string, taken: readonly string[], refused: readonly string[]])[] = [
  [
    'prometheus.scrape sample_limit',
    [
      '1',
      '-1',
      '1.5',
      '"100"',
      '"-5"',
      '"1e3"',
      '".5"',
      '"5."',
      '"+5.0"',
      'null',
      '1 + 2',
      'sys.env("X")',
      '("a")',
    ],
    [
      'true',
      '""',
      '"a"',
      '"0x5"',
      '"1_000"',
      '"+5"',
      '"-"',
      '"99999999999999999999"',
      '[]',
      '{}',
      '"1" + "a"',
      '!true',
    ],
  ],
  [
    'prometheus.scrape scrape_interval',
    [
      '"1m"',
      '"1h1h"',
      '"1.5h"',
      '"-5m"',
      '"0"',
      '0',
      'null',
      '"9223372036854775807ns"',
      '"2562047h"',
      '"1" + "s"',
    ],
    ['5', '"5"', '"1d"', '"1w"', '""', '"1h "', '"1.5.5s"', '"2562048h"', 'true', '[]', '-1'],
  ],
  [
    'local.file is_secret',
    ['true', '1 == "a"', '!false', 'null'],
    ['"true"', '1', '0', '"a" + "b"', '!1', '[true]'],
  ],
  [
    'local.file filename',
    ['"a"', '1', '1.5', 'null', '"a" + "b"'],
    ['true', '[]', '{}', '1 == 1', '"a" + 1', '-"a"'],
  ],
  [
    'prometheus.scrape targets',
    ['[]', '[{}]', '[{ a = true, b = [1] }]', '[null]', 'null', '[sys.env("X"), {}]'],
    ['"a"', '{}', '["a"]', '[1]', '[[{}]]', 'true'],
  ],
  ['prometheus.scrape forward_to', ['[]', '["a"]', '[1, {}]', 'null'], ['"a"', '{}', '1']],
  [
    'loki.write external_labels',
    ['{}', '{ a = "b", a = 1 }', '{ a = null }', 'null'],
    ['[]', '"a"', '{ a = true }', '{ a = {} }', '{ a = ["b"] }'],
  ],
  ['loki.write endpoint basic_auth password', ['"a"', 'null'], ['1', 'true', '[]', '{}', '"a" + 1']],
  [
    'loki.write endpoint batch_size',
    ['"1MiB"', '"1MB"', '"1KiB512B"', '"1.5GB"', '"0"', '0', '"5B"'],
    ['"1 MB"', '"5mb"', '"5"', '5', '"1kB"', '""', '"5KB5KiB"'],
  ],
  ['logging level', ['"info"', '""', 'null'], ['"Info"', '"trace"', '1', 'true']],
  ['discovery.relabel rule action', ['"keep"', 'null'], ['"Keep"', '""', '"kep"']],
  ['otelcol.processor.transform error_mode', ['"IGNORE"', '"silent"'], ['"off"', '""']],
  ['loki.source.syslog listener syslog_format', ['"rfc5424"', '"raw"'], ['null', '""', '"RFC5424"']],
  [
    'http tls cipher_suites',
    ['[]', '["TLS_AES_128_GCM_SHA256"]'],
    ['["TLS_RSA_WITH_AES_128_CBC_SHA"]', '"TLS_AES_128_GCM_SHA256"'],
  ],
  [
    'otelcol.processor.tail_sampling decision_cache',
    ['{}', '{ sampled_cache_size = 1 }'],
    ['{ sampled_cache_size = "a" }', '{ x = 1 }', '[]', '1'],
  ],
  ['remote.http client proxy_url', ['"http://a:80"', '""', '"a b"', '5'], ['"http://a:b"', '"%zz"', '{}']],
]

for (const [way, taken, refused] of cases) {
  test(`${way}: what Alloy takes and refuses`, () => {
    for (const value of taken) assert.deepEqual(faults(way, value), [], `${value} is taken`)
    for (const value of refused) assert.notEqual(faults(way, value).length, 0, `${value} is refused`)
  })
}

test('every text type of the catalogue is known', () => {
  const types = Object.keys(catalogueFor().table.textTypes)
  assert.ok(types.length > 20)
  // Regular expressions have a rule of their own; an odd text tells whether anything reads the others.
  const unread = types.filter(
    (type) => !alloyChoice(type) && !['%zz', '{{', ''].some((text) => textFault(type, text)),
  )
  assert.deepEqual(unread, ['common/relabel.Regexp'])
})

test('declared constants are taken', () => {
  for (const [type, values] of Object.entries(catalogueFor().table.textTypes)) {
    const choice = alloyChoice(type)
    for (const value of values)
      if (choice && value !== '') assert.ok(choice.values.includes(value), `${type} ${value}`)
  }
})

test('repairs say the same in the form that Alloy takes', () => {
  const repaired = (way: string, value: string) => faults(way, value).flatMap((fault) => repairsOf(fault))
  assert.deepEqual(repaired('local.file is_secret', '"True"'), [{ text: 'true', isCertain: true }])
  assert.deepEqual(repaired('prometheus.scrape scrape_interval', '"1w2d"'), [
    { text: '"216h"', isCertain: true },
  ])
  assert.deepEqual(repaired('prometheus.scrape scrape_interval', '30'), [{ text: '"30s"', isCertain: false }])
  assert.deepEqual(repaired('loki.write endpoint batch_size', '"5 mb"'), [
    { text: '"5MB"', isCertain: false },
  ])
  assert.deepEqual(repaired('loki.write endpoint batch_size', '"10M"'), [
    { text: '"10MiB"', isCertain: false },
  ])
  assert.deepEqual(repaired('logging level', '"WARN"'), [{ text: '"warn"', isCertain: true }])
  assert.deepEqual(repaired('logging level', '"wran"'), [{ text: '"warn"', isCertain: false }])
  assert.deepEqual(repaired('discovery.relabel rule source_labels', '"a"'), [
    { text: '["a"]', isCertain: true },
  ])
  assert.deepEqual(repaired('prometheus.scrape forward_to', '"a"'), [])
})

test('addresses that Go refuses', () => {
  for (const text of [
    '',
    'a',
    'a/b:c',
    '//h/p',
    'http://[::1]:80',
    'http://a:',
    'http://u:p@h',
    'a%20b',
    '*',
    'http://é/',
  ])
    assert.equal(urlFault(text), undefined, text)
  for (const [text, fault] of [
    [':80', 'scheme'],
    ['1:80/x', 'colon'],
    ['http://a:b', 'port'],
    ['http://a:1:2', 'port'],
    ['http://a b', 'host'],
    ['http://[::1', 'host'],
    ['http://u{@h', 'userinfo'],
    ['http://h/%zz', 'escape'],
    ['http://%41', 'escape'],
    ['http://h/\n', 'control'],
  ])
    assert.equal(urlFault(text ?? ''), fault, text)
})
