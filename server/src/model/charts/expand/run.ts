/**
 * The state of one expansion: what it may still cost, what stopped it, and what is undone where a branch is only tried.
 * Where a condition is unknown every branch is run from the same state; what they leave behind differently is unknown.
 */
import type { TemplateTree } from '../../../syntax/template/ast.ts'
import type { YamlTree } from '../../../syntax/yaml/ast.ts'
import type { MergedNode } from '../merged.ts'
import type { NamedTemplates } from './templates.ts'
import type { Origin } from './text.ts'
import {
  allOf,
  type GoMap,
  type Home,
  isMap,
  isUnknown,
  maybe,
  newMap,
  stringOf,
  unknown,
  type Value,
} from './value.ts'

export interface Variable {
  readonly name: string
  value: Value
}

/** Why nothing more can be printed. */
export interface Failure {
  readonly kind: 'failure'
  /** `fail` and `required` are the chart's own words; the others are Helm's, which differ in their wording. */
  readonly by: 'fail' | 'required' | 'error'
  readonly message: string
}

export interface Stop extends Failure {
  readonly origin: Origin | undefined
}

/** What was changed since a point, with what it was before. */
interface Journal {
  readonly variables: Map<Variable, Value>
  readonly maps: Map<GoMap, MapState>
}

interface MapState {
  readonly entries: ReadonlyMap<string, Value>
  readonly open: boolean
}

export interface Run {
  /** Those that are known where the evaluation is: a text of `tpl` may define further ones for itself. */
  templates: NamedTemplates
  /** Steps and characters that are left. */
  steps: number
  output: number
  depth: number
  /** Set where Helm would refuse the release. Nothing is evaluated then. */
  stop: Stop | undefined
  /** Whether a bound was hit: what follows is unknown. */
  exhausted: boolean
  /** Innermost last. Empty where everything that runs is certain to run. */
  readonly journals: Journal[]
  /** Values of the release that were read since somebody emptied it. */
  readonly reads: Set<MergedNode>
  /** Maps that all templates share and that were changed, for good or perhaps. */
  readonly changed: Set<Home['id']>
  readonly texts: ReadTexts
}

/** Texts that were read as templates (`tpl`) and as YAML (`fromYaml`); the same ones are read again and again. */
export interface ReadTexts {
  readonly templates: Map<string, TemplateTree>
  readonly yaml: Map<string, YamlTree>
}

const maxTexts = 500

/** What is known of a text, or what `read` finds. */
export function readOnce<T>(known: Map<string, T>, text: string, read: (text: string) => T): T {
  const found = known.get(text)
  if (found !== undefined) return found
  if (known.size >= maxTexts) known.clear()
  const value = read(text)
  known.set(text, value)
  return value
}

const maxSteps = 3_000_000
const maxOutput = 8_000_000
/** Go's own limit is 100,000, Helm's for one name 1,000; JavaScript's stack holds less. */
export const maxDepth = 120

export function newRun(templates: NamedTemplates, texts: ReadTexts): Run {
  return {
    templates,
    steps: maxSteps,
    output: maxOutput,
    depth: 0,
    stop: undefined,
    exhausted: false,
    journals: [],
    reads: new Set(),
    changed: new Set(),
    texts,
  }
}

/** Counts a step; false where nothing more may be done. */
export function step(run: Run, cost = 1): boolean {
  run.steps -= cost
  if (run.steps < 0) run.exhausted = true
  return !run.stop && !run.exhausted
}

/** Sets a variable that is declared elsewhere. */
export function assign(run: Run, variable: Variable, value: Value): void {
  const journal = run.journals.at(-1)
  if (journal && !journal.variables.has(variable)) journal.variables.set(variable, variable.value)
  variable.value = value
}

/** To be called before a map is changed. */
export function beforeChange(run: Run, map: GoMap): void {
  allOf(map)
  if (map.either) spoil(run, map.either)
  if (map.home && !map.home.isCopy) run.changed.add(map.home.id)
  map.node = undefined
  const journal = run.journals.at(-1)
  if (journal && !journal.maps.has(map))
    journal.maps.set(map, { entries: new Map(map.entries), open: map.open })
}

/** One of these maps is changed, and which one is not known. */
function spoil(run: Run, maps: readonly GoMap[]): void {
  for (const map of maps) {
    beforeChange(run, map)
    map.open = true
    for (const key of map.entries.keys()) map.entries.set(key, unknown)
  }
}

interface Outcome {
  readonly variables: ReadonlyMap<Variable, Value>
  readonly maps: ReadonlyMap<GoMap, MapState>
}

/**
 * Runs each of several branches, of which one is taken, from the same state. One that makes the release fail is none
 * that is taken. `add` is what is done with those that may be.
 * @returns whether any may be taken
 */
