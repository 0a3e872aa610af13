/**
 * Addresses in Alloy configurations: in string literals, in texts joined with `+`, in simple `string.format` and
 * `string.join` calls. What a reference or another function gives is unknown; so is `sys.env`, unless the caller knows
what is given to Alloy. Remembered for each part of a tree.
 */
import type { AlloyPart, Block, Call, Expression, Statement, StringLiteral } from '../../syntax/alloy/ast.ts'
import { segmentsOf } from '../../syntax/alloy/literal.ts'
import { memo } from '../../text/memo.ts'
import { addressesInText, type Bare } from './addresses.ts'
import { type LocatedAddress, shiftAddress, wholly } from './located.ts'
import {
  type Given,
  joined,
  located,
  type Placed,
  plainText,
  slice,
  standingFor,
  unknownText,
} from './placed.ts'

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
export const addressesInPart = memo((part: AlloyPart): readonly LocatedAddress[] =>
  addressesInPartGiven(part, nothingGiven),
)

const nothingGiven: Given = () => undefined

/** The same where some variables are known. */
export function addressesInPartGiven(part: AlloyPart, given: Given): readonly LocatedAddress[] {
  const found: LocatedAddress[] = []
  if (part.text.includes(':'))
    for (const statement of part.body)
      addStatement(found, statement, { by: '', key: '', bare: 'items', given })
  return found
}

/** Where an expression stands, and what of a text in it may be a `host:port` without a scheme. */
interface At {
  readonly by: string
  readonly key: string
  readonly bare: Bare
  readonly given: Given
}

function addStatement(found: LocatedAddress[], statement: Statement, at: At): void {
  // No address is written without a colon: a look at the text spares the walk.
  const colon = statement.origin.text.indexOf(':', statement.start)
  if (colon < 0 || colon >= statement.end) return
  if (statement.kind === 'block') addBlock(found, statement, at)
  else if (statement.kind === 'attribute')
    addExpression(found, statement.value, { ...at, key: statement.name.name })
}

function addBlock(found: LocatedAddress[], block: Block, at: At): void {
  if (block.name.startsWith('stage.')) return
  // Components nest in `declare`; other blocks belong to the component that holds them.
  const isOwn = at.by === '' || at.by === 'declare'
  const inner = isOwn ? { ...at, by: block.name, bare: bareIn(block.name) } : at
  for (const statement of block.body) addStatement(found, statement, inner)
}

function bareIn(component: string): Bare {
  return listens.test(component) ? 'none' : 'items'
}

function addExpression(found: LocatedAddress[], expression: Expression, at: At): void {
  const { by, key, bare } = at
  if (notDialled.has(key)) return
  if (expression.kind === 'string' && expression.plain) {
    for (const address of addressesInText(expression.value, bare))
      found.push({ ...shiftAddress(address, expression.contentStart), by, key, editable: wholly })
    return
  }
  const placed = placedText(expression, at.given)
  if (placed)
    for (const address of addressesInText(placed.text, bare))
      found.push({ ...located(address, placed), by, key })
  else addInside(found, expression, at)
}

function addInside(found: LocatedAddress[], expression: Expression, at: At): void {
  switch (expression.kind) {
    case 'array':
      for (const element of expression.elements) addExpression(found, element, at)
      break
    case 'object':
      for (const field of expression.fields) addExpression(found, field.value, { ...at, key: field.name })
      break
    case 'call':
      for (const argument of expression.arguments) addExpression(found, argument, at)
      break
    case 'binary':
      addExpression(found, expression.left, at)
      addExpression(found, expression.right, at)
      break
    case 'paren':
      addExpression(found, expression.inner, at)
      break
    default:
  }
}

/** The text that an expression makes, its unknown pieces as one unknown unit each; nothing where it makes no text. */
export function placedText(expression: Expression, given: Given): Placed | undefined {
  switch (expression.kind) {
    case 'string':
      return placedString(expression)
    case 'paren':
      return placedText(expression.inner, given)
    case 'binary': {
      if (expression.operator !== '+') return undefined
      const left = placedText(expression.left, given)
      const right = placedText(expression.right, given)
      return left || right ? joined([left ?? unknownText, right ?? unknownText]) : undefined
    }
    case 'call':
      return placedCall(expression, given)
    default:
      return undefined
  }
}

function placedString(literal: StringLiteral): Placed {
  const { value, contentStart } = literal
  if (literal.plain) return plainText(value, contentStart)
  return joined(
    segmentsOf(literal).map(({ inner, outer, innerLength, outerLength }) => {
      const text = value.slice(inner, inner + innerLength)
      return innerLength === outerLength
        ? plainText(text, outer)
        : standingFor(text, { start: outer, end: outer + outerLength })
    }),
  )
}

function calledName(callee: Expression): string {
  if (callee.kind === 'identifier') return callee.name
  return callee.kind === 'access' ? `${calledName(callee.object)}.${callee.name.name}` : ''
}

function placedCall(call: Call, given: Given): Placed | undefined {
  switch (calledName(call.callee)) {
    case 'string.format':
    case 'format':
      return formatted(call.arguments, given)
    case 'string.join':
    case 'join':
      return listed(call.arguments, given)
    case 'sys.env':
    case 'env': {
      const [name] = call.arguments
      const value = name?.kind === 'string' ? given(name.value) : undefined
      return value === undefined ? undefined : standingFor(value, call)
    }
    default:
      return undefined
  }
}

/** `string.format("http://%s:%d", host, port)` with the verbs that addresses are made of. */
function formatted([first, ...values]: readonly Expression[], given: Given): Placed | undefined {
  const format = first && placedText(first, given)
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
      pieces.push((verb[1] === '' && value && placedValue(value, given)) || unknownText)
    }
  }
  return joined([...pieces, slice(format, done, format.text.length)])
}

function placedValue(value: Expression, given: Given): Placed | undefined {
  if (value.kind !== 'number') return placedText(value, given)
  const text = value.origin.text.slice(value.start, value.end)
  return /^\d+$/.test(text) ? plainText(text, value.start) : undefined
}

/** `string.join(["loki", "3100"], ":")` */
function listed([list, separator]: readonly Expression[], given: Given): Placed | undefined {
  const between = separator && placedText(separator, given)
  if (list?.kind !== 'array' || !between) return undefined
  const pieces = list.elements.map((element) => placedText(element, given) ?? unknownText)
  return joined(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece])))
}
