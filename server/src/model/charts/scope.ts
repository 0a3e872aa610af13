/**
 * Where the values that a template speaks of come from: walks the tags of a template with what the dot and the
 * variables stand for at each of them, and resolves fields to paths. A value that a function makes is a root of its
 * own (`$values`), never guessed. Nothing is evaluated.
 */
import { templateTree } from '../../syntax/parse.ts'
import type {
  Arg,
  BlockNode,
  Branch,
  Command,
  ControlNode,
  DefineNode,
  FieldName,
  Pipeline,
  Tag,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** A path from `$`, or from a variable whose own origin is unknown. */
export interface Ref {
  /** `$`, or the variable's name with its dollar sign. */
  readonly variable: string
  readonly names: readonly string[]
}

interface Variables {
  readonly name: string
  readonly ref: Ref
  /** The pipeline that it was given, where it is always the same one, and what that could see. */
  readonly given: { readonly pipe: Pipeline; readonly scope: Scope } | undefined
  readonly outer: Variables | undefined
}

/** What the dot and the variables stand for. */
export interface Scope {
  /** Undefined in a `range` and behind what a function made. */
  readonly dot: Ref | undefined
  readonly variables: Variables | undefined
}

/** The blocks around a tag, from the inside out. */
export interface Parent {
  readonly control: ControlNode
  readonly branch: Branch
  /** The scope in which the branch's own pipeline stands. */
  readonly scope: Scope
  readonly outer: Parent | undefined
}

/** A named template, or `undefined` for the file's own text. */
export type Unit = DefineNode | BlockNode | undefined

/** One tag of a template. */
export interface Item extends Range {
  readonly node: TemplateNode | Branch
  readonly pipe: Pipeline | undefined
  /** Whether it prints something itself. */
  readonly prints: boolean
  readonly scope: Scope
  readonly parent: Parent | undefined
  readonly unit: Unit
}

/** A stretch of text between tags. */
export type TextSpan = Range & Pick<Item, 'scope' | 'parent' | 'unit'>

const root: Ref = { variable: '$', names: [] }
const top: Scope = { dot: root, variables: undefined }
/** Deeper nesting than this is not followed: no real template has it. */
const maxDepth = 200

interface Walk {
  readonly tree: TemplateTree
  readonly items: Item[]
  readonly texts: TextSpan[]
  /** Variables that are set anew somewhere (`$x = …`): what they hold depends on the way taken. */
  readonly reassigned: ReadonlySet<string>
}

/** Every tag of a template and every text between tags in the order of the source, with what can be seen there. */
export const scopesOf = memo(
  (document: Document): { readonly items: readonly Item[]; readonly texts: readonly TextSpan[] } => {
    const tree = templateTree(document)
    const walk: Walk = { tree, items: [], texts: [], reassigned: reassigned(tree.text) }
    walkBody(walk, tree.nodes, top, undefined, undefined, 0)
    const inOrder = (a: Range, b: Range) => a.start - b.start
    return { items: walk.items.sort(inOrder), texts: walk.texts.sort(inOrder) }
  },
)

function reassigned(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(\$\w+)\s*=(?!=)/g)].map((match) => match[1] ?? ''))
}

/** Walks a body from the scope at its start. */
function walkBody(
  walk: Walk,
  nodes: readonly TemplateNode[],
  scope: Scope,
  parent: Parent | undefined,
  unit: Unit,
  depth: number,
): void {
  if (depth > maxDepth) return
  let at = scope
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        walk.texts.push({ ...rangeOf(walk.tree, node), scope: at, parent, unit })
        break
      case 'if':
      case 'with':
      case 'range':
        walkControl(walk, node, at, parent, unit, depth)
        break
      case 'define':
      case 'block':
        addTag(walk, node, node.tag, node.kind === 'block' ? node.pipe : undefined, at, parent, unit)
        walkBody(walk, node.body, top, undefined, node, depth + 1)
        if (node.endTag) addTag(walk, node, node.endTag, undefined, at, parent, unit)
        break
      case 'action':
        addTag(walk, node, node.tag, node.pipe, at, parent, unit)
        at = declared(walk, at, node.pipe)
        break
      default:
        addTag(walk, node, node.tag, 'pipe' in node ? node.pipe : undefined, at, parent, unit)
    }
  }
}

