/**
 * `logkeel fmt` as a process: what it prints, `--check`, `--write`, standard input, faults with their places in bytes.
 * What the formatter itself does is tested beside it; here it is held against `alloy fmt` by the recorded corpus once.
 */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { unifiedDiff } from '../../server/src/cli/unifiedDiff.ts'
import { folder, logkeel } from '../support/folder.ts'

const crooked = 'logging {\n  level = "info"\n}\n'
const straight = 'logging {\n\tlevel = "info"\n}\n'
const broken = 'logging {\n\tlevel = "한글" +\n}\n'

test('it prints the formatted text and leaves the file alone', (context) => {
  const at = folder(context, { 'a.alloy': crooked })
  assert.deepEqual(logkeel(at, ['fmt', 'a.alloy']), { code: 0, stdout: straight, stderr: '' })
  assert.equal(readFileSync(join(at, 'a.alloy'), 'utf8'), crooked)
})

test('- reads standard input', (context) => {
  const at = folder(context, {})
  assert.deepEqual(logkeel(at, ['fmt', '-'], crooked), { code: 0, stdout: straight, stderr: '' })
  const fault = logkeel(at, ['fmt', '-'], broken)
  assert.equal(fault.code, 1)
  assert.equal(fault.stdout, '')
  assert.match(fault.stderr, /^<stdin>:2:\d+: /)
})

test('--check compares: a unified diff and exit code 1, nothing and 0 where all is well', (context) => {
  const at = folder(context, { 'crooked.alloy': crooked, 'straight.alloy': straight })
  const run = logkeel(at, ['fmt', '--check', 'crooked.alloy'])
  assert.equal(run.code, 1)
  assert.equal(
    run.stdout,
    '--- crooked.alloy\n+++ crooked.alloy\n@@ -1,3 +1,3 @@\n logging {\n-  level = "info"\n+\tlevel = "info"\n }\n',
  )
  assert.deepEqual(logkeel(at, ['fmt', '--check', 'straight.alloy']), { code: 0, stdout: '', stderr: '' })
  assert.equal(logkeel(at, ['fmt', '--check', '-'], crooked).code, 1)
  assert.equal(readFileSync(join(at, 'crooked.alloy'), 'utf8'), crooked, 'nothing is written')
})

test('--write changes what differs, through links, and keeps the mode', (context) => {
  const at = folder(context, { 'real/a.alloy': crooked, 'b.river': straight, 'c.yaml': 'a:   1\n' })
  chmodSync(join(at, 'real/a.alloy'), 0o640)
  symlinkSync('real/a.alloy', join(at, 'link.alloy'))
  const before = statSync(join(at, 'b.river')).mtimeMs
  assert.deepEqual(logkeel(at, ['fmt', '--write', 'link.alloy', 'b.river']), {
    code: 0,
    stdout: '',
    stderr: '',
  })
  assert.equal(readFileSync(join(at, 'real/a.alloy'), 'utf8'), straight)
  assert.equal(statSync(join(at, 'real/a.alloy')).mode & 0o777, 0o640)
  assert.ok(lstatSync(join(at, 'link.alloy')).isSymbolicLink())
  assert.equal(statSync(join(at, 'b.river')).mtimeMs, before, 'what does not differ is not written')
})

test('of a folder, and without a path, all Alloy files are taken and nothing else', (context) => {
  const at = folder(context, {
    'x/a.alloy': crooked,
    'x/b.river': crooked,
    'x/c.yaml': 'a:   1\n',
    'd.alloy': straight,
  })
  const run = logkeel(at, ['fmt', '--check'])
  assert.equal(run.code, 1)
  assert.deepEqual(run.stdout.match(/^--- .*$/gm), ['--- x/a.alloy', '--- x/b.river'])
  assert.equal(logkeel(at, ['fmt', '--write', 'x']).code, 0)
  assert.equal(logkeel(at, ['fmt', '--check']).code, 0)
  assert.equal(readFileSync(join(at, 'x/c.yaml'), 'utf8'), 'a:   1\n')
})

test('a fault is said with line and column in bytes; the file stays, the others are formatted', (context) => {
  const at = folder(context, { 'a.alloy': 'a = "한글" $\n', 'b.alloy': crooked })
  const run = logkeel(at, ['fmt', '--write', 'a.alloy', 'b.alloy'])
  assert.equal(run.code, 1)
  // Each of the two characters is three bytes.
  const column = 'a = "" '.length + 6 + 1
  assert.match(run.stderr, new RegExp(`^a\\.alloy:1:${column}: \\S`))
  assert.equal(readFileSync(join(at, 'a.alloy'), 'utf8'), 'a = "한글" $\n')
  assert.equal(readFileSync(join(at, 'b.alloy'), 'utf8'), straight)
})

test('what cannot be read is said with its name and exit code 2', (context) => {
  const at = folder(context, { 'a.alloy': crooked, 'bytes.alloy': new Uint8Array([0xff, 0xfe, 0x00]) })
  for (const name of ['none.alloy', 'bytes.alloy']) {
    const run = logkeel(at, ['fmt', name, 'a.alloy'])
    assert.equal(run.code, 2)
    assert.match(run.stderr, new RegExp(`^logkeel: ${name}: `))
    assert.equal(run.stdout, straight, 'the other file is still formatted')
  }
})

test('wrong usage ends with exit code 2', (context) => {
  const at = folder(context, { 'a.alloy': crooked })
  for (const wrong of [['--check', '--write'], ['--write', '-'], ['-', 'a.alloy'], ['--nonsense']]) {
    const run = logkeel(at, ['fmt', ...wrong])
    assert.equal(run.code, 2, wrong.join(' '))
    assert.equal(run.stdout, '')
    assert.notEqual(run.stderr, '')
  }
})

