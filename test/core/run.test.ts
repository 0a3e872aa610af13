/** The runner: a rule that throws, cancellation, fixes that can not be mapped, the order of findings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding, Rule } from '../../server/src/rules/rule.ts'
import { check, checkNow, maxLength } from '../../server/src/rules/run.ts'
import { createDocument, type Document } from '../../server/src/text/document.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** A rule of Alloy files that says what is given. */
function rule(id: string, check: (document: Document) => Iterable<Finding>): Rule {
  return { id, title: id, kinds: ['alloy'], severity: 'warning', check: ({ document }) => check(document) }
}

const says = (id: string, ...ranges: readonly (readonly [number, number])[]) =>
  rule(id, () => ranges.map(([start, end]) => ({ range: { start, end }, message: id })))

async function loaded(path: string, text: string) {
  const { workspace, documents } = await loadFiles(new Map([[path, text]]))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  return { workspace, document }
}

test('a rule that throws is a crash with its name, and the others run', async () => {
  const { workspace, document } = await loaded('a.alloy', 'logging {}\n')
  const throws = rule('a/throws', () => {
    throw new TypeError('by design')
  })
  const half = rule('a/half', function* () {
    yield { range: { start: 0, end: 1 }, message: 'half an answer' }
    throw 'a text' // Whatever is thrown.
  })
  const { findings, crashes } = checkNow(document, workspace, {
    rules: [says('a/a', [0, 1]), throws, half, says('z/z', [1, 2])],
  })
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['a/a', 'z/z'],
  )
  assert.deepEqual(
    crashes.map(({ rule, uri }) => `${rule} ${uri}`),
    [`a/throws ${document.uri}`, `a/half ${document.uri}`],
  )
  assert.match(crashes[0]?.stack ?? '', /TypeError: by design[\s\S]*run\.test/)
  assert.equal(crashes[1]?.stack, 'a text')
})

/** A clock that goes on by 3 ms each time it is asked, and counts how often way was given. */
function clock() {
  let now = 0
  let pauses = 0
  return {
    now: () => (now += 3),
    pause: async () => {
      pauses++
    },
    pauses: () => pauses,
  }
}

const manyRules = Array.from({ length: 50 }, (_, i) => says(`a/r${i}`, [i, i + 1]))

test('a check gives way while it runs and finds what an uninterrupted one finds', async () => {
  const { workspace, document } = await loaded('a.alloy', `logging {}\n${' '.repeat(100)}`)
  const time = clock()
  const checked = await check(document, workspace, () => false, time.pause, time.now, { rules: manyRules })
  assert.deepEqual(checked, checkNow(document, workspace, { rules: manyRules }))
  assert.ok(time.pauses() > 5)
})

test('wherever it is cancelled it gives nothing, never a half', async () => {
  const { workspace, document } = await loaded('a.alloy', `logging {}\n${' '.repeat(100)}`)
  for (let at = 1; at <= 10; at++) {
    const time = clock()
    const checked = await check(document, workspace, () => time.pauses() >= at, time.pause, time.now, {
      rules: manyRules,
    })
    assert.equal(checked, undefined)
    assert.equal(time.pauses(), at, 'and it stops there')
  }
})

test('the order is by place, then by rule, whatever order the rules run in', async () => {
  const { workspace, document } = await loaded('a.alloy', 'logging {}\n')
  const rules = [says('b/b', [4, 6], [0, 3]), says('a/a', [4, 6], [4, 5]), says('c/c', [0, 3])]
  const expected = ['0-3 b/b', '0-3 c/c', '4-5 a/a', '4-6 a/a', '4-6 b/b']
  for (const order of [rules, [...rules].reverse()]) {
    const { findings } = checkNow(document, workspace, { rules: order })
    assert.deepEqual(
      findings.map(({ rule, range }) => `${range.start}-${range.end} ${rule}`),
      expected,
    )
  }
})

