/**
 * Which paths of a chart's values a template reads: `.Values.a.b`, `$.Values.a.b`, `.b` where `with` or `range` make
 * the dot a known path, variables that hold one, and `index`, `get` and `dig` with literal keys.
 *
 * Inside a `define` the dot is what the caller passes, which is not looked up here: there a path is reported where
 * it says `Values` itself, with `root: 'unknown'`. Nothing is evaluated; what is not certain is left out.
 */
import type { Located } from '../../text/part.ts'
import type { Arg, Branch, Command, Declaration, Pipeline, TemplateNode, TemplateTree } from './ast.ts'
import { walk } from './visit.ts'

/** One step of a path. */
export interface ValuesSegment {
  /** The key, or undefined for any element of a list or map. */
  readonly name: string | undefined
  /** Where the key is written in this read; undefined where it comes from a `with`, `range` or variable. */
  readonly at: Located | undefined
}

/** A read of the values. */
export interface ValuesRead {
  /** The steps below `.Values`; empty for `.Values` itself. */
  readonly path: readonly ValuesSegment[]
  /** What reads: the argument, or the whole command of `index`, `get` and `dig`. */
  readonly node: Arg | Command
  /** `known`: the chart's own values. `unknown`: inside a define, as the caller has it. */
  readonly root: 'known' | 'unknown'
  /** One of several paths that the dot or variable may stand for (`with .a | default .b`). */
  readonly alternative: boolean
}

/** A value as a path from what the template was called with. */
interface Path {
  readonly root: 'known' | 'unknown'
  readonly segments: readonly ValuesSegment[]
}

/** All that a value may be; none where nothing is known. */
type Paths = readonly Path[]

interface Scope {
  dot: Paths
  /** What `$` is. */
  top: Paths
  /** Variables in the order of their declaration: the last of a name counts. */
  variables: { readonly name: string; value: Paths }[]
}

/** How deeply a value is followed through parentheses. */
const maximumDepth = 50
/** How long a path may get through nested blocks: longer ones are no real chart's. */
const maximumLength = 64
/** How many alternatives are followed. */
const maximumAlternatives = 8

/** Every read of the values in a template, in the order of the source. */
export function valuesPaths(tree: TemplateTree): readonly ValuesRead[] {
  const top: Paths = [{ root: 'known', segments: [] }]
  const scope: Scope = { dot: top, top, variables: [] }
  const reads: ValuesRead[] = []
  const pending: (TemplateNode | Branch | (() => void))[] = tree.nodes.toReversed()
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item === 'function') item()
    else for (const next of visit(item, scope, reads).reverse()) pending.push(next)
  }
  return reads
}

/** Reads one node's own pipeline and gives what has to be visited after it, the scope's changes among it. */
function visit(
  node: TemplateNode | Branch,
  scope: Scope,
  reads: ValuesRead[],
): (TemplateNode | Branch | (() => void))[] {
  switch (node.kind) {
    case 'action':
      readPipeline(node.pipe, scope, reads)
      declare(node.pipe, scope)
      return []
    case 'template':
      if (node.pipe !== undefined) readPipeline(node.pipe, scope, reads)
      return []
    case 'if':
    case 'with':
    case 'range': {
      const variables = scope.variables.length
      return [...node.branches, () => scope.variables.splice(variables)]
    }
    case 'branch':
      return visitBranch(node, scope, reads)
    case 'block':
      if (node.pipe !== undefined) readPipeline(node.pipe, scope, reads)
      return inTemplate(scope, node.body)
    case 'define':
      return inTemplate(scope, node.body)
    default:
      return []
  }
}

/** A defined template: its dot is its caller's, and it knows no variables from around it. */
function inTemplate(scope: Scope, body: readonly TemplateNode[]): (TemplateNode | (() => void))[] {
  const outer = { ...scope }
  const enter = () => {
    const unknown: Paths = [{ root: 'unknown', segments: [] }]
    Object.assign(scope, { dot: unknown, top: unknown, variables: [] })
  }
  return [enter, ...body, () => Object.assign(scope, outer)]
}

function visitBranch(branch: Branch, scope: Scope, reads: ValuesRead[]): (TemplateNode | (() => void))[] {
  const { pipe, keyword, body } = branch
  if (pipe === undefined) return [...body]
  readPipeline(pipe, scope, reads)
  const value = resolvePipeline(pipe, scope, 0)
  declare(pipe, scope, keyword === 'range')
  if (keyword === 'if' || keyword === 'else if') return [...body]
  const outer = scope.dot
  const dot = keyword === 'range' ? elements(value) : value
  const setDot = (value: Paths) => () => {
    scope.dot = value
  }
  return [setDot(dot), ...body, setDot(outer)]
}

function elements(paths: Paths): Paths {
  return append(paths, [{ name: undefined, at: undefined }])
}

/** Gives the variables that a pipeline declares or sets their values. */
function declare(pipe: Pipeline, scope: Scope, isRange = false): void {
  const value = resolvePipeline(pipe, scope, 0).map(forget)
  for (const [index, declaration] of pipe.declarations.entries()) {
    const isElement = isRange && index === pipe.declarations.length - 1
    const held = isRange ? (isElement ? elements(value) : []) : value
    if (!pipe.assigns) scope.variables.push({ name: declaration.name, value: held })
    else assign(declaration, scope)
  }
}