function walkControl(
  walk: Walk,
  control: ControlNode,
  scope: Scope,
  parent: Parent | undefined,
  unit: Unit,
  depth: number,
): void {
  // An `else` sees the variables that the conditions before it declared.
  let around = scope
  for (const branch of control.branches) {
    addTag(walk, branch, branch.tag, branch.pipe, around, parent, unit)
    const inner = { control, branch, scope: around, outer: parent }
    const opened = branch.pipe ? declared(walk, around, branch.pipe, opens(branch) === 'range') : around
    const dot = dotIn(branch, around)
    walkBody(walk, branch.body, { ...opened, dot }, inner, unit, depth + 1)
    around = opened
  }
  if (control.endTag) addTag(walk, control, control.endTag, undefined, scope, parent, unit)
}

/** What a branch opens: `else with` is a `with`, a plain `else` opens nothing. */
function opens(branch: Branch): 'if' | 'with' | 'range' | undefined {
  if (branch.keyword === 'else') return undefined
  return branch.keyword.replace('else ', '') as 'if' | 'with' | 'range' // The union of the keywords, `else` gone.
}

function dotIn(branch: Branch, scope: Scope): Ref | undefined {
  const kind = opens(branch)
  if (kind === 'with') return branch.pipe && resolvePipe(branch.pipe, scope)
  return kind === 'range' ? undefined : scope.dot
}

function addTag(
  walk: Walk,
  node: TemplateNode | Branch,
  tag: Tag,
  pipe: Pipeline | undefined,
  scope: Scope,
  parent: Parent | undefined,
  unit: Unit,
): void {
  const prints = node.kind === 'template' || (node.kind === 'action' && node.pipe.declarations.length === 0)
  walk.items.push({ ...rangeOf(walk.tree, tag), node, pipe, prints, scope, parent, unit })
}

/** The scope behind a pipeline that may declare variables. */
function declared(walk: Walk, scope: Scope, pipe: Pipeline, ranges = false): Scope {
  if (pipe.assigns) return scope
  let variables = scope.variables
  for (const { name } of pipe.declarations) {
    const given = ranges || walk.reassigned.has(name) ? undefined : { pipe, scope }
    const known = given && resolvePipe(pipe, scope)
    variables = { name, ref: known ?? { variable: name, names: [] }, given, outer: variables }
  }
  return { ...scope, variables }
}

/** What `$name` stands for; itself where nothing more is known. Undefined where it is not declared here. */
export function variable(scope: Scope, name: string): Ref | undefined {
  if (name === '$') return root
  for (let at = scope.variables; at; at = at.outer) if (at.name === name) return at.ref
  return undefined
}

/** The pipeline that made a variable, where there is one way only. */
export function givenTo(scope: Scope, name: string): Variables['given'] {
  for (let at = scope.variables; at; at = at.outer) if (at.name === name) return at.given
  return undefined
}

function below(ref: Ref | undefined, names: readonly string[]): Ref | undefined {
  return ref && { variable: ref.variable, names: [...ref.names, ...names] }
}

function plain(names: readonly FieldName[]): readonly string[] {
  return names.map(({ name }) => name)
}

/** The path that an argument names, where it names one. */
export function resolveArg(arg: Arg, scope: Scope): Ref | undefined {
  switch (arg.kind) {
    case 'dot':
      return scope.dot
    case 'field':
      return below(scope.dot, plain(arg.names))
    case 'variable':
      return below(variable(scope, arg.name), plain(arg.names))
    case 'paren':
      return resolvePipe(arg.pipe, scope)
    case 'chain':
      return arg.base.kind === 'paren'
        ? below(resolvePipe(arg.base.pipe, scope), plain(arg.names))
        : undefined
    default:
      return undefined
  }
}

