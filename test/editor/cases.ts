/**
 * What the editor tests look at, as data. A rule's case is taken from its fixture in `test/rules/`, so a new rule is
 * tried in the real editor without a line here; the tables below add what a fixture cannot say.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { type Case, parseFixture } from '../support/fixture.ts'
import { type Snippet, snippets } from '../support/snippet.ts'
import { root } from './host.ts'

/** Files by their path in a workspace. */
export type Files = Readonly<Record<string, string>>

/** Something underlined, and its fix. */
export interface RuleCase {
  readonly name: string
  readonly files: Files
  /** The file that is opened. */
  readonly open: string
  /** Every finding in that file: the rule and the text that is underlined. */
  readonly findings: readonly { readonly rule: string; readonly underlined: string }[]
  /** The text of files after the only or preferred fix of the first finding; absent where no fix is tried. */
  readonly after?: Files
  /** The title of the fix, where the case says it. */
  readonly fix?: string
}

/** A place to point at, `<|>` in the text, and what has to be shown there. */
export interface PlaceCase {
  readonly name: string
  readonly files: Files
  readonly open: string
  readonly shows: readonly string[]
}

/** All that is handed to the suite inside the editor. */
export interface Cases {
  readonly rules: readonly RuleCase[]
  readonly hovers: readonly PlaceCase[]
  readonly completions: readonly PlaceCase[]
  readonly snippets: readonly Snippet[]
}

/** Endings of files that reach the server in VS Code, by their language or name. */
const opened = /\.(alloy|river|ya?ml|tpl)$|(iam|polic|bucket|s3).*\.json$|\/templates\/NOTES\.txt$/

const memcachedTemplate = `spec:
  template:
    spec:
      containers:
        - name: memcached
          image: memcached:1.6.39-alpine
          args:
            - -m {{ .allocatedMemory }}
            - -u {{ .port }}
`

const misspelt = 'logging {\n\tlevel  = "info"\n\tformst = "json"\n}\n'

const handwritten: readonly RuleCase[] = [
  {
    name: "the first guide's memcached port, by the title of its fix",
    files: {
      'charts/loki/Chart.yaml': 'apiVersion: v2\nname: loki\nversion: 1.0.0\n',
      'charts/loki/templates/memcached/_memcached-statefulset.tpl': memcachedTemplate,
    },
    open: 'charts/loki/templates/memcached/_memcached-statefulset.tpl',
    findings: [{ rule: 'memcached/port-flag', underlined: '-u {{ .port }}' }],
    after: {
      'charts/loki/templates/memcached/_memcached-statefulset.tpl': memcachedTemplate.replace('-u', '-p'),
    },
  },
  {
    name: 'a misspelt argument of Alloy, by the nearest name',
    files: { 'config.alloy': misspelt },
    open: 'config.alloy',
    findings: [{ rule: 'alloy/unknown-argument', underlined: 'formst' }],
    after: { 'config.alloy': misspelt.replace('formst', 'format') },
  },
]

const chart = 'apiVersion: v2\nname: loki\nversion: 1.0.0\n'

const portTable = `version: 1
services:
  - { name: loki-v3-distributor, namespace: loki-v3, component: distributor, http: 4101, grpc: 4201, purpose: Log ingestion }
`

