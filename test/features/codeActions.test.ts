/** Code actions: fixes, all fixes of a rule, all safe fixes, suppression comments in every kind of file, pages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Action, fixAll, quickFixes } from '../../server/src/features/codeActions.ts'
import { checkNow, type Reported } from '../../server/src/rules/run.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from '../support/marked.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

type Others = Readonly<Record<string, string>>

/** Findings of a file with the actions at its `<|>`. */
async function at(path: string, source: string, others: Others = {}) {
  const { text, cursor } = marked(source)
  const { workspace, documents } = await loadFiles(new Map([...Object.entries(others), [path, text]]))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  const { findings } = checkNow(document, workspace)
  const range = { start: cursor, end: cursor }
  return {
    text,
    document,
    workspace,
    findings,
    actions: cursor < 0 ? [] : quickFixes(document, findings, range),
  }
}

const applied = (text: string, action: Action | undefined) => applyEdits(text, action?.edits ?? [])
const titles = (actions: readonly Action[]) => actions.map(({ title }) => title)

const two = 'logging {\n\tlevel  = e<|>nv("A")\n\tformat = env("B")\n}\n'

test('what is offered on a finding, in its order', async () => {
  const { text, actions, findings } = await at('a.alloy', two)
  assert.equal(findings.length, 2)
  assert.deepEqual(titles(actions).slice(1), [
    'Fix all alloy/deprecated-function in this file',
    'Turn off alloy/deprecated-function on this line',
    'Show the page of alloy/deprecated-function',
  ])
  const [fix, all, , page] = actions
  assert.equal(fix?.preferred, true)
  assert.deepEqual(fix.findings, [findings[0]])
  assert.equal(applied(text, fix), text.replace('env("A")', 'sys.env("A")'))
  assert.equal(applied(text, all), text.replaceAll('env(', 'sys.env('))
  assert.deepEqual(all?.findings, findings)
  assert.equal(page?.page, 'alloy/deprecated-function')
  assert.deepEqual(page.edits, [])
})

test('nothing away from a finding, all of it on its edges', async () => {
  assert.deepEqual((await at('a.alloy', two.replace('<|>', '').replace('logging', 'log<|>ging'))).actions, [])
  for (const edge of ['<|>env("A")', 'env<|>("A")'])
    assert.equal((await at('a.alloy', two.replace('e<|>nv("A")', edge))).actions.length, 4, edge)
})

test('one finding alone has no fix for all', async () => {
  const { actions } = await at('a.alloy', 'logging { level = <|>env("A") }\n')
  assert.ok(!titles(actions).some((title) => title.startsWith('Fix all')))
})

/** A finding with fixes: `safe` and `preferred` by a letter, then the edit. */
function finding(rule: string, ...fixes: readonly string[]): Reported {
  const uri = `${root}/a.alloy`
  return {
    rule,
    uri,
    range: { start: 0, end: 1 },
    severity: 'error',
    refusedBy: null,
    message: '',
    related: [],
    fixes: fixes.map((each) => {
      const [flags = '', ...edits] = each.split(' ')
      return {
        title: each,
        safe: flags.includes('s'),
        preferred: flags.includes('p'),
        edits: edits.map((edit) => {
          const [, start, end, text = ''] = /^(\d+)-(\d+)=(.*)$/.exec(edit) ?? []
          return { uri, range: { start: Number(start), end: Number(end) }, text }
        }),
      }
    }),
  }
}

test('only safe fixes run on save, the preferred of them, and none twice over one place', () => {
  const text = 'abcdefgh'
  const run = (...findings: readonly Reported[]) => applied(text, fixAll(findings))
  assert.equal(fixAll([]), undefined)
  assert.equal(fixAll([finding('a/a', 'p 0-1=X')]), undefined)
  assert.equal(run(finding('a/a', 's 0-1=X', 'sp 0-1=Y')), 'Ybcdefgh')
  assert.equal(run(finding('a/a', 'p 0-1=X', 's 0-1=Y')), 'Ybcdefgh')
  assert.equal(run(finding('a/a', 's 0-2=X'), finding('b/b', 's 1-3=Y')), 'Xcdefgh')
  assert.equal(
    run(finding('a/a', 's 0-2=X'), finding('b/b', 's 1-3=Y 6-7=Z')),
    'Xcdefgh',
    'a fix is made whole or not',
  )
  assert.equal(
    run(finding('a/a', 's 0-0=+ 2-3=X'), finding('b/b', 's 0-0=+ 4-5=Y')),
    '+abXdYfgh',
    'a common edit is made once',
  )
  assert.equal(fixAll([finding('a/a', 's 0-1=X')])?.kind, 'source.fixAll')
})

/** The comment that turns the rule at `<|>` off, put into the file; after it the rule finds nothing there and no comment is unused. */
async function expectSuppressed(
  path: string,
  source: string,
  rule: string,
  comment: string,
  others: Others = {},
) {
  for (const each of [source, source.replaceAll('\n', '\r\n'), `\uFEFF${source}`]) {
    const { text, actions, findings } = await at(path, each, others)
    const action = actions.find(({ title }) => title === `Turn off ${rule} on this line`)
    assert.ok(action, `${titles(actions)} ${findings.map((one) => one.rule)}`)
    const after = applied(text, action)
    const eol = each.includes('\r\n') ? '\r\n' : '\n'
    const lines = after.split(eol)
    const added = lines.findIndex((line) => line.includes('logkeel-disable'))
    assert.equal(lines[added]?.replace('\uFEFF', ''), comment)
    assert.equal(
      lines.toSpliced(added, 1).join(eol),
      added === 0 ? text.replace('\uFEFF', '') : text,
      'and nothing else changed',
    )
    const left = (await at(path, after, others)).findings
    assert.equal(left.length, findings.length - 1, left.map((one) => `${one.rule} ${one.message}`).join('\n'))
  }
}

