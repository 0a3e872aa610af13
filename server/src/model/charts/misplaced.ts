/**
 * Keys of values that stand one level too high: a chart's own templates do not read them, and a subchart has a key of
 * that name, so they belong below the subchart's name. Known of subcharts that are in the workspace, and of the official
 * Loki chart, of which the names are known. What could be meant for several subcharts is told without a name.
 */
import { lokiChartKeys, lokiChartMarks, lokiMapKeys, lokiMapMarks } from '../../schema/lokiChart.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlPair } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains } from '../../text/range.ts'
import { factsAt, type Workspace } from '../workspace.ts'
import { effectOf, type Reader, readersOf } from './effect.ts'
import { nodeAtPath } from './valuesTree.ts'

export interface Misplaced {
  /** The map that holds the keys, and its path in the document. */
  readonly map: YamlMap
  readonly path: readonly string[]
  readonly pairs: readonly YamlPair[]
  /** The key below which they belong. */
  readonly below: string
  /** The chart that has them. */
  readonly chart: string
}

/** The misplaced keys of a values document, by the key below which they belong. */
export function misplacedIn(workspace: Workspace, document: Document): readonly Misplaced[] {
  const root = mapOf(yamlTree(document).documents[0]?.root)
  if (!root) return []
  if (isLokiRelease(document)) return [...belowLoki(root, [])]
  const values = factsAt(workspace, document.uri).values.find(({ uri }) => uri === document.uri)
  const readers = (values && readersOf(workspace, values)?.readers) ?? []
  return [...ofSubcharts(workspace, root, readers), ...ofMissingLoki(root, readers)]
}

function* ofSubcharts(workspace: Workspace, root: YamlMap, readers: readonly Reader[]): Iterable<Misplaced> {
  const found = new Map<string, { readonly chart: string; readonly pairs: YamlPair[] }>()
  for (const pair of root.pairs) {
    if (pair.key.hole || effectOf(readers, [pair.key.text]) !== 'none') continue
    const holders = new Map(readers.flatMap((reader) => subchartsWith(workspace, reader, pair.key.text)))
    const [holder] = holders
    if (!holder || holders.size > 1) continue
    const known = found.get(holder[0]) ?? { chart: holder[1], pairs: [] }
    known.pairs.push(pair)
    found.set(holder[0], known)
  }
  for (const [below, { chart, pairs }] of found) yield { map: root, path: [], pairs, below, chart }
}

/** Subcharts whose own values have a key and whose templates read it: the key in their parent's values, and their name. */
function subchartsWith(
  workspace: Workspace,
  { flow, member }: Reader,
  key: string,
): readonly (readonly [below: string, chart: string])[] {
  return flow.family.members.flatMap((child) => {
    if (!member || child.parent !== member || !flow.isRead([...child.path, key])) return []
    const uri = `${child.chart.folder}/values.yaml`
    const own = factsAt(workspace, uri).values.find((values) => values.uri === uri)?.tree
    const below = child.path.at(-1)
    return below !== undefined && nodeAtPath(own, [key]) ? [[below, child.chart.name ?? below] as const] : []
  })
}

/** A chart around the Loki chart, which is not vendored. */
function* ofMissingLoki(root: YamlMap, readers: readonly Reader[]): Iterable<Misplaced> {
  for (const { flow, member } of readers) {
    const missing = flow.family.missing.find(
      ({ of, dependency }) => of === member && dependency.name === 'loki',
    )
    if (!missing || readers.length > 1) continue
    const below = missing.dependency.alias ?? missing.dependency.name
    const pairs = root.pairs.filter(
      ({ key }) => lokiChartMarks.includes(key.text) && effectOf(readers, [key.text]) === 'none',
    )
    if (pairs.length > 0) yield { map: root, path: [], pairs, below, chart: 'loki' }
    const inner = mapOf(pairAt(root, below)?.value)
    if (inner) yield* belowLoki(inner, [below])
  }
}

/** Keys of the `loki` map that stand beside it, or in its place. */
function* belowLoki(map: YamlMap, path: readonly string[]): Iterable<Misplaced> {
  const pairs = map.pairs.filter(
    ({ key }) => !key.hole && lokiMapKeys.has(key.text) && !lokiChartKeys.has(key.text),
  )
  // Names that others have, too, tell nothing alone.
  if (!pairs.some(({ key }) => lokiMapMarks.includes(key.text))) return
  yield { map, path, pairs, below: 'loki', chart: 'loki' }
}

/** Whether a document holds the values of a release of the Loki chart itself, in an Argo CD application or a HelmRelease. */
function isLokiRelease(document: Document): boolean {
  const { within } = document
  if (!within || within.host.within) return false
  const tree = yamlTree(within.host)
  return tree.documents.some(({ root }) => {
    if (!root || !contains(rangeOf(tree, root), within.region.range)) return false
    if (textOf(get(root, ['kind'])) === 'HelmRelease')
      return textOf(get(root, ['spec', 'chart', 'spec', 'chart'])) === 'loki'
    const spec = get(root, ['spec', 'template', 'spec']) ?? get(root, ['spec'])
    const sources = [get(spec, ['source']), ...(sequenceOf(get(spec, ['sources']))?.items ?? [])]
    return sources.some(
      (source) =>
        source &&
        textOf(get(source, ['chart'])) === 'loki' &&
        contains(rangeOf(tree, source), within.region.range),
    )
  })
}
