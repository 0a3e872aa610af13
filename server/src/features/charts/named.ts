/**
 * What stands at a place of a chart's files that has a name: a key of values (in a template, in values, in a dotted
 * text), a named template, a variable.
 */

import { steps } from '../../model/charts/expressions.ts'
import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import type { Keys, Known } from '../../model/charts/known.ts'
import type { Unit, Use } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import { factsAt, type Workspace } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { isMergeKey, pathAt } from '../../syntax/yaml/path.ts'
import { type Document, exactPlaceOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'
import { toInner } from '../../text/region.ts'
import { documentsAt } from '../at.ts'
import { dottedIn } from './dotted.ts'
import { distinct, familiesWith, subjectOf, type ValueSubject } from './families.ts'
import { namingsOf, pathsBehind } from './namings.ts'
import { chartsSetBy } from './setters.ts'
import { valueTextsIn } from './valueTexts.ts'
import { type Variable, variableAt } from './variables.ts'

/** What is named at a place. Ranges are the file's. */
export type ChartNamed =
  | {
      readonly kind: 'value'
      readonly range: Range
      /** The key's name; undefined where it is computed, or all of `.Values` is meant. */
      readonly name: string | undefined
      /** Several where a named template is called with several things. */
      readonly subjects: readonly ValueSubject[]
      /** Whether the place writes the key; else it only stands for its value, as the dot does in a `with`. */
      readonly written: boolean
      /** Whether it may name something else, too. */
      readonly ambiguous: boolean
      /** Whether it stands in values. */
      readonly inValues: boolean
    }
  | {
      readonly kind: 'template'
      readonly range: Range
      readonly name: string
      readonly families: readonly Family[]
    }
  | { readonly kind: 'variable'; readonly range: Range; readonly name: string; readonly variable: Variable }

/** What is named at an offset of a file. */
export function chartNamedAt(file: Document, workspace: Workspace, offset: number): ChartNamed | undefined {
  if (file.kind === 'helm-template') return inTemplate(file, workspace, offset)
  const dotted = inDotted(file, workspace, offset)
  if (dotted) return dotted
  for (const { document, offset: at } of documentsAt(file, offset)) {
    if (document.kind !== 'helm-values') continue
    const found = inText(file, document, workspace, offset) ?? inValues(document, workspace, at)
    if (found) return found
  }
  return undefined
}

/** The families whose templates a file is one of. */
function familiesOf(workspace: Workspace, uri: string): readonly Family[] {
  const chart = chartOf(workspace, uri)
  return chart ? familiesWith(workspace, chart) : []
}

function inTemplate(file: Document, workspace: Workspace, offset: number): ChartNamed | undefined {
  const variable = variableAt(file, offset)
  if (variable) {
    const place = variable.places.find(({ range }) => touches(range, offset))
    return place && { kind: 'variable', range: place.range, name: variable.name, variable }
  }
  const units = factsAt(workspace, file.uri).templates.flatMap((template) => template.units)
  const families = familiesOf(workspace, file.uri)
  const called = nameAt(units, offset)
  if (called) return { kind: 'template', ...called, families }
  const readings = families.map((family) => {
    const flow = flowOf(workspace, family.root)
    return { family, given: (unit: Unit) => flow.argumentsOf(unit) }
  })
  const found = keyAt(units, readings, offset) ?? keyInText(file, workspace, families, offset)
  return found && { ...found, inValues: false }
}

/** A path of values in a message or comment: it reads nothing, and leads to the values all the same. */
function keyInText(
  { text, uri }: Document,
  workspace: Workspace,
  families: readonly Family[],
  offset: number,
): Key | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const chart = chartOf(workspace, uri)
  for (const found of text.slice(lineStart, offset + 200).matchAll(/\.Values((?:\.\w+)+)/g)) {
    let end = lineStart + found.index + '.Values'.length
    const keys: string[] = []
    for (const name of found[1]?.split('.').slice(1) ?? []) {
      const range = { start: end + 1, end: end + 1 + name.length }
      end = range.end
      keys.push(name)
      if (!touches(range, offset)) continue
      const subjects = families.flatMap((family) =>
        family.members
          .filter((member) => member.chart.folder === chart?.folder)
          .map(({ path }) => subjectOf(family, keys[0] === 'global' ? keys : [...path, ...keys])),
      )
      return { kind: 'value', range, name, subjects: distinct(subjects), written: false, ambiguous: false }
    }
  }
  return undefined
}

/** The name of a template at an offset: where it is defined or called. */
function nameAt(
  units: readonly Unit[],
  offset: number,
): { readonly name: string; readonly range: Range } | undefined {
  for (const { name, ranges, calls } of units) {
    const own = name === undefined ? undefined : ranges.find((range) => touches(range, offset))
    if (name !== undefined && own) return { name, range: own }
    for (const { kind, name: callee, range } of calls)
      if (kind !== 'tpl' && callee.kind === 'text' && touches(range, offset))
        return { name: callee.value, range }
  }
  return undefined
}

type Key = Omit<Extract<ChartNamed, { kind: 'value' }>, 'inValues'>

/** A family with what it calls units with. */
interface Reading {
  readonly family: Family
  given(unit: Unit): readonly Known[]
}

