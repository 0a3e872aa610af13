/**
 * Parses a Go template as Helm's engine would (Go 1.26 `text/template`, Helm 3.22 functions), and tolerantly:
 * it never throws, always gives a tree, and after a fault the rest still has its tree. It reports what Go's parser
 * refuses and nothing else: undefined templates, wrong argument counts and values are found when rendering.
 * Blocks nest on a stack of our own, so that no input can exhaust the call stack.
 */
import type { Origin } from '../../text/part.ts'
import type {
  Branch,
  ControlNode,
  IssueCode,
  Pipeline,
  StringArg,
  Tag,
  TemplateNode,
  TemplateTree,
} from './ast.ts'
import { misspeltKeyword } from './functions.ts'
import { lexTemplate } from './lexer.ts'
import {
  addIssue,
  declareLoosely,
  fail,
  leaveScope,
  newScope,
  parsePipeline,
  peek,
  type Reader,
  readString,
  refuse,
  type Scope,
  type State,
  take,
} from './pipeline.ts'
import type { Piece, TagPiece, Token } from './token.ts'

type ControlKind = ControlNode['kind']
type Keyword = ControlKind | 'define' | 'block'

/** A block that is still open, and what its `end` will make of it. */
interface Frame {
  readonly keyword: Keyword
  readonly tag: Tag
  readonly name: StringArg | undefined
  readonly pipe: Pipeline | undefined
  /** Branches that are complete; the last one's nodes are in `nodes`. */
  readonly branches: Branch[]
  branch: Pick<Branch, 'keyword' | 'tag' | 'pipe'>
  nodes: TemplateNode[]
  /** Names in the scope before the block, or the whole scope where the block has one of its own. */
  readonly variables: number
  readonly scope: Scope
  readonly ranges: number
}

interface Parser extends State {
  readonly text: string
  readonly root: TemplateNode[]
  readonly frames: Frame[]
  /** How many `range` bodies of the current template are open. */
  ranges: number
  /** How many more blocks the whole file opens than it closes: what is missing an `end` from here on. */
  surplus: number
  /** Names of the templates defined so far with anything in them. */
  readonly defined: Set<string>
}

/** Parses `text`. Never throws; takes time linear in the text. */
export function parseTemplate(text: string): TemplateTree {
  const origin: Origin = { text }
  const pieces = lexTemplate(text)
  const parser: Parser = {
    text,
    origin,
    issues: [],
    scope: newScope(),
    declared: new Set(['$']),
    lostVariables: 'report',
    suggestions: new Map(),
    root: [],
    frames: [],
    ranges: 0,
    surplus: balance(pieces),
    defined: new Set(),
  }
  if (parser.surplus < 0) parser.lostVariables = 'once'
  for (const piece of pieces) {
    if (piece.kind === 'tag') parseTag(parser, piece)
    else add(parser, { kind: 'text', value: piece.value, start: piece.start, end: piece.end, origin })
  }
  while (parser.frames.length > 0) abandon(parser, text.length)
  const issues = parser.issues.sort((a, b) => a.start - b.start)
  return { text, nodes: parser.root, issues, offsets: new Map([[origin, 0]]) }
}

const openers: ReadonlySet<string> = new Set(['if', 'with', 'range', 'define', 'block'])

/** Blocks opened less blocks closed, over the whole file. */
function balance(pieces: readonly Piece[]): number {
  let open = 0
  for (const piece of pieces) {
    if (piece.kind !== 'tag' || piece.comment !== undefined) continue
    const word = keywordOf(piece.tokens[0])
    if (word === 'end') open--
    else if (word !== undefined && openers.has(word)) open++
  }
  return open
}

/** The keyword that a tag starts with, also where its trim marker lacks the blank (`{{-if`). */
function keywordOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'keyword') return token.text
  if (token?.fault?.data.trim !== true) return undefined
  const word = token.text.slice(1)
  return tagParsers[word] === undefined ? undefined : word
}

function add(parser: Parser, node: TemplateNode): void {
  const frame = parser.frames.at(-1)
  if (frame === undefined) parser.root.push(node)
  else frame.nodes.push(node)
}

