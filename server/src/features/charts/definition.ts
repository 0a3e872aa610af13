/**
 * Definitions in charts: from a key of values to everything that sets it, the chart's own default first; where nothing
 * does, to the default that stands there as a comment, to what the schema says of it, else to the nearest map around
 * it that there is. From a named template to where it is defined, from a variable to its declaration.
 */
import { templatesNamed } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import type { ValuesEntry } from '../../model/charts/valuesTree.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Document, Place } from '../../text/document.ts'
import { contains, type Range } from '../../text/range.ts'
import type { Target } from '../definition.ts'
import { commentedKey } from './commented.ts'
import { type Instance, instancesOf, ownerOf, type ValueSubject } from './families.ts'
import type { ChartNamed } from './named.ts'
import { schemaProperties } from './schemaPlaces.ts'
import { entriesAt, settersOf } from './setters.ts'

/** The files that are read for a definition, by their uris. */
export type FileLookup = (uri: string) => Document | undefined

/** How a key is defined: by values, by a default in a comment, by the schema, or only a map around it is. */
export type DefinedBy = 'values' | 'comment' | 'schema' | 'parent' | 'nothing'

/** The places that define a key. */
export interface ValueDefinition {
  readonly by: DefinedBy
  readonly targets: readonly Omit<Target, 'from'>[]
}

/** The files that have to be read for the definition of what is named. */
export function definitionFiles(named: ChartNamed): readonly string[] {
  if (named.kind !== 'value') return []
  const folders = new Set(named.subjects.map(({ chart }) => chart.folder))
  return [...folders].flatMap((folder) => [`${folder}/values.yaml`, `${folder}/values.schema.json`])
}

/** Where what is named is defined. */
export function chartDefinitions(
  named: ChartNamed,
  file: Document,
  workspace: Workspace,
  files: FileLookup,
): readonly Target[] {
  const { range: from } = named
  if (named.kind === 'variable') {
    const { declaration, pipe } = named.variable
    const range = contains(pipe, declaration) ? pipe : declaration
    return [{ from, uri: file.uri, range, selection: declaration }]
  }
  if (named.kind === 'template') return templateTargets(named, from)
  const define = named.inValues ? defaultDefinition : valueDefinition
  const found = named.subjects.map((subject) => define(workspace, subject, files))
  const best = order.find((by) => found.some((each) => each.by === by))
  const targets = found.filter(({ by }) => by === best).flatMap((each) => each.targets)
  return distinctTargets(targets.map((target) => ({ from, ...target })))
}

const order: readonly DefinedBy[] = ['values', 'comment', 'schema', 'parent']

/**
 * What the charts themselves say of a key that a values file sets: the default of the innermost chart, which may stand
 * in a comment or the schema alone. Only where there is none, what others set.
 */
function defaultDefinition(workspace: Workspace, subject: ValueSubject, files: FileLookup): ValueDefinition {
  const [own] = placesThatSet(workspace, instancesOf(workspace, subject), 'defaults')
  if (own) return { by: 'values', targets: [own] }
  const described = defaultNowhereSet(workspace, subject, files)
  return described ?? valueDefinition(workspace, subject, files)
}

function templateTargets(
  { name, families }: Extract<ChartNamed, { kind: 'template' }>,
  from: Range,
): readonly Target[] {
  return distinctTargets(
    families.flatMap((family) =>
      (templatesNamed(family, name) ?? []).flatMap(({ unit, file }) => {
        const [selection = unit.range] = unit.ranges
        return [{ from, uri: file.uri, range: unit.range, selection }]
      }),
    ),
  )
}

/** What defines a key of a chart's values. */
export function valueDefinition(
  workspace: Workspace,
  subject: ValueSubject,
  files: FileLookup,
): ValueDefinition {
  const instances = instancesOf(workspace, subject)
  if (subject.keys.length === 0) return { by: 'values', targets: wholeValues(subject, workspace) }
  const set = placesThatSet(workspace, instances)
  if (set.length > 0) return { by: 'values', targets: set }
  const described = defaultNowhereSet(workspace, subject, files)
  if (described) return described
  for (let length = subject.keys.length - 1; length > 0; length--) {
    const around = { ...subject, keys: subject.keys.slice(0, length) }
    if (around.keys.at(-1) === undefined) continue
    const found = placesThatSet(workspace, instancesOf(workspace, around))
    if (found.length > 0) return { by: 'parent', targets: found }
  }
  return { by: 'nothing', targets: [] }
}

