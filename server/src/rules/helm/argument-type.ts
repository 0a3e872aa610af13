/**
 * An argument whose type a function does not take: Helm fails as soon as the action is run. Literals, the results of
 * functions and what releases give for values are looked at. Go's parser accepts all of it.
 */
import { type Given, type Givens, givensOf } from '../../model/charts/given.ts'
import { isPiped, type Judged, judged } from '../../model/charts/givenTypes.ts'
import { isHelmTemplate } from '../../model/charts/values.ts'
import { type Mismatch, mismatchOf } from '../../model/templates/argumentTypes.ts'
import { callsOf, countOf, type FunctionCall } from '../../model/templates/calls.ts'
import { conversionTo, convertedAt } from '../../model/templates/convert.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { Arg, TemplateTree } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Related, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/argument-type',
  title: 'An argument of a type that the function does not take',
  kinds: ['helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    let givens: Givens | undefined
    for (const call of callsOf(tree).functions) {
      const { minimum, maximum = Number.POSITIVE_INFINITY } = call.function
      // Helm counts before it looks at types, and `helm/argument-count` tells of that.
      if (countOf(call) < minimum || countOf(call) > maximum) continue
      const mismatch = mismatchOf(call)
      if (mismatch) {
        const range = rangeOf(tree, mismatch.arg ?? call.name)
        yield { range, message: messageOf(call, mismatch), fixes: fixesOf(document, tree, call, mismatch) }
        continue
      }
      givens ??= givensOf(workspace, document)
      const found = givens && judged(givens, (typeOf) => mismatchOf(call, typeOf))
      if (found) yield ofValue(document, tree, call, found)
    }
  },
}

/** What values make of a call. */
function ofValue(
  document: Document,
  tree: TemplateTree,
  call: FunctionCall,
  found: Judged<Mismatch>,
): Finding {
  const { node, given, result } = found
  const ofCall = fixesOf(document, tree, call, result)
  const ofNode = valueFixes(document, tree, call, found)
  // Of a comparison the literal is changed, where it says the same in the other type.
  const fixes = comparisons.has(call.function.name) ? [...ofCall, ...ofNode] : [...ofNode, ...ofCall]
  return {
    range: rangeOf(tree, node),
    message: valueMessageOf(call, found),
    severity: given.reached ? 'error' : 'warning',
    related: relatedTo(given),
    fixes: fixes.slice(0, 1),
  }
}

function valueMessageOf(call: FunctionCall, { type, given, result }: Judged<Mismatch>): string {
  const { name } = call.function
  const value = given.keys.join('.')
  const other = result.given === type ? result.wanted : result.given
  const data = { name, value, type: nounOf(type), wanted: nounOf(result.wanted), other: nounOf(other) }
  if (type === 'float64')
    return comparisons.has(name)
      ? t(
          '{name} cannot compare {value} with {other}: a number of a values file is {type} to templates, and Helm fails when it renders this.',
          data,
        )
      : t(
          '{name} takes {wanted} here: a number of a values file, as {value} is, is {type} to templates, and Helm fails when it renders this.',
          data,
        )
  return comparisons.has(name)
    ? t(
        '{name} cannot compare {value}, which is {type}, with {other}: Helm fails when it renders this.',
        data,
      )
    : t('{name} takes {wanted} here, and {value} is {type}: Helm fails when it renders this.', data)
}

function relatedTo({ keys, setting }: Given): readonly Related[] {
  if (!setting) return []
  return [{ ...setting.place, message: t('{name} is set here', { name: keys.join('.') }) }]
}

function valueFixes(
  document: Document,
  tree: TemplateTree,
  call: FunctionCall,
  { node, type, given, result }: Judged<Mismatch>,
): readonly Fix[] {
  const isFirst = comparisons.has(call.function.name) && result.given !== type
  const wanted = isFirst ? result.given : result.wanted
  const value = given.node.kind === 'scalar' ? given.node.value : undefined
  const functions = conversionTo(wanted, type, value)
  if (!functions) return []
  const piped = isPiped(call, node) ? call.piped : undefined
  const kind = piped || node.kind === 'command' ? 'command' : 'argument'
  const edits = convertedAt(tree, { kind, node: piped ?? node }, functions)
  const title = t('Turn it into {wanted} with {name}', {
    wanted: nounOf(wanted),
    name: functions.join(' | '),
  })
  return [
    { title, safe: false, preferred: true, edits: edits.map((edit) => ({ uri: document.uri, ...edit })) },
  ]
}

