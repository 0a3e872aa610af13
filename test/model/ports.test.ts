/**
 * The port table: rows of every source, what a host name means, how the table is printed, and what editors show.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionsAt } from '../../server/src/features/completion.ts'
import { zoneOf } from '../../server/src/features/hover/address.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import { renderPortTable } from '../../server/src/features/portTable.ts'
import { hostForms, portTable, resolveHost } from '../../server/src/model/ports/ports.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const guide = `version: 1
services:
  - { name: loki-v3-gateway, namespace: loki-v3, component: Gateway, http: 4080, purpose: HTTP gateway }
  - { name: loki-v3-chunks-cache, namespace: loki-v3, component: Chunks cache, ports: { client: 4090 }, purpose: Chunk cache }
  - { name: loki-v3-results-cache, namespace: loki-v3, component: Results cache, ports: { client: 4091 }, purpose: Result cache }
  - { name: loki-v3-distributor, namespace: loki-v3, component: Distributor, http: 4101, grpc: 4201, purpose: Log ingestion }
  - { name: loki-v3-ingester, namespace: loki-v3, component: Ingester, http: 4102, grpc: 4202, purpose: Log storage }
  - { name: loki-v3-querier, namespace: loki-v3, component: Querier, http: 4103, grpc: 4203, purpose: Query processing }
  - { name: loki-v3-query-frontend, namespace: loki-v3, component: Query Frontend, http: 4104, grpc: 4204, purpose: Query coordination }
  - { name: loki-v3-query-scheduler, namespace: loki-v3, component: Query Scheduler, http: 4105, grpc: 4205, purpose: Query scheduling }
  - { name: loki-v3-compactor, namespace: loki-v3, component: Compactor, http: 4106, grpc: 4206, purpose: Data compaction }
  - { name: loki-v3-index-gateway, namespace: loki-v3, component: Index Gateway, http: 4107, grpc: 4207, purpose: Index management }
zones: [ { cidr: 10.0.128.0/22, zone: ap-northeast-1a }, { cidr: 10.0.132.0/22, zone: ap-northeast-1c } ]
`

async function load(files: Readonly<Record<string, string>>) {
  return loadFiles(new Map(Object.entries(files)))
}

const context = (uri: string, namespace?: string, environment?: string) => ({
  uri: `${root}/${uri}`,
  namespace,
  environment,
  runtime: 'kubernetes' as const,
})

const service = (name: string, namespace: string | undefined, port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${namespace ? `  namespace: ${namespace}\n` : ''}spec:\n  ports:\n    - port: ${port}\n`

test('the forms of a host name', () => {
  const shown = (host: string) =>
    hostForms(host).map(({ name, namespace, pod }) => `${pod ? 'pod of ' : ''}${name}/${namespace}`)
  assert.deepEqual(shown('loki'), ['loki/undefined'])
  assert.deepEqual(shown('loki.logs'), ['loki/logs'])
  assert.deepEqual(shown('loki.logs.svc'), ['loki/logs'])
  assert.deepEqual(shown('loki.logs.svc.cluster.local'), ['loki/logs'])
  assert.deepEqual(shown('loki.logs.svc.corp.example'), ['loki/logs'])
  assert.deepEqual(shown('loki-0.loki.logs.svc.cluster.local'), ['pod of loki/logs'])
  assert.deepEqual(shown('loki-0.loki'), ['loki-0/loki', 'pod of loki/undefined'])
  assert.deepEqual(shown('logs.example.com'), [])
})

test('a host means a row by its namespace, or nothing', async () => {
  const { workspace } = await load({
    'a.yaml': service('loki', 'a', 1000),
    'b.yaml': service('loki', 'b', 2000),
    'c.yaml': service('only', 'c', 3000),
  })
  const table = portTable(workspace)
  const ports = (host: string, namespace?: string) =>
    resolveHost(table, host, context('x.yaml', namespace))?.ports.map(({ port }) => port)
  assert.deepEqual(ports('loki.a'), [1000])
  assert.deepEqual(ports('loki.b.svc'), [2000])
  assert.deepEqual(ports('loki', 'b'), [2000])
  assert.equal(ports('loki'), undefined)
  assert.equal(ports('loki.c.svc'), undefined)
  assert.deepEqual(ports('only'), [3000])
  assert.equal(ports('only', 'a'), undefined)
  assert.equal(ports('only.example.com'), undefined)
  assert.equal(ports('only.example'), undefined)
})

test('of several environments the file’s own counts, and a doubt is silent', async () => {
  const { workspace } = await load({
    'dev/s.yaml': service('loki', 'a', 1000),
    'prod/s.yaml': service('loki', 'a', 2000),
    'dev/t.yaml': service('same', 'a', 3000),
    'prod/t.yaml': service('same', 'a', 3000),
    'dev/u.yaml': service('dev-only', 'a', 4000),
  })
  const table = portTable(workspace)
  const ports = (host: string, environment?: string) =>
    resolveHost(table, host, context('x.yaml', undefined, environment))?.ports.map(({ port }) => port)
  assert.deepEqual(ports('loki.a.svc', 'prod'), [2000])
  assert.equal(ports('loki.a.svc'), undefined)
  assert.deepEqual(ports('same.a.svc'), [3000])
  assert.equal(ports('dev-only.a.svc', 'prod'), undefined)
})

test('a release names and numbers the Services of its chart', async () => {
  const chart = {
    'charts/l/Chart.yaml': 'apiVersion: v2\nname: l\nversion: 1.0.0\n',
    'charts/l/values.yaml': 'port: 3100\n',
    'charts/l/templates/_h.tpl':
      '{{- define "l.name" -}}\n{{- .Values.fullnameOverride | default (printf "%s-%s" .Release.Name .Chart.Name) | trunc 63 | trimSuffix "-" -}}\n{{- end -}}\n',
    'charts/l/templates/s.yaml':
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "l.name" . }}-distributor\n  namespace: {{ .Release.Namespace }}\nspec:\n  ports:\n    - name: http\n      port: {{ .Values.port | int }}\n',
  }
  const application = (name: string, namespace: string, values: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${name}\nspec:\n  destination:\n    namespace: ${namespace}\n  source:\n    path: charts/l\n    helm:\n      values: |\n        ${values}\n`
  const { workspace } = await load({
    ...chart,
    'argo/dev/l.yaml': application('one', 'dev-logs', 'other: 1'),
    'argo/prod/l.yaml': application('two', 'logs', 'port: 4101'),
    'argo/prod/m.yaml': application('three', 'more', 'fullnameOverride: named'),
  })
  const rows = portTable(workspace).rows.map(({ name, namespace, environment, ports, closed }) => [
    name,
    namespace,
    environment,
    ports[0]?.port,
    closed,
  ])
  assert.deepEqual(rows, [
    ['one-l-distributor', 'dev-logs', 'dev', 3100, true],
    ['two-l-distributor', 'logs', 'prod', 4101, true],
    ['named-distributor', 'more', 'prod', 3100, true],
  ])
  const alone = await load(chart)
  assert.deepEqual(portTable(alone.workspace).rows, [], 'without a release the name is unknown')
})

test('Compose: a name counts for the files of its project only', async () => {
  const { workspace } = await load({
    'stack/compose.yaml':
      'services:\n  loki:\n    image: grafana/loki:3.5.0\n    volumes: ["./conf:/etc/loki"]\n    command: ["-config.file=/etc/loki/l.yaml"]\n',
    'stack/conf/l.yaml':
      'auth_enabled: false\nserver:\n  http_listen_port: 3900\n  grpc_listen_port: 3901\nschema_config: { configs: [] }\n',
    'stack/conf/a.alloy': '',
    'other/a.alloy': '',
  })
  const table = portTable(workspace)
  const meaning = (uri: string) => resolveHost(table, 'loki', { ...context(uri), runtime: undefined })
  assert.deepEqual(
    meaning('stack/conf/a.alloy')?.ports.map(({ port }) => port),
    [3900, 3901, 7946],
  )
  assert.equal(meaning('stack/conf/a.alloy')?.closed, true)
  assert.equal(meaning('other/a.alloy'), undefined)
})

test('the printed table is the guide’s', async () => {
  const { workspace } = await load({ 'logkeel.yaml': guide })
  const table = renderPortTable(workspace, 'markdown').split('\n')
  assert.equal(
    table[0],
    '| Component | HTTP Port | gRPC Port | Other Ports | Purpose | Service | Defined in |',
  )
  assert.ok(
    table.includes('| Gateway | 4080 | - | - | HTTP gateway | loki-v3-gateway.loki-v3 | logkeel.yaml |'),
  )
  assert.ok(
    table.includes(
      '| Distributor | 4101 | 4201 | - | Log ingestion | loki-v3-distributor.loki-v3 | logkeel.yaml |',
    ),
  )
  const flow = renderPortTable(workspace, 'flow-logs')
  assert.ok(
    flow.includes('loki_v3_ports = [4080, 4090, 4091] + list(range(4101, 4108)) + list(range(4201, 4208))'),
  )
  assert.ok(flow.includes('ip_network("10.0.128.0/22"): "ap-northeast-1a"'))
  const json = JSON.parse(renderPortTable(workspace, 'json')) as {
    services: { name: string; http: number[] }[]
  } // As written just above.
  assert.deepEqual(json.services.map(({ name }) => name).slice(0, 2), [
    'loki-v3-gateway',
    'loki-v3-chunks-cache',
  ])
  const lines = renderPortTable(workspace, 'text').trimEnd().split('\n')
  assert.equal(lines.length, 11)
  const column = lines[0]?.indexOf('Service')
  assert.ok(
    lines.slice(1).every((line) => line.indexOf('loki-v3-') === column),
    'columns are aligned',
  )
})

test('settings and Service are one line', async () => {
  const { workspace } = await load({
    'logkeel.yaml':
      'version: 1\nservices:\n  - { name: push, namespace: logs, component: distributor, http: 4101, purpose: In }\n',
    'k8s/s.yaml': service('push', 'logs', 4101),
  })
  const json = JSON.parse(renderPortTable(workspace, 'json')) as {
    services: { files: string[]; http: number[]; purpose: string }[]
  } // As written by renderPortTable.
  assert.equal(json.services.length, 1)
  assert.deepEqual(json.services[0]?.files, ['k8s/s.yaml', 'logkeel.yaml'])
  assert.deepEqual(json.services[0]?.http, [4101])
})

test('hovers show the row, the published port and the zone', async () => {
  const alloy =
    'loki.write "x" {\n  endpoint {\n    url = "http://loki-v3-distributor.loki-v3.svc:4100/loki/api/v1/push"\n  }\n  // 10.0.130.201:4090\n}\n'
  const { workspace, documents } = await load({
    'logkeel.yaml': guide,
    'dev/a.alloy': alloy,
    'dev/compose.yaml':
      'services:\n  web:\n    image: x\n    ports: ["8100:3100"]\n    environment: { A: "http://localhost:8100" }\n',
  })
  const at = (file: string, needle: string) => {
    const document = documents.get(`${root}/${file}`)
    assert.ok(document)
    return hoverAt(document, workspace, document.text.indexOf(needle) + 1)?.markdown ?? ''
  }
  const host = at('dev/a.alloy', 'loki-v3-distributor')
  assert.ok(host.includes('**loki-v3-distributor** · distributor'))
  assert.ok(host.includes('Log ingestion'))
  assert.ok(host.includes('| 4101 | http | HTTP |'))
  assert.ok(host.includes('It does not listen on 4100.'))
  assert.ok(at('dev/a.alloy', '4100/').includes('4201'))
  assert.ok(at('dev/a.alloy', '10.0.130').includes('ap-northeast-1a'))
  assert.ok(at('dev/compose.yaml', 'localhost').includes('`web` publishes it from its port 3100'))
})

test('the zone of an address is that of the narrowest network', () => {
  const zones = [
    { cidr: '10.0.0.0/8', zone: 'wide' },
    { cidr: '10.0.132.0/22', zone: 'narrow' },
  ]
  assert.equal(zoneOf(zones, '10.0.135.255')?.zone, 'narrow')
  assert.equal(zoneOf(zones, '10.0.136.0')?.zone, 'wide')
  assert.equal(zoneOf(zones, '11.0.0.1'), undefined)
  assert.equal(zoneOf(zones, '10.0.0.999'), undefined)
})

test('completion offers hosts of the table and their ports', async () => {
  const text =
    'loki.write "x" {\n  endpoint {\n    url = "http://loki-v3-d"\n    a   = "http://loki-v3-querier.loki-v3.svc:"\n  }\n}\n'
  const { workspace, documents } = await load({ 'logkeel.yaml': guide, 'dev/a.alloy': text })
  const document = documents.get(`${root}/dev/a.alloy`)
  assert.ok(document)
  const hosts = completionsAt(document, workspace, text.indexOf('loki-v3-d') + 'loki-v3-d'.length)
  const distributor = hosts.find(({ label }) => label.startsWith('loki-v3-distributor'))
  assert.equal(distributor?.insert, 'loki-v3-distributor.loki-v3.svc.cluster.local:4101')
  assert.equal(distributor && text.slice(distributor.range.start, distributor.range.end), 'loki-v3-d')
  const ports = completionsAt(document, workspace, text.indexOf('svc:"') + 4)
  assert.deepEqual(
    ports.map(({ label }) => label),
    ['4103', '4203'],
  )
})
