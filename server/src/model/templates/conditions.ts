/**
 * The conditions that a place of a template stands under, and what they come to where the values are known. Only
 * simple conditions are understood (a value, `not`, `and`, `or`, `empty`, `eq` and `ne` with a literal); the others
 * are unknown. What calls a named template stands under is not looked at.
 */
import { templateTree } from '../../syntax/parse.ts'
import type {
  Arg,
  Branch,
  Command,
  ControlNode,
  Pipeline,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { callsOf, type FunctionCall } from './calls.ts'

/** A stretch of a template that is reached only under conditions: a branch, or what stands behind the first of an `and`. */
export interface Around extends Range {
  readonly keyword: Branch['keyword'] | 'and' | 'or'
  /** The branch's own pipeline. */
  readonly pipe: Pipeline | undefined
  readonly conditions: readonly Condition[]
  /** Whether a condition asks for the type of something: what stands here is for values of some types only. */
  readonly byType: boolean
}

interface Condition {
  readonly of: Pipeline | Arg
  readonly holds: boolean
}

/** What a value is to a condition; nothing where it is not known. */
export type ScalarOf = (node: Arg | Command) => Truthy | undefined

export interface Truthy {
  readonly holds: boolean
  /** The value itself, of a text or boolean. */
  readonly value: string | boolean | undefined
}

/** The branches around an offset, from the outside in. */
export function branchesAround(document: Document, offset: number): readonly Around[] {
  return branchesOf(document).filter(({ start, end }) => start <= offset && offset < end)
}

const typeTest =
  /\b(?:kindIs|kindOf|typeIs|typeIsLike|typeOf|toString|(?:mustR|r)egexMatch|printf|print|quote|has)\b/

/** Whether what stands at an offset is chosen by the type of something: by a branch around it, or in the same action. */
export function isChosenByType(document: Document, { start }: Range): boolean {
  if (branchesAround(document, start).some(({ byType }) => byType)) return true
  const from = document.text.lastIndexOf('{{', start)
  const to = document.text.indexOf('}}', start)
  return /\b(?:kindIs|kindOf|typeIs|typeIsLike|typeOf)\b/.test(
    document.text.slice(from, to < 0 ? undefined : to),
  )
}

/** Whether a template's text asks for the type of anything. */
export function asksForTypes(text: string): boolean {
  return /\b(?:kindIs|kindOf|typeIs|typeIsLike|typeOf)\b/.test(text)
}

const branchesOf = memo((document: Document): readonly Around[] => {
  const tree = templateTree(document)
  const found: Around[] = []
  const byType = typeTester(document)
  const pending: TemplateNode[] = [...tree.nodes]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('body' in node) pending.push(...node.body)
    if (!('branches' in node)) continue
    found.push(...branchesIn(tree, node, byType))
    for (const { body } of node.branches) pending.push(...body)
  }
  for (const call of callsOf(tree).functions) found.push(...stopsIn(tree, call))
  return found.sort((a, b) => a.start - b.start)
})

function branchesIn(tree: TemplateTree, { branches }: ControlNode, byType: TypeTester): readonly Around[] {
  const failed: Condition[] = []
  let isByType = false
  return branches.flatMap((branch) => {
    const { keyword, pipe } = branch
    const { start, end: inside } = rangeOf(tree, branch.tag)
    const { end } = rangeOf(tree, branch)
    const before = { start, end: inside, keyword, pipe: undefined, conditions: [...failed], byType: isByType }
    isByType ||= pipe !== undefined && byType(tree, pipe)
    const conditions = [...failed, ...(pipe ? [{ of: pipe, holds: true }] : [])]
    if (pipe) failed.push({ of: pipe, holds: false })
    const body = { start: inside, end, keyword, pipe, conditions, byType: isByType }
    return before.conditions.length > 0 ? [before, body] : [body]
  })
}

/** The arguments of `and` and `or` behind the first one: they are looked at only if those before don't decide. */
function stopsIn(tree: TemplateTree, { function: { name }, args }: FunctionCall): readonly Around[] {
  if (name !== 'and' && name !== 'or') return []
  return args.slice(1).map((arg, i) => {
    const conditions = args.slice(0, i + 1).map((of) => ({ of, holds: name === 'and' }))
    return { ...rangeOf(tree, arg), keyword: name, pipe: undefined, conditions, byType: false }
  })
}

type TypeTester = (tree: TemplateTree, pipe: Pipeline) => boolean

/** Whether a condition asks for a type, or for a variable that was told one. */
function typeTester({ text }: Document): TypeTester {
  const told = new Set<string>()
  for (const [, name = '', said = ''] of text.matchAll(/\{\{-?\s*(\$\w+)\s*:?=((?:[^}]|\}(?!\}))*)/g))
    if (typeTest.test(said)) told.add(name)
  return (tree, pipe) => {
    const { start, end } = rangeOf(tree, pipe)
    const said = text.slice(start, end)
    return typeTest.test(said) || (said.match(/\$\w+/g) ?? []).some((name) => told.has(name))
  }
}

/** Whether a place is reached as far as these conditions say; nothing where that is not known. */
export function isReached({ conditions }: Around, scalarOf: ScalarOf): boolean | undefined {
  const met = conditions.map(({ of, holds }) => {
    const truth = of.kind === 'pipe' ? truthOf(of, scalarOf) : argTruth(of, scalarOf)
    return holds ? truth : negated(truth)
  })
  return both(met)
}

type Truth = boolean | undefined

function truthOf({ commands }: Pipeline, scalarOf: ScalarOf): Truth {
  const [first, ...rest] = commands
  if (!first) return undefined
  return rest.reduce(
    (truth: Truth, { args }) => {
      const [head, ...others] = args
      const negates = head.kind === 'identifier' && (head.name === 'not' || head.name === 'empty')
      return negates && others.length === 0 ? negated(truth) : undefined
    },
    commandTruth(first, scalarOf),
  )
}

function commandTruth(command: Command, scalarOf: ScalarOf): Truth {
  const [head, ...rest] = command.args
  if (head.kind !== 'identifier') return rest.length === 0 ? argTruth(head, scalarOf) : undefined
  switch (head.name) {
    case 'not':
    case 'empty':
      return rest[0] ? negated(argTruth(rest[0], scalarOf)) : undefined
    case 'and':
      return both(rest.map((arg) => argTruth(arg, scalarOf)))
    case 'or':
      return negated(both(rest.map((arg) => negated(argTruth(arg, scalarOf)))))
    case 'eq':
      return same(rest, scalarOf)
    case 'ne':
      return negated(same(rest, scalarOf))
    case 'index':
    case 'get':
      return scalarOf(command)?.holds
    default:
      return undefined
  }
}

function argTruth(arg: Arg, scalarOf: ScalarOf): Truth {
  if (arg.kind === 'paren') return truthOf(arg.pipe, scalarOf)
  return told(arg, scalarOf)?.holds
}

function told(arg: Arg, scalarOf: ScalarOf): Truthy | undefined {
  if (arg.kind === 'string' || arg.kind === 'bool') return { holds: Boolean(arg.value), value: arg.value }
  return arg.kind === 'paren' ? undefined : scalarOf(arg)
}

function same([a, b, ...more]: readonly Arg[], scalarOf: ScalarOf): Truth {
  if (!a || !b || more.length > 0) return undefined
  const [left, right] = [told(a, scalarOf)?.value, told(b, scalarOf)?.value]
  return left === undefined || right === undefined ? undefined : left === right
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}

function both(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes(undefined) ? undefined : true
}
