/**
 * A function that is given more or fewer arguments than it takes, and a value that is given any. Go's parser accepts
 * both; Helm fails as soon as the action is run, so the findings claim no refusal of the parser.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { callsOf, countOf, type FunctionCall, type ValueCall } from '../../model/templates/calls.ts'
import { helmFunction } from '../../schema/helm.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { Arg, Command, TemplateTree } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/argument-count',
  title: 'A call with the wrong number of arguments',
  kinds: ['helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    const { functions, values } = callsOf(tree)
    // One mistake mostly makes several calls of a command wrong: the first is told, a value before a function.
    const told = new Set<Command>()
    for (const call of values) {
      if (!takesNothing(call.value)) continue
      told.add(call.command)
      yield {
        range: rangeOf(tree, call.value),
        message: valueMessage(call),
        fixes: valueFixes(document, tree, call),
      }
    }
    for (const call of functions) {
      if (told.has(call.command) || fits(call.function.name, countOf(call))) continue
      told.add(call.command)
      yield {
        range: rangeOf(tree, call.name),
        message: messageOf(call),
        fixes: fixesOf(document, tree, call),
      }
    }
  },
}

/** What Go's signature allows and the function refuses when it is called (Sprig 3.3, Go 1.26). */
const least: Readonly<Record<string, number>> = { dig: 3, eq: 2 }

function fits(name: string, count: number): boolean {
  const called = helmFunction(name)
  if (called === undefined) return true
  return count >= leastOf(name, called.minimum) && count <= (called.maximum ?? count)
}

function leastOf(name: string, minimum: number): number {
  return Object.hasOwn(least, name) ? (least[name] ?? minimum) : minimum
}

function messageOf(call: FunctionCall): string {
  const { name, minimum, maximum } = call.function
  const count = countOf(call)
  const given = call.piped ? t('{count}, the one from the pipe counted', { count }) : count
  if (call.bare && isChained(call))
    return t(
      'A blank is missing: Helm calls {name} with nothing, to read a field of what it gives, and fails when it renders that.',
      { name },
    )
  if (call.bare)
    return t(
      '{name} is an argument here and called with nothing, so Helm fails when it renders this. A call that is an argument needs parentheses.',
      { name },
    )
  if (name === 'include' && count < 2)
    return t(
      'include takes the name of a template and what becomes its dot, and Helm fails when it renders one without the other: {{ include "name" . }}.',
    )
  const lowest = leastOf(name, minimum)
  if (maximum === undefined)
    return t('{name} takes at least {lowest} arguments, not {given}: Helm fails when it renders this.', {
      name,
      lowest,
      given,
    })
  if (maximum === 0) return t('{name} takes no arguments: Helm fails when it renders this.', { name })
  if (maximum === 1)
    return t('{name} takes one argument, not {given}: Helm fails when it renders this.', { name, given })
  return t('{name} takes {maximum} arguments, not {given}: Helm fails when it renders this.', {
    name,
    maximum,
    given,
  })
}

/** Whether a value is none that could be called: a field may be a method of what Helm hands over. */
function takesNothing(value: Arg): boolean {
  switch (value.kind) {
    case 'chain':
      return false
    case 'field':
    case 'variable':
      return isPlain(
        value.kind === 'variable' && value.name !== '$' ? undefined : value.names.map(({ name }) => name),
        value.names.length,
      )
    default:
      return true
  }
}

/** Methods of the values that Helm hands to a template; a value of a chart has none. */
const methods: ReadonlySet<string> = new Set(['AsMap', 'Encode', 'PathValue', 'Table', 'YAML'])

function isPlain(names: readonly string[] | undefined, length: number): boolean {
  if (length === 0) return true
  if (names === undefined || names.length < 2) return false
  return names[0] === 'Release' || (names[0] === 'Values' && !names.some((name) => methods.has(name)))
}

