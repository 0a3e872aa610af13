/** What a file is, by its name and content: real-looking files, and those that look like something that they are not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classify, looksLikeAlloy } from '../../server/src/syntax/classify.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** Files of one workspace, each with the kind that it is expected to have. */
type Row = readonly [path: string, kind: string, text: string]

const rows: readonly Row[] = [
  // Alloy
  ['config.alloy', 'alloy', ''],
  ['agent.river', 'alloy', 'logging {}\n'],
  ['CONFIG.ALLOY', 'alloy', ''],
  [
    'loki/alloy-local-config.yaml',
    'alloy',
    'discovery.docker "all" {\n\thost = "unix:///var/run/docker.sock"\n}\n',
  ],
  ['notes.yaml', 'yaml', '- loki.write "a" {\n  }\n'],
  ['script.yaml', 'yaml', 'config: |\n  loki.write "a" {\n  }\n'],
  // Compose
  ['docker-compose.yml', 'compose', 'services: {}\n'],
  ['compose.prod.yaml', 'compose', 'services:\n  a: { image: nginx }\n'],
  ['docker-compose-monitoring.yml', 'compose', 'services:\n  a: { image: nginx }\n'],
  [
    'stacks/monitoring.yml',
    'compose',
    'version: "3.8"\n\nservices:\n  loki:\n    image: grafana/loki:3.7.0\n    deploy:\n      mode: replicated\n',
  ],
  ['services.yaml', 'yaml', 'services:\n  - name: loki\n    image: nginx\n'],
  ['drone/pipeline.yaml', 'yaml', 'services:\n  - name: loki\n    image: grafana/loki:3.7.0\nsteps: []\n'],
  ['mirror.yaml', 'yaml', 'services:\n  loki:\n    image: grafana/loki\nreplicaCount: 2\n'],
  ['symfony/services.yaml', 'yaml', 'services:\n  _defaults:\n    autowire: true\n'],
  // Loki
  ['loki/config.yaml', 'loki config', 'auth_enabled: false\nserver:\n  http_listen_port: 3100\n'],
  ['loki.yaml', 'loki config', 'schema_config:\n  configs: []\n'],
  ['limits.yaml', 'loki config', 'limits_config: { retention_period: 30d }\nruler: {}\n'],
  [
    'runtime-overrides.yaml',
    'loki overrides',
    'overrides:\n  tenant-a:\n    ingestion_rate_mb: 10\n    max_streams_per_user: 0\n',
  ],
  ['loki-runtime.yaml', 'loki overrides', 'overrides:\n  "29":\n    retention_period: 7d\nconfigs: {}\n'],
  // Look-alikes of Loki
  [
    'docs/frontend.yml',
    'yaml',
    'auth_enabled: false\ntarget: query-frontend\nserver: {}\nquery_range: {}\nfrontend: {}\n',
  ],
  [
    'loki-frontend.yml',
    'loki config',
    'auth_enabled: false\ntarget: query-frontend\nserver: {}\nquery_range: {}\nfrontend: {}\n',
  ],
  [
    'promtail.yaml',
    'yaml',
    'server:\n  http_listen_port: 9080\npositions:\n  filename: /tmp/p.yaml\nclients:\n  - url: http://loki:3100/loki/api/v1/push\nlimits_config:\n  readline_rate: 1\nscrape_configs: []\n',
  ],
  [
    'mimir.yaml',
    'yaml',
    'multitenancy_enabled: false\nserver: {}\ncommon: {}\nblocks_storage: {}\ncompactor: {}\ningester: {}\ndistributor: {}\nmemberlist: {}\n',
  ],
  [
    'mimir-small.yaml',
    'yaml',
    'common:\n  storage: { backend: s3 }\nlimits:\n  ingestion_rate: 1\nquery_scheduler: {}\ncompactor: {}\n',
  ],
  [
    'tempo.yaml',
    'yaml',
    'server:\n  http_listen_port: 3200\ndistributor:\n  receivers: {}\ningester: {}\ncompactor: {}\nstorage:\n  trace: {}\nmetrics_generator: {}\n',
  ],
  ['tempo-min.yaml', 'yaml', 'auth_enabled: true\nserver: {}\nstorage: { trace: { backend: s3 } }\n'],
  ['pyroscope.yaml', 'yaml', 'server: {}\nlimits: {}\nself_profiling: {}\n'],
  [
    'otel-collector.yaml',
    'yaml',
    'receivers:\n  otlp: { protocols: { grpc: {} } }\nexporters:\n  loki: { endpoint: http://loki:3100 }\nservice:\n  pipelines: {}\n',
  ],
  ['prometheus.yml', 'yaml', 'global: {}\nscrape_configs: []\nrule_files: []\n'],
  ['alertmanager.yml', 'yaml', 'route: {}\nreceivers: []\n'],
  ['grafana/datasources/loki.yaml', 'yaml', 'apiVersion: 1\ndatasources:\n  - name: Loki\n    type: loki\n'],
  ['rules/alerts.yaml', 'yaml', 'groups:\n  - name: loki\n    rules: []\n'],
  ['fluent-bit.yaml', 'yaml', 'service: {}\npipeline:\n  outputs:\n    - name: loki\n'],
  ['vector.yaml', 'yaml', 'sources: {}\nsinks:\n  loki: { type: loki, inputs: [] }\n'],
  // Kubernetes
  ['k8s/service.yaml', 'kubernetes', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n'],
  [
    'k8s/list.yaml',
    'kubernetes',
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n',
  ],
  [
    'k8s/many.yaml',
    'kubernetes',
    '# first\n---\napiVersion: v1\nkind: Namespace\n---\nkind: Service\napiVersion: v1\n',
  ],
  ['k8s/quoted.yaml', 'kubernetes', '"apiVersion": "apps/v1"\n"kind": "Deployment"\n'],
  [
    'kustomization.yaml',
    'kubernetes',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
  ],
  ['bare/kustomization.yaml', 'yaml', 'resources:\n  - a.yaml\n'],
  // Argo CD
  ['apps/a.yaml', 'argocd', 'apiVersion: argoproj.io/v1alpha1\nkind: Application\n'],
  ['apps/set.yaml', 'argocd', '"apiVersion": "argoproj.io/v1alpha1"\n"kind": "ApplicationSet"\n'],
  ['apps/project.yaml', 'kubernetes', 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\n'],
  ['apps/rollout.yaml', 'kubernetes', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n'],
  ['apps/comment.yaml', 'argocd', 'apiVersion: argoproj.io/v1alpha1 # the CRD\nkind: Application # one\n'],
  // Helm
  ['chart/Chart.yaml', 'helm-chart', 'apiVersion: v2\nname: a\nversion: 0.1.0\n'],
  ['chart/Chart.lock', '-', 'dependencies: []\n'],
  ['chart/values.yaml', 'helm-values', 'image: {}\n'],
  ['chart/values-prod.yaml', 'helm-values', 'image: {}\n'],
  ['chart/templates/service.yaml', 'helm-template', 'apiVersion: v1\nkind: Service\n'],
  ['chart/templates/deep/er/x.yml', 'helm-template', 'a: 1\n'],
  ['chart/templates/_helpers.tpl', 'helm-template', ''],
  ['chart/templates/NOTES.txt', 'helm-template', 'Hello\n'],
  ['chart/templates/scripts/a.txt', 'helm-template', 'Hello\n'],
  ['chart/templates/dashboard.json', 'helm-template', '{ "a": 1 }\n'],
  [
    'chart/crds/crd.yaml',
    'kubernetes',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n',
  ],
  ['releases/loki-values.yaml', 'helm-values', 'a: 1\n'],
  ['releases/loki.values.yaml', 'helm-values', 'a: 1\n'],
  ['releases/seoul/loki.yaml', 'helm-values', 'loki:\n  auth_enabled: false\n  schemaConfig: {}\n'],
  ['releases/seoul/alloy.yaml', 'helm-values', 'alloy:\n  configMap:\n    content: ""\n'],
  ['nochart/templates/x.yaml', 'helm-template', 'a: {{ .Values.a }}\n'],
  ['terraform/templates/metrics/values.yaml', 'helm-values', 'a: "{{ .Release.Name }}"\nb: "{{ $x }}"\n'],
  ['modules/loki/templates/loki.yaml.tpl', 'text', 'name: ${name}\n%{ if cache ~}\na: {{ b }}\n%{ endif }\n'],
  ['modules/alloy/config.alloy.tpl', 'text', 'loki.write "a" {\n  endpoint {\n    url = "${url}"\n  }\n}\n'],
  ['confd/templates/a.tpl', 'text', '{{ range gets "/a" }}{{ .Key }}{{ end }}\n'],
  ['shared/_helpers.tpl', 'helm-template', '{{ define "a" }}b{{ end }}\n'],
  ['shared/a.tpl', 'helm-template', '{{- include "a" . }}\n'],
  ['images/Dockerfile.alloy', 'text', '# base\nFROM grafana/alloy:v1.18.0\n'],
  ['consul/templates/a.yaml', 'yaml', 'a: {{ with secret "kv/a" }}{{ .Data.b }}{{ end }}\n'],
  ['helmfile.yaml', 'yaml', 'repositories: []\nreleases:\n  - name: loki\n    chart: grafana/loki\n'],
  // Other programs
  [
    '.github/workflows/ci.yaml',
    'yaml',
    'name: ci\non: [push]\njobs:\n  a:\n    services:\n      loki: { image: grafana/loki }\n    steps:\n      - run: echo ${{ github.ref }}\n',
  ],
  ['.gitlab-ci.yml', 'yaml', 'image: node\nservices:\n  - docker:dind\n'],
  ['roles/loki/templates/config.yaml', 'yaml', 'server:\n  http_listen_port: {{ loki_port }}\n'],
  ['roles/loki/templates/config.yml.j2', '-', 'a: {{ b }}\n'],
  ['roles/loki/tasks/main.yml', 'yaml', '- name: a\n  template: { src: a }\n'],
  ['mkdocs.yml', 'yaml', 'site_name: Docs\nnav: []\n'],
  ['openapi.yaml', 'yaml', 'openapi: 3.0.0\npaths: {}\n'],
  ['cloudformation.yaml', 'yaml', 'AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n'],
  ['empty.yaml', 'yaml', ''],
  ['.env', 'environment-file', 'A=1\n'],
  ['prod/.env.prod', 'environment-file', 'A=1\n'],
  ['loki.env', 'environment-file', 'A=1\n'],
  // JSON
  ['iam/loki.json', 'iam-policy', '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow" }] }\n'],
  ['package.json', 'text', '{ "name": "a" }\n'],
  ['dashboards/loki.json', 'text', '{ "panels": [] }\n'],
  ['logkeel.yaml', 'settings', ''],
]

test('each file is what it looks like to a program that reads it', async () => {
  const { workspace } = await loadFiles(new Map(rows.map(([path, , text]) => [path, text])))
  const { documents } = await loadFiles(new Map(rows.map(([path, , text]) => [path, text])))
  const found = rows.map(([path]) => {
    const document = documents.get(`${root}/${path}`)
    return `${path} ${document ? `${document.kind}${document.layout ? ` ${document.layout}` : ''}` : '-'}`
  })
  assert.deepEqual(
    found,
    rows.map(([path, kind]) => `${path} ${kind}`),
  )
  assert.equal(workspace.files.size, rows.filter(([, kind]) => kind !== '-').length)
})

test('a text in another file is Alloy where it begins and goes on as Alloy does', () => {
  for (const text of [
    'logging {\n  level = "info"\n}\n',
    'logging { }\n',
    '// a\n/* b\n c */\n\nlivedebugging {\n  // on\n  enabled = true\n}\n',
    '# no comment, but taken for one\nloki.write "a" {\n}\n',
    '  discovery.docker "a" {\n    host = "b"\n  }\n',
    '{{ if .Values.a }}\nlocal.file "a" {\n}\n{{ end }}\n',
    'declare "a" {\n  loki.echo "b" { }\n}\n',
  ])
    assert.ok(looksLikeAlloy(text), text)
  for (const text of [
    '#!/bin/sh\ncat > /etc/alloy/config.alloy <<EOF\nloki.write "a" {\n}\nEOF\n',
    '# How to send logs\n\nWrite this:\n\n    loki.write "a" {\n    }\n',
    '#default config file\nservice {\n  user root\n}\nlogging {\n  file /var/log/a.log {\n  }\n}\n',
    'tracing {\n  driver jaeger\n}\n',
    'logging: {}\n',
    '',
  ])
    assert.ok(!looksLikeAlloy(text), text)
})

test('a text of many lines that tell nothing is classified at once', () => {
  const limits = (name: string) => `overrides:\n  a:\n${`    ${name}: 1\n`.repeat(20_000)}`
  const services = `services:\n  a:\n${'    command: b\n'.repeat(20_000)}`
  const blanks = '\n'.repeat(200_000)
  const started = performance.now()
  assert.equal(classify('runtime.yaml', limits('other'), false).kind, 'yaml')
  assert.equal(classify('runtime.yaml', limits('max_streams_per_user'), false).kind, 'loki')
  assert.equal(classify('stack.yaml', services, false).kind, 'yaml')
  assert.equal(classify('blank.yaml', blanks, false).kind, 'yaml')
  assert.equal(looksLikeAlloy(blanks), false)
  assert.equal(looksLikeAlloy(`logging { ${'// '.repeat(1_000)}`), false)
  // No figure: a text that a pattern reads in two ways on each line would take longer than the world is old.
  assert.ok(performance.now() - started < 20_000)
})

test('CRLF, a byte order mark and a comment at the top change nothing', async () => {
  const yaml = rows.filter(([path, kind]) => /\.ya?ml$/.test(path) && !/settings|helm-chart|alloy/.test(kind))
  for (const change of [
    (text: string) => text.replaceAll('\n', '\r\n'),
    (text: string) => `\uFEFF${text}`,
    (text: string) => `# a comment\n\n${text}`,
    (text: string) => `%YAML 1.2\n---\n${text}`,
  ]) {
    const charts: readonly Row[] = [['chart/Chart.yaml', 'helm-chart', 'name: a\n']]
    const { documents } = await loadFiles(
      new Map([...charts, ...yaml].map(([path, , text]) => [path, change(text)])),
    )
    const found = yaml.map(([path]) => {
      const document = documents.get(`${root}/${path}`)
      return `${path} ${document?.kind}${document?.layout ? ` ${document.layout}` : ''}`
    })
    assert.deepEqual(
      found,
      yaml.map(([path, kind]) => `${path} ${kind}`),
      JSON.stringify(change('')),
    )
  }
})

test('the files setting goes before name and content', async () => {
  const { documents } = await loadFiles(
    new Map([
      [
        'logkeel.yaml',
        'files:\n  loki: ["**/loki-config.yaml", "설정/*.yaml"]\n  loki-overrides: ["tenants.yaml"]\n  compose: ["stack.tmpl.yaml"]\n  ignore: ["vendor/**"]\n  yaml: ["docker-compose.old.yml"]\n  alloy: ["*.alloy.yaml"]\n',
      ],
      ['deep/loki-config.yaml', 'storage: {}\n'],
      [encodeURI('설정/a.yaml'), 'a: 1\n'],
      ['x/tenants.yaml', 'overrides: {}\n'],
      ['stack.tmpl.yaml', 'a: 1\n'],
      ['vendor/docker-compose.yml', 'services: {}\n'],
      ['docker-compose.old.yml', 'services: {}\n'],
      ['x.alloy.yaml', ''],
    ]),
  )
  const kinds = [...documents.values()].map(
    ({ uri, kind, layout }) =>
      `${decodeURI(uri.slice(root.length + 1))} ${kind}${layout ? ` ${layout}` : ''}`,
  )
  assert.deepEqual(kinds.sort(), [
    'deep/loki-config.yaml loki config',
    'docker-compose.old.yml yaml',
    'logkeel.yaml settings',
    'stack.tmpl.yaml compose',
    'vendor/docker-compose.yml text',
    'x.alloy.yaml alloy',
    'x/tenants.yaml loki overrides',
    '설정/a.yaml loki config',
  ])
})
