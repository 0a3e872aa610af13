/**
 * A `printf` whose format and values do not go together. Go prints the mistake into the text (`%!d(string=a)`,
 * `%!s(MISSING)`) and Helm renders it without a word. Only formats written in the call are read; of values the types
 * are those that releases give.
 */

import { formatFloat } from '../../model/charts/expand/format.ts'
import { type Givens, givensOf } from '../../model/charts/given.ts'
import { isPiped, type Judged, judged } from '../../model/charts/givenTypes.ts'
import { isHelmTemplate } from '../../model/charts/values.ts'
import { type TypeOf, typeOfArg, typeOfCommand } from '../../model/templates/argumentTypes.ts'
import { callsOf, countOf, type FunctionCall } from '../../model/templates/calls.ts'
import { conversionTo, convertedAt } from '../../model/templates/convert.ts'
import { type PrintfFormat, prints, readFormat } from '../../model/templates/printfFormat.ts'
import { helmFunction } from '../../schema/helm.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { Arg, Command, StringArg, TemplateTree } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/printf',
  title: 'A printf whose format and values do not go together',
  kinds: ['helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    let givens: Givens | undefined
    for (const call of callsOf(tree).functions) {
      const [format] = call.args
      if (call.function.name !== 'printf' || format?.kind !== 'string' || hasBareCall(call)) continue
      const finding = findingOf(tree, call, format)
      if (finding) {
        yield finding
        continue
      }
      givens ??= givensOf(workspace, document)
      const found = givens && judged(givens, (typeOf) => wrongVerb(call, readFormat(format.value), typeOf))
      if (found) yield ofValue(document, tree, call, found)
    }
  },
}

/** Whether a function that needs arguments is an argument itself: parentheses are missing, which has a rule of its own. */
function hasBareCall({ args }: FunctionCall): boolean {
  return args.some((arg) => arg.kind === 'identifier' && (helmFunction(arg.name)?.minimum ?? 0) > 0)
}

function findingOf(tree: TemplateTree, call: FunctionCall, format: StringArg): Finding | undefined {
  const read = readFormat(format.value)
  const range = rangeOf(tree, format)
  const given = countOf(call) - 1
  if (read.open)
    return {
      range,
      message: t(
        'This format ends with a percent sign, which prints "%!(NOVERB)". A percent sign is written %%.',
      ),
    }
  if (read.values > given)
    return {
      range,
      message: t(
        'The format reads more values than it is given, {given} of {wanted}: printf puts "%!{verb}({mark})" into the text.',
        {
          given,
          wanted: read.values,
          verb: read.verbs.find(({ value }) => value !== undefined && value >= given)?.verb ?? 's',
          mark: read.numbered ? 'BADINDEX' : 'MISSING',
        },
      ),
    }
  if (read.values < given && !read.numbered)
    return {
      range: call.args[read.values + 1] ? rangeOf(tree, call.args[read.values + 1]!) : range,
      message: t(
        'The format reads fewer values than it is given, {wanted} of {given}: printf puts "%!(EXTRA …)" into the text.',
        { wanted: read.values, given },
      ),
    }
  const wrong = wrongVerb(call, read)
  return (
    wrong && {
      range: rangeOf(tree, wrong.arg ?? format),
      message: t(
        '%{verb} does not print a value of type {type}: the text gets "%!{verb}({type}=…)". %v prints any.',
        { verb: wrong.verb, type: wrong.type },
      ),
    }
  )
}

interface WrongVerb {
  readonly verb: string
  readonly type: string
  /** What is written; undefined where it comes from the pipe. */
  readonly arg: Arg | undefined
}

/** A verb that does not print what it is given: a number as a string, a string as a number. */
function wrongVerb(
  { args, piped }: FunctionCall,
  { verbs }: PrintfFormat,
  typeOf?: TypeOf,
): WrongVerb | undefined {
  for (const { verb, value } of verbs) {
    if (value === undefined) continue
    const arg = args[value + 1]
    const type = arg ? typeOfArg(arg, typeOf) : piped && typeOfCommand(piped, typeOf)
    if (type !== undefined && !prints(verb, type)) return { verb, type, arg }
  }
  return undefined
}

/** What values make of a format. */
function ofValue(
  document: Document,
  tree: TemplateTree,
  call: FunctionCall,
  { node, type, given, result: { verb } }: Judged<WrongVerb>,
): Finding {
  const name = given.keys.join('.')
  const value = given.node.kind === 'scalar' ? given.node.value : undefined
  const shown = typeof value === 'number' && type === 'float64' ? formatFloat(value) : String(value)
  const data = { verb, name, type, shown: shown.length > 40 ? '…' : shown }
  return {
    range: rangeOf(tree, node),
    message:
      type === 'float64'
        ? t(
            '%{verb} does not print {name}: a number of a values file is a floating-point number to templates, and the text gets "%!{verb}({type}={shown})".',
            data,
          )
        : t(
            '%{verb} does not print {name}, a value of type {type}: the text gets "%!{verb}({type}={shown})".',
            data,
          ),
    related: given.setting ? [{ ...given.setting.place, message: t('{name} is set here', { name }) }] : [],
    fixes: valueFixes(document, tree, call, node, conversionTo(printedType(verb), type, value)),
  }
}

/** What a verb is meant to print. */
function printedType(verb: string): string {
  return 'dboxXcU'.includes(verb) ? 'int64' : verb === 's' || verb === 'q' ? 'string' : ''
}

function valueFixes(
  document: Document,
  tree: TemplateTree,
  call: FunctionCall,
  node: Arg | Command,
  functions: readonly [string, ...string[]] | undefined,
): readonly Fix[] {
  if (!functions) return []
  const piped = isPiped(call, node) ? call.piped : undefined
  const kind = piped || node.kind === 'command' ? 'command' : 'argument'
  const edits = convertedAt(tree, { kind, node: piped ?? node }, functions)
  const title = t('Turn it into another type with {name}', { name: functions.join(' | ') })
  return [
    { title, safe: false, preferred: true, edits: edits.map((edit) => ({ uri: document.uri, ...edit })) },
  ]
}
