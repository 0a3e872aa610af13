/**
 * What sets keys of a chart's values: the values documents of a family, told from facts. What names keys as dotted
 * texts is in `dotted.ts`.
 */
import type { Chart, Values } from '../../model/charts/charts.ts'
import type { Family } from '../../model/charts/family.ts'
import type { Keys } from '../../model/charts/known.ts'
import { allValuesOf, chartsByFolder } from '../../model/charts/values.ts'
import type { ValuesEntry, ValuesNode } from '../../model/charts/valuesTree.ts'
import { allFacts, type Workspace } from '../../model/workspace.ts'
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'

/** A values document of a family. */
export interface Setter {
  readonly values: Values
  readonly chart: Chart
  /** The keys of the family's root under which its own lie. */
  readonly under: readonly string[]
  /** Whether it is its chart's own `values.yaml`. */
  readonly isDefault: boolean
}

/** The values documents of a family: the charts' own, then the others in order of rising precedence. */
export function settersOf(workspace: Workspace, family: Family): readonly Setter[] {
  return setters(workspace)(family)
}

const setters = memo((workspace: Workspace) =>
  memo((family: Family): readonly Setter[] => {
    const found = new Map<string, Setter>()
    for (const { chart, path } of family.members) {
      const own = allValuesOf(workspace, chart).layers.filter(({ inherited }) => !inherited)
      for (const values of [...own.map((layer) => layer.values), ...triedWith(workspace, chart)]) {
        const isDefault = values.uri === `${chart.folder}/values.yaml`
        const key = `${values.uri} ${path.join('/')}`
        if (!found.has(key)) found.set(key, { values, chart, under: path, isDefault })
      }
    }
    const all = [...found.values()]
    // What a chart says of itself comes before what a chart around it says, as it is overridden by that.
    const defaults = all.filter((each) => each.isDefault).sort((a, b) => b.under.length - a.under.length)
    return [...defaults, ...all.filter((each) => !each.isDefault)]
  }),
)

/** The values that a chart is tested with: they hold for no release, and name its keys all the same. */
function triedWith(workspace: Workspace, { folder }: Chart): readonly Values[] {
  return allFacts(workspace, 'values').filter(
    ({ uri }) => uri.startsWith(`${folder}/ci/`) && uri === fileOf(uri),
  )
}

/** The charts whose values a document holds, those that are tried with it among them. */
export function chartsSetBy(workspace: Workspace, uri: string): readonly Chart[] {
  return chartsByDocument(workspace).get(uri) ?? []
}

const chartsByDocument = memo((workspace: Workspace): ReadonlyMap<string, readonly Chart[]> => {
  const found = new Map<string, Chart[]>()
  for (const chart of chartsByFolder(workspace).values()) {
    const own = allValuesOf(workspace, chart).layers.filter(({ inherited }) => !inherited)
    const uris = [
      ...own.map(({ values }) => values.uri),
      ...triedWith(workspace, chart).map(({ uri }) => uri),
    ]
    for (const uri of new Set(uris)) found.set(uri, [...(found.get(uri) ?? []), chart])
  }
  return found
})

/** The entries of a values tree whose path is, or may be, this one. */
export function entriesAt(root: ValuesNode | undefined, keys: Keys): readonly ValuesEntry[] {
  const last = keys.at(-1)
  if (last === undefined) return []
  return nodesAt(root, keys.slice(0, -1)).flatMap((node) =>
    node.kind === 'map' ? node.entries.filter(({ name }) => name === last) : [],
  )
}

/** The nodes of a values tree at a path, in which `undefined` is any item or entry. */
export function nodesAt(root: ValuesNode | undefined, keys: Keys): readonly ValuesNode[] {
  let level = root ? [root] : []
  for (const key of keys) level = level.flatMap((node) => below(node, key))
  return level
}

function below(node: ValuesNode, key: string | undefined): ValuesNode[] {
  if (node.kind === 'map')
    return node.entries.flatMap(({ name, value }) => (key === undefined || name === key ? [value] : []))
  // A list has no keys of its own: a step into it is an index, which no path tells.
  return node.kind === 'list' && key === undefined ? [...node.items] : []
}
