/**
 * Where and how a YAML text is changed: pairs and items inserted and removed, scalars replaced. Pure computations for
 * fixes: each gives one edit in document offsets, or nothing where it can't be done without breaking the file. They
 * keep comments, quoting, indentation and line breaks; what to change is the caller's decision.
 */
import { rangeOf } from '../../text/part.ts'
import { type OuterEdit, outerEdit } from '../../text/region.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence, YamlTree } from './ast.ts'
import { readPart } from './convert.ts'
import { blockEnd, checked, dashesOf, holderOf, indented, isInFlow, parentOf, stepOf } from './editPlaces.ts'
import {
  afterColon,
  commentOf,
  eolOf,
  firstVisible,
  isOnlyBlank,
  isOnlyDashes,
  lineEndOf,
  lineStartOf,
  nextLineOf,
} from './editText.ts'
import { columnAt, type KeyPath, keyIndent, keyText } from './path.ts'
import { decodeNode } from './scalar.ts'

export type { OuterEdit }

/** Where a new pair goes in a block map; at its end where nothing is said. */
export interface InsertOptions {
  readonly after?: YamlPair
  readonly before?: YamlPair
  /** The document's own text where the tree was made from a masked one. */
  readonly text?: string
}

/**
 * Inserts a pair into a map, or below a pair that has no value, `null` or `{}`.
 * @param entry YAML of the pair as it would stand at column 0, such as `a: 1` or `a:\n  b: 1`
 */
export function insertPair(
  tree: YamlTree,
  at: YamlMap | YamlPair,
  entry: string,
  options: InsertOptions = {},
): OuterEdit | undefined {
  const edit = 'kind' in at ? intoMap(tree, at, entry, options) : underPair(tree, at, entry, options)
  return edit && checked(tree, edit)
}

/** Inserts a pair into the root map of a document, also of an empty one. */
export function insertRootPair(tree: YamlTree, entry: string, document = 0): OuterEdit | undefined {
  const found = tree.documents[document]
  const root = found?.root
  if (root?.kind === 'map') return insertPair(tree, root, entry)
  if (root) return undefined
  const end = found?.range.end ?? tree.text.length
  const eol = eolOf(tree.text)
  const before = end > 0 && tree.text[end - 1] !== '\n' && !isOnlyMark(tree.text, end) ? eol : ''
  return checked(tree, { range: { start: end, end }, text: `${before}${indented(entry, 0, eol)}${eol}` })
}

/**
 * Gives the value at `path` the YAML text `value`: replaced where a scalar stands there, inserted with the maps that
 * are missing where nothing does.
 * @param value YAML as it would stand behind a key on the same line, or, with several lines, below it at column 0
 */
export function setAtPath(tree: YamlTree, path: KeyPath, value: string, document = 0): OuterEdit | undefined {
  const root = tree.documents[document]?.root
  const existing = writtenPair(root, path)?.value
  if (existing?.kind === 'scalar' && existing.value !== null) return replaceNode(tree, existing, value)
  for (let length = path.length; length >= 0; length--) {
    const entry = nested(path.slice(length), value)
    if (length === 0) return entry === undefined ? undefined : insertRootPair(tree, entry, document)
    const pair = writtenPair(root, path.slice(0, length))
    if (!pair) continue
    if (entry !== undefined) return insertPair(tree, pair, entry)
    return checked(tree, valueForNone(tree, pair, value))
  }
  return undefined
}

/** The pair at `path` as it is written there: an alias or a merge key would lead to what others share. */
function writtenPair(root: YamlNode | undefined, path: KeyPath): YamlPair | undefined {
  let at = root
  let pair: YamlPair | undefined
  for (const step of path) {
    if (at?.kind === 'map') pair = at.pairs.findLast((each) => keyText(each) === String(step))
    else pair = undefined
    at = at?.kind === 'sequence' && typeof step === 'number' ? at.items[step] : pair?.value
    if (!at && !pair) return undefined
  }
  return pair
}

