/**
 * The fix of `kubernetes/missing-traffic-distribution` against the real Helm: the mended chart renders whether the
 * maps on the way exist or not, the component's own value wins over the global one, and nothing else changes.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { rule } from '../../server/src/rules/kubernetes/missing-traffic-distribution.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { loadFiles, root, today } from '../support/memoryFiles.ts'

const helm = process.env.HELM ?? 'helm'
const noHelm = spawnSync(helm, ['version']).status !== 0 && 'no helm is installed (HELM names another one)'
const corpus = join(import.meta.dirname, '../../../shared/corpus/charts/loki')

/** What the rule finds in a workspace: by file, the texts after its fixes. */
async function mended(files: ReadonlyMap<string, string>) {
  const { workspace, documents } = await loadFiles(files)
  const found = [...documents.values()].flatMap((document) => {
    const context = { document, workspace, environment: undefined, policy: {}, today }
    return rule.kinds.includes(document.kind) ? [...rule.check(context)] : []
  })
  const edits = found.flatMap(({ fixes }) => fixes?.[0]?.edits ?? [])
  const texts = [...files].map(([path, text]): [string, string] => {
    const own = edits.filter(({ uri }) => uri === `${root}/${path}`)
    return [path, own.length > 0 ? applyEdits(text, own) : text]
  })
  return { found, files: new Map(texts) }
}