/** The key of values at an offset of a template: the narrowest place counts. */
function keyAt(units: readonly Unit[], readings: readonly Reading[], offset: number): Key | undefined {
  const at = narrowest(units, offset)
  if (!at) return undefined
  const { unit, use, range } = at
  const written = use.ranges.includes(range)
  const subjects: ValueSubject[] = []
  let name: string | undefined
  let ambiguous = false
  for (const { family, given } of readings) {
    const add = (keys: Keys) => {
      subjects.push(subjectOf(family, keys))
      return keys
    }
    if (!written) pathsBehind(given(unit), use).forEach(add)
    else
      for (const naming of namingsOf(given(unit), use)) {
        if (naming.range !== range) continue
        if (naming.keys) add(naming.keys)
        else ambiguous = true
        if (naming.literal) name = naming.keys?.at(-1)
      }
  }
  const all = distinct(subjects)
  if (all.length === 0) return written ? handedAt(at, readings) : undefined
  return { kind: 'value', range, name, subjects: all, written, ambiguous: ambiguous || all.length > 1 }
}

interface KeyPlace {
  readonly unit: Unit
  readonly use: Use
  readonly range: Range
}

/** The values that a name stands for under which a template hands them to another one: it names none of their keys. */
function handedAt({ unit, use, range }: KeyPlace, readings: readonly Reading[]): Key | undefined {
  const upTo = use.keys.slice(0, use.ranges.indexOf(range) + 1)
  const value = { ...use, value: steps(use.from, upTo) }
  const all = distinct(
    readings.flatMap(({ family, given }) =>
      pathsBehind(given(unit), value).map((keys) => subjectOf(family, keys)),
    ),
  )
  if (all.length === 0) return undefined
  return { kind: 'value', range, name: undefined, subjects: all, written: false, ambiguous: false }
}

function narrowest(units: readonly Unit[], offset: number): KeyPlace | undefined {
  let found: KeyPlace | undefined
  for (const unit of units)
    for (const use of unit.uses)
      for (const range of use.ranges.length > 0 ? use.ranges : [use.range])
        if (touches(range, offset) && (!found || lengthOf(range) < lengthOf(found.range)))
          found = { unit, use, range }
  return found
}

function lengthOf({ start, end }: Range): number {
  return end - start
}

/** A key in a template that a value holds. */
function inText(
  file: Document,
  values: Document,
  workspace: Workspace,
  offset: number,
): ChartNamed | undefined {
  if (!values.text.includes('{{')) return undefined
  const inValues = innerOffset(file, values, offset)
  if (inValues === undefined) return undefined
  for (const chart of chartsSetBy(workspace, values.uri)) {
    for (const family of familiesWith(workspace, chart)) {
      for (const { document, unit, given } of valueTextsIn(workspace, file, flowOf(workspace, family.root))) {
        if (!document || document.within?.host !== values) continue
        const inner = toInner(document.within.region, inValues)
        if (inner === undefined) continue
        const called = nameAt([unit], inner)
        const key = called ? undefined : keyAt([unit], [{ family, given: () => given }], inner)
        const place = exactPlaceOf(document, (called ?? key)?.range ?? { start: 0, end: 0 })
        if (!place) continue
        const { range } = place
        if (called) return { kind: 'template', ...called, range, families: familiesWith(workspace, chart) }
        if (key) return { ...key, range, inValues: false }
      }
    }
  }
  return undefined
}

function innerOffset(file: Document, values: Document, offset: number): number | undefined {
  return documentsAt(file, offset).find(({ document }) => document === values)?.offset
}

/** A key in a values document. */
function inValues(values: Document, workspace: Workspace, offset: number): ChartNamed | undefined {
  const tree = yamlTree(values)
  const found = pathAt(tree, offset)
  if (!found?.pair || !found.onKey || found.pair.key.hole || isMergeKey(found.pair.key)) return undefined
  const place = exactPlaceOf(values, unquoted(values.text, rangeOf(tree, found.pair.key)))
  const keys = found.keys.map((key) => (typeof key === 'number' ? undefined : key))
  const subjects = chartsSetBy(workspace, values.uri).flatMap((chart) =>
    familiesWith(workspace, chart).flatMap((family) =>
      family.members
        .filter((member) => member.chart.folder === chart.folder)
        .map(({ path }) => subjectOf(family, keys[0] === 'global' ? keys : [...path, ...keys])),
    ),
  )
  if (!place || subjects.length === 0) return undefined
  const name = keys.at(-1)
  const all = distinct(subjects)
  const { range } = place
  return { kind: 'value', range, name, subjects: all, written: true, ambiguous: false, inValues: true }
}

/** The range of a text without its quotes. */
function unquoted(text: string, { start, end }: Range): Range {
  const quote = text[start]
  const isQuoted = (quote === '"' || quote === "'") && end - start >= 2 && text[end - 1] === quote
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end }
}

/** A key in a condition of a dependency, or in the name of a parameter. */
function inDotted(file: Document, workspace: Workspace, offset: number): ChartNamed | undefined {
  if (file.kind !== 'helm-chart' && file.kind !== 'argocd') return undefined
  for (const { chart, keys, ranges } of dottedIn(file, workspace)) {
    const at = ranges.findIndex((range) => touches(range, offset))
    const range = ranges[at]
    const name = keys[at]
    if (!range || name === undefined) continue
    const path = keys.slice(0, at + 1)
    const subjects = familiesWith(workspace, chart).flatMap((family) =>
      family.members
        .filter((member) => member.chart.folder === chart.folder)
        .map((member) => subjectOf(family, [...member.path, ...path])),
    )
    const all = distinct(subjects)
    return { kind: 'value', range, name, subjects: all, written: true, ambiguous: false, inValues: true }
  }
  return undefined
}