type TagParser = (parser: Parser, reader: Reader, tag: Tag, keyword: string) => void

const tagParsers: Readonly<Record<string, TagParser>> = {
  if: openControl,
  with: openControl,
  range: openControl,
  define: openDefine,
  block: openBlock,
  template: parseCall,
  else: parseElse,
  end: parseEnd,
  break: parseJump,
  continue: parseJump,
}

function parseTag(parser: Parser, piece: TagPiece): void {
  const { start, end, trimLeft, trimRight, closed, tokens } = piece
  const tag: Tag = { start, end, trimLeft, trimRight, closed, origin: parser.origin }
  const inner = start + (trimLeft ? 4 : 2)
  const reader: Reader = { state: parser, tokens, index: 0, failed: false, end: inner }
  if (piece.comment !== undefined) {
    refuseRest(reader, 'comment')
    add(parser, { kind: 'comment', tag, value: piece.comment, start, end, origin: parser.origin })
    return
  }
  const issues = parser.issues.length
  parseWords(parser, reader, tag)
  if (parser.issues.length > issues) declareLoosely(reader)
}

/** Parses a tag that is no comment by the keyword that it starts with, or as an action. */
function parseWords(parser: Parser, reader: Reader, tag: Tag): void {
  const first = peek(reader)
  const keyword = keywordOf(first) ?? meantKeyword(parser, reader)
  const parse = keyword === undefined ? undefined : tagParsers[keyword]
  if (first === undefined || keyword === undefined || parse === undefined) {
    const pipe = parsePipeline(reader, 'command')
    const { start, end, origin } = tag
    add(parser, { kind: 'action', tag, pipe, start, end, origin })
    return
  }
  if (first.fault !== undefined) {
    const behind = first.fault.data.trim === true ? 0 : keywordBehind(reader)
    refuse(reader, first, keyword)
    for (let count = 0; count < behind; count++) take(reader)
  } else if (first.kind === 'keyword') take(reader)
  else refuseWord(reader, first, keyword)
  parse(parser, reader, tag, keyword)
}

/**
 * A misspelt keyword, or one behind a fault (`{{{ end }}`), counts as the keyword where the file has an `end` too many
 * or too few without it: then only the fault itself is told.
 */
function meantKeyword(parser: Parser, reader: Reader): string | undefined {
  const token = peek(reader)
  const keyword =
    token?.kind === 'identifier'
      ? misspeltKeyword(token.text)
      : token?.fault && peek(reader, keywordBehind(reader))?.text
  if (keyword === 'end' && parser.surplus > 0) parser.surplus--
  else if (keyword !== undefined && openers.has(keyword) && parser.surplus < 0) parser.surplus++
  else return undefined
  parser.lostVariables = parser.surplus < 0 ? parser.lostVariables : 'report'
  return keyword
}

/** How many tokens behind the one to be read next a keyword stands: one, or two with a trim marker before it; else 0. */
function keywordBehind(reader: Reader): number {
  if (peek(reader, 1)?.kind === 'keyword') return 1
  return peek(reader, 1)?.text === '-' && peek(reader, 2)?.kind === 'keyword' ? 2 : 0
}

/** Refuses what is left of a tag: it had to end here. */
function refuseRest(reader: Reader, context: string): void {
  for (let token = peek(reader); token !== undefined; token = peek(reader)) refuse(reader, token, context)
}

/** Says that a keyword is misspelt; Go takes it for a function that it does not know. */
function refuseWord(reader: Reader, token: Token, keyword: string): void {
  fail(reader, 'unknown-function', token, { name: token.text, removed: false, nearest: keyword })
  take(reader)
}

function open(parser: Parser, frame: Pick<Frame, 'keyword' | 'tag' | 'name' | 'pipe' | 'variables'>): void {
  const { keyword, tag, pipe } = frame
  const isControl = keyword !== 'define' && keyword !== 'block'
  const branch = { keyword: isControl ? keyword : 'if', tag, pipe } as const
  parser.frames.push({
    ...frame,
    branches: [],
    branch,
    nodes: [],
    scope: parser.scope,
    ranges: parser.ranges,
  })
  if (keyword === 'range') parser.ranges++
  if (isControl) return
  // A defined template knows none of the variables and loops around it.
  parser.scope = newScope()
  parser.ranges = 0
}

