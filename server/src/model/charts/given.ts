/**
 * What the releases of a chart give for the values that a template mentions: nodes of their merged values, with
 * whether the mention is reached there. Nothing is rendered. Said only of what is certain: mentions that may stand for
 * several values, values that templates change, and releases that take values from elsewhere have none.
 */

import { templateTree } from '../../syntax/parse.ts'
import type { Arg, Command, TemplateTree } from '../../syntax/template/ast.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { nameOf } from '../../text/uri.ts'
import {
  asksForTypes,
  branchesAround,
  isChosenByType,
  isReached,
  type Truthy,
} from '../templates/conditions.ts'
import { isPlain } from '../templates/plain.ts'
import type { Workspace } from '../workspace.ts'
import type { TemplateFacts } from './charts.ts'
import { type Family, familiesWith, type Member, membersOf } from './family.ts'
import { type Flow, flowOf } from './flow.ts'
import { type Known, knownOf } from './known.ts'
import { type MergedNode, mergedAt, type Setting } from './merged.ts'
import { type Deployment, isEnabled, releasesOf } from './releases.ts'
import { type Unit, type Use, unitsOf } from './uses.ts'
import { chartOf } from './values.ts'

/** A value that a release has for a mention. */
export interface Given {
  readonly node: MergedNode
  /** The keys by which the chart's own templates know it. */
  readonly keys: readonly string[]
  /** What sets it to this; nothing where that is not one place. */
  readonly setting: Setting | undefined
  /** Whether Helm certainly gets to the mention; `undefined` where that hangs on what is not known. Never false. */
  readonly reached: true | undefined
  /** Whether this is one of the elements of a loop. */
  readonly isElement: boolean
}

/** What releases give for the nodes of a template. */
export interface Givens {
  /** The releases of all families that the chart is in. */
  readonly releases: readonly Deployment[]
  /** What is given for a value or lookup, of the values that `isWanted`: those that are not are passed at little cost. */
  of(node: Arg | Command, isWanted: (value: MergedNode) => boolean): readonly Given[]
}

interface Place {
  readonly flow: Flow
  readonly family: Family
  readonly members: readonly Member[]
  readonly releases: readonly Deployment[]
}

interface Mention {
  readonly use: Use
  readonly unit: Unit
}

/** What releases give for what a template of a chart mentions; nothing for a document that is no such template. */
export function givensOf(workspace: Workspace, document: Document): Givens | undefined {
  const known = byDocument(workspace)
  if (!known.has(document)) known.set(document, findGivens(workspace, document))
  return known.get(document)
}

const byDocument = memo((_workspace: Workspace) => new WeakMap<Document, Givens | undefined>())

function findGivens(workspace: Workspace, document: Document): Givens | undefined {
  const chart = document.within ? undefined : chartOf(workspace, document.uri)
  if (!chart || !document.uri.startsWith(`${chart.folder}/templates/`)) return undefined
  const places = familiesWith(workspace, chart).map((family): Place => {
    const isTold = ({ missing, elsewhere }: Deployment) => missing.length === 0 && !elsewhere
    return {
      flow: flowOf(workspace, family.root),
      family,
      members: membersOf(family, chart),
      releases: releasesOf(workspace, family).filter(isTold),
    }
  })
  const tree = templateTree(document)
  return {
    releases: places.flatMap(({ releases }) => releases),
    of: (node, isWanted) => {
      const mention = mentionAt(document, rangeOf(tree, node))
      if (!mention) return []
      const found = places.flatMap((place) => givenIn({ document, tree, place, ...mention, isWanted }))
      const isTold =
        found.length > 0 && isPlain(document, node) && !isChosenByType(document, mention.use.range)
      return isTold ? found : []
    },
  }
}

/** A question for what releases give for a mention. */
interface Question extends Mention {
  readonly document: Document
  readonly tree: TemplateTree
  readonly place: Place
  readonly isWanted: (value: MergedNode) => boolean
}

function givenIn(question: Question): readonly Given[] {
  const { place, unit, use, isWanted } = question
  if (place.flow.isAssumed(unit)) return []
  return place.flow.argumentsOf(unit).flatMap((argument) => {
    // What a caller made of a value before it handed it over is not told.
    if (argument.kind !== 'root') return []
    const known = knownOf(use.value, argument)
    if (known.kind !== 'values' || known.keys.length === 0) return []
    return place.releases.flatMap((release) => {
      const found = nodesOf(question, known, argument, release).filter(({ node }) => isWanted(node))
      if (found.length === 0 || isChanged(place, known) || isCalledByType(place, unit)) return []
      const reached = reachedIn(question, known, argument, release)
      if (reached === false) return []
      const isElement = known.keys.includes(undefined)
      const surely = reached && !isElement ? reached : undefined
      return found.map((each) => ({ ...each, setting: settingOf(each.node), reached: surely, isElement }))
    })
  })
}

/** Whether Helm gets to a mention in a release; nothing where that is not known. */
function reachedIn(
  { document, tree, place, use, unit }: Question,
  { at }: Values,
  argument: Known,
  release: Deployment,
): boolean | undefined {
  const members = place.members.filter(({ path }) => path.every((key, i) => at[i] === key))
  const enabled = members.map((member) => isEnabled(release, member))
  if (enabled.every((each) => each === false)) return false
  const scalarOf = (node: Arg | Command) => truthyOf(document, tree, node, argument, release)
  const around = branchesAround(document, use.range.start).map((each) => isReached(each, scalarOf))
  if (around.includes(false)) return false
  const isRendered = unit.name === undefined && !nameOf(document.uri).startsWith('_')
  return isRendered && [...enabled, ...around].every((each) => each === true) ? true : undefined
}

