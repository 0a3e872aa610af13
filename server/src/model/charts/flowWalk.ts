/**
 * The way of values through the templates of a family: each file with the root object, each named template with what it
 * is called with, and the templates that values hold. What is worked out for a unit with one argument is kept as long
 * as the unit is the same, so that after an edit of one file only that file is looked at again.
 */
import { createDocument } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Workspace } from '../workspace.ts'
import type { Chart, TemplateFacts } from './charts.ts'
import { argument } from './expressions.ts'
import { type Family, membersOf, type PlacedUnit } from './family.ts'
import { type Keys, type Known, knownOf, labelOf, rootKeys, templatesFile, valuesIn } from './known.ts'
import type { How } from './roles.ts'
import { type Call, type Unit, type Use, unitsOf } from './uses.ts'
import { allValuesOf } from './values.ts'
import { nodeAtPath, type ValuesNode } from './valuesTree.ts'

/** A path of the values that a template reads, by the keys of the family's root. */
export interface Read {
  readonly keys: Keys
  readonly how: How
  readonly use: Use
  readonly unit: Unit
  /** The file of the unit; undefined for a template that values hold. */
  readonly uri: string | undefined
  /**
   * Whether it is guessed from the unit alone, because nothing that is known calls it: good enough to show, not to
   * judge by.
   */
  readonly assumed: boolean
}

/** A named template with more different arguments than this is taken to read all that it is given. */
const maxArguments = 200
/** An argument that is longer than this when written out grows with every call of a template by itself. */
const maxLabel = 3000
const maxRuns = 20_000

export interface Run {
  readonly unit: Unit
  readonly uri: string | undefined
  readonly argument: Known
  readonly assumed: boolean
}

/** A run with what came of it: shared with every flow that has the same unit with the same argument. */
export interface Done {
  readonly run: Run
  readonly resolved: Resolved
}

/** What is known of a family, or of a part of it that others are added to. */
export interface Walk {
  readonly family: Family
  readonly texts: readonly Texts[]
  readonly pending: Run[]
  readonly arguments: Map<Unit, Map<string, Known>>
  readonly assumed: Set<Unit>
  readonly done: Done[]
  /** Reads of all that is handed to something that is not known. */
  readonly others: Read[]
  /** What was gone before. */
  readonly base?: Walk
  /** The file that is left out, and what it is included with. */
  readonly leftOut?: string
  readonly into: Known[]
}

/** The values of one document, laid under the keys of the family's root. */
interface Texts {
  readonly tree: ValuesNode
  readonly under: readonly string[]
}

function newWalk(family: Family, texts: readonly Texts[], more: Pick<Walk, 'base' | 'leftOut'> = {}): Walk {
  const empty = {
    pending: [],
    arguments: new Map(),
    assumed: new Set<Unit>(),
    done: [],
    others: [],
    into: [],
  }
  return { family, texts, ...empty, ...more }
}

/** What the latest walk of a chart was made of. */
interface Latest {
  readonly family: Family
  readonly texts: readonly Texts[]
  /** The walk without the file that is being edited. */
  readonly base: Walk | undefined
}

const latestOf = memo((_root: Chart): { walk: Latest | undefined } => ({ walk: undefined }))

/**
 * Goes through a family. Edits come in one file for a while: all but that file is gone through once. A file with named
 * templates is called from everywhere, so that one is not left out.
 */
export function walkThrough(workspace: Workspace, family: Family): Walk {
  const latest = latestOf(family.root)
  const texts = textsOf(workspace, family)
  const base = baseFor(family, texts, latest.walk)
  latest.walk = { family, texts, base }
  const walk = newWalk(family, base?.texts ?? texts, { ...(base && { base }) })
  startFiles(walk, ({ uri }) => !base || uri === base.leftOut)
  for (const { file } of family.files)
    if (base && file.uri === base.leftOut)
      for (const unit of file.units) for (const given of base.into) start(walk, unit, file.uri, given, false)
  runAll(walk)
  assumeRest(walk)
  return walk
}

