/**
 * References and highlights in charts. References of a key of values are the places of templates that name it or read
 * a map around it as a whole, and everything that sets it; those in files that have to be read for their positions
 * (templates that values hold, conditions, parameters, the schema) are told of the files that the caller has read.
 */
import type { Family } from '../../model/charts/family.ts'
import type { ValuesNode } from '../../model/charts/valuesTree.ts'
import type { Workspace } from '../../model/workspace.ts'
import { type Document, exactPlaceOf, type Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Range, touches } from '../../text/range.ts'
import { fileOf } from '../../text/uri.ts'
import type { Highlight } from '../references.ts'
import { keysBelow } from './definition.ts'
import { dottedFiles, dottedIn } from './dotted.ts'
import { covers, familiesWith, instancesOf, mayBeSame, type ValueSubject } from './families.ts'
import { blockWordsAt } from './keywords.ts'
import type { ChartNamed } from './named.ts'
import { schemaProperties } from './schemaPlaces.ts'
import { entriesAt, settersOf } from './setters.ts'
import { templateMentions } from './templateMentions.ts'
import { byFamily, valueMentions, wholeReads } from './valueMentions.ts'
import { textCalls, textMentions } from './valueTexts.ts'

/** The files that have to be read to tell all references. */
export function referenceFiles(named: ChartNamed, workspace: Workspace): readonly string[] {
  if (named.kind === 'variable') return []
  const files = new Set<string>()
  if (named.kind === 'template') for (const family of named.families) addTexts(files, workspace, family)
  else addFiles(files, named.subjects, workspace)
  return [...files]
}

/** The files whose values hold templates. */
function addTexts(files: Set<string>, workspace: Workspace, family: Family): void {
  for (const { values } of settersOf(workspace, family))
    if (holdsTemplate(values.tree)) files.add(fileOf(values.uri))
}

function addFiles(files: Set<string>, subjects: readonly ValueSubject[], workspace: Workspace): void {
  for (const subject of subjects) {
    files.add(`${subject.chart.folder}/values.schema.json`)
    for (const family of byFamily(instancesOf(workspace, subject)).keys()) {
      addTexts(files, workspace, family)
      for (const uri of dottedFiles(workspace, family)) files.add(uri)
    }
  }
}

/** Whether a text in some values holds template actions. */
export function holdsTemplate(tree: ValuesNode | undefined): boolean {
  return tree !== undefined && hasTemplate(tree)
}

const hasTemplate = memo((node: ValuesNode): boolean => {
  if (node.kind === 'map') return node.entries.some(({ value }) => hasTemplate(value))
  if (node.kind === 'list') return node.items.some(hasTemplate)
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('{{')
})

/**
 * The places that name what is named.
 * @param files those of `referenceFiles` that could be read
 * @param declarations whether the place that defines it counts: of a key, what its chart itself says of it
 */
export function chartReferences(
  named: ChartNamed,
  file: Document,
  workspace: Workspace,
  files: readonly Document[],
  declarations: boolean,
): readonly Place[] {
  if (named.kind === 'variable')
    return named.variable.places
      .filter(({ range }) => declarations || range !== named.variable.declaration)
      .map(({ range }) => ({ uri: file.uri, range }))
  if (named.kind === 'template') {
    const { families, name } = named
    const places = templateMentions(workspace, families, name).filter(
      ({ role }) => declarations || role === 'call',
    )
    const inValues = textCalls(workspace, families, name, files).flatMap(
      ({ document, range }) => (document && exactPlaceOf(document, range)) ?? [],
    )
    return distinctPlaces([...places, ...inValues])
  }
  // A mention in a helper with several callers stands for several keys and is one place.
  return distinctPlaces(
    named.subjects.flatMap((subject) => valueReferences(subject, workspace, files, declarations)),
  )
}

function valueReferences(
  subject: ValueSubject,
  workspace: Workspace,
  files: readonly Document[],
  declarations: boolean,
): readonly Place[] {
  const places: Place[] = []
  for (const { family, keys } of instancesOf(workspace, subject))
    for (const { values, under, isDefault } of settersOf(workspace, family))
      if (declarations || !isDefault)
        for (const { place } of entriesAt(values.tree, keysBelow(keys, under))) places.push(place)
  const { folder } = subject.chart
  for (const file of files) {
    if (declarations && file.uri === `${folder}/values.schema.json`)
      for (const range of schemaProperties(file, subject.keys)) places.push({ uri: file.uri, range })
    places.push(...dottedPlaces(subject, file, workspace))
  }
  for (const { uri, range, use } of valueMentions(workspace, subject))
    places.push({ uri, range: range ?? use.range })
  for (const { document, range, use } of textMentions(workspace, subject, files)) {
    const place = document && exactPlaceOf(document, range ?? use.range)
    if (place) places.push(place)
  }
  for (const { uri, range, everything } of wholeReads(workspace, subject))
    if (uri !== undefined && !everything) places.push({ uri, range })
  return distinctPlaces(places)
}

/** The places of dotted texts in a file that name a key. */
export function dottedPlaces(
  subject: ValueSubject,
  file: Document,
  workspace: Workspace,
): readonly (Place & { readonly exact: boolean })[] {
  const instances = instancesOf(workspace, subject)
  return dottedIn(file, workspace).flatMap(({ chart, keys, ranges, range }) =>
    familiesWith(workspace, chart).flatMap((family) =>
      family.members
        .filter((member) => member.chart.folder === chart.folder)
        .flatMap(({ path }) => {
          const whole = [...path, ...keys]
          const found = instances.find(
            (each) =>
              each.family === family &&
              each.keys.length > path.length &&
              mayBeSame(each.keys, whole.slice(0, each.keys.length)),
          )?.keys
          if (!found) return []
          const at = ranges[found.length - path.length - 1]
          const exact = at !== undefined && covers(found, whole.slice(0, found.length))
          return [{ uri: file.uri, range: at ?? range, exact }]
        }),
    ),
  )
}

function distinctPlaces(places: readonly Place[]): readonly Place[] {
  const found = new Map<string, Place>()
  for (const { uri, range } of places) found.set(`${uri}:${range.start}:${range.end}`, { uri, range })
  return [...found.values()]
}

/** What is marked in a file with what stands at an offset: the same key, template or variable, the words of a block. */
export function chartHighlights(
  file: Document,
  workspace: Workspace,
  offset: number,
  named: ChartNamed | undefined,
): readonly Highlight[] | undefined {
  if (file.kind !== 'helm-template') return undefined
  if (!named) return blockWordsAt(file, offset)?.map((range) => ({ range, kind: 'read' as const }))
  if (named.kind === 'variable')
    return named.variable.places.map(({ range, sets }) => ({ range, kind: sets ? 'write' : 'read' }))
  if (named.kind === 'template')
    return templateMentions(workspace, named.families, named.name)
      .filter(({ uri }) => uri === file.uri)
      .map(({ range, role }) => ({ range, kind: role === 'definition' ? 'write' : 'read' }))
  const ranges = new Map<number, Range>()
  for (const subject of named.subjects)
    for (const { uri, range } of valueMentions(workspace, subject))
      if (uri === file.uri && range) ranges.set(range.start, range)
  if (named.written && ![...ranges.values()].some((range) => touches(range, offset)))
    ranges.set(named.range.start, named.range)
  return [...ranges.values()].map((range) => ({ range, kind: 'read' }))
}
