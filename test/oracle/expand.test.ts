/**
 * What the evaluator says a chart prints against what Helm 3.22 printed (`../shared/corpus/charts`): nothing that it
 * claims to know may differ. What it leaves unknown is counted.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { type Expansion, manifestsOfRelease } from '../../server/src/model/charts/expand/expand.ts'
import { familyAt } from '../../server/src/model/charts/family.ts'
import { releasesOf } from '../../server/src/model/charts/releases.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import type { YamlNode } from '../../server/src/syntax/yaml/ast.ts'
import { goValueOf } from '../../server/src/syntax/yaml/goScalar.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { entries, resolve } from '../../server/src/syntax/yaml/path.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const corpus = new URL('../../../shared/corpus/charts', import.meta.url).pathname
const skip = !existsSync(corpus) && 'the corpus of charts is not here'

interface Entry {
  readonly chart: string
  readonly values?: readonly string[]
  readonly ok: boolean
  readonly expected?: string
  readonly error?: string
}

function index(): readonly Entry[] {
  return JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) as readonly Entry[] // The corpus's own form.
}

function* filesIn(folder: string): Iterable<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* filesIn(path)
    else yield path
  }
}

const application = (valueFiles: readonly string[]) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: rel
spec:
  source:
    path: chart
    helm:
      valueFiles: ${JSON.stringify(valueFiles)}
  destination:
    namespace: monitoring
`

/** The expansions of a recorded rendering, as an application that names the same values. */
async function expansionsOf({ chart, values = [] }: Entry): Promise<readonly Expansion[]> {
  const folder = join(corpus, chart)
  const files = new Map([...filesIn(folder)].map((path) => [`chart/${relative(folder, path)}`, read(path)]))
  const names = values.map((path, i) => {
    files.set(`chart/given/values-${i}.yaml`, read(join(corpus, path)))
    return `/chart/given/values-${i}.yaml`
  })
  files.set('apps/rel.yaml', application(names))
  const { workspace } = await loadFiles(files)
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  assert.ok(family)
  const [deployment] = releasesOf(workspace, family)
  assert.deepEqual([deployment?.missing, deployment?.layers.length], [[], names.length])
  return manifestsOfRelease(workspace, family, deployment)
}

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

/** The documents of a rendering by the template that made them. */
function documentsBySource(output: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const part of output.split(/^---\n(?=# Source: )/m)) {
    const [head, name] = /^# Source: (.*)\n/.exec(part) ?? []
    if (head === undefined || name === undefined) continue
    found.set(name, [...(found.get(name) ?? []), ...documentsIn(part.slice(head.length))])
  }
  return found
}

/** Helm leaves out documents that hold nothing, and the blanks around each. */
function documentsIn(text: string): readonly string[] {
  return text
    .split(/(?:^|\s*\n)---\s*/)
    .map((document) => document.replace(/^---\s*\n/, '').trim())
    .filter((document) => /^[^#\n]/m.test(document))
}

const asText = (documents: readonly string[]) => [...documents].sort().join('\n---\n')

/** The first place where something that is known is not what Helm printed. */
function contradiction({ document, joined }: Expansion, printed: readonly string[]): string | undefined {
  if (!document || !joined) return 'refused'
  const helms = parseYaml(printed.join('\n---\n')).documents.flatMap(({ root }) => root ?? [])
  const isSure = joined.uncertain.length === 0
  for (const { root } of yamlTree(document).documents) {
    if (!root) continue
    const found = helms.map((other) => differing(root, other, '', isSure))
    if (found.length > 0 ? found.every((each) => each !== undefined) : isSure)
      return found[0] ?? 'not printed'
  }
  return undefined
}

function differing(
  own: YamlNode | undefined,
  helms: YamlNode | undefined,
  path: string,
  isSure: boolean,
): string | undefined {
  const [a, b] = [resolve(own), resolve(helms)]
  if (!a || (a.kind === 'scalar' && (a.hole || a.text === ''))) return undefined
  if (a.kind === 'scalar' && b?.kind === 'scalar')
    return goValueOf(a) === goValueOf(b) ? undefined : `${path}: ${a.text} / ${b.text}`
  if (a.kind === 'map' && b?.kind === 'map') {
    for (const pair of entries(a)) {
      const other = entries(b).find((each) => each.key.text === pair.key.text)
      if (pair.key.hole || (!other && !isSure)) continue
      const found = other
        ? differing(pair.value, other.value, `${path}.${pair.key.text}`, isSure)
        : `${path}.${pair.key.text} is not there`
      if (found) return found
    }
    return undefined
  }
  return a.kind === b?.kind ? undefined : `${path}: ${a.kind} / ${b?.kind}`
}

test('what is known of the recorded renderings is what Helm printed', { skip }, async () => {
  const counts = { files: 0, same: 0, partly: 0 }
  const wrong: string[] = []
  for (const entry of index().filter(({ ok }) => ok)) {
    const helms = documentsBySource(read(join(corpus, entry.expected ?? '')))
    const expansions = await expansionsOf(entry)
    const names = new Set(expansions.map(({ name }) => name))
    for (const name of helms.keys()) if (!names.has(name)) wrong.push(`${entry.expected} ${name}: missing`)
    for (const expansion of expansions) {
      const printed = helms.get(expansion.name)
      // The chart's `.helmignore`, which is not read, leaves its tests out.
      if (!printed && expansion.name.includes('/tests/')) continue
      counts.files++
      const isWhole = expansion.joined?.masked.holes.length === 0 && !expansion.cut
      const isSame = asText(documentsIn(expansion.joined?.text ?? '')) === asText(printed ?? [])
      if (isWhole && isSame) counts.same++
      else {
        counts.partly++
        const found = isWhole ? 'another text' : contradiction(expansion, printed ?? [])
        if (found) wrong.push(`${entry.expected} ${expansion.name}: ${found}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
  console.log(
    `${counts.same} of ${counts.files} files are known wholly and the same, ${counts.partly} in part`,
  )
  assert.ok(counts.files > 700)
  assert.ok(counts.same / counts.files >= 0.91)
})

test('what the charts refuse themselves is refused, in their words', { skip }, async () => {
  for (const entry of index().filter(({ ok }) => !ok)) {
    const failures = (await expansionsOf(entry)).flatMap(({ failure }) => failure ?? [])
    assert.ok(failures.length > 0, entry.chart)
    for (const { message } of failures) assert.ok(entry.error?.includes(message), message)
  }
})