function startFiles(walk: Walk, isWanted: (file: TemplateFacts) => boolean): void {
  for (const { file, chart } of walk.family.files)
    if (isWanted(file))
      for (const { path } of membersOf(walk.family, chart))
        for (const unit of file.units)
          if (unit.name === undefined) start(walk, unit, file.uri, { kind: 'root', at: path }, false)
}

/** The walk without the one file that has changed since the latest walk; nothing where more has changed. */
function baseFor(family: Family, texts: readonly Texts[], latest: Latest | undefined): Walk | undefined {
  if (!latest || !areLike(family, latest.family) || !areSame(texts, latest.texts)) return undefined
  const changed = family.files.filter(({ file }, i) => file !== latest.family.files[i]?.file)
  const [first] = changed
  const leftOut = first?.file.uri ?? latest.base?.leftOut
  if (leftOut === undefined || changed.length > 1) return undefined
  if (latest.base?.leftOut === leftOut) return hasNames(family, leftOut) ? undefined : latest.base
  if (hasNames(family, leftOut) || hasNames(latest.family, leftOut)) return undefined
  const base = newWalk(family, texts, { leftOut })
  startFiles(base, ({ uri }) => uri !== leftOut)
  runAll(base)
  return base
}

/** Whether two families have the same charts in the same places, and files of the same names. */
function areLike(a: Family, b: Family): boolean {
  return (
    a.open === b.open &&
    a.members.length === b.members.length &&
    a.members.every(({ chart, path }, i) => {
      const other = b.members[i]
      return chart === other?.chart && path.join('/') === other.path.join('/')
    }) &&
    a.files.length === b.files.length &&
    a.files.every(({ file }, i) => file.uri === b.files[i]?.file.uri)
  )
}

function areSame(a: readonly Texts[], b: readonly Texts[]): boolean {
  const isSame = ({ tree, under }: Texts, other: Texts | undefined) =>
    tree === other?.tree && under.join('/') === other.under.join('/')
  return a.length === b.length && a.every((each, i) => isSame(each, b[i]))
}

function hasNames({ files }: Family, uri: string): boolean {
  return files.some(({ file }) => file.uri === uri && file.units.some(({ name }) => name !== undefined))
}

/** Everything that was gone through. */
export function allDone({ base, done }: Walk): readonly Done[] {
  return base ? [...base.done, ...done] : done
}

export function allOthers({ base, others }: Walk): readonly Read[] {
  return base ? [...base.others, ...others] : others
}

/** What a unit was called with. */
export function argumentsIn({ base, arguments: given }: Walk, unit: Unit): readonly Known[] {
  return [...(base?.arguments.get(unit)?.values() ?? []), ...(given.get(unit)?.values() ?? [])]
}

/** Named templates that nothing calls are looked at as if they were called with the root object of their chart. */
function assumeRest(walk: Walk): void {
  for (const { file, chart } of walk.family.files)
    for (const unit of file.units) {
      if (walk.arguments.has(unit) || walk.base?.arguments.has(unit)) continue
      for (const { path } of membersOf(walk.family, chart))
        start(walk, unit, file.uri, { kind: 'root', at: path }, true)
    }
  runAll(walk)
}

function start(walk: Walk, unit: Unit, uri: string | undefined, argument: Known, assumed: boolean): void {
  if (uri !== undefined && uri === walk.leftOut) {
    walk.into.push(argument)
    return
  }
  const label = labelOf(argument)
  const before = walk.base?.arguments.get(unit)
  if (before?.has(label)) return
  const known = walk.arguments.get(unit) ?? new Map<string, Known>()
  walk.arguments.set(unit, known)
  const size = known.size + (before?.size ?? 0)
  if (assumed && size === 0) walk.assumed.add(unit)
  if (known.has(label)) return
  if (size >= maxArguments || label.length > maxLabel) {
    const range = { start: unit.range.start, end: unit.range.start }
    addReads(walk, unit, [wholeOf({ range })], argument, uri, assumed)
    return
  }
  known.set(label, argument)
  walk.pending.push({ unit, uri, argument, assumed })
}

