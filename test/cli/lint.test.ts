/**
 * `logkeel lint` as a process: exit codes, formats, `--fix`, standard input, as the product's contract has them.
 */
import assert from 'node:assert/strict'
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folder, lintJson, logkeel } from '../support/folder.ts'

const faulty = 'logging {\n\tlevel = env("LEVEL")\n}\n'
const clean = 'logging {\n\tlevel = "info"\n}\n'
const broken = 'logging {\n\tlevel = \n}\n'

test('the JSON has the form of the contract, with zero-based UTF-16 positions', (context) => {
  const at = folder(context, {
    'logkeel.yaml': 'version: 1\n',
    'sub/한글.alloy': '// 한글 🙂\nlogging { level = env("한글") }\n',
  })
  const { report, code } = lintJson(at)
  assert.equal(code, 0, 'a warning alone is no failure')
  assert.equal(report.version, 1)
  assert.equal(report.files, 2)
  assert.equal(report.root, at)
  const [finding] = report.findings
  assert.equal(finding?.file, 'sub/한글.alloy')
  assert.equal(finding.rule, 'alloy/deprecated-function')
  assert.equal(finding.docs, 'docs/rules/alloy/deprecated-function.md')
  assert.deepEqual(finding.range, { start: { line: 1, character: 18 }, end: { line: 1, character: 21 } })
  assert.deepEqual(finding.fixes[0]?.edits, [
    { file: 'sub/한글.alloy', range: finding.range, newText: 'sys.env' },
  ])
  assert.deepEqual(report.summary, { error: 0, warning: 1, info: 0, hint: 0 })
  assert.deepEqual(report.unreadable, [])
})

test('exit codes: 0 without errors, 1 with one, 1 with more warnings than allowed, 2 for wrong usage', (context) => {
  const at = folder(context, { 'clean.alloy': clean, 'faulty.alloy': faulty, 'broken.alloy': broken })
  assert.equal(logkeel(at, ['lint', 'clean.alloy']).code, 0)
  assert.equal(logkeel(at, ['lint', 'faulty.alloy']).code, 0)
  assert.equal(logkeel(at, ['lint', 'faulty.alloy', '--max-warnings', '0']).code, 1)
  assert.equal(logkeel(at, ['lint', 'faulty.alloy', '--max-warnings', '1']).code, 0)
  assert.equal(logkeel(at, ['lint', 'broken.alloy']).code, 1)
  for (const wrong of [
    ['lint', '--no-such'],
    ['lint', '--format', 'xml'],
    ['lint', '--rule', 'no/rule'],
    ['nonsense'],
    ['lint', '--stdin'],
    ['lint', '--max-warnings', 'x'],
    [],
  ]) {
    const run = logkeel(at, wrong)
    assert.equal(run.code, 2, wrong.join(' '))
    assert.notEqual(run.stderr, '')
    assert.equal(run.stdout, '')
  }
})

test('a path that is not there is said on stderr with exit code 2, and the others are still checked', (context) => {
  const at = folder(context, { 'broken.alloy': broken })
  const { report, code, stderr } = lintJson(at, ['missing.alloy', 'broken.alloy'])
  assert.equal(code, 2)
  assert.match(stderr, /missing\.alloy/)
  assert.deepEqual(
    report.unreadable.map(({ file }) => file),
    ['missing.alloy'],
  )
  assert.deepEqual(
    report.findings.map(({ rule }) => rule),
    ['alloy/syntax'],
  )
})

test('a pipe gets a plain line for each finding; --color a frame', (context) => {
  const at = folder(context, { 'a.alloy': faulty })
  const plain = logkeel(at, ['lint'])
  assert.match(
    plain.stdout,
    /^a\.alloy:2:10 warning alloy\/deprecated-function \[refused by alloy\] .*\n1 file: 1 warning\n$/,
  )
  const framed = logkeel(at, ['lint', '--color'])
  assert.ok(framed.stdout.includes('\u001b['))
  assert.match(framed.stdout, /level = env\("LEVEL"\)/)
  assert.match(framed.stdout, /\^\^\^/)
})

