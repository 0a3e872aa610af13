/**
 * Divides a YAML text into pieces that can be parsed on their own: a top-level key with its value where the
 * document's root is a block mapping at column 0, else the whole document, else the whole text.
 *
 * Why it is safe: in such a mapping every value needs an indent, so a line at column 0 that is a simple key ends
 * whatever stands before it (YAML 1.2, 8.1 to 8.22). Whatever else may start at column 0 stays in the piece it
 * stands in, and what could reach over a key (explicit keys, anchors of the root, flow roots) is not divided.
 * This file looks at lines only; it neither parses nor judges.
 */
import { firstBehind, type Range } from '../../text/range.ts'

/** A stretch of the text that is parsed by itself. */
export interface Piece extends Range {
  /** Index of its document in the division; -1 where the piece holds several documents. */
  readonly document: number
  /** Whether it is one of the top-level keys of its document rather than the whole. */
  readonly divided: boolean
}

/** The pieces of a text, in order and without gaps, and its documents. */
export interface Division {
  readonly documents: readonly Range[]
  readonly pieces: readonly Piece[]
}

interface Section {
  start: number
  content: boolean
  /** Whether nothing but a whole parse reads it safely. */
  whole: boolean
  marker: boolean
  /** Whether a tab leads a blank or comment line since the last content: the line behind decides whether that is an error. */
  tab: boolean
  /** Where pieces after the first start. */
  cuts: number[]
}

const plainKey =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S))(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ \t]{1,9}(?=[^\s#:])){0,1000}[ \t]{0,99}:(?=[ \t\r\n]|$)/y
const singleKey = /'(?:[^'\n\r]|''){0,1000}'[ \t]{0,99}:(?=[ \t\r\n]|$)/y
const doubleKey = /"(?:[^"\\\n\r]|\\[^\n\r]){0,1000}"[ \t]{0,99}:(?=[ \t\r\n]|$)/y

/** Line starts that no division is tried around: explicit keys, properties, aliases, flow and block indicators. */
const reaching = '?&*!{[|>:'

/** Divides `text`; `holes` is where template output stands, in order. */
export function divide(text: string, holes: readonly Range[] = []): Division {
  const sections: Section[] = []
  let section = newSection(0)
  let comment = -1
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let at = first; at < text.length; at = nextLine(text, at)) {
    const char = text[at]!
    if (char === '\n') continue
    // A carriage return alone is no line break to the library and no white space to begin a line with.
    if (char === '\r' && text[at + 1] !== '\n') return undivided(text)
    if (char === ' ' || char === '\t' || char === '\r') {
      const inner = firstVisible(text, at)
      if (inner === undefined || (inner === '#' && (comment >= 0 || !section.content))) {
        if (hasTab(text, at)) section.tab = true
        continue
      }
      section.tab = inner === '#' && hasTab(text, at)
      if (!section.content) section.whole = true
      section.content = true
      comment = -1
    } else if (char === '#') {
      if (comment < 0) comment = at
    } else if (char === '%' || char === '\ufeff' || isMarker(text, at, '...')) {
      return undivided(text)
    } else if (isMarker(text, at, '---')) {
      if (section.marker || section.content) {
        sections.push(section)
        section = newSection(at)
      }
      section.marker = true
      const beside = firstVisible(text, at + 3)
      if (beside !== undefined && beside !== '#') section.whole = section.content = true
      comment = -1
    } else {
      keyLine(text, at, comment, section, holes)
      comment = -1
    }
  }
  sections.push(section)
  return assemble(text, sections)
}

function undivided(text: string): Division {
  return { documents: [], pieces: [{ start: 0, end: text.length, document: -1, divided: false }] }
}

function newSection(start: number): Section {
  return { start, content: false, whole: false, marker: false, tab: false, cuts: [] }
}