/** Removes a pair; a map that loses its only one becomes `{}`. */
export function removePair(tree: YamlTree, pair: YamlPair): OuterEdit | undefined {
  const parent = parentOf(tree, pair)
  if (parent?.kind !== 'map') return undefined
  const edit = withoutPair(tree, parent, pair)
  // Whether the text stays sound is the affair of the pair's part, which is the same as long as the pair is.
  const isSound = soundRemovals.get(pair) ?? checked(tree, edit) !== undefined
  soundRemovals.set(pair, isSound)
  return isSound ? edit : undefined
}

const soundRemovals = new WeakMap<YamlPair, boolean>()

function withoutPair(tree: YamlTree, parent: YamlMap, pair: YamlPair): OuterEdit | undefined {
  if (parent.pairs.length === 1) return emptied(tree, parent)
  const index = parent.pairs.indexOf(pair)
  if (parent.flow) return withoutFlowEntry(tree, parent.pairs, index)
  return withoutLines(tree, rangeOf(tree, pair).start, blockEnd(tree, pair), parent.pairs[index + 1])
}

/** Removes an item of a sequence; one that loses its only item becomes `[]`. */
export function removeItem(tree: YamlTree, sequence: YamlSequence, index: number): OuterEdit | undefined {
  if (index < 0 || index >= sequence.items.length) return undefined
  if (sequence.items.length === 1) return checked(tree, emptied(tree, sequence))
  if (sequence.flow) {
    const items = sequence.items.flatMap((item) => item ?? [])
    return items.length === sequence.items.length
      ? checked(tree, withoutFlowEntry(tree, items, index))
      : undefined
  }
  const dashes = dashesOf(tree, sequence)
  const start = dashes[index]
  if (start === undefined) return undefined
  const item = sequence.items[index]
  const end = item ? blockEnd(tree, item) : start + 1
  const next = dashes[index + 1]
  return checked(tree, withoutLines(tree, start, end, undefined, next))
}

/**
 * Adds an item at the end of a sequence.
 * @param entry YAML of the item without its dash
 */
export function appendItem(tree: YamlTree, sequence: YamlSequence, entry: string): OuterEdit | undefined {
  const { text } = tree
  const last = sequence.items.at(-1)
  if (sequence.flow) {
    if (entry.includes('\n')) return undefined
    const at = last ? rangeOf(tree, last).end : rangeOf(tree, sequence).start + 1
    return checked(tree, { range: { start: at, end: at }, text: last ? `, ${entry}` : entry })
  }
  const dash = dashesOf(tree, sequence).at(-1)
  if (dash === undefined) return undefined
  const column = columnAt(text, dash)
  const end = lineEndOf(text, last ? blockEnd(tree, last) : dash + 1)
  const eol = eolOf(text)
  const lines = indented(entry, column + 2, eol).trimStart()
  return checked(tree, { range: { start: end, end }, text: `${eol}${' '.repeat(column)}- ${lines}` })
}

/**
 * Replaces the text of a scalar and keeps how it is written. A plain scalar that can't hold the new text gets quotes.
 * @param text the new text, decoded: quotes and escapes are added here
 * @param original the document's own text where the tree was made from a masked one
 */
export function replaceScalar(
  tree: YamlTree,
  scalar: YamlScalar,
  text: string,
  original: string = tree.text,
): OuterEdit | undefined {
  const decoded = decodeNode(tree, scalar, original)
  if (decoded) {
    const whole = { range: { start: 0, end: decoded.text.length }, text }
    const edit = text === '' ? undefined : outerEdit(decoded.region, whole, decoded.text, original)
    if (edit) return edit
  }
  if (scalar.style === 'literal' || scalar.style === 'folded') return undefined
  const quote = scalar.style === 'single' && !/[\p{Cc}]/u.test(text)
  return replaceNode(tree, scalar, quote ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text))
}

