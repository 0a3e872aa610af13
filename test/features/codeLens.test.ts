/** What is offered above Services: in manifests, and in templates with the names of the releases. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CopyLens, lensesIn } from '../../server/src/features/codeLens.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

type Files = Readonly<Record<string, string>>

async function lenses(files: Files, path: string): Promise<readonly CopyLens[]> {
  const { workspace, documents } = await loadFiles(new Map(Object.entries(files)))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document, path)
  return lensesIn(document, workspace)
}

/** The texts that the lenses of a file copy, in their order. */
async function copied(files: Files, path: string): Promise<readonly string[]> {
  return (await lenses(files, path)).flatMap(({ choices }) => choices.map(({ text }) => text))
}

const service = (name: string, more = '') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${more}spec:
  selector: { app: ingest }
  ports:
    - port: 80
      targetPort: http
`

const workload = (kind: string) => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ingest
  namespace: logs
spec:
  template:
    metadata:
      labels: { app: ingest, tier: front }
    spec:
      containers:
        - name: proxy
          image: nginx
          ports: [{ containerPort: 9000, name: admin }]
        - name: ingest
          image: ingest
          ports: [{ containerPort: 8080, name: http }]
`

const settings = `version: 1
environments:
  prod: { files: ["prod/**"], clusters: ["prod-eks"], context: prod-eks }
  dev: { files: ["dev/**"], clusters: ["dev-eks"], context: "dev eks" }
`

test('a manifest: context, namespace, name, the first pod of its StatefulSet, its container and port', async () => {
  const files = {
    'logkeel.yaml': settings,
    'prod/service.yaml': `# ours\n${service('ingest', '  namespace: logs\n')}`,
    'prod/set.yaml': workload('StatefulSet'),
    'dev/set.yaml': workload('Deployment'),
  }
  const [traffic, sources, ...others] = await lenses(files, 'prod/service.yaml')
  assert.ok(traffic && sources)
  assert.deepEqual(others, [])
  assert.equal(traffic.title, 'Copy the kubectl check')
  assert.equal(sources.title, 'Copy the tcpdump check')
  assert.equal(files['prod/service.yaml'].slice(traffic.range.start).split('\n')[0], 'apiVersion: v1')
  assert.deepEqual(
    traffic.choices.map(({ text }) => text),
    ["kubectl --context prod-eks -n logs get service ingest -o jsonpath='{.spec.trafficDistribution}'"],
  )
  const [text = ''] = sources.choices.map((choice) => choice.text)
  assert.match(
    text,
    /^kubectl --context prod-eks -n logs debug -it ingest-0 --image=nicolaka\/netshoot --target=ingest\n/,
  )
  assert.match(text, / -n port 8080 2>/)
})

test('pods of a Deployment have no names that are known, and another cluster is another context', async () => {
  const files = {
    'logkeel.yaml': settings,
    'dev/all.yaml': `${service('ingest', '  namespace: logs\n')}---\n${workload('Deployment')}`,
    'prod/set.yaml': workload('StatefulSet'),
  }
  const [, sources = ''] = await copied(files, 'dev/all.yaml')
  assert.match(sources, /^kubectl --context 'dev eks' -n logs debug -it "\$\(kubectl --context 'dev eks' /)
  assert.match(sources, /--target=ingest\n/)
})

test('an Argo CD application tells the namespace and cluster of the manifests in its folder', async () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ingest }
spec:
  destination: { name: prod-eks, namespace: logs }
  source: { repoURL: "https://git.example.com/x.git", path: manifests }
`
  const files = {
    'logkeel.yaml': settings,
    'apps/a.yaml': application,
    'manifests/svc.yaml': service('ingest'),
  }
  const [traffic] = await copied(files, 'manifests/svc.yaml')
  assert.equal(
    traffic,
    "kubectl --context prod-eks -n logs get service ingest -o jsonpath='{.spec.trafficDistribution}'",
  )
})

test('nothing known: no context, a namespace to fill in, a port to fill in', async () => {
  const [traffic, sources = ''] = await copied({ 'svc.yaml': service('ingest') }, 'svc.yaml')
  assert.equal(traffic, "kubectl -n NAMESPACE get service ingest -o jsonpath='{.spec.trafficDistribution}'")
  assert.match(sources, / -n port PORT 2>/)
  assert.doesNotMatch(sources, /--target/)
})

test('the port table of logkeel.yaml tells namespace and ports', async () => {
  const row = '  - { name: ingest, namespace: logs, component: ingest, http: 4101, grpc: 4201, purpose: x }\n'
  const files = { 'logkeel.yaml': `version: 1\nservices:\n${row}`, 'svc.yaml': service('ingest') }
  const [traffic = '', sources = ''] = await copied(files, 'svc.yaml')
  assert.match(traffic, /^kubectl -n logs get service ingest /)
  assert.match(sources, / -n port 4101 or port 4201 2>/)
})

test('several Services of a file have lenses of their own, what is no Service or outside has none', async () => {
  const text = [
    service('a'),
    service('b').replace('spec:\n', 'spec:\n  type: ExternalName\n'),
    workload('Deployment'),
    service('c').replace('v1', 'serving.knative.dev/v1'),
    service('d'),
  ].join('---\n')
  const found = await lenses({ 'all.yaml': text }, 'all.yaml')
  assert.deepEqual(
    found
      .filter(({ title }) => title.includes('kubectl'))
      .map(({ choices }) => choices[0]?.text.split(' ')[5]),
    ['a', 'd'],
  )
  assert.equal(found.length, 4)
})

const chart = {
  'charts/loki/Chart.yaml': 'apiVersion: v2\nname: loki\nversion: 1.0.0\n',
  'charts/loki/values.yaml': 'distributor: { httpPort: 3100 }\n',
  'charts/loki/templates/_helpers.tpl':
    '{{- define "loki.fullname" -}}\n{{ .Release.Name }}-{{ .Chart.Name }}\n{{- end }}\n' +
    '{{- define "loki.labels" -}}\napp: {{ .Chart.Name }}\ncomponent: distributor\n{{- end }}\n',
  'charts/loki/templates/distributor/service.yaml': `{{- if .Values.distributor }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "loki.fullname" . }}-distributor
  namespace: {{ .Release.Namespace }}