function valueMessage({ command, value, piped }: ValueCall): string {
  const text = value.origin.text.slice(value.start, value.end)
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text
  if (command.args.length === 1 && piped)
    return t(
      '{value} is a value, and only a function can take what comes from a pipe: Helm fails when it renders this.',
      { value: shown },
    )
  return t(
    '{value} is a value and no function, so it takes no arguments: Helm fails when it renders this. A pipe or a function may be missing.',
    { value: shown },
  )
}

/** Whether fields follow a bare name directly: `merge.Values.a`. */
function isChained({ command, name }: FunctionCall): boolean {
  return command.args.some((arg) => arg.kind === 'chain' && arg.base === name)
}

function valueFixes(document: Document, tree: TemplateTree, { command, piped }: ValueCall): readonly Fix[] {
  const args = command.args.slice(1)
  return piped ? [] : pipeFix(document, tree, args, (left) => left === 0)
}

function fixesOf(document: Document, tree: TemplateTree, call: FunctionCall): readonly Fix[] {
  const { name, args, piped, command, bare } = call
  const insert = (at: number, text: string) => ({ uri: document.uri, range: { start: at, end: at }, text })
  if (bare && isChained(call)) {
    const isFirst = command.args[0].kind === 'chain' && command.args[0].base === name
    if (!isFirst || !fits(name.name, command.args.length)) return []
    const edits = [insert(rangeOf(tree, name).end, ' ')]
    return [
      { title: t('Put a blank behind {name}', { name: name.name }), safe: false, preferred: true, edits },
    ]
  }
  if (bare) return wrapFix(document, tree, command, command.args.indexOf(name))
  if (!piped && (name.name === 'include' || name.name === 'tpl') && args.length === 1) {
    const edits = [insert(rangeOf(tree, args[0]!).end, ' .')]
    return [{ title: t('Hand over the dot'), safe: false, edits }]
  }
  if (countOf(call) < call.function.minimum) return []
  const extra = piped ? 1 : 0
  const piping = pipeFix(document, tree, args, (left) => fits(name.name, left + extra))
  if (piping.length > 0) return piping
  for (const [index] of args.entries()) {
    const wrapping = wrapFix(document, tree, command, index + 1, extra)
    if (wrapping.length > 0) return wrapping
  }
  return []
}

/** Functions that nobody hands a value to by a pipe: where they stand between values an operator was meant. */
const operators: ReadonlySet<string> = new Set(['and', 'or', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'])

/** Puts a pipe before the first argument that is a function to which what is left of it can be handed. */
function pipeFix(
  document: Document,
  tree: TemplateTree,
  args: readonly Arg[],
  leftFits: (count: number) => boolean,
): readonly Fix[] {
  const index = args.findIndex(
    (arg, at) =>
      arg.kind === 'identifier' &&
      !operators.has(arg.name) &&
      leftFits(at) &&
      fits(arg.name, args.length - at),
  )
  const found = args[index]
  if (found?.kind !== 'identifier') return []
  const { start } = rangeOf(tree, found)
  return [
    {
      title: t('Put a pipe before {name}', { name: found.name }),
      safe: false,
      preferred: true,
      edits: [{ uri: document.uri, range: { start, end: start }, text: '| ' }],
    },
  ]
}

/** Puts parentheses around a function that is an argument and what follows it, where both calls then fit. */
function wrapFix(
  document: Document,
  tree: TemplateTree,
  { args }: Command,
  index: number,
  piped = 0,
): readonly Fix[] {
  const [head] = args
  const inner = args[index]
  const last = args.at(-1)
  if (index < 1 || inner?.kind !== 'identifier' || head.kind !== 'identifier' || !last) return []
  if (!fits(inner.name, args.length - index - 1) || !fits(head.name, index + piped)) return []
  const [{ start }, { end }] = [rangeOf(tree, inner), rangeOf(tree, last)]
  return [
    {
      title: t('Put {name} and its arguments into parentheses', { name: inner.name }),
      safe: false,
      preferred: true,
      edits: [
        { uri: document.uri, range: { start, end: start }, text: '(' },
        { uri: document.uri, range: { start: end, end }, text: ')' },
      ],
    },
  ]
}