const host = (alloy: string) =>
  `apiVersion:   v1\nkind: ConfigMap\ndata:\n  a.alloy: |\n${alloy.replace(/^(?=.)/gm, '    ')}  other:   "x"\n`

test('of a YAML file that is named, the Alloy texts in it are formatted and nothing else', (context) => {
  const at = folder(context, { 'a.yaml': host(crooked), 'b.yml': 'a:   1\n' })
  assert.deepEqual(logkeel(at, ['fmt', 'a.yaml']), { code: 0, stdout: host(straight), stderr: '' })
  const check = logkeel(at, ['fmt', '--check', 'a.yaml', 'b.yml'])
  assert.equal(check.code, 1)
  assert.deepEqual(check.stdout.match(/^[-+].*$/gm), [
    '--- a.yaml',
    '+++ a.yaml',
    '-      level = "info"',
    '+    \tlevel = "info"',
  ])
  assert.deepEqual(logkeel(at, ['fmt', '--write', 'a.yaml', 'b.yml']), { code: 0, stdout: '', stderr: '' })
  assert.equal(readFileSync(join(at, 'a.yaml'), 'utf8'), host(straight))
  assert.equal(readFileSync(join(at, 'b.yml'), 'utf8'), 'a:   1\n')
})

test('an Alloy file that is named as if it were YAML is an Alloy file', (context) => {
  const alloy = 'loki.write "a" {\n  endpoint { }\n}\n'
  const at = folder(context, { 'alloy-config.yaml': alloy })
  const formatted = 'loki.write "a" {\n\tendpoint { }\n}\n'
  assert.deepEqual(logkeel(at, ['fmt', 'alloy-config.yaml']), { code: 0, stdout: formatted, stderr: '' })
})

test('a fault in a YAML file has its place there, and the file stays', (context) => {
  const at = folder(context, { 'a.yaml': host(`${crooked}x = "한" $\n`) })
  const run = logkeel(at, ['fmt', '--write', 'a.yaml'])
  assert.equal(run.code, 1)
  const column = '    x = "" '.length + 3 + 1
  assert.match(run.stderr, new RegExp(`^a\\.yaml:8:${column}: \\S`))
  assert.equal(readFileSync(join(at, 'a.yaml'), 'utf8'), host(`${crooked}x = "한" $\n`))
})

test('a text with template actions stays and is said to', (context) => {
  const values = `alloy:\n  configMap:\n    content: |\n      logging {\n        level  = {{ .Values.level }}\n      }\n`
  const at = folder(context, { 'values.yaml': values })
  const run = logkeel(at, ['fmt', '--check', 'values.yaml'])
  assert.deepEqual([run.code, run.stdout], [0, ''])
  assert.match(run.stderr, /^values\.yaml:4:7: the Alloy text here was left as it is: template actions /)
})

test('settings say what a YAML file is', (context) => {
  const files = { 'logkeel.yaml': 'version: 1\nfiles: { ignore: ["a.yaml"] }\n', 'a.yaml': host(crooked) }
  const at = folder(context, files)
  assert.deepEqual(logkeel(at, ['fmt', '--check', 'a.yaml']), { code: 0, stdout: '', stderr: '' })
})

const corpus = join(import.meta.dirname, '../../../shared/corpus/alloy')

test('a file of the corpus comes out byte for byte as alloy fmt has it', {
  skip: !existsSync(join(corpus, '0003.fmt')) && '../shared/corpus is absent',
}, () => {
  const run = logkeel(corpus, ['fmt', '0003.alloy'])
  assert.equal(run.code, 0)
  assert.equal(run.stdout, readFileSync(join(corpus, '0003.fmt'), 'utf8'))
})

/** Applies a unified diff, checking every line that it names. */
function applied(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const out: string[] = []
  let at = 0
  const rows = (diff.match(/[^\n]*\n/g) ?? []).slice(2)
  for (const [i, row] of rows.entries()) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@\n$/.exec(row)
    if (head) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1)
      out.push(...lines.slice(at, start))
      at = start
    } else if (!row.startsWith('\\')) {
      const text = rows[i + 1]?.startsWith('\\') ? row.slice(1, -1) : row.slice(1)
      if (!row.startsWith('+')) assert.equal(lines[at++], text)
      if (!row.startsWith('-')) out.push(text)
    }
  }
  return [...out, ...lines.slice(at)].join('')
}

test('a diff, applied, gives the other text', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (let round = 0; round < 300; round++) {
    const before = Array.from({ length: random(40) }, () => `line ${random(12)}\n`)
    const after = before.flatMap((line) => {
      const dice = random(10)
      return dice === 0 ? [] : dice === 1 ? [line, 'new\n'] : dice === 2 ? ['other\n'] : [line]
    })
    const [a, b] = [before.join(''), after.join('').slice(0, random(5) === 0 ? -1 : undefined)]
    const diff = unifiedDiff('x', a, b)
    assert.equal(diff === '', a === b)
    assert.equal(applied(a, diff), b)
  }
})

test('a diff shows three lines around a change, and a missing line break at the end', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `${i}\n`)
  const changed = lines.map((line, i) => (i === 10 ? 'ten\n' : line))
  assert.match(unifiedDiff('x', lines.join(''), changed.join('')), /^--- x\n\+\+\+ x\n@@ -8,7 \+8,7 @@\n 7\n/)
  assert.equal(
    unifiedDiff('x', 'a', 'a\n'),
    '--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n',
  )
})
