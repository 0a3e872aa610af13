/** Suppression comments in every language and host; what suppresses nothing is reported. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkNow } from '../../server/src/rules/run.ts'
import { linesOf } from '../../server/src/text/document.ts'
import { lineAt } from '../../server/src/text/lines.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const watched = new Set(['alloy/deprecated-function', 'memcached/port-flag', 'logkeel/unused-suppression'])

/** What is found in the file by the watched rules: `line rule`, lines from one. */
async function found(path: string, text: string, settings = 'version: 1\n'): Promise<readonly string[]> {
  const { workspace, documents } = await loadFiles(
    new Map([
      ['logkeel.yaml', settings],
      [path, text],
    ]),
  )
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  const { findings, crashes } = checkNow(document, workspace)
  assert.deepEqual(crashes, [])
  return findings
    .filter(({ rule }) => watched.has(rule))
    .map(({ rule, range }) => `${lineAt(linesOf(document), range.start) + 1} ${rule.split('/')[1]}`)
}

const both = (path: string, text: string, expected: readonly string[]) => async () => {
  assert.deepEqual(await found(path, text), expected)
  assert.deepEqual(await found(path, text.replaceAll('\n', '\r\n')), expected, 'with CRLF')
}
const id = 'alloy/deprecated-function'
const logging = '\nlogging {\n  level = env("A")\n  format = env("B")\n}\n'

test('without a comment', both('a.alloy', logging, ['3 deprecated-function', '4 deprecated-function']))

test(
  'the next line, in Alloy',
  both('a.alloy', logging.replace('  level', `  // logkeel-disable-next-line ${id} -- reason\n  level`), [
    '5 deprecated-function',
  ]),
)
test(
  'this line, in Alloy, behind a block comment too',
  both(
    'a.alloy',
    logging
      .replace('("A")', `("A") // logkeel-disable-line ${id}`)
      .replace('("B")', `("B") /* logkeel-disable-line ${id} -- why not */`),
    [],
  ),
)
test('the whole file, from anywhere in it', both('a.alloy', `${logging}// logkeel-disable-file ${id}\n`, []))

test(
  'a block comment over several lines covers the line behind its end',
  both(
    'a.alloy',
    logging.replace('  level', `  /*\n    logkeel-disable-next-line ${id}\n    -- because\n  */\n  level`),
    ['8 deprecated-function'],
  ),
)

test(
  'a word of it inside a string is none',
  both('a.alloy', `logging {\n  level = env("// logkeel-disable-line ${id}")\n}\n`, [
    '2 deprecated-function',
  ]),
)

test(
  'several rules in one comment; the one that finds nothing is reported',
  both('a.alloy', `// logkeel-disable-file ${id}, memcached/port-flag -- reason with a/b in it\n${logging}`, [
    '1 unused-suppression',
  ]),
)
test(
  'a rule that there is not',
  both('a.alloy', `// logkeel-disable-file no/such-rule\nlogging {}\n`, ['1 unused-suppression']),
)
test(
  'one that suppresses nothing',
  both('a.alloy', `// logkeel-disable-file ${id}\nlogging {}\n`, ['1 unused-suppression']),
)
test(
  'comments one above the other all mean the line below them',
  both(
    'compose.yaml',
    `services:\n  a:\n    image: memcached:1.6\n    # logkeel-disable-next-line memcached/port-flag -- one\n    # logkeel-disable-next-line compose/unrotated-logs -- two\n    command: memcached -u 4090\n`,
    ['5 unused-suppression'],
  ),
)

const compose = (before: string, behind = '') =>
  `${before}services:\n  a:\n    image: memcached:1.6\n    logging: { options: { max-size: 10m, max-file: "3" } }\n    command: memcached -u 4090${behind}\n`
test('YAML without a comment', both('compose.yaml', compose(''), ['5 port-flag']))
test(
  'this line, in YAML',
  both('compose.yaml', compose('', ' # logkeel-disable-line memcached/port-flag'), []),
)
test(
  'the file, in YAML',
  both('compose.yaml', compose('# logkeel-disable-file memcached/port-flag -- r\n'), []),
)
test(
  'a YAML text that only reads like a comment is none',
  both('compose.yaml', compose('x-a: |\n  # logkeel-disable-file memcached/port-flag\n'), ['7 port-flag']),
)