spec:
  selector: {{- include "loki.labels" . | nindent 4 }}
  ports:
    - port: 80
      targetPort: {{ .Values.distributor.httpPort }}
{{- end }}
`,
}

const application = (name: string, cluster: string, port: number) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  destination: { name: ${cluster}, namespace: loki-${name} }
  source:
    repoURL: https://git.example.com/x.git
    path: charts/loki
    helm:
      values: |
        distributor: { httpPort: ${port} }
`

test('a template of one release has its names filled in', async () => {
  const files = { ...chart, 'logkeel.yaml': settings, 'apps/a.yaml': application('one', 'prod-eks', 4101) }
  const [traffic, sources = ''] = await copied(files, 'charts/loki/templates/distributor/service.yaml')
  assert.equal(
    traffic,
    "kubectl --context prod-eks -n loki-one get service one-loki-distributor -o jsonpath='{.spec.trafficDistribution}'",
  )
  assert.match(sources, / -n port 4101 2>/)
})

test('a template of several releases lets choose', async () => {
  const files = {
    ...chart,
    'logkeel.yaml': settings,
    'apps/a.yaml': application('one', 'prod-eks', 4101),
    'apps/b.yaml': application('two', 'dev-eks', 4102),
  }
  const [traffic] = await lenses(files, 'charts/loki/templates/distributor/service.yaml')
  assert.equal(traffic?.title, 'Copy the kubectl check …')
  assert.deepEqual(
    traffic.choices.map(({ label, detail, text }) => [label, detail, text.split(' get ')[0]]),
    [
      ['prod', 'prod-eks · loki-one/one-loki-distributor', 'kubectl --context prod-eks -n loki-one'],
      ['dev', 'dev eks · loki-two/two-loki-distributor', "kubectl --context 'dev eks' -n loki-two"],
    ],
  )
})

test('a template whose release has no name lists the Services of the namespace', async () => {
  const [traffic, sources = ''] = await copied(chart, 'charts/loki/templates/distributor/service.yaml')
  assert.equal(traffic, 'kubectl -n NAMESPACE get services -o yaml | grep -A 1 "trafficDistribution"')
  assert.match(sources, / debug -it POD /)
  assert.match(sources, / -n port 3100 2>/)
})

test('environments that only have values of their own are told apart', async () => {
  const files = {
    ...chart,
    'logkeel.yaml': settings.replaceAll(/files: \[[^\]]*\], /g, ''),
    'charts/loki/values-prod.yaml': 'distributor: { httpPort: 4101 }\n',
    'charts/loki/values-dev.yaml': 'distributor: { httpPort: 4102 }\n',
  }
  const [, sources] = await lenses(files, 'charts/loki/templates/distributor/service.yaml')
  assert.deepEqual(
    sources?.choices.map(({ label, text }) => [label, /port (\d+)/.exec(text)?.[1]]),
    [
      ['dev', '4102'],
      ['prod', '4101'],
    ],
  )
})

