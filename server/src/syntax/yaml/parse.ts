/**
 * The YAML parser that everything uses: a thin layer over the `yaml` library that reads a text part by part, so that
 * an edit costs the part it is in. It finds syntax issues only; what the values mean is not its business.
 */
import type { Origin } from '../../text/part.ts'
import { firstBehind, type Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { YamlDocument, YamlHole, YamlIssue, YamlMap, YamlPair, YamlPart, YamlTree } from './ast.ts'
import { duplicateIssue, isMergeKey, readPart } from './convert.ts'
import { type Division, divide, overlapsAny, type Piece } from './divide.ts'

/** What the caller knows about the text. */
export interface YamlOptions {
  /**
   * Where template output stands, in document order. The caller has replaced it in the text, unit for unit, by
   * placeholders or blanks; scalars that it touches or makes are unknown. A hole of kind `control` prints nothing, so
   * it makes no scalar.
   */
  readonly holes?: readonly YamlHole[]
}

/** Texts longer than this, in UTF-16 code units, are not read: they would block an editor for seconds. */
export const maxLength = 4 * 1024 * 1024

/** Issues that are kept of a whole text: a text with more of them is no YAML. */
const maxIssues = 500

interface Placing {
  readonly piece: Piece
  readonly part: YamlPart
}

/**
 * Parses `text`. Never throws; what can't be read is in `issues`. Parts of `previous` whose text and holes are the
 * same are taken over by identity, so that what is memoised on them stays valid.
 */
export function parseYaml(text: string, options: YamlOptions = {}, previous?: YamlTree): YamlTree {
  if (text.length > maxLength) return unread(text)
  const holes = options.holes ?? []
  const division = divide(text, holes)
  const placed = takeOver(text, holes, division.pieces, previous?.parts ?? [])
  const offsets = new Map<Origin, number>()
  for (const { piece, part } of placed) offsets.set(part, piece.start)
  const issues = placed.flatMap(({ part }) => part.issues).slice(0, maxIssues)
  const documents = placeDocuments(text, holes, division, placed, { offsets, issues })
  return {
    text,
    parts: placed.map(({ part }) => part),
    documents,
    issues,
    comments: placed.flatMap(({ piece, part }) =>
      part.comments.map(({ start, end }) => ({ start: start + piece.start, end: end + piece.start })),
    ),
    offsets,
  }
}

/** The tree of a text that is too long to be read: empty, with one issue that says so. */
function unread(text: string): YamlTree {
  const part: YamlPart = { text, nodes: [], issues: [], holes: [], comments: [], documents: [] }
  const message = t(
    'This YAML text has {length} characters. Texts of more than {limit} are not checked: split it, or exclude it.',
    { length: text.length, limit: maxLength },
  )
  return {
    text,
    parts: [part],
    documents: [],
    issues: [{ origin: part, start: 0, end: 1, code: 'TOO_LONG', message }],
    comments: [],
    offsets: new Map([[part, 0]]),
  }
}

/** The parts of the new tree: the old ones from the front and from the back, what is between by its text or anew. */
function takeOver(
  text: string,
  holes: readonly YamlHole[],
  pieces: readonly Piece[],
  old: readonly YamlPart[],
): readonly Placing[] {
  const holesOf = holeFinder(holes)
  const fits = (piece: Piece, part: YamlPart): boolean =>
    part.text.length === piece.end - piece.start &&
    text.startsWith(part.text, piece.start) &&
    sameHoles(part.holes, holesOf(piece))
  const most = Math.min(pieces.length, old.length)
  let front = 0
  while (front < most && fits(pieces[front]!, old[front]!)) front++
  let back = 0
  while (back < most - front && fits(pieces.at(-1 - back)!, old.at(-1 - back)!)) back++
  const moved = byText(old.slice(front, old.length - back))
  return pieces.map((piece, index) => {
    if (index < front) return { piece, part: old[index]! }
    if (index >= pieces.length - back) return { piece, part: old[index - pieces.length + old.length]! }
    const own = text.slice(piece.start, piece.end)
    const same = moved.get(own)
    const at = same ? same.findIndex((part) => fits(piece, part)) : -1
    return { piece, part: same && at >= 0 ? same.splice(at, 1)[0]! : readPart(own, holesOf(piece)) }
  })
}

function byText(parts: readonly YamlPart[]): Map<string, YamlPart[]> {
  const groups = new Map<string, YamlPart[]>()
  for (const part of parts) {
    const group = groups.get(part.text)
    if (group) group.push(part)
    else groups.set(part.text, [part])
  }
  return groups
}

const noHoles: readonly YamlHole[] = []

/** Gives the holes of a piece, relative to its start. */
function holeFinder(holes: readonly YamlHole[]): (piece: Range) => readonly YamlHole[] {
  if (!holes.length) return () => noHoles
  return ({ start, end }) => {
    const from = firstBehind(holes, start)
    let to = from
    while (to < holes.length && holes[to]!.start < end) to++
    return holes.slice(from, to).map((hole) => ({
      start: Math.max(hole.start, start) - start,
      end: Math.min(hole.end, end) - start,
      ...(hole.kind !== undefined && { kind: hole.kind }),
    }))
  }
}

function sameHoles(a: readonly YamlHole[], b: readonly YamlHole[]): boolean {
  const same = ({ start, end, kind }: YamlHole, other: YamlHole): boolean =>
    start === other.start && end === other.end && kind === other.kind
  return a.length === b.length && a.every((hole, index) => same(hole, b[index]!))
}

/** What placing documents adds to the tree. */
interface Sink {
  readonly offsets: Map<Origin, number>
  readonly issues: YamlIssue[]
}

function placeDocuments(
  text: string,
  holes: readonly Range[],
  { documents }: Division,
  placed: readonly Placing[],
  sink: Sink,
): readonly YamlDocument[] {
  if (placed[0]?.piece.document === -1) return wholeDocuments(placed[0])
  const byDocument: Placing[][] = documents.map(() => [])
  for (const placing of placed) byDocument[placing.piece.document]!.push(placing)
  return documents.map((range, index) => {
    const own = byDocument[index]!
    if (own.length === 1) return { range, root: own[0]!.part.documents[0]?.root }
    sink.issues.push(...duplicatesOver(own, holes))
    return { range, root: joinRoots(text, range, own, sink.offsets) }
  })
}

function wholeDocuments({ piece, part }: Placing): readonly YamlDocument[] {
  if (!part.documents.length) return [{ range: { start: piece.start, end: piece.end }, root: undefined }]
  return part.documents.map(({ start, end, root }) => ({
    range: { start: start + piece.start, end: end + piece.start },
    root,
  }))
}

/** The root map of a divided document. It has an origin of its own, which starts with the document. */
function joinRoots(
  text: string,
  range: Range,
  placed: readonly Placing[],
  offsets: Map<Origin, number>,
): YamlMap | undefined {
  const pairs = placed.flatMap(({ part }) => part.nodes)
  const first = pairs[0]
  const last = pairs.at(-1)
  if (!first || !last) return undefined
  const origin: Origin = { text: text.slice(range.start, range.end) }
  offsets.set(origin, range.start)
  const start = offsets.get(first.origin)! + first.start - range.start
  const end = offsets.get(last.origin)! + last.end - range.start
  return { kind: 'map', origin, start, end, flow: false, pairs }
}

/** Keys that stand in two parts of one document. Template actions between them may be branches: then nothing is said. */
function duplicatesOver(placed: readonly Placing[], holes: readonly Range[]): readonly YamlIssue[] {
  const issues: YamlIssue[] = []
  const seen = new Map<YamlPair['key']['value'], { readonly pair: YamlPair; readonly at: number }>()
  for (const { piece, part } of placed) {
    for (const pair of part.nodes) {
      if (pair.key.hole || isMergeKey(pair.key)) continue
      const at = piece.start + pair.start
      const earlier = seen.get(pair.key.value)
      const certain = earlier && earlier.pair.origin !== pair.origin && !overlapsAny(holes, earlier.at, at)
      if (certain) issues.push(duplicateIssue(pair))
      seen.set(pair.key.value, { pair, at })
    }
  }
  return issues
}
