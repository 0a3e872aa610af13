/**
 * Addresses in Alloy configurations: in string literals, in texts joined with `+`, in simple `string.format` and
 * `string.join` calls. What a reference or another function gives is unknown. Remembered for each part of a tree.
 */
import type { AlloyPart, Block, Expression, Statement, StringLiteral } from '../syntax/alloy/ast.ts'
import { segmentsOf } from '../syntax/alloy/literal.ts'
import { memo } from '../text/memo.ts'
import type { Range } from '../text/range.ts'
import { type Address, addressesInText, unknownUnit } from './addresses.ts'
import type { LocatedAddress } from './located.ts'

/** A text and where each of its units stands in the part; -1 where it has no place. */
interface Placed {
  readonly text: string
  readonly at: readonly number[]
}

const unknown: Placed = { text: unknownUnit, at: [-1] }

/** Attributes whose text holds patterns, names or prose. */
const notDialled = new Set(
  (
    'regex replacement target_label source_labels expression separator selector layout format instance job description help comment text ' +
    'external_url cors_allowed_origins allowed_origins image'
  ).split(' '),
)

/** Components whose bare addresses are those that they listen on. */
const listens =
  /^(?:otelcol\.receiver\.(?:otlp|jaeger|zipkin|opencensus|syslog|influxdb|splunkhec|statsd|fluentforward|tcplog|faro)|loki\.source\.(?:syslog|gelf|api|heroku|awsfirehose)|prometheus\.receive_http|pyroscope\.receive_http|faro\.receiver)$/

/** The addresses of a part; ranges are relative to it. */
export const addressesInPart = memo((part: AlloyPart): readonly LocatedAddress[] => {
  if (!/:/.test(part.text)) return []
  return part.body.flatMap((statement) => [...inStatement(statement, '')])
})

function* inStatement(statement: Statement, component: string): Iterable<LocatedAddress> {
  if (statement.kind === 'block') yield* inBlock(statement, component)
  else if (statement.kind === 'attribute')
    yield* inExpression(statement.value, component, statement.name.name)
}

function* inBlock(block: Block, component: string): Iterable<LocatedAddress> {
  // Components nest in `declare`; other blocks belong to the component that holds them.
  const own = component === '' || component === 'declare' ? block.name : component
  if (block.name.startsWith('stage.')) return
  for (const statement of block.body) yield* inStatement(statement, own)
}

function* inExpression(expression: Expression, by: string, key: string): Iterable<LocatedAddress> {
  if (notDialled.has(key)) return
  const placed = placedText(expression)
  if (placed) {
    const bare = listens.test(by) ? 'none' : 'items'
    for (const address of addressesInText(placed.text, bare)) yield located(address, placed, by, key)
    return
  }
  switch (expression.kind) {
    case 'array':
      for (const element of expression.elements) yield* inExpression(element, by, key)
      break
    case 'object':
      for (const field of expression.fields) yield* inExpression(field.value, by, field.name)
      break
    case 'call':
      for (const argument of expression.arguments) yield* inExpression(argument, by, key)
      break
    case 'binary':
      yield* inExpression(expression.left, by, key)
      yield* inExpression(expression.right, by, key)
      break
    case 'paren':
      yield* inExpression(expression.inner, by, key)
      break
    default:
  }
}

function located(address: Address, { at }: Placed, by: string, key: string): LocatedAddress {
  const map = (range: Range): Range => ({ start: startAt(at, range), end: endAt(at, range) })
  const editable =
    inOnePiece(at, address.hostRange) && (!address.portRange || inOnePiece(at, address.portRange))
  return {
    ...address,
    by,
    key,
    editable,
    range: map(address.range),
    hostRange: map(address.hostRange),
    portRange: address.portRange && map(address.portRange),
  }
}

function startAt(at: readonly number[], { start, end }: Range): number {
  for (let i = start; i < end; i++) if (at[i]! >= 0) return at[i]!
  return Math.max(0, ...at)
}

function endAt(at: readonly number[], { start, end }: Range): number {
  for (let i = end - 1; i >= start; i--) if (at[i]! >= 0) return at[i]! + 1
  return Math.max(0, ...at)
}

function inOnePiece(at: readonly number[], { start, end }: Range): boolean {
  for (let i = start; i < end; i++) if (at[i]! < 0 || at[i] !== at[start]! + i - start) return false
  return true
}

/** The text that an expression makes, its unknown pieces as one unknown unit each; nothing where it makes no text. */
function placedText(expression: Expression): Placed | undefined {
  switch (expression.kind) {
    case 'string':
      return placedString(expression)
    case 'paren':
      return placedText(expression.inner)
    case 'binary': {
      if (expression.operator !== '+') return undefined
      const left = placedText(expression.left)
      const right = placedText(expression.right)
      return left || right ? joined([left ?? unknown, right ?? unknown]) : undefined
    }
    case 'call':
      return placedCall(calledName(expression.callee), expression.arguments)
    default:
      return undefined
  }
}

function placedString(literal: StringLiteral): Placed {
  const { value, contentStart } = literal
  if (literal.plain) return { text: value, at: countedFrom(contentStart, value.length) }
  const at: number[] = new Array(value.length).fill(-1)
  for (const { inner, outer, innerLength, outerLength } of segmentsOf(literal)) {
    if (innerLength === outerLength) for (let i = 0; i < innerLength; i++) at[inner + i] = outer + i
  }
  return { text: value, at }
}

function countedFrom(start: number, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => start + i)
}

function joined(pieces: readonly Placed[]): Placed {
  return { text: pieces.map(({ text }) => text).join(''), at: pieces.flatMap(({ at }) => at) }
}

function calledName(callee: Expression): string {
  if (callee.kind === 'identifier') return callee.name
  return callee.kind === 'access' ? `${calledName(callee.object)}.${callee.name.name}` : ''
}

function placedCall(name: string, args: readonly Expression[]): Placed | undefined {
  if (name === 'string.format' || name === 'format') return formatted(args)
  if (name === 'string.join' || name === 'join') return listed(args)
  return undefined
}

/** `string.format("http://%s:%d", host, port)` with the verbs that addresses are made of. */
function formatted([first, ...values]: readonly Expression[]): Placed | undefined {
  const format = first && placedText(first)
  if (!format) return undefined
  const pieces: Placed[] = []
  let done = 0
  let next = 0
  for (const verb of format.text.matchAll(/%(?:%|([-+# 0]*\d*(?:\.\d+)?)([a-zA-Z]))/g)) {
    pieces.push(slice(format, done, verb.index))
    done = verb.index + verb[0].length
    if (verb[0] === '%%') pieces.push(slice(format, done - 1, done))
    else {
      const value = values[next++]
      pieces.push((verb[1] === '' && value && placedValue(value)) || unknown)
    }
  }
  return joined([...pieces, slice(format, done, format.text.length)])
}

function slice({ text, at }: Placed, start: number, end: number): Placed {
  return { text: text.slice(start, end), at: at.slice(start, end) }
}

function placedValue(value: Expression): Placed | undefined {
  if (value.kind !== 'number') return placedText(value)
  const text = value.origin.text.slice(value.start, value.end)
  return /^\d+$/.test(text) ? { text, at: countedFrom(value.start, text.length) } : undefined
}

/** `string.join(["loki", "3100"], ":")` */
function listed([list, separator]: readonly Expression[]): Placed | undefined {
  const between = separator && placedText(separator)
  if (list?.kind !== 'array' || !between) return undefined
  const pieces = list.elements.map((element) => placedText(element) ?? unknown)
  return joined(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece])))
}