/** Functions that hand on what they are given as their last argument. */
const handsOn: ReadonlySet<string> = new Set([
  'default',
  'required',
  'deepCopy',
  'mustDeepCopy',
  'toYaml',
  'quote',
])

/** The path whose value a pipeline gives: `.a`, `index .a "b"`, `.a | default dict`. */
export function resolvePipe(pipe: Pipeline, scope: Scope): Ref | undefined {
  const [first, ...rest] = pipe.commands
  if (!first || !rest.every(({ args: [name] }) => name.kind === 'identifier' && name.name === 'default'))
    return undefined
  return resolveCommand(first, scope)
}

/** The path whose value a command gives. */
export function resolveCommand({ args }: Command, scope: Scope): Ref | undefined {
  const [first, ...rest] = args
  if (rest.length === 0) return resolveArg(first, scope)
  if (first.kind !== 'identifier') return undefined
  const stepped = steps(first.name, rest)
  if (stepped) return below(resolveArg(stepped.of, scope), stepped.names)
  const last = rest.at(-1)
  return handsOn.has(first.name) && last ? resolveArg(last, scope) : undefined
}

/** The way into a map by `index`, `get` and `dig`, where every key is written out. */
function steps(
  name: string,
  args: readonly Arg[],
): { readonly of: Arg; readonly names: readonly string[] } | undefined {
  const first = args[0]
  if (!first || args.length < 2) return undefined
  const dig = name === 'dig' ? args.at(-1) : undefined
  if (name !== 'index' && name !== 'get' && !dig) return undefined
  const keys = dig ? args.slice(0, -2) : args.slice(1)
  const names = keys.flatMap((key) => (key.kind === 'string' ? [key.value] : []))
  return names.length === keys.length ? { of: dig ?? first, names } : undefined
}

/** A path that a pipeline mentions. */
export interface Mention {
  readonly ref: Ref
  readonly arg: Arg
}

/** Every path that a pipeline mentions, also deep in its arguments, in the order of its text. */
export function mentions(pipe: Pipeline, scope: Scope): readonly Mention[] {
  return pipe.commands.flatMap((command) => commandMentions(command, scope))
}

function commandMentions(command: Command, scope: Scope): readonly Mention[] {
  const [first, ...rest] = command.args
  const stepped = first.kind === 'identifier' ? steps(first.name, rest) : undefined
  const ref = stepped && resolveCommand(command, scope)
  if (stepped && ref) {
    const others = rest.filter((arg) => arg !== stepped.of)
    return [{ ref, arg: stepped.of }, ...others.flatMap((arg) => argMentions(arg, scope))]
  }
  return command.args.flatMap((arg) => argMentions(arg, scope))
}

function argMentions(arg: Arg, scope: Scope): readonly Mention[] {
  if (arg.kind === 'paren') return mentions(arg.pipe, scope)
  const ref = resolveArg(arg, scope)
  if (ref) return [{ ref, arg }]
  return arg.kind === 'chain' && arg.base.kind === 'paren' ? mentions(arg.base.pipe, scope) : []
}

/** The path below `.Values` that a path leads to: `$.ctx.Values.a.b` gives `a`, `b`. Undefined where it leads elsewhere. */
export function valuesPath({ names }: Ref): readonly string[] | undefined {
  const at = names.indexOf('Values')
  if (at < 0 || at > 2) return undefined
  return names[at + 1] === 'AsMap' ? names.slice(at + 2) : names.slice(at + 1)
}

/** The range of a node of the document's template tree. */
export function rangeIn(document: Document, node: Located): Range {
  return rangeOf(templateTree(document), node)
}