const shared = {
  ...chart,
  'logkeel.yaml': settings,
  'apps/a.yaml': application('one', 'prod-eks', 4101),
  'charts/loki/templates/_service.tpl': `{{- define "loki.service" }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .ctx.Release.Name }}-{{ .component }}
spec:
  selector: { component: {{ .component }} }
  ports:
    - port: 80
      targetPort: {{ .port }}
{{- end }}
`,
  'charts/loki/templates/ingester/service.yaml': `# The ingester.
{{ include "loki.service" (dict "ctx" $ "component" "ingester" "port" "http") }}
`,
  'charts/loki/templates/ingester/set.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-ingester
spec:
  template:
    metadata:
      labels: { component: ingester }
    spec:
      containers:
        - name: ingester
          image: grafana/loki
          ports: [{ name: http, containerPort: {{ .Values.distributor.httpPort }} }]
        - name: other
          image: other
`,
  'charts/loki/templates/querier/service.yaml':
    '{{ include "loki.service" (dict "ctx" $ "component" "querier" "port" 8080) }}\n',
}

test('a Service that a named template prints is offered where it is called', async () => {
  const path = 'charts/loki/templates/ingester/service.yaml'
  const [traffic, sources] = await lenses(shared, path)
  assert.ok(traffic && sources)
  assert.match(shared[path].slice(traffic.range.start), /^\{\{ include "loki\.service"/)
  assert.deepEqual(
    traffic.choices.map(({ text }) => text),
    [
      "kubectl --context prod-eks -n loki-one get service one-ingester -o jsonpath='{.spec.trafficDistribution}'",
    ],
  )
  const [text = ''] = sources.choices.map((choice) => choice.text)
  assert.match(text, / debug -it one-ingester-0 --image=nicolaka\/netshoot --target=ingester\n/)
  assert.match(text, / -n port 4101 2>/)
})

test('above a named template that prints several Services there is a choice of them', async () => {
  const [traffic, ...others] = await lenses(shared, 'charts/loki/templates/_service.tpl')
  assert.equal(others.length, 1)
  assert.equal(traffic?.question, 'For which Service?')
  assert.deepEqual(traffic.choices.map(({ label, detail }) => [label, detail]).sort(), [
    ['one-ingester', 'prod · prod-eks · loki-one'],
    ['one-querier', 'prod · prod-eks · loki-one'],
  ])
})

test('a Service that no release makes has what is written there and the namespaces of the releases', async () => {
  const off = {
    ...shared,
    'charts/loki/templates/off.yaml': `{{- if .Values.off }}\n${service('off')}{{- end }}\n`,
  }
  const [traffic] = await copied(off, 'charts/loki/templates/off.yaml')
  assert.equal(
    traffic,
    "kubectl --context prod-eks -n loki-one get service off -o jsonpath='{.spec.trafficDistribution}'",
  )
})

test('a kustomization gives its namespace, each overlay its own', async () => {
  const overlay = (namespace: string) =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${namespace}\nresources: [../base]\n`
  const files = {
    'logkeel.yaml': settings,
    'base/kustomization.yaml': 'resources: [service.yaml]\n',
    'base/service.yaml': service('ingest'),
    'prod/kustomization.yaml': overlay('logs'),
    'dev/kustomization.yaml': overlay('dev-logs'),
  }
  const [traffic] = await lenses(files, 'base/service.yaml')
  assert.deepEqual(traffic?.choices.map(({ label, text }) => [label, text.split(' get ')[0]]).sort(), [
    ['dev', "kubectl --context 'dev eks' -n dev-logs"],
    ['prod', 'kubectl --context prod-eks -n logs'],
  ])
})

test('the hover of trafficDistribution has the same commands', async () => {
  const path = 'charts/loki/templates/distributor/service.yaml'
  const text = chart[path].replace('spec:\n', 'spec:\n  trafficDistribution: PreferClose\n')
  const files = {
    ...chart,
    [path]: text,
    'logkeel.yaml': settings,
    'apps/a.yaml': application('one', 'prod-eks', 4101),
  }
  const { workspace, documents } = await loadFiles(new Map(Object.entries(files)))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  const hover = hoverAt(document, workspace, text.indexOf('trafficDistribution'))
  assert.ok(
    hover?.markdown.includes(
      "kubectl --context prod-eks -n loki-one get service one-loki-distributor -o jsonpath='{.spec.trafficDistribution}'",
    ),
    hover?.markdown,
  )
})
