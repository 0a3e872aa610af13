/**
 * Reads one part of a YAML text with the `yaml` library and turns the library's nodes into ours.
 *
 * What the library leaves to its `toJS` step is done here: aliases get their targets, and duplicate keys, unknown
 * anchors, excessive aliasing and nesting are found. Dividing and putting parts together is not done here.
 */
import {
  type Alias,
  Composer,
  type CST,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type {
  ScalarStyle,
  YamlAlias,
  YamlHole,
  YamlIssue,
  YamlMap,
  YamlNode,
  YamlPair,
  YamlPart,
  YamlPartDocument,
  YamlScalar,
  YamlSequence,
} from './ast.ts'
import { overlapsAny } from './divide.ts'
import { excessiveIssue, isExcessive, tooDeepIssue } from './limits.ts'
import { readTokens } from './tokens.ts'

/** Issues that are kept of one part: what follows is a consequence of the first ones. */
const maxIssues = 50

/** What the library says of a blanked template action before the first line of a block scalar. */
const blankedLead = 'Block scalars with more-indented leading empty lines'

/** A part under construction: its nodes name it as their origin, so it exists before they do. */
interface OpenPart extends YamlPart {
  readonly nodes: YamlPair[]
  readonly issues: YamlIssue[]
  readonly comments: Range[]
  readonly documents: YamlPartDocument[]
}

interface Context {
  readonly part: OpenPart
  readonly text: string
  /** The holes that print something. */
  readonly printing: readonly Range[]
  readonly anchors: Map<string, { readonly node: YamlNode; readonly weight: number }>
  /** Anchors of the collections that are being read: an alias to one of them would contain itself. */
  readonly open: Set<string>
  /** Nodes as a reader sees them that copies the target for each alias, and how many of them are copies. */
  expanded: number
  copied: number
}

const options = {
  prettyErrors: false,
  uniqueKeys: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const

/**
 * Reads `text`, a whole part. `holes` are relative to it and in order. Never throws: what the library can't cope
 * with becomes one issue.
 */
export function readPart(text: string, holes: readonly YamlHole[]): YamlPart {
  const part: OpenPart = { text, holes, nodes: [], issues: [], comments: [], documents: [] }
  try {
    const { tokens, comments, tooDeep } = readTokens(text)
    part.comments.push(...comments)
    if (tooDeep === undefined) readDocuments(tokens, part)
    else part.issues.push(tooDeepIssue(part, tooDeep))
  } catch {
    // The library's parser is recursive where blocks end: only nesting makes it run out of stack.
    part.issues.push(tooDeepIssue(part, 0))
  }
  part.issues.splice(maxIssues)
  return part
}

function readDocuments(tokens: readonly CST.Token[], part: OpenPart): void {
  const composer = new Composer(options)
  for (const document of composer.compose(tokens)) {
    for (const error of document.errors) {
      if (part.holes.length && error.message.startsWith(blankedLead)) continue
      addIssue(part, error.pos[0], error.pos[1], error.code, error.message)
    }
    const context: Context = {
      part,
      text: part.text,
      printing: part.holes.filter((hole) => hole.kind !== 'control'),
      anchors: new Map(),
      open: new Set(),
      expanded: 0,
      copied: 0,
    }
    const root = isWritten(document.contents) ? convert(context, document.contents) : undefined
    if (root?.kind === 'map') part.nodes.push(...root.pairs)
    const [start, , end] = document.range
    part.documents.push({ start, end, root })
    if (isExcessive(context)) part.issues.push(excessiveIssue(part, root))
  }
  for (const error of composer.streamInfo().errors) {
    addIssue(part, error.pos[0], error.pos[1], error.code, error.message)
  }
}

function addIssue(part: OpenPart, from: number, to: number, code: string, message: string): void {
  const start = Math.max(0, Math.min(from, part.text.length))
  const end = Math.max(start, Math.min(to, part.text.length))
  part.issues.push({ origin: part, start, end, code, message })
}

/** Whether something is written where the library says that a node is: it puts empty scalars in gaps. */
function isWritten(node: unknown): boolean {
  return !!node && !(isScalar(node) && isEmptyPlain(node) && !node.anchor && !node.tag)
}

function isEmptyPlain(scalar: Scalar): boolean {
  return (
    scalar.source === '' &&
    scalar.type !== Scalar.QUOTE_DOUBLE &&
    scalar.type !== Scalar.QUOTE_SINGLE &&
    !isBlock(scalar)
  )
}

function isBlock(scalar: Scalar): boolean {
  return scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED
}

function convert(context: Context, node: unknown): YamlNode {
  if (isAlias(node)) return convertAlias(context, node)
  const anchor = (node as { anchor?: string }).anchor // Every node but an alias may have one.
  if (!anchor) return convertContent(context, node)
  const before = context.expanded
  context.open.add(anchor)
  const converted = convertContent(context, node)
  context.open.delete(anchor)
  context.anchors.set(anchor, { node: converted, weight: context.expanded - before })
  return converted
}

function convertContent(context: Context, node: unknown): YamlNode {
  context.expanded++
  if (isMap(node)) return convertMap(context, node)
  if (isSeq(node)) return convertSequence(context, node)
  if (isPair(node)) return pairAsMap(context, node)
  return convertScalar(context, node as Scalar) // Node kinds of the library: nothing else is left.
}

function convertAlias(context: Context, alias: Alias): YamlAlias {
  const [start, end] = alias.range ?? [0, 0]
  const name = alias.source
  const known = context.open.has(name) ? undefined : context.anchors.get(name)
  if (known) {
    context.expanded += known.weight
    context.copied += known.weight
  } else if (!context.part.holes.length) {
    const message = context.open.has(name)
      ? t('The value of anchor {name} contains itself: programs refuse this.', { name })
      : t('No anchor &{name} is defined before this alias, so programs refuse the file.', { name })
    addIssue(context.part, start, end, 'UNKNOWN_ANCHOR', message)
  }
  return { kind: 'alias', origin: context.part, start, end, name, target: known?.node }
}

/** `{ anchor }` and `{ tag }` where the node has them, the tag as written. */
function properties(node: { anchor?: string; tag?: string }): { anchor?: string; tag?: string } {
  const own: { anchor?: string; tag?: string } = {}
  if (node.anchor) own.anchor = node.anchor
  if (node.tag) own.tag = node.tag.replace(/^tag:yaml\.org,2002:/, '!!')
  return own
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  [Scalar.QUOTE_SINGLE]: 'single',
  [Scalar.QUOTE_DOUBLE]: 'double',
  [Scalar.BLOCK_LITERAL]: 'literal',
  [Scalar.BLOCK_FOLDED]: 'folded',
}

function convertScalar(context: Context, node: Scalar): YamlScalar {
  const { part } = context
  const [start, to] = node.range ?? [0, 0]
  const end = isBlock(node) ? beforeLineBreak(part.text, start, to) : to
  const style = styles[node.type ?? ''] ?? 'plain'
  const hole = part.holes.length > 0 && isMade(context, node, start, to)
  const value = hole ? undefined : (node.value as YamlScalar['value']) // The core schema makes nothing else.
  const scalar: YamlScalar = {
    kind: 'scalar',
    origin: part,
    start,
    end,
    style,
    value,
    text: node.source ?? '',
    hole,
  }
  return node.anchor || node.tag ? { ...scalar, ...properties(node) } : scalar
}

/**
 * Whether template output stands in a scalar. Behind the last visible line of a block scalar there may be blanked
 * actions; those that print belong to it, and the others tell nothing.
 */
function isMade({ part, printing }: Context, node: Scalar, start: number, end: number): boolean {
  if (!isBlock(node)) return overlapsAny(part.holes, start, end)
  const visible = start + part.text.slice(start, end).trimEnd().length
  return (
    overlapsAny(part.holes, start, visible) || overlapsAny(printing, visible, visibleFrom(part.text, end))
  )
}

/** The end of a block scalar without its last line break. */
function beforeLineBreak(text: string, start: number, end: number): number {
  let at = end
  if (at > start && text[at - 1] === '\n') at--
  if (at > start && text[at - 1] === '\r') at--
  return at
}

function visibleFrom(text: string, at: number): number {
  let index = at
  while (index < text.length && ' \t\r\n'.includes(text[index]!)) index++
  return index
}

/** Keys that are no scalars (aliases, collections) are told as unknown scalars with their text. */
function convertKey(context: Context, node: unknown): YamlScalar {
  if (isScalar(node)) {
    const key = convert(context, node)
    if (key.kind === 'scalar') return key
  }
  const { start, end } = convert(context, node)
  const text = context.text.slice(start, end)
  return {
    kind: 'scalar',
    origin: context.part,
    start,
    end,
    style: 'plain',
    value: undefined,
    text,
    hole: true,
  }
}

const gap = /(?:[ \t\r\n]|#[^\n]*(?![^\n]))*/y
// A comment is taken to its end: in two pieces it could be read in so many ways that a text without a colon takes for ever.
const colon = /(?:[ \t\r\n]|#[^\n]*(?![^\n]))*:/y

function convertPair(context: Context, pair: Pair): YamlPair {
  const key = convertKey(context, pair.key)
  const written = isWritten(pair.value)
  if (written) {
    const value = convert(context, pair.value)
    return { origin: context.part, start: key.start, end: value.end, key, value }
  }
  const end = pair.value ? afterColon(context.text, key.end) : key.end
  return { origin: context.part, start: key.start, end, key, value: unwritten(context, end) }
}

function afterColon(text: string, keyEnd: number): number {
  colon.lastIndex = keyEnd
  return colon.test(text) ? colon.lastIndex : keyEnd
}

/** Where nothing is written: an unknown scalar where template output stands before what follows. */
function unwritten(context: Context, end: number): YamlScalar | undefined {
  const { part } = context
  if (!context.printing.length) return undefined
  gap.lastIndex = end
  gap.test(part.text)
  if (!overlapsAny(context.printing, end, gap.lastIndex)) return undefined
  return {
    kind: 'scalar',
    origin: part,
    start: end,
    end,
    style: 'plain',
    value: undefined,
    text: '',
    hole: true,
  }
}

function convertMap(context: Context, node: YAMLMap): YamlMap {
  const { part } = context
  const flow = node.flow === true
  const seen = new Map<unknown, YamlPair>()
  const pairs: YamlPair[] = []
  for (const item of node.items) {
    const pair = convertPair(context, item)
    pairs.push(pair)
    const earlier = seen.get(pair.key.value)
    if (earlier && isDuplicate(part, earlier, pair)) part.issues.push(duplicateIssue(pair))
    if (!pair.key.hole) seen.set(pair.key.value, pair)
  }
  const [from, to] = node.range ?? [0, 0]
  const start = pairs.length && !flow ? Math.min(from, pairs[0]!.start) : from
  const end = flow ? to : (pairs.at(-1)?.end ?? start)
  const map: YamlMap = { kind: 'map', origin: part, start, end, flow, pairs }
  return node.anchor || node.tag ? { ...map, ...properties(node) } : map
}

/** Template actions between two equal keys may be the branches of one condition: then nothing is said. */
function isDuplicate(part: YamlPart, earlier: YamlPair, pair: YamlPair): boolean {
  return !pair.key.hole && !isMergeKey(pair.key) && !overlapsAny(part.holes, earlier.start, pair.start)
}

/** Whether a key is `<<`, written without quotes. */
export function isMergeKey(key: YamlScalar): boolean {
  return key.style === 'plain' && key.text === '<<'
}

/** The issue for a key that its map holds already. */
export function duplicateIssue(pair: YamlPair): YamlIssue {
  const { origin, start, end, text } = pair.key
  const message = t(
    'The key {key} is in this mapping already: some programs refuse the file, others silently keep the last one. Remove one of them.',
    { key: text },
  )
  return { origin, start, end, code: 'DUPLICATE_KEY', message }
}

function convertSequence(context: Context, node: YAMLSeq): YamlSequence {
  const { part } = context
  const flow = node.flow === true
  const [start, to] = node.range ?? [0, 0]
  const items: (YamlNode | undefined)[] = []
  let end = start + 1
  for (const item of node.items) {
    if (isWritten(item)) {
      const converted = convert(context, item)
      items.push(converted)
      end = converted.end
    } else {
      end = (item as Scalar | null)?.range?.[0] ?? end // An unwritten item is an empty scalar.
      items.push(unwritten(context, end))
    }
  }
  const sequence: YamlSequence = {
    kind: 'sequence',
    origin: part,
    start,
    end: flow ? to : Math.min(end, part.text.length),
    flow,
    items,
  }
  return node.anchor || node.tag ? { ...sequence, ...properties(node) } : sequence
}

/** A pair that stands as an item of a sequence (`[key: value]`). */
function pairAsMap(context: Context, node: Pair): YamlMap {
  const pair = convertPair(context, node)
  return { kind: 'map', origin: context.part, start: pair.start, end: pair.end, flow: true, pairs: [pair] }
}
