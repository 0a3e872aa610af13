/** `logkeel ports` as a process: the guide's table in each format, exit codes. What a row is has tests of its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folder, logkeel } from '../support/folder.ts'

const files = {
  'logkeel.yaml': `version: 1
services:
  - { name: loki-v3-distributor, namespace: loki-v3, component: distributor, http: 4101, grpc: 4201, purpose: Log ingestion }
  - { name: loki-v3-ingester, namespace: loki-v3, component: ingester, http: 4102, grpc: 4202 }
  - { name: loki-v3-querier, namespace: loki-v3, component: querier, http: 4103, grpc: 4203 }
  - { name: loki-v3-chunks-cache, namespace: loki-v3, component: memcached, ports: { client: 4090 } }
`,
}

test('the text names component, ports, purpose and where it is defined', (context) => {
  const run = logkeel(folder(context, files), ['ports'])
  assert.equal(run.code, 0)
  const lines = run.stdout.split('\n')
  assert.match(lines[0] ?? '', /^Component +HTTP Port +gRPC Port/)
  assert.ok(lines.some((line) => /^distributor +4101 +4201 .*Log ingestion.*logkeel\.yaml$/.test(line)))
})

test('the JSON has version 1 and a service for each row', (context) => {
  const run = logkeel(folder(context, files), ['ports', '--format', 'json'])
  assert.equal(run.code, 0)
  const report = JSON.parse(run.stdout) as {
    readonly version: number
    readonly services: readonly { readonly name: string; readonly http: readonly number[] }[]
  } // The shape is what this test is about.
  assert.equal(report.version, 1)
  assert.deepEqual(
    report.services.map(({ name, http }) => [name, http]),
    [
      ['loki-v3-chunks-cache', []],
      ['loki-v3-distributor', [4101]],
      ['loki-v3-ingester', [4102]],
      ['loki-v3-querier', [4103]],
    ],
  )
})

test('Markdown is a table, flow-logs a filter in which runs of ports are ranges', (context) => {
  const at = folder(context, files)
  const markdown = logkeel(at, ['ports', '--format', 'markdown'])
  assert.match(markdown.stdout, /^\| Component \|.*\n\| --- \|/)
  const flow = logkeel(at, ['ports', '--format', 'flow-logs'])
  assert.equal(flow.code, 0)
  assert.match(
    flow.stdout,
    /^loki_v3_ports = \[4090\] \+ list\(range\(4101, 4104\)\) \+ list\(range\(4201, 4204\)\)$/m,
  )
})

test('wrong usage and a path that is not there end with exit code 2', (context) => {
  const at = folder(context, files)
  for (const wrong of [['--format', 'csv'], ['--nonsense'], ['none']]) {
    const run = logkeel(at, ['ports', ...wrong])
    assert.equal(run.code, 2, wrong.join(' '))
    assert.notEqual(run.stderr, '')
  }
})
