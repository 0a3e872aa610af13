/** The path of keys to a place, in plain YAML, in templates and in texts inside texts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yamlPathAt } from '../../server/src/features/yamlPath.ts'
import { openAt } from '../support/assist.ts'

async function pathIn(source: string, file: string): Promise<string | undefined> {
  const { document, offset } = await openAt(source, {}, file)
  return yamlPathAt(document, offset)
}

const cases: readonly (readonly [name: string, source: string, path: string | undefined, file?: string])[] = [
  [
    'keys and items of lists',
    'spec:\n  template:\n    spec:\n      containers:\n        - args:\n            - -a\n            - -b<|>\n',
    'spec.template.spec.containers[0].args[1]',
  ],
  ['a key', 'spec:\n  tem<|>plate:\n    a: 1\n', 'spec.template'],
  ['the blanks in front of a key', 'spec:\n <|>   template: 1\n', 'spec.template'],
  ['a comment behind a value', 'a:\n  b: 1 # no<|>te\n', 'a.b'],
  ['a dash', 'a:\n  <|>- b: 1\n', 'a[0].b'],
  ['the inner one of two keys of a line', 'a: { b: 1, c: { d: <|>2 } }\n', 'a.c.d'],
  [
    'keys with dots and slashes',
    'metadata:\n  annotations:\n    service.kubernetes.io/topology-mode: Au<|>to\n',
    'metadata.annotations["service.kubernetes.io/topology-mode"]',
  ],
  ['keys with a hyphen', 'loki-canary:\n  enabled: tr<|>ue\n', 'loki-canary.enabled'],
  ['the second document of a file', 'a: 1\n---\nb:\n  - c: <|>1\n', 'b[0].c'],
  ['a line of a block scalar', 'data:\n  notes: |\n    one\n    tw<|>o\n', 'data.notes'],
  ['nothing', '\n<|>\n', undefined],
  [
    'a template',
    'kind: StatefulSet\nspec:\n  template:\n    spec:\n      containers:\n        {{- if .Values.x }}\n        - name: a\n        {{- end }}\n        - name: memcached\n          args:\n            - -m {{ .allocatedMemory }}\n            - -u {{ .po<|>rt }}\n',
    'spec.template.spec.containers[1].args[1]',
    'charts/a/templates/set.yaml',
  ],
  [
    'a key that an action makes',
    'metadata:\n  labels:\n    {{ .Values.key }}: va<|>lue\n',
    'metadata.labels["{{ .Values.key }}"]',
    'charts/a/templates/set.yaml',
  ],
  [
    'values in an Argo CD application have their own path',
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        loki:\n          service:\n            trafficDistribution: Prefer<|>Close\n',
    'loki.service.trafficDistribution',
  ],
  [
    'a part of the Loki configuration in values has its whole path',
    'loki:\n  limits_config:\n    ingestion_rate_mb: 1<|>0\n  commonConfig: {}\n',
    'loki.limits_config.ingestion_rate_mb',
    'charts/a/values.yaml',
  ],
  [
    'Alloy in YAML has the path of its text',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  config.alloy: |\n    logging { lev<|>el = "info" }\n',
    'data["config.alloy"]',
  ],
  ['Alloy has none', 'logging { lev<|>el = "info" }\n', undefined, 'config.alloy'],
]

for (const [name, source, path, file = 'a.yaml'] of cases)
  test(name, async () => assert.equal(await pathIn(source, file), path))