const comparisons: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])

function messageOf({ function: { name } }: FunctionCall, { wanted, given, arg }: Mismatch): string {
  const data = { name, wanted: nounOf(wanted), given: nounOf(given) }
  if (comparisons.has(name))
    return t('{name} cannot compare {wanted} with {given}: Helm fails when it renders this.', data)
  return arg
    ? t('{name} takes {wanted} here, not {given}: Helm fails when it renders this.', data)
    : t('The pipe hands {given} to {name}, which takes {wanted}: Helm fails when it renders this.', data)
}

function nounOf(type: string): string {
  switch (type) {
    case 'string':
      return t('a string')
    case 'bool':
      return t('a boolean')
    case 'nil':
      return t('nothing (nil)')
    case 'float64':
      return t('a floating-point number')
    case 'int':
      return t('an integer (int)')
    case 'int64':
      return t('an integer of 64 bits (int64)')
    case 'uint32':
      return t('a whole number from 0')
    case 'time.Time':
      return t('a time')
    case 'map[string]any':
      return t('a map')
    case '[]any':
      return t('a list')
    default:
      return type.startsWith('[]') ? t('a list ({type})', { type }) : t('a value of type {type}', { type })
  }
}

function fixesOf(
  document: Document,
  tree: TemplateTree,
  call: FunctionCall,
  { wanted, given, arg }: Mismatch,
): readonly Fix[] {
  const at = (range: Range, title: string, text: string, safe: boolean): readonly Fix[] => [
    { title, safe, preferred: true, edits: [{ uri: document.uri, range, text }] },
  ]
  const isComparison = comparisons.has(call.function.name)
  const other = arg ? literalAs(arg, wanted) : undefined
  if (arg && other !== undefined)
    return at(rangeOf(tree, arg), t('Write {text}', { text: other }), other, !isComparison)
  const first = isComparison ? call.args[0] : undefined
  const turned = first ? literalAs(first, given) : undefined
  if (first && turned !== undefined)
    return at(rangeOf(tree, first), t('Write {text}', { text: turned }), turned, false)
  const convert = isComparison ? undefined : converterOf(given, wanted)
  if (convert === undefined || (arg && arg.kind !== 'paren')) return []
  const title = t('Turn it into {wanted} with {name}', { wanted: nounOf(wanted), name: convert })
  if (!arg) {
    const { start } = rangeOf(tree, call.name)
    return at({ start, end: start }, title, `${convert} | `, false)
  }
  const end = rangeOf(tree, arg).end - 1
  return at({ start: end, end }, title, ` | ${convert}`, false)
}

const numbers: ReadonlySet<string> = new Set(['int', 'int64', 'float64'])
const converters: Readonly<Record<string, string>> = { int: 'int', int64: 'int64', float64: 'float64' }

/** The function that makes the wanted type of a value as it is meant. */
function converterOf(given: string, wanted: string): string | undefined {
  if (wanted === 'string')
    return numbers.has(given) ? 'toString' : /^(?:map|\[\])/.test(given) ? 'toYaml' : undefined
  return numbers.has(given) ? converters[wanted] : undefined
}

/** A literal as it is written for another type; undefined where it is none or says nothing there. */
function literalAs(arg: Arg, wanted: string): string | undefined {
  switch (arg.kind) {
    case 'string':
      if (wanted === 'int' || wanted === 'int64')
        return /^-?(?:0|[1-9]\d{0,8})$/.test(arg.value) ? arg.value : undefined
      if (wanted === 'bool') return arg.value === 'true' || arg.value === 'false' ? arg.value : undefined
      return undefined
    case 'number':
      if (wanted === 'string') return /^-?\d+(?:\.\d+)?$/.test(arg.text) ? `"${arg.text}"` : undefined
      if (wanted === 'int' || wanted === 'int64')
        return arg.integer && arg.value !== undefined ? String(arg.value) : undefined
      return undefined
    case 'bool':
      return wanted === 'string' ? `"${arg.value}"` : undefined
    case 'char':
      return wanted === 'string' && arg.value >= 32
        ? JSON.stringify(String.fromCodePoint(arg.value))
        : undefined
    default:
      return undefined
  }
}
