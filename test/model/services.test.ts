/**
 * Services of manifests, templates and Compose files as facts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servicesIn } from '../../server/src/model/ports/services.ts'
import { createDocument, type Kind } from '../../server/src/text/document.ts'

function services(kind: Kind, text: string) {
  return servicesIn(createDocument('file:///w/chart/templates/x.yaml', kind, text))
}

const service = (spec: string, more = '') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: x${more}\nspec:\n${spec}`

test('a Service with its ports, what they speak, and where they stand', () => {
  const text = service(
    '  ports:\n    - name: http-metrics\n      port: 3100\n      targetPort: http\n    - port: 9095\n      appProtocol: kubernetes.io/grpc\n    - { name: memcached-client, port: 11211, targetPort: 4090 }\n',
  )
  const [found] = services('kubernetes', text)
  assert.deepEqual(
    found?.ports.map(({ name, port, targetPort, protocol }) => [name, port, targetPort, protocol]),
    [
      ['http-metrics', 3100, 'http', 'http'],
      [undefined, 9095, undefined, 'grpc'],
      ['memcached-client', 11211, 4090, 'tcp'],
    ],
  )
  const place = found?.ports[0]?.place
  assert.equal(place && text.slice(place.range.start, place.range.end), '3100')
  assert.equal(found?.open, false)
})

test('lists, several documents, and what is no Service of the core', () => {
  const text = `${service('  ports: [{ port: 1 }]\n')}---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: y }\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: z, namespace: n }\n    spec: { clusterIP: None, ports: [{ port: 2 }] }\n`
  assert.deepEqual(
    services('kubernetes', text).map(({ name, namespace, headless }) => [name, namespace, headless]),
    [
      ['x', undefined, false],
      ['z', 'n', true],
    ],
  )
})

test('template output keeps its text, and opens what it may add to', () => {
  const named = services(
    'helm-template',
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "a.b" . }}-x\n  namespace: {{ .Release.Namespace }}\nspec:\n  ports:\n    - name: http\n      port: {{ .Values.port }}\n  selector:\n    {{- include "a.labels" . | nindent 4 }}\n',
  )
  assert.equal(named[0]?.rawName, '{{ include "a.b" . }}-x')
  assert.equal(named[0]?.rawNamespace, '{{ .Release.Namespace }}')
  assert.equal(named[0]?.ports[0]?.rawPort, '{{ .Values.port }}')
  assert.equal(named[0]?.open, false)
  const open = (body: string) => services('helm-template', service(body))[0]?.open
  assert.equal(
    open(
      '  ports:\n    - port: 1\n    {{- with .Values.extra }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n',
    ),
    true,
  )
  assert.equal(
    open('  ports:\n    {{- range .Values.ports }}\n    - port: {{ .port }}\n    {{- end }}\n'),
    true,
  )
  assert.equal(
    open('  ports:\n    {{- if .Values.a }}\n    - port: 1\n    {{- end }}\n    - port: 2\n'),
    false,
  )
  assert.equal(
    open('  ports:\n    - port: 1\n  {{- include "x.traffic" . | nindent 2 }}\n  selector: { a: b }\n'),
    false,
  )
  assert.equal(open('  {{- toYaml .Values.spec | nindent 2 }}\n'), true)
  const looped = services(
    'helm-template',
    `{{- range .Values.all }}\n${service('  ports:\n    - port: 1\n')}{{- end }}\n`,
  )
  assert.equal(looped[0]?.open, true)
})

test('Compose services by every name they have', () => {
  const [found, host] = services(
    'compose',
    'services:\n  loki:\n    image: grafana/loki\n    container_name: the-loki\n    hostname: lk\n    networks: { a: { aliases: [logs.internal] } }\n    expose: ["9095"]\n    ports: ["127.0.0.1:8100:3100", "4000-4001:4000-4001"]\n  agent:\n    image: x\n    network_mode: host\n',
  )
  assert.deepEqual(found?.aliases, ['the-loki', 'lk', 'logs.internal'])
  assert.deepEqual(found?.networks, ['a'])
  assert.deepEqual(found?.published, [{ host: 8100, container: 3100 }])
  assert.deepEqual(found?.ports.map(({ port }) => port).sort(), [3100, 9095, undefined])
  assert.equal(host?.external, true)
})