/** What `helm template` prints for the chart in `chart/`. */
function render(files: ReadonlyMap<string, string>, values: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-'))
  try {
    for (const [path, text] of new Map([...files, ['values-given.yaml', values]])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const run = spawnSync(
      helm,
      ['template', 'rel', join(folder, 'chart'), '-f', join(folder, 'values-given.yaml')],
      {
        encoding: 'utf8',
      },
    )
    assert.equal(
      run.status,
      0,
      `${run.stderr}\n${[...files].map(([path, text]) => `# ${path}\n${text}`).join('\n')}`,
    )
    return run.stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function chart(more: Readonly<Record<string, string>>, values: string): ReadonlyMap<string, string> {
  return new Map([
    ['chart/Chart.yaml', 'apiVersion: v2\nname: loki-v3-custom\nversion: 0.1.0\n'],
    ['chart/values.yaml', values],
    ...Object.entries(more).map(([name, text]): [string, string] => [`chart/templates/${name}`, text]),
  ])
}

const service = (spec: string) => `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-distributor
spec:
${spec}`

const ports = `  ports:
    - port: 4101
`

/** A chart, and what the component's own value is called in it. */
interface Trial {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly values?: string
  readonly own: (value: string) => string
}

const globalValues = 'loki:\n  service:\n    trafficDistribution: ""\n'

const trials: readonly Trial[] = [
  {
    name: 'a component read by its values',
    files: {
      'service.yaml': service(
        `  type: {{ (.Values.distributor).serviceType | default "ClusterIP" }}\n${ports}`,
      ),
    },
    own: (value) => `distributor: { trafficDistribution: ${value} }`,
  },
  {
    name: "a component's service map",
    files: {
      'service.yaml': service(
        `  type: {{ ((.Values.gateway).service).type | default "ClusterIP" }}\n${ports}`,
      ),
    },
    own: (value) => `gateway: { service: { trafficDistribution: ${value} } }`,
  },
  {
    name: 'a hyphenated component',
    files: {
      'service.yaml': service(
        `  type: {{ (index .Values "query-frontend").serviceType | default "ClusterIP" }}\n${ports}`,
      ),
    },
    own: (value) => `query-frontend: { trafficDistribution: ${value} }`,
  },
  {
    name: 'inside a range over components',
    files: {
      'service.yaml': `{{- range $name, $cfg := .Values.components }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-{{ $name }}
spec:
  type: {{ $cfg.type | default "ClusterIP" }}
  ports:
    - port: {{ $cfg.port }}
{{- end }}
`,
    },
    values: `${globalValues}components:\n  distributor: { port: 4101 }\n`,
    own: (value) => `components: { distributor: { trafficDistribution: ${value} } }`,
  },
  {
    name: 'a helper that is handed a dict',
    files: {
      '_service.tpl': `{{- define "custom.service" -}}
{{- $ctx := .ctx }}
{{- with $ctx }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-{{ $.name }}
spec:
  type: {{ $.component.serviceType | default "ClusterIP" }}
  ports:
    - port: 4101
{{- end }}
{{- end }}
`,
      'service.yaml': `{{ include "custom.service" (dict "ctx" . "name" "distributor" "component" (.Values.distributor | default dict)) }}\n`,
    },
    own: (value) => `distributor: { trafficDistribution: ${value} }`,
  },
  {
    name: 'the own value without the global one',
    files: {
      'service.yaml': service(
        `${ports}  {{- with (.Values.distributor).trafficDistribution }}\n  trafficDistribution: {{ . }}\n  {{- end }}\n`,
      ),
    },
    own: (value) => `distributor: { trafficDistribution: ${value} }`,
  },
  {
    name: 'the own value by if, without the global one',
    files: {
      'service.yaml': service(
        `${ports}  {{- if (.Values.distributor).trafficDistribution }}\n  trafficDistribution: {{ .Values.distributor.trafficDistribution | quote }}\n  {{- end }}\n`,
      ),
    },
    values: `${globalValues}distributor: {}\n`,
    own: (value) => `distributor: { trafficDistribution: ${value} }`,
  },
]

for (const { name, files, values = globalValues, own } of trials) {
  test(`the fix renders: ${name}`, { skip: noHelm }, async () => {
    const before = chart(files, values)
    const after = await mended(before)
    assert.equal(after.found.length, 1)
    assert.equal((await mended(after.files)).found.length, 0, 'nothing is found after the fix')
    const set = /^ {2}trafficDistribution: "?(\w+)"?$/m
    assert.equal(render(after.files, ''), render(before, ''), 'without a value nothing changes')
    assert.equal(
      set.exec(render(after.files, 'loki: { service: { trafficDistribution: PreferClose } }'))?.[1],
      'PreferClose',
    )
    const both = `${own('PreferSameNode')}\nloki: { service: { trafficDistribution: PreferClose } }`
    assert.equal(set.exec(render(after.files, both))?.[1], 'PreferSameNode', "the component's own value wins")
    const bare = new Map(after.files).set('chart/values.yaml', values.replace(globalValues, ''))
    assert.doesNotMatch(render(bare, ''), /trafficDistribution/, 'missing parent maps break nothing')
    assert.equal(set.exec(render(bare, own('PreferSameNode')))?.[1], 'PreferSameNode')
  })
}

test('the fix renders in the official chart, with the default values and with the guide’s', {
  skip: noHelm || (!existsSync(corpus) && '../shared is absent'),
}, async () => {
  const names = globSync('chart/**/*.{yaml,tpl,txt}', { cwd: corpus })
  const files = new Map(
    names.map((name): [string, string] => [name, readFileSync(join(corpus, name), 'utf8')]),
  )
  const untouched = await mended(files)
  assert.deepEqual(untouched.found, [], 'the Services that lack the field are only scraped, or headless')
  // The field is taken out of the helper that makes the components' Services; the fix must bring it back.
  const helper = 'chart/templates/_service.tpl'
  const block = /\{\{- with \(coalesce \$component\.trafficDistribution[^\n]*\n[^\n]*\n\{\{- end \}\}\n/
  const without = files.get(helper)?.replace(block, '') ?? ''
  assert.notEqual(without, files.get(helper), 'the helper has the field')
  const after = await mended(new Map([...files, [helper, without]]))
  assert.equal(after.found.length, 1)
  assert.match(after.files.get(helper) ?? '', /trafficDistribution: \{\{/)
  const folder = mkdtempSync(join(tmpdir(), 'traffic-'))
  try {
    cpSync(join(corpus, 'chart'), join(folder, 'chart'), { recursive: true })
    for (const [path, text] of after.files)
      if (text !== files.get(path)) writeFileSync(join(folder, path), text)
    const print = (at: string) => {
      const given = [
        '-f',
        join(corpus, 'values/minio-stub.yaml'),
        '-f',
        join(corpus, 'values/guide-distributed.yaml'),
      ]
      const more = ['--set', 'gateway.metrics.enabled=true', '--kube-version', '1.34.0']
      return spawnSync(helm, ['template', 'rel', at, ...given, ...more], { encoding: 'utf8' })
    }
    const [old, now] = [print(join(corpus, 'chart')), print(join(folder, 'chart'))]
    assert.equal(now.status, 0, now.stderr)
    const fields = (text: string) => text.match(/^ {2}trafficDistribution: PreferClose$/gm)?.length ?? 0
    assert.ok(fields(old.stdout) > 2, 'the chart renders the field')
    assert.equal(fields(now.stdout), fields(old.stdout))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
