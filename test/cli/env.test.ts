/** `logkeel env` as a process: its three formats over one workspace, exit codes, wrong usage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folder, logkeel } from '../support/folder.ts'

const writer = 'loki.write "monitoring" {\n\tendpoint {\n\t\turl = "http://loki:3100"\n\t}\n}\n'
const files = {
  'logkeel.yaml':
    'version: 1\npolicyRows:\n  - { name: 복제 | 수, kind: loki, path: ingester.lifecycler.ring.replication_factor, atLeast: { prod: 3 } }\n',
  'prod/config.alloy': writer,
  'prod/설정.yaml':
    'auth_enabled: false\nschema_config:\n  configs: []\nlimits_config:\n  retention_period: 30d\n',
  'dev/config.alloy': writer,
}

interface Json {
  readonly version: number
  readonly root: string
  readonly environments: readonly (string | null)[]
  readonly rows: readonly {
    readonly id: string
    readonly title: string
    readonly cells: readonly {
      readonly environment: string | null
      readonly expected: string | null
      readonly verdict: string
      readonly found: readonly {
        readonly value: string
        readonly fits: boolean | null
        readonly of: readonly string[]
        readonly file: string | null
        readonly range: { readonly start: { readonly line: number; readonly character: number } } | null
      }[]
    }[]
  }[]
}

test('the JSON has version 1 and zero-based positions of every value', (context) => {
  const at = folder(context, files)
  const run = logkeel(at, ['env', '--format', 'json'])
  assert.equal(run.code, 0, 'a report judges no run')
  const report = JSON.parse(run.stdout) as Json // The shape is what this test is about.
  assert.equal(report.version, 1)
  assert.equal(report.root, at)
  assert.deepEqual(report.environments, ['dev', 'prod'])
  const row = report.rows.find(({ id }) => id === 'lokiRetention')
  const cell = row?.cells[1]
  assert.deepEqual([cell?.environment, cell?.expected, cell?.verdict], ['prod', '≥ 90d', 'differs'])
  assert.deepEqual(cell?.found, [
    {
      value: '30d',
      fits: false,
      of: [],
      file: 'prod/설정.yaml',
      range: { start: { line: 4, character: 20 }, end: { line: 4, character: 23 } },
    },
  ])
  assert.ok(report.rows.some(({ title }) => title === '복제 | 수'))
  for (const { cells } of report.rows) assert.equal(cells.length, report.environments.length)
})

test('the text is a table with a line for each value and its place', (context) => {
  const { stdout, code, stderr } = logkeel(folder(context, files), ['env'])
  assert.equal(code, 0)
  assert.equal(stderr, '')
  const lines = stdout.split('\n')
  assert.match(lines[0] ?? '', /^Setting +dev +prod$/)
  assert.ok(lines.some((line) => /^Alloy WAL +off \(ok\) +off \(differs: on\)$/.test(line)))
  assert.ok(lines.some((line) => /^Loki retention, prod +30d +prod\/설정\.yaml:5$/.test(line)))
  assert.ok(lines.some((line) => /^Alloy WAL, prod +off \(monitoring\) +prod\/config\.alloy:1$/.test(line)))
  assert.ok(!stdout.includes('\u001b'), 'a pipe gets no colour')
})

test('--color colours what differs', (context) => {
  const { stdout } = logkeel(folder(context, files), ['env', '--color'])
  assert.ok(stdout.includes('\u001b[31moff (differs: on)\u001b[0m'))
})

test('the Markdown table links every value to its line and escapes bars', (context) => {
  const { stdout, code } = logkeel(folder(context, files), ['env', '--format', 'markdown'])
  assert.equal(code, 0)
  const lines = stdout.trimEnd().split('\n')
  assert.equal(lines[0], '| Setting | dev | prod |')
  assert.equal(lines[1], '| --- | :-: | :-: |')
  const wal = lines.find((line) => line.startsWith('| Alloy WAL'))
  assert.equal(
    wal,
    '| Alloy WAL | ✓ [off](dev/config.alloy#L1) (monitoring) | ✗ [off](prod/config.alloy#L1) (monitoring)<br>differs: on |',
  )
  assert.ok(lines.some((line) => line.startsWith('| 복제 \\| 수 |')))
  const cells = lines.map((line) => line.replaceAll('\\|', '').split('|').length)
  assert.deepEqual([...new Set(cells)], [5], 'every line has as many cells')
})

test('an empty folder gives an empty table', (context) => {
  const run = logkeel(folder(context, {}), ['env', '--format', 'json'])
  assert.equal(run.code, 0)
  assert.deepEqual((JSON.parse(run.stdout) as Json).environments, ['dev', 'staging', 'prod'])
})

test('wrong usage and a path that is not there end with exit code 2', (context) => {
  const at = folder(context, files)
  for (const wrong of [['--format', 'xml'], ['--nonsense']]) {
    const run = logkeel(at, ['env', ...wrong])
    assert.equal(run.code, 2)
    assert.equal(run.stdout, '')
    assert.notEqual(run.stderr, '')
  }
  const missing = logkeel(at, ['env', 'none'])
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /none: there is no such file or folder/)
})
