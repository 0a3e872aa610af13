/**
 * A `printf` whose format and values do not go together. Go prints the mistake into the text (`%!d(string=a)`,
 * `%!s(MISSING)`) and Helm renders it without a word. Only formats written in the call are read; the types of what
 * comes from values are unknown.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { typeOfArg, typeOfCommand } from '../../model/templates/argumentTypes.ts'
import { callsOf, countOf, type FunctionCall } from '../../model/templates/calls.ts'
import { type PrintfFormat, prints, readFormat } from '../../model/templates/printfFormat.ts'
import { helmFunction } from '../../schema/helm.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { StringArg, TemplateTree } from '../../syntax/template/ast.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/printf',
  title: 'A printf whose format and values do not go together',
  kinds: ['helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    for (const call of callsOf(tree).functions) {
      const [format] = call.args
      if (call.function.name !== 'printf' || format?.kind !== 'string' || hasBareCall(call)) continue
      const finding = findingOf(tree, call, format)
      if (finding) yield finding
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
  return wrongVerb(tree, call, read, format)
}

/** A verb that does not print what it is given: a number as a string, a string as a number. */
function wrongVerb(
  tree: TemplateTree,
  { args, piped }: FunctionCall,
  { verbs }: PrintfFormat,
  format: StringArg,
): Finding | undefined {
  for (const { verb, value } of verbs) {
    if (value === undefined) continue
    const arg = args[value + 1]
    const type = arg ? typeOfArg(arg) : piped && typeOfCommand(piped)
    if (type === undefined || prints(verb, type)) continue
    return {
      range: rangeOf(tree, arg ?? format),
      message: t(
        '%{verb} does not print a value of type {type}: the text gets "%!{verb}({type}=…)". %v prints any.',
        {
          verb,
          type,
        },
      ),
    }
  }
  return undefined
}