function runAll(walk: Walk): void {
  for (let runs = 0; runs < maxRuns; runs++) {
    const run = walk.pending.pop()
    if (!run) return
    const resolved = resolvedUnit(run.unit, run.argument)
    walk.done.push({ run, resolved })
    for (const [call, name, given] of resolved.calls) follow(walk, run, call, name, given)
  }
}

function follow(walk: Walk, { unit, uri, assumed }: Run, call: Call, name: Known, given: Known): void {
  const names = name.kind === 'any' ? name.of : [name]
  if (call.kind === 'tpl') {
    const texts = names.map((each) => textsAt(walk, each))
    for (const text of texts.flatMap((found) => found ?? []))
      for (const inner of templateUnits(text)) start(walk, inner, undefined, given, assumed)
    if (texts.includes(undefined)) addReads(walk, unit, [wholeOf(call)], given, uri, assumed)
    return
  }
  for (const each of names) {
    const found = each.kind === 'text' ? templatesNamed(walk.family, each.value) : undefined
    // A name that nothing defines is refused when it is rendered: it reads nothing.
    if (!found && (walk.family.open || each.kind !== 'text'))
      addReads(walk, unit, [wholeOf(call)], given, uri, assumed)
    for (const { unit: called, file } of found ?? []) start(walk, called, file.uri, given, assumed)
  }
}

/** The use of all that is handed to something that is not known. */
function wholeOf({ range }: Pick<Call, 'range'>): Use {
  return { value: argument, how: 'whole', range, ranges: [], from: argument, keys: [], conditional: true }
}

function addReads(
  walk: Walk,
  unit: Unit,
  uses: readonly Use[],
  argument: Known,
  uri: string | undefined,
  assumed: boolean,
): void {
  for (const use of uses)
    for (const read of readsFor(use, argument)) walk.others.push({ ...read, unit, uri, assumed })
}

export type Resolution = Pick<Read, 'keys' | 'how' | 'use'>

export interface Resolved {
  readonly reads: readonly Resolution[]
  readonly calls: readonly (readonly [call: Call, name: Known, argument: Known])[]
  readonly sets: readonly Keys[]
}

const resolvedBy = memo((_unit: Unit) => new Map<string, Resolved>())

/** What a unit reads and calls with one argument. */
export function resolvedUnit(unit: Unit, argument: Known): Resolved {
  const known = resolvedBy(unit)
  const label = labelOf(argument)
  const found = known.get(label)
  if (found) return found
  const resolved: Resolved = {
    reads: unit.uses.flatMap((use) => readsFor(use, argument)),
    calls: unit.calls.map(
      (call) => [call, knownOf(call.name, argument), knownOf(call.argument, argument)] as const,
    ),
    sets: unit.sets.flatMap(({ map, key }) => {
      const name = typeof key === 'object' ? knownOf(key.of, argument) : undefined
      const step = typeof key === 'string' ? key : name?.kind === 'text' ? name.value : undefined
      return valuesIn(knownOf(map, argument), false).flatMap((each) =>
        each.kind === 'values' ? [rootKeys({ at: each.at, keys: [...each.keys, step] })] : [],
      )
    }),
  }
  known.set(label, resolved)
  return resolved
}

function readsFor(use: Use, argument: Known): readonly Resolution[] {
  const isWhole = use.how === 'whole' || use.how === 'each'
  return valuesIn(knownOf(use.value, argument), isWhole).flatMap((each) => {
    if (each.kind === 'values') return [{ keys: rootKeys(each), how: use.how, use }]
    return isWhole ? [{ keys: each.at, how: use.how, use }] : []
  })
}

/** The values documents of a family, each under its keys. */
function textsOf(workspace: Workspace, family: Family): readonly Texts[] {
  const seen = new Set<string>()
  return family.members.flatMap(({ chart, path }) =>
    allValuesOf(workspace, chart).layers.flatMap(({ values, inherited }) => {
      const key = `${values.uri} ${path.join('/')}`
      if (inherited || !values.tree || seen.has(key)) return []
      seen.add(key)
      return [{ tree: values.tree, under: path }]
    }),
  )
}