/** What a chart says of a key that it does not set: in a comment, or in its schema. */
function defaultNowhereSet(
  workspace: Workspace,
  subject: ValueSubject,
  files: FileLookup,
): ValueDefinition | undefined {
  const { folder } = subject.chart
  const comment = commented(workspace, subject, files(`${folder}/values.yaml`))
  if (comment) return { by: 'comment', targets: [comment] }
  const schema = files(`${folder}/values.schema.json`)
  const described = schema ? schemaProperties(schema, subject.keys) : []
  return schema && described.length > 0
    ? { by: 'schema', targets: described.map((range) => targetAt(schema.uri, range)) }
    : undefined
}

function targetAt(uri: string, range: Range): Omit<Target, 'from'> {
  return { uri, range, selection: range }
}

/** The chart's own values, for `.Values` alone and for the name of a subchart. */
function wholeValues({ chart }: ValueSubject, workspace: Workspace): ValueDefinition['targets'] {
  const uri = [`${chart.folder}/values.yaml`, `${chart.folder}/Chart.yaml`].find((each) =>
    workspace.files.has(each),
  )
  return uri === undefined ? [] : [targetAt(uri, { start: 0, end: 0 })]
}

function placesThatSet(
  workspace: Workspace,
  instances: readonly Instance[],
  which: 'all' | 'defaults' = 'all',
): ValueDefinition['targets'] {
  const found = instances.flatMap(({ family, keys }) =>
    settersOf(workspace, family).flatMap(({ values, under, isDefault }) =>
      entriesAt(values.tree, keysBelow(keys, under)).map((entry) => ({ entry, isDefault })),
    ),
  )
  const own = found.filter(({ isDefault }) => isDefault)
  const others = which === 'all' ? found.filter(({ isDefault }) => !isDefault) : []
  return distinctTargets([...own, ...others].map(({ entry }) => entryTarget(entry)))
}

/** The keys of a family's root as a values document below some of them writes them; globals stand at the top of each. */
export function keysBelow(keys: Keys, under: readonly string[]): Keys {
  if (keys[0] === 'global') return keys
  return under.every((key, i) => keys[i] === key) ? keys.slice(under.length) : []
}

function entryTarget({ place, value }: ValuesEntry): Omit<Target, 'from'> {
  const end = value.place.uri === place.uri ? Math.max(value.place.range.end, place.range.end) : 0
  const range = end >= place.range.end ? { start: place.range.start, end } : place.range
  return { uri: place.uri, range, selection: place.range }
}

/** The default of a key that stands in the chart's own values as a comment. */
function commented(
  workspace: Workspace,
  { chart, keys }: ValueSubject,
  document: Document | undefined,
): Omit<Target, 'from'> | undefined {
  if (!document) return undefined
  const tree = workspace.files.get(document.uri)?.facts.values[0]?.tree
  for (let length = keys.length - 1; length >= 0; length--) {
    const parents = length === 0 ? [undefined] : entriesAt(tree, keys.slice(0, length))
    const names = keys.slice(length)
    if (parents.length === 0 || !isNames(names)) continue
    for (const parent of parents) {
      const range = commentedKey(document.text, parent?.place.range, names)
      if (range) return targetAt(`${chart.folder}/values.yaml`, range)
    }
    // Below the nearest parent that there is, and nowhere else.
    return undefined
  }
  return undefined
}

function isNames(keys: Keys): keys is readonly string[] {
  return keys.every((key) => key !== undefined)
}

function distinctTargets<T extends Place>(targets: readonly T[]): readonly T[] {
  const found = new Map<string, T>()
  for (const target of targets) {
    const { start, end } = 'selection' in target ? (target.selection as Range) : target.range
    const key = `${target.uri}:${start}:${end}`
    if (!found.has(key)) found.set(key, target)
  }
  return [...found.values()]
}

/** Whether a key is the name of a subchart in the values of the chart around it. */
export function isSubchartName({ family, keys }: Instance): boolean {
  const owner = ownerOf(family, keys)
  return owner.parent !== undefined && owner.path.length === keys.length
}