const inYaml = (scalar: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: ${scalar}\n`

test('a fix that can not be written into the host goes, its finding stays', async () => {
  const fixes = (text: string) =>
    rule('a/fix', (document) => {
      const at = document.text.indexOf('logging')
      const range = { start: at, end: at + 7 }
      const edits = [{ uri: document.uri, range, text }]
      return [{ range, message: 'm', fixes: [{ title: text, safe: true, edits }] }]
    })
  const fixedIn = async (scalar: string, text: string) => {
    const { workspace, document } = await loaded('a.yaml', inYaml(scalar))
    const { findings } = checkNow(document, workspace, { rules: [fixes(text)] })
    assert.equal(findings.length, 1)
    assert.equal(document.text.slice(findings[0]?.range.start, findings[0]?.range.end), 'logging')
    return findings[0]?.fixes.length
  }
  assert.equal(await fixedIn('logging { level = "a" }', 'tracing'), 1)
  assert.equal(await fixedIn('logging { level = "a" }', 'a # b'), 0, 'a plain scalar would end there')
  assert.equal(await fixedIn('|\n    logging { }', 'a # b'), 1)
  assert.equal(await fixedIn('|\n    logging { }', 'a\u0007b'), 0, 'no block scalar holds that')
  assert.equal(await fixedIn('"logging { }"', 'a\u0007b'), 1, 'but an escape does')
})

test('of a fix with two edits none is left where one can not be made', async () => {
  const two = rule('a/two', (document) => [
    {
      range: { start: 0, end: 7 },
      message: 'm',
      fixes: [
        {
          title: 'two',
          safe: true,
          edits: [
            { uri: document.uri, range: { start: 0, end: 7 }, text: 'tracing' },
            { uri: document.uri, range: { start: 8, end: 8 }, text: 'x: y # z ' },
          ],
        },
        {
          title: 'elsewhere',
          safe: true,
          edits: [{ uri: 'file:///workspace/b.yaml', range: { start: 0, end: 0 }, text: 'a' }],
        },
        {
          title: 'inside elsewhere',
          safe: true,
          edits: [{ uri: 'file:///workspace/b.yaml#data/x', range: { start: 0, end: 0 }, text: 'a' }],
        },
      ],
    },
  ])
  const { workspace, document } = await loaded('a.yaml', inYaml('logging { level = "a" }'))
  const { findings } = checkNow(document, workspace, { rules: [two] })
  assert.deepEqual(
    findings[0]?.fixes.map(({ title }) => title),
    ['elsewhere'],
  )
})

test('what has no place of its own is shown on the whole text', async () => {
  const { workspace, document } = await loaded('a.yaml', inYaml('"logging {\\u0020}"'))
  const start = 'logging {'.length
  // Half of the escape has no place.
  const inner = rule('a/a', () => [{ range: { start: start, end: start + 1 }, message: 'm' }])
  const [finding] = checkNow(document, workspace, { rules: [inner] }).findings
  const text = document.text.slice(finding?.range.start, finding?.range.end)
  assert.ok(text === '\\u0020' || text === '"logging {\\u0020}"', text)
})

test('a file above the limit has one finding and no rule sees it', async () => {
  const { workspace } = await loaded('a.alloy', '')
  const big = createDocument(`${root}/a.alloy`, 'alloy', ' '.repeat(maxLength + 1))
  const never = rule('a/never', () => assert.fail('it was run'))
  const { findings, crashes } = checkNow(big, workspace, { rules: [never] })
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['logkeel/too-large'],
  )
  assert.deepEqual(crashes, [])
})

test('a rule runs on the kinds that it names, inside others too, with severities by finding, rule and settings', async () => {
  const { workspace, documents } = await loadFiles(
    new Map([
      ['logkeel.yaml', 'rules: { "a/c": { severity: hint } }\n'],
      ['a.yaml', inYaml('logging { }')],
    ]),
  )
  const document = documents.get(`${root}/a.yaml`)
  assert.ok(document)
  const range = { start: 0, end: 1 }
  const rules = [
    rule('a/a', () => [{ range, message: 'm' }]),
    rule('a/b', () => [{ range, message: 'm', severity: 'error', refusedBy: 'alloy' }]),
    rule('a/c', () => [{ range, message: 'm', severity: 'error' }]),
    { ...rule('a/d', () => [{ range, message: 'm' }]), kinds: ['loki'] } satisfies Rule,
  ]
  const { findings } = checkNow(document, workspace, { rules })
  assert.deepEqual(
    findings.map((one) => [one.rule, one.severity, one.refusedBy, one.uri]),
    [
      ['a/a', 'warning', null, document.uri],
      ['a/b', 'error', 'alloy', document.uri],
      ['a/c', 'hint', null, document.uri],
    ],
  )
})