/** Takes in a line with something at column 0 that is neither comment nor marker. */
function keyLine(text: string, at: number, comment: number, section: Section, holes: readonly Range[]): void {
  const key = isKey(text, at)
  if (!section.content) {
    section.content = true
    section.whole = !key
  } else if (key && !section.tab) {
    const cut = comment >= 0 && !overlapsAny(holes, comment, at) ? comment : at
    section.cuts.push(cut)
  } else if (reaching.includes(text[at]!)) {
    section.whole = true
  }
  section.tab = false
}

function isKey(text: string, at: number): boolean {
  const char = text[at]
  const key = char === '"' ? doubleKey : char === "'" ? singleKey : plainKey
  key.lastIndex = at
  return key.test(text)
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

const blankRun = /[ \t\r]*/y
const spaceRun = / */y

/** The offset behind what a sticky pattern takes at `at`: a masked template has lines of 100,000 blanks. */
function behind(run: RegExp, text: string, at: number): number {
  run.lastIndex = at
  run.test(text)
  return run.lastIndex
}

/** The first character of the rest of a line that is no white space. */
function firstVisible(text: string, at: number): string | undefined {
  const char = text[behind(blankRun, text, at)]
  return char === '\n' ? undefined : char
}

/** Whether there is a tab among the blanks that a line begins with. */
function hasTab(text: string, at: number): boolean {
  return text[behind(spaceRun, text, at)] === '\t'
}

function isMarker(text: string, at: number, marker: string): boolean {
  if (!text.startsWith(marker, at)) return false
  const after = text[at + 3]
  return after === undefined || after === ' ' || after === '\t' || after === '\n' || after === '\r'
}

/** Whether one of `ranges` (in order) shares a unit with `start` to `end`, or stands at it where it is empty. */
export function overlapsAny(ranges: readonly Range[], start: number, end: number): boolean {
  const found = ranges[firstBehind(ranges, start)]
  return found !== undefined && found.start < Math.max(end, start + 1)
}

function assemble(text: string, sections: readonly Section[]): Division {
  const documents: Range[] = []
  const pieces: Piece[] = []
  sections.forEach((section, index) => {
    const start = section.start
    const end = sections[index + 1]?.start ?? text.length
    documents.push({ start, end })
    if (section.whole || !section.content) {
      pieces.push({ start, end, document: index, divided: false })
      return
    }
    const cuts = [start, ...section.cuts, end]
    const own: Piece[] = []
    for (let at = 0; at + 1 < cuts.length; at++) {
      own.push({ start: cuts[at]!, end: cuts[at + 1]!, document: index, divided: true })
    }
    pieces.push(...joinAliased(text, own, start, end))
  })
  return { documents, pieces }
}

const referenceName = /[&*]([^\s,[\]{}]+)/g

/** Joins the pieces from an anchor's to the last one with an alias of its name, so that every alias has its target. */
function joinAliased(text: string, pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  const anchor = text.indexOf('&', start)
  if (anchor < 0 || anchor >= end) return pieces
  const alias = text.indexOf('*', anchor)
  if (alias < 0 || alias >= end) return pieces
  const firstAnchors = new Map<string, number>()
  // For each piece the last one that it must be joined with.
  const reach = pieces.map((_, index) => index)
  pieces.forEach((piece, index) => {
    for (const match of text.slice(piece.start, piece.end).matchAll(referenceName)) {
      const name = match[1]!
      if (match[0].startsWith('&')) {
        if (!firstAnchors.has(name)) firstAnchors.set(name, index)
      } else {
        const from = firstAnchors.get(name)
        if (from !== undefined) reach[from] = index
      }
    }
  })
  const joined: Piece[] = []
  for (let at = 0; at < pieces.length; ) {
    let last = reach[at]!
    for (let next = at; next <= last; next++) last = Math.max(last, reach[next]!)
    joined.push({ ...pieces[at]!, end: pieces[last]!.end })
    at = last + 1
  }
  return joined
}