const deprecated = 'alloy/deprecated-function'
const flag = 'memcached/port-flag'
const compose =
  'services:\n  a:\n    image: memcached:1.6\n    logging: { options: { max-size: 10m, max-file: "3" } }\n'

test('a suppression comment in Alloy', () =>
  expectSuppressed(
    'a.alloy',
    'logging {\n\tlevel = <|>env("A")\n}\n',
    deprecated,
    `\t// logkeel-disable-next-line ${deprecated} -- reason`,
  ))
test('on the first line', () =>
  expectSuppressed(
    'a.alloy',
    'logging { level = <|>env("A") }\n',
    deprecated,
    `// logkeel-disable-next-line ${deprecated} -- reason`,
  ))
test('in YAML', () =>
  expectSuppressed(
    'compose.yaml',
    `${compose}    command: memcached -<|>u 4090\n`,
    flag,
    `    # logkeel-disable-next-line ${flag} -- reason`,
  ))
test('in YAML, in a list', () =>
  expectSuppressed(
    'compose.yaml',
    `${compose}    command:\n      - memcached\n      - -<|>u 4090\n`,
    flag,
    `      # logkeel-disable-next-line ${flag} -- reason`,
  ))
test('in a template', () =>
  expectSuppressed(
    'c/templates/pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: {{ .Release.Name }}\n      image: memcached:1.6\n      args:\n        - -<|>u {{ .Values.port }}\n',
    flag,
    `        {{- /* logkeel-disable-next-line ${flag} -- reason */}}`,
    { 'c/Chart.yaml': 'name: c\nversion: 1.0.0\n', 'c/values.yaml': 'port: 4090\n' },
  ))
const values = 'alloy:\n  configMap:\n    content: |\n      logging {\n        level = <|>env("A")\n      }\n'
test('in Alloy in a literal text of values', () =>
  expectSuppressed(
    'values.yaml',
    values,
    deprecated,
    `        // logkeel-disable-next-line ${deprecated} -- reason`,
  ))
test('in Alloy in YAML in YAML', () =>
  expectSuppressed(
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n${values.replace(/^(?=.)/gm, '        ')}`,
    deprecated,
    `                // logkeel-disable-next-line ${deprecated} -- reason`,
  ))

/** No suppression comment is offered at `<|>`, though there is a finding. */
async function expectNone(path: string, source: string, others: Others = {}) {
  const { actions, findings } = await at(path, source, others)
  assert.ok(
    actions.some(({ title }) => title.startsWith('Show the page')),
    findings.map(({ rule }) => rule).join(),
  )
  assert.deepEqual(
    titles(actions).filter((title) => title.startsWith('Turn off')),
    [],
  )
}

const map = (scalar: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: ${scalar}\n`
test('none where the text has no lines of its own', async () => {
  await expectNone('a.yaml', map('"logging {\\n level = <|>env(\\"A\\")\\n}"'))
  await expectNone('a.yaml', map('>\n    logging {\n      level = <|>env("A")\n    }'))
  await expectNone('a.yaml', map("'logging { level = <|>env(1) }'"))
})
test('none where a line between would be a part of the text', async () => {
  await expectNone('compose.yaml', `${compose}    command: |\n      memcached\n      -<|>u 4090\n`)
  await expectNone('compose.yaml', `${compose}    command: memcached\n      -<|>u 4090\n`)
  await expectNone('compose.yaml', `${compose}    command: "memcached\n      -<|>u 4090"\n`)
})
test('none in JSON, which has no comments', () =>
  expectNone(
    'policy.json',
    '{\n  "Statement": [\n    { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:<|>aws:s3:::chunks-b" },\n    { "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::chunks-b/*" }\n  ]\n}\n',
    {
      'loki.yaml':
        'schema_config:\n  configs: [{ from: "2025-01-01", store: tsdb, object_store: s3, schema: v13, index: { prefix: index_, period: 24h } }]\ncommon: { storage: { s3: { bucketnames: chunks-b } } }\n',
    },
  ))

test('two rules on one line can be turned off one after the other', async () => {
  const source =
    'loki.write "a" {\n  endpoint {\n    url = <|>env("URL")\n    max_backoff_retries = 3\n  }\n}\n'
  let { text, actions, findings } = await at('prod/a.alloy', source)
  const rules = new Set(findings.map(({ rule }) => rule))
  assert.ok(rules.size >= 1)
  for (let step = 0; step < 10 && findings.length > 0; step++) {
    const first = findings[0]
    assert.ok(first)
    const before: number = findings.length
    const found = await at(
      'prod/a.alloy',
      `${text.slice(0, first.range.start)}<|>${text.slice(first.range.start)}`,
    )
    const action = found.actions.find(({ title }) => title === `Turn off ${first.rule} on this line`)
    ;({ text, actions, findings } = await at('prod/a.alloy', applied(found.text, action)))
    assert.equal(findings.length, before - 1, findings.map((one) => `${one.rule}: ${one.message}`).join('\n'))
  }
  assert.deepEqual(actions, [])
})