const mentions = memo((document: Document): ReadonlyMap<string, Mention> => {
  const found = new Map<string, Mention>()
  for (const unit of unitsOf(document))
    for (const use of unit.uses) {
      const key = keyOf(use.range)
      // An argument stands before the command that consists of it; both say the same.
      if (!found.has(key)) found.set(key, { use, unit })
    }
  return found
})

function mentionAt(document: Document, range: Range): Mention | undefined {
  return mentions(document).get(keyOf(range))
}

function keyOf({ start, end }: Range): string {
  return `${start}:${end}`
}

/** Whether a named template is called where the type of something decides: it is then for values of some types only. */
function isCalledByType({ family }: Place, { name }: Unit): boolean {
  return name !== undefined && calledByType(family).has(name)
}

const calledByType = memo((family: Family): ReadonlySet<string> => {
  const calls = family.files.flatMap(({ file }) => callsByType(file))
  const found = new Set(calls.flatMap(({ name, byType }) => (byType ? [name] : [])))
  for (const name of found) for (const call of calls) if (call.by === name) found.add(call.name)
  return found
})

/** The calls of named templates in a file, with the unit that calls and whether a type decides about it. */
const callsByType = memo((file: TemplateFacts) => {
  const document = asksForTypes(file.text) ? createDocument(file.uri, 'helm-template', file.text) : undefined
  return file.units.flatMap(({ name: by, calls }) =>
    calls.flatMap(({ name, range }) =>
      name.kind === 'text'
        ? [{ by, name: name.value, byType: document !== undefined && isChosenByType(document, range) }]
        : [],
    ),
  )
})

function settingOf(node: MergedNode): Setting | undefined {
  const setting = node.set.at(-1)
  if (!setting || node.kind !== 'scalar') return setting
  return setting.value.kind === 'scalar' && setting.value.value === node.value ? setting : undefined
}

type Values = Known & { readonly kind: 'values' }

/** Whether templates write into the values at a path, above or below it. */
function isChanged({ flow }: Place, { at, keys }: Values): boolean {
  const path = [...at, ...keys]
  return flow.sets.some((set) =>
    set.every((key, i) => i >= path.length || key === undefined || path[i] === undefined || path[i] === key),
  )
}

interface Found {
  readonly node: MergedNode
  readonly keys: readonly string[]
}

/** The values at a path: of the elements of a loop around the mention all of them. */
function nodesOf(
  { document, tree, use }: Question,
  { at, keys }: Values,
  argument: Known,
  { values }: Deployment,
): readonly Found[] {
  const any = keys.indexOf(undefined)
  if (any < 0) {
    const node = mergedAt(values, [...at, ...(keys as readonly string[])]) // None is undefined.
    return node ? [{ node, keys: keys as readonly string[] }] : []
  }
  const rest = keys.slice(any + 1)
  if (!isKnown(rest)) return []
  const path = keys.slice(0, any)
  const isLoop = branchesAround(document, use.range.start).some(({ keyword, pipe }) => {
    const [command, ...others] = pipe?.commands ?? []
    if (keyword !== 'range' || !command || others.length > 0 || !isPlain(document, command)) return false
    const loop = mentionAt(document, rangeOf(tree, command))?.use
    const over = loop && knownOf(loop.value, argument)
    return over?.kind === 'values' && isSame([...over.at, ...over.keys], [...at, ...path])
  })
  if (!isLoop || !isKnown(path)) return []
  const holder = mergedAt(values, [...at, ...path])
  const elements =
    holder?.kind === 'map'
      ? [...holder.entries]
      : holder?.kind === 'list'
        ? holder.items.map((item, i) => [String(i), item] as const)
        : []
  return elements.flatMap(([key, element]) => {
    const node = mergedAt(element, rest)
    return node ? [{ node, keys: [...path, key, ...rest] }] : []
  })
}

function isKnown(keys: readonly (string | undefined)[]): keys is readonly string[] {
  return !keys.includes(undefined)
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}

/** What a value is to a condition in a release. */
function truthyOf(
  document: Document,
  tree: TemplateTree,
  node: Arg | Command,
  argument: Known,
  { values }: Deployment,
): Truthy | undefined {
  const use = mentionAt(document, rangeOf(tree, node))?.use
  if (!use || use.how === 'bind' || !isPlain(document, node)) return undefined
  const known = knownOf(use.value, argument)
  if (known.kind !== 'values' || !isKnown(known.keys)) return undefined
  const found = mergedAt(values, [...known.at, ...known.keys])
  if (!found) return { holds: false, value: undefined }
  switch (found.kind) {
    case 'map':
      return found.open ? undefined : { holds: found.entries.size > 0, value: undefined }
    case 'list':
      return { holds: found.items.length > 0, value: undefined }
    case 'scalar': {
      const { value } = found
      return { holds: Boolean(value), value: typeof value === 'number' || value === null ? undefined : value }
    }
    default:
      return undefined
  }
}