test('--rule checks one rule alone', (context) => {
  const at = folder(context, { 'a.alloy': `${faulty}loki.write "x" { }\n`, 'b.alloy': broken })
  const { report } = lintJson(at, ['--rule', 'alloy/deprecated-function'])
  assert.deepEqual(
    report.findings.map(({ rule, file }) => `${file} ${rule}`),
    ['a.alloy alloy/deprecated-function'],
  )
})

test('--env gives every file an environment', (context) => {
  const at = folder(context, {
    'a.alloy': 'loki.write "x" {\n\tendpoint {\n\t\turl = "http://x.example.com/loki/api/v1/push"\n\t}\n}\n',
  })
  const severity = (args: readonly string[]) =>
    lintJson(at, ['--rule', 'alloy/missing-wal', ...args]).report.findings.map((finding) => finding.severity)
  assert.deepEqual(severity([]), ['info'])
  assert.deepEqual(severity(['--env', 'prod']), ['warning'])
  assert.deepEqual(severity(['--env', 'dev']), [])
})

test('--stdin checks a text in the place of a file', (context) => {
  const at = folder(context, { 'a.alloy': clean })
  const { report, code } = lintJson(at, ['--stdin', '--stdin-filename', 'a.alloy'], broken)
  assert.equal(code, 1)
  assert.deepEqual(
    report.findings.map(({ file, rule }) => `${file} ${rule}`),
    ['a.alloy alloy/syntax'],
  )
  assert.equal(readFileSync(join(at, 'a.alloy'), 'utf8'), clean)
})

test('--fix mends what is safe, keeps line ends, modes and links, and leaves no temporary file', (context) => {
  const at = folder(context, { 'real/a.alloy': faulty.replaceAll('\n', '\r\n'), 'broken.alloy': broken })
  chmodSync(join(at, 'real/a.alloy'), 0o640)
  symlinkSync(join(at, 'real/a.alloy'), join(at, 'link.alloy'))
  const run = logkeel(at, ['lint', '--fix', 'link.alloy', 'broken.alloy'])
  assert.equal(run.code, 1, run.stderr)
  assert.equal(
    readFileSync(join(at, 'real/a.alloy'), 'utf8'),
    faulty.replace('env(', 'sys.env(').replaceAll('\n', '\r\n'),
  )
  assert.ok(lstatSync(join(at, 'link.alloy')).isSymbolicLink())
  assert.equal(statSync(join(at, 'real/a.alloy')).mode & 0o777, 0o640)
  assert.equal(readFileSync(join(at, 'broken.alloy'), 'utf8'), broken)
  assert.deepEqual(readdirSync(at).sort(), ['broken.alloy', 'link.alloy', 'real'])
})

test('a finding is the same from the folder, from the file, and from a folder below', (context) => {
  const at = folder(context, { 'logkeel.yaml': 'version: 1\n', 'deep/er/a.alloy': faulty })
  const all = lintJson(at).report.findings
  assert.equal(all.length, 1)
  assert.deepEqual(lintJson(at, ['deep/er/a.alloy']).report.findings, all)
  assert.deepEqual(lintJson(join(at, 'deep')).report.findings, all)
})

test('a folder below with a logkeel.yaml is a workspace of its own: the findings are the same from above', (context) => {
  const at = folder(context, {
    'logkeel.yaml': 'version: 1\n',
    'a.alloy': faulty,
    'team/logkeel.yaml': 'rules: { "alloy/deprecated-function": { severity: error } }\n',
    'team/b.alloy': faulty,
  })
  const said = (path: string) =>
    lintJson(join(at, path)).report.findings.map(({ file, severity }) => `${file} ${severity}`)
  assert.deepEqual(said('.'), ['a.alloy warning', 'team/b.alloy error'])
  assert.deepEqual(said('team'), ['b.alloy error'])
})