/** `{{if pipeline}}`, `{{with pipeline}}`, `{{range pipeline}}`. */
function openControl(parser: Parser, reader: Reader, tag: Tag, keyword: string): void {
  // The table above gives only these three keywords to this function.
  const kind = keyword as ControlKind
  const variables = parser.scope.names.length
  const pipe = parsePipeline(reader, kind)
  open(parser, { keyword: kind, tag, name: undefined, pipe, variables })
}

/** `{{define "name"}}`; inside another block it is refused or the sign that the block lacks its `end`. */
function openDefine(parser: Parser, reader: Reader, tag: Tag): void {
  const depth = parser.frames.length
  if (depth > 0 && parser.surplus >= depth) {
    while (parser.frames.length > 0) abandon(parser, tag.start)
  } else if (depth > 0) fail(reader, 'nested-define', tag)
  const name = readName(reader, 'define')
  refuseRest(reader, 'define')
  open(parser, { keyword: 'define', tag, name, pipe: undefined, variables: parser.scope.names.length })
}

/** `{{block "name" pipeline}}`. */
function openBlock(parser: Parser, reader: Reader, tag: Tag): void {
  const name = readName(reader, 'block')
  const pipe = parsePipeline(reader, 'block')
  open(parser, { keyword: 'block', tag, name, pipe, variables: parser.scope.names.length })
}

/** `{{template "name"}}` or `{{template "name" pipeline}}`. */
function parseCall(parser: Parser, reader: Reader, tag: Tag): void {
  const name = readName(reader, 'template')
  const pipe = peek(reader) === undefined ? undefined : parsePipeline(reader, 'template')
  add(parser, { kind: 'template', tag, name, pipe, start: tag.start, end: tag.end, origin: parser.origin })
}

function readName(reader: Reader, keyword: string): StringArg | undefined {
  const token = peek(reader)
  if (token?.kind === 'string' || token?.kind === 'raw-string') {
    take(reader)
    return readString(reader, token)
  }
  if (token?.fault !== undefined) refuse(reader, token, keyword)
  else fail(reader, 'missing-name', token ?? { start: reader.end, end: reader.end }, { keyword })
  // A name without quotes is one stretch of words: it is no pipeline.
  for (let next = peek(reader); next !== undefined && isNamePart(next); next = peek(reader)) take(reader)
  return undefined
}

function isNamePart({ kind }: Token): boolean {
  return kind === 'identifier' || kind === 'keyword' || kind === 'number' || kind === 'fault'
}

/** `{{else}}`, `{{else if pipeline}}`, `{{else with pipeline}}`. */
function parseElse(parser: Parser, reader: Reader, tag: Tag): void {
  const frame = parser.frames.at(-1)
  const next = peek(reader)
  const more =
    next?.kind === 'keyword' && (next.text === 'if' || next.text === 'with') ? next.text : undefined
  const keyword = more === undefined ? 'else' : (`else ${more}` as const)
  if (frame === undefined || frame.keyword === 'define' || frame.keyword === 'block') {
    fail(reader, 'unexpected-else', tag, { context: 'stray', keyword })
    add(parser, {
      kind: 'stray',
      keyword: 'else',
      tag,
      start: tag.start,
      end: tag.end,
      origin: parser.origin,
    })
    return
  }
  if (frame.branch.keyword === 'else')
    fail(reader, 'unexpected-else', tag, { context: 'after-else', keyword })
  else if (more !== undefined && more !== frame.keyword) {
    fail(reader, 'unexpected-else', tag, { context: 'mismatch', keyword })
  }
  let pipe: Pipeline | undefined
  if (more !== undefined) take(reader)
  // A range's else does not loop.
  if (frame.keyword === 'range') parser.ranges = frame.ranges
  if (more !== undefined) pipe = parsePipeline(reader, more)
  else refuseRest(reader, 'else')
  endBranch(frame, tag.start)
  frame.branch = { keyword, tag, pipe }
}

