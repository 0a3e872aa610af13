/** Hovers on values and on trafficDistribution, and completion of its values. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionsAt } from '../../server/src/features/completion.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const settings =
  'version: 1\nenvironments:\n  prod:\n    files: []\n    clusters: [seoul]\n    context: prod-eks\n'
const chart = {
  'logkeel.yaml': settings,
  'chart/Chart.yaml': 'name: loki\n',
  'chart/values.yaml': 'loki:\n  service:\n    trafficDistribution: ""\n    type: ClusterIP\n',
}

/** The file at `path` with `<|>` in it, among others. */
async function at(files: Readonly<Record<string, string>>, path: string) {
  const marked = files[path] ?? ''
  const text = marked.replace('<|>', '')
  const { workspace, documents } = await loadFiles(new Map(Object.entries({ ...files, [path]: text })))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  return { document, workspace, offset: marked.indexOf('<|>'), text }
}

async function hoverOn(files: Readonly<Record<string, string>>, path: string) {
  const { document, workspace, offset, text } = await at(files, path)
  const found = hoverAt(document, workspace, offset)
  return found && { on: text.slice(found.range.start, found.range.end), markdown: found.markdown }
}

const application = (values: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: loki
spec:
  destination:
    name: seoul
    namespace: loki-v3
  source:
    path: chart
    helm:
      values: |
${values}`

test('a path of values shows its value by environment and the file', async () => {
  const files = {
    ...chart,
    'apps/loki.yaml': application('        loki: { service: { trafficDistribution: PreferSameZone } }\n'),
    'chart/templates/a.yaml': 'a: {{ .Values.loki.service.traffic<|>Distribution }}\n',
  }
  const found = await hoverOn(files, 'chart/templates/a.yaml')
  assert.equal(found?.on, 'trafficDistribution')
  // One release has it all: what holds and what it overrides, in one line.
  assert.match(
    found.markdown,
    /`"PreferSameZone"`, set in \[apps\/loki\.yaml\]\([^)]*\), over \[chart\/values\.yaml\]\([^)]*\) \(`""`\)/,
  )
})

test('a map shows its keys, an unset path says so, a function its signature', async () => {
  const map = await hoverOn(
    { ...chart, 'chart/templates/a.yaml': '{{ .Values.loki.ser<|>vice.type }}' },
    'chart/templates/a.yaml',
  )
  assert.equal(map?.on, 'service')
  assert.match(map.markdown, /`trafficDistribution`, `type`/)
  const unset = await hoverOn(
    { ...chart, 'chart/templates/a.yaml': '{{ with .Values.x }}{{ .y<|> }}{{ end }}' },
    'chart/templates/a.yaml',
  )
  assert.match(unset?.markdown ?? '', /\.Values\.x\.y.*\n\nNothing in the workspace sets it/)
  const called = await hoverOn(
    { ...chart, 'chart/templates/a.yaml': '{{ to<|>Yaml .Values.x }}' },
    'chart/templates/a.yaml',
  )
  assert.match(called?.markdown ?? '', /toYaml\(value any\) string/)
})

test('trafficDistribution shows its values by version and the checks with the names filled in', async () => {
  const manifest =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: loki-v3-distributor\n  namespace: loki-v3\nspec:\n  trafficDis<|>tribution: PreferClose\n'
  const found = await hoverOn({ 'service.yaml': manifest }, 'service.yaml')
  assert.equal(found?.on, 'trafficDistribution: PreferClose')
  for (const part of ['PreferSameZone', 'PreferSameNode', '1.34', 'wins', 'headless'])
    assert.ok(found.markdown.includes(part), part)
  assert.ok(
    found.markdown.includes(
      "kubectl -n loki-v3 get service loki-v3-distributor -o jsonpath='{.spec.trafficDistribution}'",
    ),
  )
})

test('inside an application the namespace and the context are its own', async () => {
  const files = {
    ...chart,
    'apps/loki.yaml': application(
      '        loki:\n          service:\n            traffic<|>Distribution: PreferClose\n',
    ),
  }
  const found = await hoverOn(files, 'apps/loki.yaml')
  assert.equal(found?.on, 'trafficDistribution')
  assert.ok(found.markdown.includes('kubectl --context prod-eks -n loki-v3 get services'), found.markdown)
})

test('the annotation says that it wins', async () => {
  const manifest =
    'apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    service.kubernetes.io/topology-<|>mode: Auto\n'
  assert.match((await hoverOn({ 'service.yaml': manifest }, 'service.yaml'))?.markdown ?? '', /wins over/)
})

test('completion offers what the version takes', async () => {
  const labels = async (version: string) => {
    const manifest = 'apiVersion: v1\nkind: Service\nspec:\n  trafficDistribution: Pre<|>\n'
    const files = { 'logkeel.yaml': `versions: { kubernetes: "${version}" }\n`, 'service.yaml': manifest }
    const { document, workspace, offset } = await at(files, 'service.yaml')
    return completionsAt(document, workspace, offset).map(({ label }) => label)
  }
  assert.deepEqual(await labels('1.34'), ['PreferSameZone', 'PreferSameNode', 'PreferClose'])
  assert.deepEqual(await labels('1.32'), ['PreferClose'])
})