/**
 * What Helm knows as a template of a name: named templates, or a file by its chart and path. Nothing where there is
 * none.
 */
export function templatesNamed(family: Family, name: string): readonly PlacedUnit[] | undefined {
  const found = family.named.get(name)
  if (found) return found
  const uris = new Set(urisNamed(family, name))
  if (uris.size === 0) return undefined
  const placed = family.files.flatMap(({ file, chart }) => {
    const [unit] = file.units
    return unit && uris.has(file.uri) ? [{ unit, file, chart }] : []
  })
  return placed.length > 0 ? placed : undefined
}

/** The files that a name may mean. One that is written out begins with the charts' names: its end tells. */
function urisNamed({ members, charts }: Family, name: string): readonly string[] {
  const file = templatesFile(name)
  if (file) {
    const member = members.find(({ path }) => path.join('/') === file.at)
    return member ? [`${member.chart.folder}/${file.path}`] : []
  }
  const at = name.lastIndexOf('/templates/')
  return at < 0 ? [] : charts.map(({ folder }) => folder + name.slice(at))
}

/** The texts with template actions at some values; undefined where it is not known what text it is. */
function textsAt(walk: Walk, known: Known): readonly string[] | undefined {
  if (known.kind === 'text') return known.value.includes('{{') ? [known.value] : []
  if (known.kind === 'dict' || known.kind === 'list') {
    const inner = known.kind === 'dict' ? known.entries.map(([, value]) => value) : known.items
    const texts = inner.map((each) => textsAt(walk, each))
    return texts.every((each) => each !== undefined) ? texts.flat() : undefined
  }
  if (known.kind !== 'values') return undefined
  const keys = rootKeys(known)
  return walk.texts.flatMap(({ tree, under }) => {
    if (!under.every((key, i) => i >= keys.length || keys[i] === undefined || keys[i] === key)) return []
    return textsBelow(tree, keys.slice(under.length))
  })
}

/** The texts with template actions below a path of a document's values: remembered, since few have any. */
function textsBelow(tree: ValuesNode, keys: Keys): readonly string[] {
  const known = textsByPath(tree)
  const label = keys.map((key) => key ?? '\0').join('\n')
  const found = known.get(label) ?? nodesAt(tree, keys).flatMap(templatesIn)
  known.set(label, found)
  return found
}

const textsByPath = memo((_tree: ValuesNode) => new Map<string, readonly string[]>())

function nodesAt(node: ValuesNode, keys: Keys): readonly ValuesNode[] {
  const at = keys.indexOf(undefined)
  if (at < 0) {
    const found = nodeAtPath(node, keys as readonly string[]) // None is undefined.
    return found ? [found] : []
  }
  const base = nodeAtPath(node, keys.slice(0, at) as readonly string[]) // None before the first one is.
  const rest = keys.slice(at + 1)
  if (base?.kind === 'map') return base.entries.flatMap(({ value }) => nodesAt(value, rest))
  return base?.kind === 'list' ? base.items.flatMap((item) => nodesAt(item, rest)) : []
}

/** The texts in a value that hold template actions. */
const templatesIn = memo((node: ValuesNode): readonly string[] => {
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => templatesIn(value))
  if (node.kind === 'list') return node.items.flatMap(templatesIn)
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('{{')
    ? [node.value]
    : []
})

/** A memo cache by text. */
const unitsByText = new Map<string, readonly Unit[]>()

/** The units of a template that a value holds: the same ones for the same text. */
export function templateUnits(text: string): readonly Unit[] {
  const found = unitsByText.get(text)
  if (found) return found
  if (unitsByText.size > 5000) unitsByText.clear()
  const units = unitsOf(createDocument('values:', 'helm-template', text)).slice(0, 1)
  unitsByText.set(text, units)
  return units
}