function endBranch(frame: Frame, end: number): void {
  const { branch, nodes, branches } = frame
  branches.push({
    kind: 'branch',
    ...branch,
    body: nodes,
    start: branch.tag.start,
    end,
    origin: branch.tag.origin,
  })
  frame.nodes = []
}

function parseEnd(parser: Parser, reader: Reader, tag: Tag): void {
  const { start, end } = tag
  if (parser.frames.length === 0) {
    fail(reader, 'unexpected-end', tag)
    add(parser, { kind: 'stray', keyword: 'end', tag, start, end, origin: parser.origin })
    return
  }
  refuseRest(reader, 'end')
  abandonDeeper(parser, tag)
  close(parser, end, tag)
}

/**
 * Where ends are missing in the file, an `end` that stands below an outer opener and not below the innermost one
 * belongs to the outer: the innermost is the one that lacks its own.
 */
function abandonDeeper(parser: Parser, endTag: Tag): void {
  const [outer, inner] = parser.frames.slice(-2)
  if (parser.surplus <= 0 || outer === undefined || inner === undefined) return
  const column = columnOf(parser.text, endTag)
  const innerColumn = columnOf(parser.text, inner.tag)
  if (column === undefined || innerColumn === undefined || innerColumn <= column) return
  if (columnOf(parser.text, outer.tag) === column) abandon(parser, endTag.start)
}

/** The column of a tag that is the first thing on its line. */
function columnOf(text: string, tag: Tag): number | undefined {
  let start = tag.start
  while (text[start - 1] === ' ') start--
  return start === 0 || text[start - 1] === '\n' ? tag.start - start : undefined
}

/** `{{break}}`, `{{continue}}`. */
function parseJump(parser: Parser, reader: Reader, tag: Tag, keyword: string): void {
  refuseRest(reader, keyword)
  if (parser.ranges === 0) fail(reader, 'outside-range', tag, { keyword })
  const kind = keyword === 'break' ? 'break' : 'continue'
  add(parser, { kind, tag, start: tag.start, end: tag.end, origin: parser.origin })
}

/** Ends the innermost block where its `end` is missing. */
function abandon(parser: Parser, end: number): void {
  const frame = parser.frames.at(-1)
  if (frame === undefined) return
  addIssue(parser, 'missing-end', frame.tag, { keyword: frame.keyword })
  parser.surplus--
  close(parser, end, undefined)
}

/** Takes the innermost block off the stack and puts its node where it belongs. */
function close(parser: Parser, end: number, endTag: Tag | undefined): void {
  const frame = parser.frames.pop()
  if (frame === undefined) return
  const { keyword, tag, name, pipe, nodes } = frame
  parser.scope = frame.scope
  parser.ranges = frame.ranges
  leaveScope(parser.scope, frame.variables)
  const place = { tag, end, start: tag.start, origin: parser.origin }
  if (keyword === 'define' || keyword === 'block') {
    if (endTag !== undefined) noteDefined(parser, name, nodes)
    if (keyword === 'define') add(parser, { ...place, kind: keyword, name, body: nodes, endTag })
    else add(parser, { ...place, kind: keyword, name, pipe, body: nodes, endTag })
    return
  }
  endBranch(frame, endTag?.start ?? end)
  const [first, ...rest] = frame.branches
  // endBranch has just put one in.
  if (first !== undefined) {
    add(parser, {
      kind: keyword,
      branches: [first, ...rest],
      endTag,
      start: tag.start,
      end,
      origin: parser.origin,
    })
  }
}

/** Go refuses a second definition of a name in one file, unless one of the two is empty. */
function noteDefined(parser: Parser, name: StringArg | undefined, nodes: readonly TemplateNode[]): void {
  if (name === undefined || nodes.every(isEmpty)) return
  const code: IssueCode = 'duplicate-define'
  if (parser.defined.has(name.value)) addIssue(parser, code, name, { name: name.value })
  parser.defined.add(name.value)
}

/** What Go takes for white space is Unicode's property, which a byte order mark lacks and `trim` does not know. */
const onlyBlanks = /^\p{White_Space}*$/u

function isEmpty(node: TemplateNode): boolean {
  return (
    node.kind === 'comment' || node.kind === 'define' || (node.kind === 'text' && onlyBlanks.test(node.value))
  )
}