/** Replaces a node by YAML text that stands on one line. */
export function replaceNode(tree: YamlTree, node: YamlNode, yaml: string): OuterEdit | undefined {
  return yaml.includes('\n') ? undefined : checked(tree, { range: rangeOf(tree, node), text: yaml })
}

/** A key as it is written in YAML, quoted where it must be. */
export function keyYaml(key: string | number): string {
  const text = String(key)
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text)
}

function nested(path: KeyPath, value: string): string | undefined {
  if (path.length === 0 || path.some((step) => typeof step === 'number')) return undefined
  const lines = path.map((key, depth) => `${'  '.repeat(depth)}${keyYaml(key)}:`)
  const below = value.includes('\n') ? `\n${indented(value, 2 * path.length, '\n')}` : ` ${value}`
  return lines.join('\n') + below
}

/** The value of a pair that has none, or `null`. */
function valueForNone(tree: YamlTree, pair: YamlPair, value: string): OuterEdit | undefined {
  const { text } = tree
  if (value.includes('\n')) return underPair(tree, pair, value, {})
  if (pair.value?.kind === 'scalar' && pair.value.value === null && !pair.value.hole && pair.value.text) {
    return { range: rangeOf(tree, pair.value), text: value }
  }
  if (pair.value) return undefined
  const at = afterColon(text, rangeOf(tree, pair.key).end)
  return at === undefined ? undefined : { range: { start: at, end: at }, text: ` ${value}` }
}

function intoMap(tree: YamlTree, map: YamlMap, entry: string, options: InsertOptions): OuterEdit | undefined {
  const { pairs } = map
  if (map.flow) {
    if (pairs.length) return intoFlow(tree, map, entry, options)
    const holder = holderOf(tree, map)
    if (holder && !isInFlow(tree, holder)) return underPair(tree, holder, entry, options)
    const range = rangeOf(tree, map)
    if (isAloneAtRoot(tree, map)) return { range, text: indented(entry, 0, eolOf(tree.text)) }
    return isFlowEntry(entry) ? { range, text: `{ ${entry} }` } : undefined
  }
  const anchor = options.after ?? options.before ?? pairs.at(-1)
  if (!anchor || !pairs.includes(anchor)) return undefined
  const text = options.text ?? tree.text
  const eol = eolOf(text)
  const column = keyIndent(tree, anchor)
  if (options.before) {
    const at = rangeOf(tree, anchor).start
    // Behind a dash the new pair takes the first one's place on the line.
    return {
      range: { start: at, end: at },
      text: `${indented(entry, column, eol).trimStart()}${eol}${' '.repeat(column)}`,
    }
  }
  const end = lineEndOf(text, blockEnd(tree, anchor, text))
  return { range: { start: end, end }, text: eol + indented(entry, column, eol) }
}

function intoFlow(
  tree: YamlTree,
  map: YamlMap,
  entry: string,
  options: InsertOptions,
): OuterEdit | undefined {
  const anchor = options.after ?? options.before ?? map.pairs.at(-1)
  if (!anchor || !isFlowEntry(entry)) return undefined
  const { start, end } = rangeOf(tree, anchor)
  const line = lineStartOf(tree.text, start)
  const own = isOnlyBlank(tree.text, line, start)
  const between = own ? eolOf(tree.text) + tree.text.slice(line, start) : ' '
  return options.before
    ? { range: { start, end: start }, text: `${entry},${between}` }
    : { range: { start: end, end }, text: `,${between}${entry}` }
}

/** Whether YAML of a pair can stand in a flow map as it is. */
function isFlowEntry(entry: string): boolean {
  if (entry.includes('\n') || entry.includes('#')) return false
  const part = readPart(`{${entry}}`, [])
  return part.issues.length === 0 && part.nodes.length === 1
}

