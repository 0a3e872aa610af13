/**
 * `name=value` as `helm --set` reads it: `a.b[0].c`, lists in braces, backslashes before what would divide. A parameter
 * of an application becomes such a text. What Helm refuses makes the values unknown that it would have set.
 */
import type { Place } from '../../text/document.ts'
import type { Parameter } from './charts.ts'
import { above, type MergedMap, type MergedNode, mergedAt, type Setting } from './merged.ts'
import type { ValuesNode, ValuesScalar } from './valuesTree.ts'

type Step = string | number
type Given = ValuesScalar | readonly ValuesScalar[]

/** A value that a text sets. */
export interface Assignment {
  readonly path: readonly Step[]
  /** Undefined where only a list is made sure of: Helm loses an empty text below an item, at the end of what it reads. */
  readonly value: Given | undefined
}

/** As Helm has it: a higher index or deeper name is refused. */
const maxIndex = 65_536
const maxLevel = 30

/** The assignments of a text such as `a.b=1,c={x,y}`; undefined where Helm refuses it. `isText`: values stay texts (`--set-string`). */
export function assignmentsIn(text: string, isText = false): readonly Assignment[] | undefined {
  const chars = [...text]
  const found: Assignment[] = []
  for (let at = 0; at < chars.length; ) {
    const path = pathAt(chars, at)
    if (!path) return undefined
    const value = valueAt(chars, path.next, isText)
    if (!value) return undefined
    const item = path.steps.findIndex((step) => typeof step === 'number')
    const isLost = item >= 0 && path.next >= chars.length && path.steps.slice(item).some(isName)
    // A first name that is empty sets nothing.
    if (path.steps[0] !== '')
      found.push(
        isLost
          ? { path: path.steps.slice(0, item), value: undefined }
          : { path: path.steps, value: value.value },
      )
    at = value.next
  }
  return found
}

function isName(step: Step): boolean {
  return typeof step === 'string'
}

/** Characters up to one of `stops`, a backslash taken for what follows it. `stop` is undefined at the end. */
function until(chars: readonly string[], from: number, stops: string) {
  let text = ''
  for (let at = from; at < chars.length; at++) {
    const char = chars[at] ?? ''
    if (stops.includes(char)) return { text, stop: char, next: at + 1 }
    if (char === '\\') {
      at++
      text += chars[at] ?? ''
    } else text += char
  }
  return { text, stop: undefined, next: chars.length }
}

function pathAt(chars: readonly string[], from: number) {
  const steps: Step[] = []
  let level = 0
  for (let at = from, afterIndex = false; ; ) {
    const { text, stop, next } = until(chars, at, afterIndex ? '[.=' : '=[,.')
    if (afterIndex ? text !== '' : stop === undefined || stop === ',') return undefined
    if (stop === undefined) return undefined
    if (!afterIndex) steps.push(text)
    at = next
    if (stop === '=') return { steps, next }
    if (stop === '.' && !afterIndex && ++level > maxLevel) return undefined
    afterIndex = stop === '['
    if (!afterIndex) continue
    const index = until(chars, at, ']')
    if (index.stop === undefined || !/^\d{1,6}$/.test(index.text) || Number(index.text) > maxIndex)
      return undefined
    steps.push(Number(index.text))
    at = index.next
  }
}

function valueAt(
  chars: readonly string[],
  from: number,
  isText: boolean,
): { readonly value: Given; readonly next: number } | undefined {
  if (chars[from] !== '{') {
    const { text, next } = until(chars, from, ',')
    return { value: from >= chars.length ? '' : typed(text, isText), next }
  }
  const items: ValuesScalar[] = []
  for (let at = from + 1; ; ) {
    const { text, stop, next } = until(chars, at, ',}')
    if (stop === undefined) return undefined
    items.push(typed(text, isText))
    at = next
    if (stop === '}') return { value: items, next: chars[at] === ',' ? at + 1 : at }
  }
}

function typed(text: string, isText: boolean): ValuesScalar {
  if (isText) return text
  const word = text.toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  if (word === 'null') return null
  if (text === '0') return 0
  const isInteger = /^[-+]?\d+$/.test(text) && text[0] !== '0'
  return isInteger && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
    ? Number(text)
    : text
}

/** Values with an application's parameters laid over them. */
export function withParameters(values: MergedNode, parameters: readonly Parameter[]): MergedNode {
  return parameters.reduce(withParameter, values)
}

function withParameter(values: MergedNode, parameter: Parameter): MergedNode {
  if (values.kind !== 'map') return values
  const { name, value, isText } = parameter
  const given = assignmentsIn(`${name}=${value === undefined ? '' : escaped(value)}`, isText)
  if (!given) return { ...values, open: true }
  return given.reduce<MergedMap>((at, { path, value: said }) => {
    if (said === undefined && mergedAt(at, path.map(String))) return at
    return assigned(
      at,
      path,
      settingOf(parameter, value === undefined ? undefined : said === undefined ? [] : said),
    )
  }, values)
}

/** As Argo CD hands a value over: its commas divide nothing, but those of a list in braces. */
function escaped(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replace(/([^\\]),/g, '$1\\,')
}

function settingOf({ places: { name: key, value: place } }: Parameter, value: Given | undefined): MergedNode {
  const said = treeOf(value, place)
  const set: readonly Setting[] = [{ document: place.uri, role: 'parameter', key, place, value: said }]
  const nodeOf = (node: ValuesNode): MergedNode => {
    if (node.kind === 'scalar')
      return {
        kind: 'scalar',
        value: node.value,
        ...(typeof node.value === 'number' && { integer: true }),
        set,
      }
    return node.kind === 'list'
      ? { kind: 'list', items: node.items.map(nodeOf), set }
      : { kind: 'unknown', set }
  }
  return nodeOf(said)
}

function treeOf(value: Given | undefined, place: Place): ValuesNode {
  if (value === undefined) return { kind: 'unknown', place }
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value, place }
  return { kind: 'list', items: value.map((item) => treeOf(item, place)), place }
}

/** A map with a value put at a path. Helm goes through what is there already, and refuses to go through a scalar. */
function assigned(map: MergedMap, [step, ...rest]: readonly Step[], value: MergedNode): MergedMap {
  const key = String(step)
  const entries = new Map(map.entries)
  const below = map.entries.get(key)
  entries.set(key, rest.length === 0 ? above(value, below?.set ?? []) : through(below, rest, value))
  return { ...map, entries }
}

function through(node: MergedNode | undefined, path: readonly Step[], value: MergedNode): MergedNode {
  const [step, ...rest] = path
  if (typeof step === 'string') {
    if (node && node.kind !== 'map') return { kind: 'unknown', set: [...node.set, ...value.set] }
    return assigned(
      node ?? { kind: 'map', entries: new Map(), open: false, set: value.set },
      [step, ...rest],
      value,
    )
  }
  if (node && node.kind !== 'list') return { kind: 'unknown', set: [...node.set, ...value.set] }
  const items = [...(node?.items ?? [])]
  const index = step ?? 0
  while (items.length <= index) items.push({ kind: 'scalar', value: null, set: value.set })
  const below = items[index]
  const isFresh = below?.kind === 'scalar' // Helm puts a new map or list over it.
  items[index] =
    rest.length === 0 ? above(value, below?.set ?? []) : through(isFresh ? undefined : below, rest, value)
  return { kind: 'list', items, set: node ? node.set : value.set }
}
