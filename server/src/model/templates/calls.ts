/**
 * The calls of a template: each function with what it is given, what a pipe hands to it included, and each value that
 * is given something although it is no function. Helm counts and checks arguments when it renders; nothing is
 * evaluated here. Tags with a fault have no calls: what Go's parser refuses is never rendered.
 */
import { type HelmFunction, helmFunction } from '../../schema/helm.ts'
import type {
  ActionNode,
  Arg,
  Command,
  IdentifierArg,
  Pipeline,
  Tag,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import { memo } from '../../text/memo.ts'

/** A function and what it is given. */
export interface FunctionCall {
  readonly function: HelmFunction
  readonly name: IdentifierArg
  /** What is written behind the name. */
  readonly args: readonly Arg[]
  /** The command before the pipe: its value is the last argument. */
  readonly piped: Command | undefined
  /** The command that the name stands in. */
  readonly command: Command
  /**
   * Whether the name is not what the command starts with, so that it is called with nothing: an argument, or with
   * fields directly behind it.
   */
  readonly bare: boolean
}

/** A command that starts with a value and has arguments, or takes one from a pipe. */
export interface ValueCall {
  readonly command: Command
  readonly value: Arg
  readonly piped: Command | undefined
}

/** All calls of a template; those in parentheses come after what is around them. */
export interface Calls {
  readonly functions: readonly FunctionCall[]
  readonly values: readonly ValueCall[]
  /** The actions that print what their pipeline gives. */
  readonly prints: readonly ActionNode[]
}

interface Found {
  readonly functions: FunctionCall[]
  readonly values: ValueCall[]
  readonly prints: ActionNode[]
}

/** Finds the calls of a template. Not a walk over every node: this is asked for on every keystroke. */
export const callsOf = memo((tree: TemplateTree): Calls => {
  const calls: Found = { functions: [], values: [], prints: [] }
  const read = (tag: Tag, pipe: Pipeline | undefined): void => {
    if (pipe && !hasFault(tree, tag)) readPipelines(pipe, calls)
  }
  const pending: TemplateNode[] = tree.nodes.toReversed()
  const open = (body: readonly TemplateNode[]): void => {
    for (let index = body.length - 1; index >= 0; index--) pending.push(body[index]!)
  }
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('pipe' in node) read(node.tag, node.pipe)
    if (node.kind === 'action' && node.pipe.declarations.length === 0 && !hasFault(tree, node.tag))
      calls.prints.push(node)
    if ('body' in node) open(node.body)
    if (!('branches' in node)) continue
    for (const branch of node.branches) read(branch.tag, branch.pipe)
    for (const { body } of node.branches.toReversed()) open(body)
  }
  return calls
})

/** How many arguments a function is given, one from a pipe counted. */
export function countOf({ args, piped }: FunctionCall): number {
  return args.length + (piped ? 1 : 0)
}

/** Whether a fault starts in a tag; the faults are in the order of the source. */
function hasFault({ issues }: TemplateTree, tag: Tag): boolean {
  let low = 0
  let high = issues.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (issues[middle]!.start < tag.start) low = middle + 1
    else high = middle
  }
  const issue = issues[low]
  return issue !== undefined && issue.start <= tag.end
}

/** Reads a pipeline and those in its parentheses. */
function readPipelines(root: Pipeline, calls: Found): void {
  const pending = [root]
  for (let pipe = pending.pop(); pipe !== undefined; pipe = pending.pop()) {
    for (const [index, command] of pipe.commands.entries()) {
      readCommand(command, pipe.commands[index - 1], calls)
      for (const arg of command.args) {
        const value = arg.kind === 'chain' ? arg.base : arg
        if (value.kind === 'paren') pending.push(value.pipe)
      }
    }
  }
}

function readCommand(command: Command, piped: Command | undefined, calls: Found): void {
  const [first, ...args] = command.args
  const called = first.kind === 'identifier' ? helmFunction(first.name) : undefined
  if (first.kind === 'identifier' && called)
    calls.functions.push({ function: called, name: first, args, piped, command, bare: false })
  else if (first.kind !== 'identifier' && (args.length > 0 || piped))
    calls.values.push({ command, value: first, piped })
  for (const arg of first.kind === 'identifier' ? args : command.args) {
    const name = arg.kind === 'chain' ? arg.base : arg
    const bare = name.kind === 'identifier' ? helmFunction(name.name) : undefined
    if (name.kind === 'identifier' && bare)
      calls.functions.push({ function: bare, name, args: [], piped: undefined, command, bare: true })
  }
}
