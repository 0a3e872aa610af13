/**
 * What the evaluator says a chart prints against what Helm 3.22 printed (`../shared/corpus/charts`): nothing that it
 * claims to know may differ. What it leaves unknown is counted.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { type Expansion, isCertain, manifestsOfRelease } from '../../server/src/model/charts/expand/expand.ts'
import { familyAt } from '../../server/src/model/charts/family.ts'
import type { MergedNode } from '../../server/src/model/charts/merged.ts'
import { releasesOf } from '../../server/src/model/charts/releases.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import type { YamlNode, YamlPair } from '../../server/src/syntax/yaml/ast.ts'
import { goValueOf } from '../../server/src/syntax/yaml/goScalar.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { entries, resolve } from '../../server/src/syntax/yaml/path.ts'
import { rangeOf } from '../../server/src/text/part.ts'
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

const application = (valueFiles: readonly string[], hidden: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: all
spec:
  template:
    metadata:
      name: rel
    spec:
      source:
        path: chart
        helm:
          valueFiles: ${JSON.stringify(valueFiles)}
          valuesObject: ${hidden}
      destination:
        namespace: monitoring
`

/** The expansions of a recorded rendering, as an application that names the same values. */
async function expansionsOf(entry: Entry): Promise<readonly Expansion[]> {
  const { family, deployment, workspace } = await deploymentOf(entry)
  return manifestsOfRelease(workspace, family, deployment)
}

/** @param hidden values that a generator fills in, as one line of YAML: nobody knows them */
async function deploymentOf({ chart, values = [] }: Entry, hidden = '{}') {
  const folder = join(corpus, chart)
  const files = new Map([...filesIn(folder)].map((path) => [`chart/${relative(folder, path)}`, read(path)]))
  const names = values.map((path, i) => {
    files.set(`chart/given/values-${i}.yaml`, read(join(corpus, path)))
    return `/chart/given/values-${i}.yaml`
  })
  files.set('apps/rel.yaml', application(names, hidden))
  const { workspace } = await loadFiles(files)
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  assert.ok(family)
  const [deployment] = releasesOf(workspace, family)
  assert.ok(deployment)
  assert.deepEqual([deployment.missing, deployment.layers.length], [[], names.length + 1])
  return { workspace, family, deployment }
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

/** The first place where something that is known for certain is not what Helm printed. */
function contradiction(expansion: Expansion, printed: readonly string[]): string | undefined {
  const { document, joined, failure } = expansion
  if (!document || !joined) return `refused: ${failure?.message}`
  const tree = yamlTree(document)
  const startOf = (node: YamlNode | YamlPair) => rangeOf(tree, node).start
  const isSure = (node: YamlNode | YamlPair) => isCertain(expansion, startOf(node))
  // A list may go on where a hole or another branch follows, and what comes behind these has another index then.
  const mayGoOn = (node: YamlNode) => {
    const { start, end } = rangeOf(tree, node)
    const near = [...joined.masked.holes.filter(({ kind }) => kind !== 'value'), ...joined.uncertain]
    return near.some((each) => each.start < end + 120 && start < each.end)
  }
  const helms = parseYaml(printed.join('\n---\n')).documents.flatMap(({ root }) => root ?? [])
  for (const { root } of tree.documents) {
    if (!root || !(root.kind === 'map' && root.pairs.some((pair) => isSure(pair.key)))) continue
    const found = helms.map((other) => differing(root, other, '', { isSure, mayGoOn }))
    if (found.every((each) => each !== undefined)) return found[0] ?? 'not printed'
  }
  return undefined
}

interface Certainty {
  isSure(node: YamlNode | YamlPair): boolean
  mayGoOn(node: YamlNode): boolean
}

function differing(
  own: YamlNode | undefined,
  helms: YamlNode | undefined,
  path: string,
  certainty: Certainty,
): string | undefined {
  const [a, b] = [resolve(own), resolve(helms)]
  if (!a || !certainty.isSure(a) || (a.kind === 'scalar' && (a.hole || a.text === ''))) return undefined
  if (a.kind === 'scalar' && b?.kind === 'scalar')
    return goValueOf(a) === goValueOf(b) ? undefined : `${path}: ${a.text} / ${b.text}`
  if (a.kind === 'map' && b?.kind === 'map') {
    for (const pair of entries(a)) {
      const other = entries(b).find((each) => each.key.text === pair.key.text)
      if (pair.key.hole || !certainty.isSure(pair.key)) continue
      const at = `${path}.${pair.key.text}`
      const found = other ? differing(pair.value, other.value, at, certainty) : `${at} is not there`
      if (found) return found
    }
    return undefined
  }
  if (a.kind === 'sequence' && b?.kind === 'sequence') {
    if (certainty.mayGoOn(a)) return undefined
    if (a.items.length !== b.items.length) return `${path}: another length`
    for (const [i, item] of a.items.entries()) {
      const found = differing(item, b.items[i], `${path}[${i}]`, certainty)
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

/** The paths of all values that are no maps. */
function leavesOf(node: MergedNode, path: readonly string[] = []): readonly (readonly string[])[] {
  if (node.kind !== 'map') return [path]
  return [...node.entries].flatMap(([key, value]) => leavesOf(value, [...path, key]))
}

type Tree = { [key: string]: Tree | string }

function hiding(paths: readonly (readonly string[])[]): string {
  const root: Tree = {}
  for (const path of paths) {
    let at = root
    for (const key of path.slice(0, -1)) {
      const next = at[key]
      at = at[key] = typeof next === 'object' ? next : {}
    }
    at[path.at(-1) ?? ''] = '{{hidden}}'
  }
  return JSON.stringify(root)
}

test('with values hidden, what is still said for certain is what Helm printed', { skip }, async () => {
  const wrong: string[] = []
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const chosen = index().filter(({ expected = '' }) => /guide-distributed|_defaults|keda/.test(expected))
  for (const entry of chosen) {
    const helms = documentsBySource(read(join(corpus, entry.expected ?? '')))
    const leaves = leavesOf((await deploymentOf(entry)).deployment.values)
    for (let round = 0; round < 3; round++) {
      const paths = Array.from({ length: 8 }, () => leaves[random(leaves.length)] ?? [])
      const { workspace, family, deployment } = await deploymentOf(entry, hiding(paths))
      const expansions = manifestsOfRelease(workspace, family, deployment)
      const names = new Set(expansions.map(({ name }) => name))
      for (const name of helms.keys()) if (!names.has(name)) wrong.push(`${entry.expected} ${name}: missing`)
      for (const expansion of expansions) {
        if (expansion.name.includes('/tests/')) continue
        const found = contradiction(expansion, helms.get(expansion.name) ?? [])
        const which = paths.map((path) => path.join('.')).join(' ')
        if (found) wrong.push(`${entry.expected} ${expansion.name}: ${found} (${which})`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})
