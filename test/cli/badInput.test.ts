/**
 * Bad input on the command line: each gives a clear finding or error with its place, everything else still works.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folder, lintJson } from '../support/folder.ts'

const sentinel = { 'sentinel.alloy': 'logging {\n\tlevel = env("LEVEL")\n}\n' }
const found = (at: string, args: readonly string[] = []) => {
  const run = lintJson(at, args)
  const findings = run.report.findings.map(
    ({ file, rule, range }) => `${file}:${range.start.line + 1} ${rule}`,
  )
  assert.ok(
    findings.includes('sentinel.alloy:2 alloy/deprecated-function'),
    'the other files are still checked',
  )
  return { ...run, findings: findings.filter((finding) => !finding.startsWith('sentinel')) }
}

test('broken YAML', (context) => {
  const at = folder(context, { ...sentinel, 'docker-compose.yml': 'services:\n  web:\n    image: "nginx\n' })
  assert.deepEqual(found(at).findings, ['docker-compose.yml:3 yaml/syntax'])
})

test('half-typed Alloy: a finding at each place, and the rest of the file is still checked', (context) => {
  const at = folder(context, {
    ...sentinel,
    'a.alloy': 'loki.wri\n\nlogging {\n  level = env("X")\n  format =\n}\n',
  })
  const { findings } = found(at)
  assert.ok(findings.includes('a.alloy:4 alloy/deprecated-function'))
  assert.ok(findings.some((finding) => /^a\.alloy:[12] alloy\/syntax$/.test(finding)))
  assert.ok(findings.some((finding) => /^a\.alloy:[56] alloy\/syntax$/.test(finding)))
})

test('an unclosed template action', (context) => {
  const at = folder(context, {
    ...sentinel,
    'c/Chart.yaml': 'name: c\nversion: 0.1.0\n',
    'c/templates/a.yaml': 'a: 1\nb: {{ .Values.b\nc: 3\n',
  })
  const { findings } = found(at)
  assert.ok(
    findings.some((finding) => finding.startsWith('c/templates/a.yaml:2 helm/')),
    findings.join(),
  )
})

test('a values file of 5 MB is read; one above the limit is said to be left out', (context) => {
  const line = '    key: "value of some length to fill the file"\n'
  const big = (bytes: number) =>
    `a:\n  b:\n${line.replace('key', 'k')}`.padEnd(0) +
    Array.from(
      { length: Math.ceil(bytes / line.length) },
      (_, i) => `  k${i}: "value of some length to fill"\n`,
    ).join('')
  const at = folder(context, { ...sentinel, 'values.yaml': big(5e6), 'values-huge.yaml': big(13e6) })
  assert.deepEqual(found(at).findings, ['values-huge.yaml:1 logkeel/too-large'])
})

test('CRLF, tabs, a byte order mark and Korean comments give findings at the right columns', (context) => {
  const at = folder(context, {
    ...sentinel,
    'a.alloy': '\uFEFF// 한글 주석\r\n\tlogging {\r\n\t\tlevel = env("X") // 로그\r\n\t}\r\n',
  })
  const { report } = lintJson(at, ['a.alloy'])
  assert.deepEqual(
    report.findings.map(({ range }) => range),
    [{ start: { line: 2, character: 10 }, end: { line: 2, character: 13 } }],
  )
})

test('a binary file, and one that is not UTF-8, with a text name', (context) => {
  const at = folder(context, {
    ...sentinel,
    'values.yaml': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]),
    'latin.alloy': new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]),
  })
  const run = found(at)
  assert.deepEqual(run.findings, ['latin.alloy:1 logkeel/not-text', 'values.yaml:1 logkeel/not-text'])
  assert.equal(run.code, 0)
})

test('a loop of links does not hold it up', (context) => {
  const at = folder(context, sentinel)
  symlinkSync(at, join(at, 'loop'))
  symlinkSync(join(at, 'nowhere.yaml'), join(at, 'dangling.yaml'))
  assert.deepEqual(found(at).findings, [])
})

test('an unreadable file is an error of the run', (context) => {
  const at = folder(context, { ...sentinel, 'secret.alloy': 'logging {}\n' })
  chmodSync(join(at, 'secret.alloy'), 0o000)
  // The superuser reads every file: run as nobody where that is who runs the tests.
  if (process.getuid?.() === 0) {
    chmodSync(at, 0o755)
    const main = join(import.meta.dirname, '../../server/src/cli/main.ts')
    const run = spawnSync(process.execPath, [main, 'lint', '--format', 'json', at], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
      cwd: '/',
    })
    if (run.status === null || run.stdout === '')
      return context.skip('this machine lets nobody run Node from here')
    assert.equal(run.status, 2)
    assert.match(run.stderr, /secret\.alloy/)
    assert.match(run.stdout, /deprecated-function/)
    return
  }
  const run = found(at)
  assert.equal(run.code, 2)
  assert.match(run.stderr, /secret\.alloy/)
  assert.deepEqual(
    run.report.unreadable.map(({ file }) => file),
    ['secret.alloy'],
  )
})

test('two documents in one file, duplicate keys, anchors and merges', (context) => {
  const at = folder(context, {
    ...sentinel,
    'manifests.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: a, name: b }\nspec: { ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  config.alloy: |\n    logging { level = env("X") }\n',
    'compose.yaml': 'x-base: &base\n  image: nginx\nservices:\n  a: { <<: *base }\n  b:\n    <<: *base\n',
  })
  assert.deepEqual(found(at).findings, ['manifests.yaml:11 alloy/deprecated-function'])
})

test('anchors that unfold without end', (context) => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++)
    bomb.push(
      `${'abcdefghijklm'[i]}: &${'abcdefghijklm'[i]} [${Array(9)
        .fill(`*${'abcdefghijklm'[i - 1]}`)
        .join(', ')}]`,
    )
  const at = folder(context, { ...sentinel, 'values.yaml': `${bomb.join('\n')}\n` })
  const { code } = found(at)
  assert.equal(code === 0 || code === 1, true)
})

test('nesting without end, in YAML and in Alloy', (context) => {
  const at = folder(context, {
    ...sentinel,
    'values.yaml': `a: ${'['.repeat(20000)}\n`,
    'deep.alloy': `x = ${'['.repeat(20000)}\n`,
  })
  const { findings } = found(at)
  assert.ok(findings.some((finding) => finding.startsWith('deep.alloy')))
  assert.ok(findings.some((finding) => finding.startsWith('values.yaml')))
})

test('empty files and files of blanks', (context) => {
  const at = folder(context, {
    ...sentinel,
    'a.alloy': '',
    'values.yaml': '\n \n',
    'c.yaml': '---\n',
    'logkeel.yaml': '',
  })
  assert.deepEqual(found(at).findings, [])
})

test('a logkeel.yaml that is no YAML, and one that is a list', (context) => {
  const at = folder(context, { ...sentinel, 'logkeel.yaml': 'rules: {\n' })
  assert.ok(found(at).findings.some((finding) => finding.startsWith('logkeel.yaml')))
  const list = folder(context, { ...sentinel, 'logkeel.yaml': '- a\n' })
  assert.deepEqual(found(list).findings, ['logkeel.yaml:1 logkeel/settings'])
})