function underPair(
  tree: YamlTree,
  pair: YamlPair,
  entry: string,
  options: InsertOptions,
): OuterEdit | undefined {
  const { value } = pair
  if (value?.kind === 'map' && value.pairs.length) return intoMap(tree, value, entry, options)
  const isNone =
    !value || (value.kind === 'scalar' && value.value === null && !value.hole) || value.kind === 'map'
  const key = rangeOf(tree, pair.key)
  const colon = afterColon(tree.text, key.end)
  if (!isNone || colon === undefined) return undefined
  const stop = value ? rangeOf(tree, value).end : colon
  if (isInFlow(tree, pair)) {
    return isFlowEntry(entry) ? { range: { start: colon, end: stop }, text: ` { ${entry} }` } : undefined
  }
  const text = options.text ?? tree.text
  const eol = eolOf(text)
  const properties = value ? text.slice(colon, rangeOf(tree, value).start).trimEnd() : ''
  if (properties.includes('\n') || properties.includes('#')) return undefined
  const end = lineEndOf(text, stop)
  const lines = indented(entry, keyIndent(tree, pair) + stepOf(tree), eol)
  return { range: { start: colon, end }, text: properties + text.slice(stop, end).trimEnd() + eol + lines }
}

/** A block or flow collection turned into an empty one. */
function emptied(tree: YamlTree, node: YamlMap | YamlSequence): OuterEdit | undefined {
  const empty = node.kind === 'map' ? '{}' : '[]'
  const range = rangeOf(tree, node)
  if (node.flow) return { range, text: empty }
  const { text } = tree
  const holder = holderOf(tree, node)
  const last = node.kind === 'map' ? node.pairs.at(-1) : node.items.at(-1)
  const end = lineEndOf(text, last ? blockEnd(tree, last) : range.end)
  if (holder) {
    const colon = afterColon(text, rangeOf(tree, holder.key).end)
    if (colon === undefined || node.anchor !== undefined || node.tag !== undefined) return undefined
    return { range: { start: colon, end }, text: ` ${empty}${commentOf(text, colon)}` }
  }
  return { range: { start: range.start, end: Math.max(end, range.end) }, text: empty }
}

/** An entry of a flow collection with the comma that goes with it. */
function withoutFlowEntry(
  tree: YamlTree,
  entries: readonly (YamlPair | YamlNode)[],
  index: number,
): OuterEdit | undefined {
  const own = rangeOf(tree, entries[index]!)
  const next = entries[index + 1]
  const before = entries[index - 1]
  if (next) return { range: { start: own.start, end: rangeOf(tree, next).start }, text: '' }
  return before ? { range: { start: rangeOf(tree, before).end, end: own.end }, text: '' } : undefined
}

/** The lines from `start` to `end` taken out. Behind a dash what follows moves up beside it. */
function withoutLines(
  tree: YamlTree,
  start: number,
  end: number,
  nextPair: YamlPair | undefined,
  nextDash?: number,
): OuterEdit | undefined {
  const { text } = tree
  const line = lineStartOf(text, start)
  const after = nextLineOf(text, end)
  if (isOnlyBlank(text, line, start)) {
    if (after < text.length || line === 0 || text[after - 1] === '\n') {
      return { range: { start: line, end: after }, text: '' }
    }
    return { range: { start: lineEndOf(text, line - 1), end: after }, text: '' }
  }
  const next = nextPair ? rangeOf(tree, nextPair).start : nextDash
  if (next === undefined || !isOnlyDashes(text, line, start)) return undefined
  return { range: { start, end: Math.min(next, firstVisible(text, after)) }, text: '' }
}

/** Whether an empty map is all that its document has, on a line of its own. */
function isAloneAtRoot(tree: YamlTree, map: YamlMap): boolean {
  const { start, end } = rangeOf(tree, map)
  const alone = isOnlyBlank(tree.text, lineStartOf(tree.text, start), start)
  return (
    alone &&
    isOnlyBlank(tree.text, end, lineEndOf(tree.text, end)) &&
    tree.documents.some(({ root }) => root === map)
  )
}

function isOnlyMark(text: string, end: number): boolean {
  return end === 1 && text.charCodeAt(0) === 0xfeff
}