/** A variable that is set again may hold the old or the new value later on, so nothing is known of it. */
function assign(declaration: Declaration, scope: Scope): void {
  const variable = scope.variables.findLast(({ name }) => name === declaration.name)
  if (variable !== undefined) variable.value = []
}

/** The path as others take it over: its keys are not written where they read. */
function forget({ root, segments }: Path): Path {
  return { root, segments: segments.map(({ name }) => ({ name, at: undefined })) }
}

function readPipeline(pipe: Pipeline, scope: Scope, reads: ValuesRead[]): void {
  for (const node of walk([pipe])) {
    if (node.kind === 'field' || node.kind === 'variable' || node.kind === 'chain' || node.kind === 'dot') {
      addReads(node, resolveArg(node, scope, 0), reads)
    } else if (node.kind === 'pipe') readLookups(node, scope, reads)
  }
}

/** The commands of a pipeline that read a path by keys; what is piped into them counts. */
function readLookups(pipe: Pipeline, scope: Scope, reads: ValuesRead[]): void {
  if (!pipe.commands.some(isLookup)) return
  let value: Paths | undefined
  for (const command of pipe.commands) {
    value = resolveCommand(command, value, scope, 0)
    if (isLookup(command)) addReads(command, value, reads)
  }
}

function addReads(node: Arg | Command, paths: Paths, reads: ValuesRead[]): void {
  for (const { root, segments } of paths) {
    const index = root === 'known' ? 0 : segments.findIndex(({ name }) => name === 'Values')
    if (index < 0 || segments[index]?.name !== 'Values') continue
    reads.push({ path: segments.slice(index + 1), node, root, alternative: paths.length > 1 })
  }
}

function resolvePipeline(pipe: Pipeline, scope: Scope, depth: number): Paths {
  if (depth > maximumDepth) return []
  let value: Paths | undefined
  for (const command of pipe.commands) value = resolveCommand(command, value, scope, depth)
  return (value ?? []).slice(0, maximumAlternatives)
}

/** A command's value; `piped` is the value from the pipe, which is its last argument. */
function resolveCommand(command: Command, piped: Paths | undefined, scope: Scope, depth: number): Paths {
  const [first, ...rest] = command.args
  if (first.kind !== 'identifier')
    return rest.length === 0 && piped === undefined ? resolveArg(first, scope, depth) : []
  const arg = (index: number): Paths => {
    const given = rest[index]
    if (given !== undefined) return resolveArg(given, scope, depth)
    return index === rest.length ? (piped ?? []) : []
  }
  const count = rest.length + (piped === undefined ? 0 : 1)
  switch (first.name) {
    case 'default':
    case 'or':
    case 'coalesce':
      // The last of `default` is tried first.
      return Array.from({ length: count }, (_, index) =>
        arg(first.name === 'default' ? count - 1 - index : index),
      ).flat()
    case 'required':
    case 'deepCopy':
    case 'mustDeepCopy':
      return arg(count - 1)
    case 'index':
    case 'get':
      return below(arg(0), rest.slice(1))
    case 'dig':
      return below(arg(count - 1), rest.slice(0, piped === undefined ? -2 : -1))
    default:
      return []
  }
}

function isLookup({ args: [first] }: Command): boolean {
  return (
    first.kind === 'identifier' && (first.name === 'index' || first.name === 'get' || first.name === 'dig')
  )
}

/** The paths below `base` by literal keys; a key that is computed stands for any element. */
function below(base: Paths, keys: readonly Arg[]): Paths {
  const steps = keys.map((key): ValuesSegment => {
    if (key.kind === 'string') return { name: key.value, at: key }
    return { name: undefined, at: key }
  })
  return append(base, steps)
}

function append(base: Paths, steps: readonly ValuesSegment[]): Paths {
  const short = base.filter(({ segments }) => segments.length + steps.length <= maximumLength)
  return short.map(({ root, segments }) => ({ root, segments: [...segments, ...steps] }))
}

function resolveArg(arg: Arg, scope: Scope, depth: number): Paths {
  switch (arg.kind) {
    case 'dot':
      return scope.dot.map(forget)
    case 'field':
      return extend(scope.dot.map(forget), arg.names)
    case 'variable':
      return extend(variable(arg.name, scope), arg.names)
    case 'paren':
      return resolvePipeline(arg.pipe, scope, depth + 1)
    case 'chain':
      return arg.base.kind === 'paren' ? extend(resolveArg(arg.base, scope, depth), arg.names) : []
    default:
      return []
  }
}

function variable(name: string, scope: Scope): Paths {
  if (name === '$') return scope.top
  return scope.variables.findLast((known) => known.name === name)?.value ?? []
}

function extend(base: Paths, names: readonly (Located & { readonly name: string })[]): Paths {
  const steps = names.map((name): ValuesSegment => ({ name: name.name, at: name }))
  return append(base, steps)
}