const template = (comment: string, rest = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: {{ .Release.Name }} }\nspec:\n  containers:\n    - name: a\n      image: memcached:1.6\n      args:\n${comment}        - -u {{ .Values.port }}${rest}\n`
const inChart = (text: string) => async () => {
  for (const each of [text, text.replaceAll('\n', '\r\n')]) {
    const files = new Map([
      ['c/Chart.yaml', 'name: c\nversion: 1.0.0\n'],
      ['c/values.yaml', 'port: 4090\n'],
      ['c/templates/pod.yaml', each],
    ])
    const { workspace, documents } = await loadFiles(files)
    const document = documents.get(`${root}/c/templates/pod.yaml`)
    assert.ok(document)
    const rules = checkNow(document, workspace).findings.map(({ rule }) => rule)
    assert.deepEqual(
      rules.filter((rule) => watched.has(rule)),
      text.includes('logkeel') ? [] : ['memcached/port-flag'],
    )
  }
}
test('a template without a comment', inChart(template('')))
test(
  'a comment of the template',
  inChart(template('        {{- /* logkeel-disable-next-line memcached/port-flag -- r */}}\n')),
)
test(
  'a comment of the template, at the end of the line',
  inChart(template('', ' {{/* logkeel-disable-line memcached/port-flag */}}')),
)
test(
  'a comment of the YAML in a template',
  inChart(template('        # logkeel-disable-next-line memcached/port-flag\n')),
)
test(
  'a template comment over several lines',
  inChart(template('        {{- /*\n  logkeel-disable-next-line memcached/port-flag\n  */ -}}\n')),
)

const values = (inner: string, outer = '') =>
  `${outer}alloy:\n  configMap:\n    content: |\n${inner}      logging {\n        level = env("A")\n      }\n`
test('embedded Alloy without a comment', both('values.yaml', values(''), ['5 deprecated-function']))
test(
  'the file, by a comment of the Alloy inside',
  both('values.yaml', values(`      // logkeel-disable-file ${id}\n`), []),
)
test(
  'the file, by a comment of the YAML around',
  both('values.yaml', values('', `# logkeel-disable-file ${id}\n`), []),
)
test(
  'a file comment of the Alloy inside ends with its text',
  both(
    'values.yaml',
    `${values(`      // logkeel-disable-file ${id}\n`)}  more.alloy: |\n    logging { level = env("B") }\n`,
    ['9 deprecated-function'],
  ),
)
test(
  'the next line, by a comment of the Alloy inside',
  both(
    'values.yaml',
    values('').replace('        level', `        // logkeel-disable-next-line ${id}\n        level`),
    [],
  ),
)
test(
  'a comment of the YAML that covers a text of one line',
  both(
    'values.yaml',
    `# logkeel-disable-next-line ${id}\na.alloy: "logging {\\n level = env(\\"A\\")\\n}"\n`,
    [],
  ),
)
test(
  'YAML in YAML in YAML',
  both(
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        # logkeel-disable-file ${id}\n${values('').replace(/^(?=.)/gm, '        ')}`,
    [],
  ),
)

test('IAM policies in JSON have no comments', async () => {
  const text =
    '{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "# logkeel-disable-file a/b" }] }\n'
  assert.deepEqual(await found('iam.json', text), [])
})

test('settings turn a rule off, with its suppressions, and change its severity', async () => {
  const text = `// logkeel-disable-next-line ${id}\nlogging { level = env("A") }\n`
  assert.deepEqual(await found('a.alloy', text, `rules: { "${id}": { severity: "off" } }\n`), [])
  const { workspace, documents } = await loadFiles(
    new Map([
      [
        'logkeel.yaml',
        `rules:\n  ${id}: { severity: hint }\n  logkeel/unused-suppression: { severity: "off" }\n`,
      ],
      ['a.alloy', `${logging}// logkeel-disable-file no/such-rule\n`],
    ]),
  )
  const document = documents.get(`${root}/a.alloy`)
  assert.ok(document)
  assert.deepEqual(
    checkNow(document, workspace).findings.map(({ rule, severity }) => `${rule} ${severity}`),
    [`${id} hint`, `${id} hint`],
  )
})

test('with one rule asked for, suppressions of others are not called unused', async () => {
  const { workspace, documents } = await loadFiles(
    new Map([['a.alloy', `// logkeel-disable-file ${id}\nlogging {}\n`]]),
  )
  const document = documents.get(`${root}/a.alloy`)
  assert.ok(document)
  assert.deepEqual(checkNow(document, workspace, { only: new Set(['alloy/syntax']) }).findings, [])
})
