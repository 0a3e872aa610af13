/** Hovers and completion on ports, selectors and budgets of manifests. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completion } from '../../server/src/features/completion/kubernetesPorts.ts'
import { hover } from '../../server/src/features/hover/kubernetesPorts.ts'
import { openAt } from '../support/assist.ts'

const workload = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: loki
spec:
  replicas: 3
  selector:
    matchLabels: { app: loki }
  template:
    metadata:
      labels: { app: loki }
    spec:
      initContainers:
        - name: seed
          image: seed:1
          ports: [{ name: seed, containerPort: 1 }]
      containers:
        - name: loki
          image: grafana/loki:3.7.6
          ports:
            - name: http-metrics
              containerPort: 3100
            - name: grpc
              containerPort: 9095
            - containerPort: 7946
          readinessProbe:
            httpGet:
              path: /ready
              port: PROBE
        - name: sidecar
          image: sidecar:1
          ports: [{ name: rules, containerPort: 8080 }]
`

const service = (target: string) => `apiVersion: v1
kind: Service
metadata:
  name: loki
spec:
  selector: { app: loki }
  ports:
    - name: http
      port: 80
      targetPort: ${target}
`

async function contextAt(source: string, path: string, others: Readonly<Record<string, string>> = {}) {
  const { document, workspace, offset, text } = await openAt(source, others, path)
  const context = { document, workspace, environment: undefined, policy: {}, today: '2026-11-22' }
  return { context, offset, text }
}

async function labels(source: string, path: string, others?: Readonly<Record<string, string>>) {
  const { context, offset } = await contextAt(source, path, others)
  return [...completion.complete(context, offset)].map(({ label }) => label)
}

async function hoverOn(source: string, path: string, others?: Readonly<Record<string, string>>) {
  const { context, offset, text } = await contextAt(source, path, others)
  const found = hover.hover(context, offset)
  return found && { on: text.slice(found.range.start, found.range.end), markdown: found.markdown }
}

const others = { 'loki/loki.yaml': workload.replace('PROBE', 'grpc') }

test('behind targetPort the ports of the selected pods are offered', async () => {
  const found = await labels(service('h<|>'), 'loki/service.yaml', others)
  assert.deepEqual(found, ['http-metrics', 'grpc', '7946', 'rules'])
  assert.deepEqual(await labels(service('"<|>"'), 'loki/service.yaml', others), [
    'http-metrics',
    'grpc',
    'rules',
  ])
  assert.deepEqual(await labels(service('h<|>'), 'other/service.yaml', others), [])
})

test("behind a probe's port the ports of its own container are offered", async () => {
  assert.deepEqual(await labels(workload.replace('PROBE', '<|>'), 'loki/loki.yaml'), [
    'http-metrics',
    'grpc',
    '7946',
  ])
  assert.deepEqual(
    await labels(service('http').replace('port: 80', 'port: 8<|>'), 'loki/service.yaml', others),
    [],
  )
})

test('a hover on a target port tells which port of which container it is', async () => {
  const found = await hoverOn(service('http-<|>metrics'), 'loki/service.yaml', others)
  assert.equal(found?.on, 'http-metrics')
  assert.match(found.markdown, /port 3100 of container `loki` in StatefulSet `loki`/)
  assert.match(
    (await hoverOn(service('ht<|>tp'), 'loki/service.yaml', others))?.markdown ?? '',
    /has a port of that name/,
  )
  assert.match(
    (await hoverOn(service('90<|>00'), 'loki/service.yaml', others))?.markdown ?? '',
    /what listens there answers/,
  )
})

test('a hover on a selector tells what is selected', async () => {
  const source = service('grpc').replace('app: loki', 'app: lo<|>ki')
  assert.match(
    (await hoverOn(source, 'loki/service.yaml', others))?.markdown ?? '',
    /StatefulSet `loki` \(3 replicas\)/,
  )
})

test("a hover on a budget's limit tells how many pods may go", async () => {
  const budget = (limit: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: loki }
spec:
  ${limit}
  selector: { matchLabels: { app: loki } }
`
  const found = await hoverOn(budget('minAvailable: 50<|>%'), 'loki/pdb.yaml', others)
  assert.equal(found?.on, '50%')
  assert.match(found.markdown, /Of the 3 replicas of StatefulSet `loki`, 1 may go/)
  assert.match(
    (await hoverOn(budget('maxUnavailable: 3<|>4%'), 'loki/pdb.yaml', others))?.markdown ?? '',
    /, 2 may go/,
  )
})