/** A loki.write inside the values of an Argo CD application: Alloy in YAML in YAML. `alloy` is one line of it. */
function application(alloy: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: alloy
spec:
  source:
    chart: alloy
    repoURL: https://grafana.github.io/helm-charts
    helm:
      values: |
        alloy:
          configMap:
            content: |
              loki.write "default" {
                endpoint {
                  ${alloy}
                }
              }
`
}

const hovers: readonly PlaceCase[] = [
  {
    name: 'a flag of memcached in a template',
    files: {
      'Chart.yaml': chart,
      'templates/statefulset.yaml': memcachedTemplate.replace('-u {{', '-<|>u {{'),
    },
    open: 'templates/statefulset.yaml',
    shows: ['user'],
  },
  {
    name: 'a component of Alloy',
    files: {
      'config.alloy':
        'loki.wr<|>ite "default" {\n  endpoint {\n    url = "http://loki:3100/loki/api/v1/push"\n  }\n}\n',
    },
    open: 'config.alloy',
    shows: ['max_backoff_retries', 'endpoint'],
  },
  {
    name: 'an argument of Alloy in YAML in YAML',
    files: { 'apps/alloy.yaml': application('max_back<|>off_retries = 0') },
    open: 'apps/alloy.yaml',
    shows: ['max_backoff_retries', '10'],
  },
  {
    name: 'a port in Alloy in YAML in YAML, by the port table',
    files: {
      'logkeel.yaml': portTable,
      'apps/alloy.yaml': application(
        'url = "http://loki-v3-distributor.loki-v3.svc:41<|>01/loki/api/v1/push"',
      ),
    },
    open: 'apps/alloy.yaml',
    shows: ['4101', '4201', 'Log ingestion'],
  },
  {
    name: 'a value in a template, with the environment that overrides it',
    files: {
      'Chart.yaml': chart,
      'values.yaml': 'cache:\n  memory: 512\n',
      'values-prod.yaml': 'cache:\n  memory: 8192\n',
      'templates/config.yaml': 'memory: {{ .Values.cache.mem<|>ory }}\n',
    },
    open: 'templates/config.yaml',
    shows: ['512', '8192', 'values-prod.yaml'],
  },
  {
    name: 'trafficDistribution in values',
    files: {
      'Chart.yaml': chart,
      'values.yaml': 'loki:\n  service:\n    traffic<|>Distribution: PreferClose\n',
    },
    open: 'values.yaml',
    shows: ['zone'],
  },
]

const completions: readonly PlaceCase[] = [
  {
    name: 'blocks of a component of Alloy',
    files: { 'config.alloy': 'loki.write "default" {\n  <|>\n}\n' },
    open: 'config.alloy',
    shows: ['wal', 'endpoint', 'external_labels'],
  },
  {
    name: 'arguments of Alloy in YAML in YAML',
    files: { 'apps/alloy.yaml': application('max_<|>') },
    open: 'apps/alloy.yaml',
    shows: ['max_backoff_retries'],
  },
  {
    name: 'ports of a host that the port table knows',
    files: {
      'logkeel.yaml': portTable,
      'config.alloy':
        'loki.write "a" {\n  endpoint {\n    url = "http://loki-v3-distributor.loki-v3.svc:<|>"\n  }\n}\n',
    },
    open: 'config.alloy',
    shows: ['4101'],
  },
  {
    name: 'values of trafficDistribution',
    files: { 'Chart.yaml': chart, 'values.yaml': 'loki:\n  service:\n    trafficDistribution: <|>\n' },
    open: 'values.yaml',
    shows: ['PreferSameZone'],
  },
  {
    name: 'keys of the values in a template',
    files: {
      'Chart.yaml': chart,
      'values.yaml': 'cache:\n  memory: 512\n  port: 11211\n',
      'templates/config.yaml': 'memory: {{ .Values.cache.<|> }}\n',
    },
    open: 'templates/config.yaml',
    shows: ['memory', 'port'],
  },
  {
    name: 'flags of memcached in a template',
    files: {
      'Chart.yaml': chart,
      'templates/statefulset.yaml': memcachedTemplate.replace('-u {{ .port }}', '-<|>'),
    },
    open: 'templates/statefulset.yaml',
    shows: ['-p'],
  },
]

/** The cases of a fixture that can be opened in the editor. */
function casesOf(id: string): readonly RuleCase[] {
  const fixture = path.join(root, 'test/rules', `${id}.md`)
  return parseFixture(fs.readFileSync(fixture, 'utf8')).flatMap((one) => {
    const file = one.expected.find(({ rule }) => rule === id)?.file
    if (file === undefined || !opened.test(file)) return []
    return [ruleCase(id, file, one)]
  })
}

function ruleCase(id: string, file: string, { title, files, fixed, expected }: Case): RuleCase {
  const lines = (files.get(file) ?? '').split(/\r?\n/)
  const findings = expected
    .filter((one) => one.file === file)
    .map(({ rule, line, start, end }) => ({ rule, underlined: (lines[line] ?? '').slice(start, end) }))
  const fixable = expected.length === 1 && fixed.size > 0
  return {
    name: `${id}: ${title}`,
    files: Object.fromEntries(files),
    open: file,
    findings,
    ...(fixable ? { after: Object.fromEntries(fixed) } : {}),
  }
}

/** One case a rule: the first that has a fix to try, else the first. */
function fromFixtures(): readonly RuleCase[] {
  const folder = path.join(root, 'test/rules')
  return fs
    .globSync('**/*.md', { cwd: folder })
    .map((name) => name.replaceAll('\\', '/').slice(0, -'.md'.length))
    .sort()
    .flatMap((id) => {
      const cases = casesOf(id)
      return cases.find(({ after }) => after !== undefined) ?? cases[0] ?? []
    })
}

export function allCases(): Cases {
  return { rules: [...handwritten, ...fromFixtures()], hovers, completions, snippets: snippets() }
}
