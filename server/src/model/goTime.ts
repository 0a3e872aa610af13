/**
 * Go's time layouts (package `time`, Go 1.26): which parts of a text stand for a part of a date, and how layouts of
 * `strftime` and of Java or JavaScript are said in Go. Time zones as Go's own database names them. Nothing is parsed
 * or printed with a layout here.
 */

/** What a part of a layout stands for. */
export type LayoutPart =
  | 'year'
  | 'month'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'zone'
  | 'literal'

/** A stretch of a layout. */
export interface LayoutChunk {
  readonly part: LayoutPart
  readonly text: string
}

/** In the order in which Go tries them. */
const chunks: readonly (readonly [RegExp, LayoutPart])[] = [
  [/^January/, 'month'],
  [/^Jan(?![a-z])/, 'month'],
  [/^Monday/, 'weekday'],
  [/^Mon(?![a-z])/, 'weekday'],
  [/^MST/, 'zone'],
  [/^01/, 'month'],
  [/^002/, 'day'],
  [/^02/, 'day'],
  [/^03/, 'hour12'],
  [/^04/, 'minute'],
  [/^05/, 'second'],
  [/^06/, 'year'],
  [/^15/, 'hour'],
  [/^1/, 'month'],
  [/^2006/, 'year'],
  [/^2/, 'day'],
  [/^__2/, 'day'],
  [/^_2(?!006)/, 'day'],
  [/^3/, 'hour12'],
  [/^4/, 'minute'],
  [/^5/, 'second'],
  [/^(?:PM|pm)/, 'half'],
  [/^[-Z]07(?::00:00|0000|:00|00)?/, 'zone'],
  [/^[.,](?:0+|9+)(?!\d)/, 'fraction'],
]

/** A layout in its parts; what is no part of a date is `literal`. */
export function layoutChunks(layout: string): readonly LayoutChunk[] {
  const found: LayoutChunk[] = []
  let literal = ''
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at)
    const chunk = chunkAt(rest)
    if (!chunk) {
      literal += rest[0]
      at++
      continue
    }
    if (literal) found.push({ part: 'literal', text: literal })
    literal = ''
    found.push(chunk)
    at += chunk.text.length
  }
  if (literal) found.push({ part: 'literal', text: literal })
  return found
}

function chunkAt(text: string): LayoutChunk | undefined {
  for (const [pattern, part] of chunks) {
    const match = pattern.exec(text)
    if (match) return { part, text: match[0] }
  }
  return undefined
}

/** A directive of `strftime`: a percent sign, perhaps a flag, a letter. */
const directive = /%[-_^#0]?(:?[a-zA-Z])|%%/g

/** Whether a layout is one of `strftime`. */
export function isStrftime(layout: string): boolean {
  return /%[-_^#0]?:?[a-zA-Z]/.test(layout)
}

const strftime: Readonly<Record<string, string>> = {
  Y: '2006',
  y: '06',
  m: '01',
  d: '02',
  e: '_2',
  B: 'January',
  b: 'Jan',
  h: 'Jan',
  A: 'Monday',
  a: 'Mon',
  H: '15',
  I: '03',
  M: '04',
  S: '05',
  p: 'PM',
  z: '-0700',
  ':z': '-07:00',
  Z: 'MST',
  F: '2006-01-02',
  T: '15:04:05',
  R: '15:04',
  D: '01/02/06',
  j: '002',
}
const fractions = new Set(['f', 'L', 'N'])

/** A layout of `strftime` in Go's; undefined where a part of it has no certain equal. */
export function fromStrftime(layout: string): string | undefined {
  if (layout === '%s') return 'Unix'
  return translated(layout, directive, (match) => {
    if (match === '%%') return '%'
    const letter = match.replace(/^%[-_^#0]?/, '')
    // A flag changes the padding, for which Go has other parts.
    if (/^%[-_^#0]/.test(match)) return undefined
    return fractions.has(letter) ? '999999999' : strftime[letter]
  })
}

/** A word of Java's or JavaScript's layouts: one letter repeated, or a text in quotes. */
const word = /'[^']*'|\[[^\]]*\]|([A-Za-z])\1*/g

const words: Readonly<Record<string, string>> = {
  yyyy: '2006',
  YYYY: '2006',
  uuuu: '2006',
  yy: '06',
  YY: '06',
  MMMM: 'January',
  MMM: 'Jan',
  MM: '01',
  dd: '02',
  DD: '02',
  EEEE: 'Monday',
  dddd: 'Monday',
  EEE: 'Mon',
  ddd: 'Mon',
  HH: '15',
  mm: '04',
  ss: '05',
  a: 'PM',
  A: 'PM',
  XXX: 'Z07:00',
  T: 'T',
}

/** Whether a layout has the words of Java's `DateTimeFormatter` or of JavaScript's libraries. */
export function isWordLayout(layout: string): boolean {
  const found = new Set(layout.match(word) ?? [])
  const any = (...some: readonly string[]) => some.some((each) => found.has(each))
  return (
    any('yyyy', 'YYYY', 'uuuu') || (any('HH', 'hh') && any('mm')) || (any('MM', 'MMM') && any('dd', 'DD'))
  )
}

/** A layout of Java or JavaScript in Go's; undefined where a part of it has no certain equal. */
export function fromWords(layout: string): string | undefined {
  return translated(layout, word, (match) => {
    if (/^['[]/.test(match)) return match === "''" ? "'" : match.slice(1, -1)
    if (/^S+$/.test(match)) return '9'.repeat(Math.max(3, match.length))
    // Moment's `Z` is an offset with a colon, Java's one without.
    if (match === 'Z') return /YYYY|DD/.test(layout) ? 'Z07:00' : '-0700'
    if (match === 'hh') return /[aA]/.test(layout) ? '03' : undefined
    return Object.hasOwn(words, match) ? words[match] : undefined
  })
}

function translated(
  layout: string,
  pattern: RegExp,
  give: (match: string) => string | undefined,
): string | undefined {
  let certain = true
  let text = ''
  let at = 0
  for (const match of layout.matchAll(pattern)) {
    const literal = layout.slice(at, match.index)
    const given = give(match[0])
    // What was text between the directives must not mean anything to Go.
    if (given === undefined || !isLiteral(literal)) certain = false
    text += literal + (given ?? '')
    at = match.index + match[0].length
  }
  const rest = layout.slice(at)
  if (!certain || !isLiteral(rest)) return undefined
  return isFractionRight(text + rest) ? text + rest : undefined
}

function isLiteral(text: string): boolean {
  return layoutChunks(text).every(({ part }) => part === 'literal')
}

/** Go reads a fraction behind a point or a comma alone. */
function isFractionRight(layout: string): boolean {
  return !/(?<![.,9])9/.test(layout)
}

/** Short names that ICU knows and Go's database lacks. */
const notGos = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(
    ' ',
  ),
)

/** Whether Go's database has a time zone. All its names begin every segment with a capital letter. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'Local' || name === 'Factory') return true
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(name)) return false
  return !notGos.has(name) && !name.startsWith('SystemV/') && isKnownToIcu(name)
}

function isKnownToIcu(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The name of a time zone that is written in other letter cases, or `undefined`. */
export function timeZoneLike(name: string): string | undefined {
  const wanted = name.trim().toLowerCase()
  if (wanted === 'utc' || wanted === 'local') return wanted === 'utc' ? 'UTC' : 'Local'
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === wanted)
}