export function tryEach(run: Run, branches: readonly (() => void)[]): readonly boolean[] {
  const outcomes: Outcome[] = []
  const before: Journal = { variables: new Map(), maps: new Map() }
  const taken = branches.map((branch) => {
    const { journal, outcome } = tried(run, branch)
    for (const [variable, value] of journal.variables)
      if (!before.variables.has(variable)) before.variables.set(variable, value)
    for (const [map, state] of journal.maps) if (!before.maps.has(map)) before.maps.set(map, state)
    const isTaken = run.stop === undefined
    run.stop = undefined
    if (isTaken) outcomes.push(outcome)
    return isTaken
  })
  settle(run, before, outcomes)
  return taken
}

function tried(run: Run, branch: () => void): { journal: Journal; outcome: Outcome } {
  const journal: Journal = { variables: new Map(), maps: new Map() }
  run.journals.push(journal)
  branch()
  run.journals.pop()
  const variables = new Map([...journal.variables.keys()].map((each) => [each, each.value] as const))
  const maps = new Map([...journal.maps.keys()].map((each) => [each, stateOf(each)] as const))
  for (const [variable, value] of journal.variables) variable.value = value
  for (const [map, state] of journal.maps) restore(map, state)
  return { journal, outcome: { variables, maps } }
}

function stateOf(map: GoMap): MapState {
  return { entries: new Map(allOf(map)), open: map.open }
}

function restore(map: GoMap, { entries, open }: MapState): void {
  map.entries.clear()
  for (const [key, value] of entries) map.entries.set(key, value)
  map.open = open
}

/** Leaves what all outcomes agree on. */
function settle(run: Run, before: Journal, outcomes: readonly Outcome[]): void {
  for (const [variable, value] of before.variables) {
    const values = outcomes.map((outcome) =>
      outcome.variables.has(variable) ? (outcome.variables.get(variable) ?? null) : value,
    )
    assign(run, variable, agreed(values))
  }
  for (const [map, state] of before.maps) {
    const states = outcomes.map((outcome) => outcome.maps.get(map) ?? state)
    beforeChange(run, map)
    const keys = new Set([...state.entries.keys(), ...states.flatMap(({ entries }) => [...entries.keys()])])
    for (const key of keys) {
      const values = states.map(({ entries }) => entries.get(key))
      const [first] = values
      if (values.every((each) => each === first)) {
        if (first === undefined) map.entries.delete(key)
        else map.entries.set(key, first)
      } else map.entries.set(key, values.includes(undefined) || values.some(isMaybe) ? maybe : unknown)
    }
    map.open = states.some(({ open }) => open)
  }
}

/** What holds whichever of several values does. Of maps it is what they have in common. */
function agreed(values: readonly Value[]): Value {
  const [first] = values
  if (first === undefined) return unknown
  if (values.every((each) => isSame(each, first))) return first
  const maps = values.filter(isMap)
  if (maps.length < values.length) return unknown
  const keys = new Set(maps.flatMap((map) => [...allOf(map).keys()]))
  const entries = [...keys].map((key) => {
    const held = maps.map((map) => map.entries.get(key) ?? (map.open ? maybe : undefined))
    const [one] = held
    if (one !== undefined && held.every((each) => each !== undefined && isSame(each, one)))
      return [key, one] as const
    return [key, held.some((each) => each === undefined || isMaybe(each)) ? maybe : unknown] as const
  })
  return {
    ...newMap(
      entries,
      maps.some(({ open }) => open),
    ),
    either: maps,
  }
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true
  const text = stringOf(a)
  return text !== undefined && text === stringOf(b)
}

function isMaybe(value: Value | undefined): boolean {
  return isUnknown(value) && value.maybe
}

/** Runs something that may find out that it can't be told how it goes; then nothing of what it did stays. */
export function attempt(run: Run, body: () => boolean): boolean {
  const journal: Journal = { variables: new Map(), maps: new Map() }
  run.journals.push(journal)
  const isDone = body()
  run.journals.pop()
  const outer = run.journals.at(-1)
  for (const [variable, value] of journal.variables) {
    if (!isDone) variable.value = value
    else if (outer && !outer.variables.has(variable)) outer.variables.set(variable, value)
  }
  for (const [map, state] of journal.maps) {
    if (!isDone) restore(map, state)
    else if (outer && !outer.maps.has(map)) outer.maps.set(map, state)
  }
  return isDone
}

/**
 * Runs the body of a loop whose rounds are not known: what a round changes may have been changed by an earlier one, so
 * it is run twice.
 */
export function tryAnyTimes(run: Run, body: () => void, discard: () => void): void {
  tryEach(run, [() => {}, body])
  discard()
  tryEach(run, [() => {}, body])
}
