/**
 * What a template mentions at an offset: a key of a path, a variable, the dot. What it stands for depends on what its
 * unit is called with, so that it may be several things. Words that are no values (functions, keywords) are not told.
 */
import { type Expression, steps } from '../../model/charts/expressions.ts'
import { type Family, familyAt } from '../../model/charts/family.ts'
import { type Flow, flowOf } from '../../model/charts/flow.ts'
import { type Known, knownOf, labelOf } from '../../model/charts/known.ts'
import { type Unit, type Use, unitsOf } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { contains, type Range, touches } from '../../text/range.ts'
import { familiesWith } from '../charts/families.ts'
import type { FeatureContext } from '../feature.ts'
import { holdersOf } from './valuesPlace.ts'

/** A mention with the part of it that is pointed at. */
export interface Pointed {
  readonly unit: Unit
  readonly use: Use
  /** The key, the variable or the dot. */
  readonly range: Range
  /** Which of the keys it is; -1 for what they are looked up in, or the whole of a mention without keys. */
  readonly index: number
}

/** The mention at an offset of a template. */
export function pointedAt(document: Document, offset: number): Pointed | undefined {
  let found: Pointed | undefined
  for (const unit of unitsOf(document)) {
    if (!touches(unit.range, offset)) continue
    for (const use of unit.uses) {
      const one = touches(use.range, offset) ? partOf(document, unit, use, offset) : undefined
      if (one && (!found || lengthOf(one.range) < lengthOf(found.range))) found = one
    }
  }
  return found
}

function partOf({ text }: Document, unit: Unit, use: Use, offset: number): Pointed | undefined {
  const { range, ranges } = use
  const index = ranges.findIndex((each) => touches(each, offset))
  const key = ranges[index]
  if (key) return { unit, use, range: key, index }
  const isPath = text[range.start] === '.' || text[range.start] === '$'
  const first = ranges[0]
  if (!isPath) return undefined
  if (!first) return { unit, use, range, index: -1 }
  if (offset >= first.start) return undefined
  // On the dot of `.a` the key is meant, on the `$x` of `$x.a` the variable.
  if (first.start === range.start + 1) return { unit, use, range: first, index: 0 }
  return { unit, use, range: { start: range.start, end: first.start - 1 }, index: -1 }
}

function lengthOf({ start, end }: Range): number {
  return end - start
}

/** The expression that is pointed at. */
export function expressionAt({ use, index }: Pointed): Expression {
  if (index >= 0) return steps(use.from, use.keys.slice(0, index + 1))
  return use.keys.length === 0 ? use.value : use.from
}

/** What an expression may stand for, over what a unit may be called with; what is unknown is left out. */
export function meaningsOf(given: readonly Known[], expression: Expression): readonly Known[] {
  const found = new Map<string, Known>()
  for (const argument of given) {
    const known = knownOf(expression, argument)
    for (const each of known.kind === 'any' ? known.of : [known])
      if (each.kind !== 'unknown') found.set(labelOf(each), each)
  }
  return [...found.values()]
}

/** Where a template's texts are understood. */
export interface Stand {
  readonly flow: Flow
  /** What the unit may be called with. */
  readonly given: readonly Known[]
  /** Whether nothing that is known calls the unit: what it is called with is then guessed. */
  readonly assumed: boolean
}

/** What is known at an offset of a template, or at an action of a value, which is rendered with the root object. */
export function standAt({ document, workspace }: FeatureContext, offset: number): Stand | undefined {
  if (document.kind !== 'helm-template') {
    const [holder] = holdersOf(workspace, document)
    if (!holder) return undefined
    const flow = flowOf(workspace, holder.family.root)
    return { flow, given: [{ kind: 'root', at: holder.member.path }], assumed: false }
  }
  const unit = unitAt(document, offset)
  const flow = unit && flowAt(workspace, document.uri, unit)
  return flow && { flow, given: flow.argumentsOf(unit), assumed: flow.isAssumed(unit) }
}

/** The unit of a document that an offset lies in: the innermost one. */
function unitAt(document: Document, offset: number): Unit | undefined {
  return unitsOf(document)
    .filter(({ range }) => touches(range, offset))
    .reduce<Unit | undefined>((a, b) => (a && !contains(a.range, b.range) ? a : b), undefined)
}

/**
 * The flow in which a unit of a template is best understood: that of its own family, unless nothing there calls it and
 * a chart from another folder that takes this one in does. Nothing outside of charts.
 */
function flowAt(workspace: Workspace, uri: string, unit: Unit): Flow | undefined {
  const own = familyAt(workspace, uri)
  const chart = chartOf(workspace, uri)
  if (!own || !chart) return undefined
  const others = familiesWith(workspace, chart).filter(({ root }) => root.folder !== own.root.folder)
  const flow = flowIn(workspace, own)
  if (others.length === 0 || !flow.isAssumed(unit)) return flow
  return others.map((each) => flowIn(workspace, each)).find((each) => !each.isAssumed(unit)) ?? flow
}

function flowIn(workspace: Workspace, { root }: Family): Flow {
  return flowOf(workspace, root)
}
