/**
 * What a short template text becomes in a release: names, namespaces and ports of Services, with the helpers that
 * charts share (`fullname`). It runs only what such texts are made of; anything else makes the result unknown, and
 * so does a variable, a loop or a value that is not known. `render` is another feature: this is no template engine.
 */
import type { Arg, Branch, Command, Pipeline, TemplateNode } from '../../syntax/template/ast.ts'
import { parseTemplate } from '../../syntax/template/parser.ts'

/** What a release has to offer to its templates. */
export interface Release {
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly chart: { readonly name: string | undefined; readonly version: string | undefined }
  /** The value at a path below `.Values`. */
  value(path: readonly string[]): Known
  /** The body of a named template. */
  template(name: string): string | undefined
}

type Scalar = string | number | boolean | null

/** A value: a scalar (null where nothing is set), a map of `.Values`, or unknown. */
export type Known = { readonly scalar: Scalar } | { readonly map: readonly string[] } | undefined

type Value =
  | Known
  | { readonly root: 'dot' | 'Release' | 'Chart' }
  | { readonly dict: ReadonlyMap<string, Value> }

interface Scope {
  readonly release: Release
  readonly dot: Value
  readonly root: Value
  readonly variables: Map<string, Value>
  readonly depth: number
}

/** The text that `source` becomes; `undefined` where that can't be told exactly. */
export function templateText(source: string, release: Release): string | undefined {
  if (!source.includes('{{')) return source
  const dot: Value = { root: 'dot' }
  return textOf(parseTemplate(source).nodes, { release, dot, root: dot, variables: new Map(), depth: 0 })
}

function textOf(nodes: readonly TemplateNode[], scope: Scope): string | undefined {
  let text = ''
  for (const node of nodes) {
    const part = nodeText(node, scope)
    if (part === undefined) return undefined
    text += part
  }
  return text
}

function nodeText(node: TemplateNode, scope: Scope): string | undefined {
  switch (node.kind) {
    case 'text':
      return node.value
    case 'comment':
    case 'define':
      return ''
    case 'action':
      return actionText(node.pipe, scope)
    case 'if':
    case 'with':
      return branchText(node.branches, scope)
    case 'template':
      return (
        node.name && included(node.name.value, node.pipe ? pipeValue(node.pipe, scope) : undefined, scope)
      )
    default:
      return undefined
  }
}

function actionText(pipe: Pipeline, scope: Scope): string | undefined {
  const value = pipeValue(pipe, scope)
  const [variable] = pipe.declarations
  if (!variable) return printed(value)
  if (pipe.declarations.length > 1) return undefined
  scope.variables.set(variable.name, value)
  return ''
}

function branchText(branches: readonly Branch[], scope: Scope): string | undefined {
  for (const branch of branches) {
    if (!branch.pipe) return textOf(branch.body, scope)
    const value = pipeValue(branch.pipe, scope)
    const holds = truth(value)
    if (holds === undefined) return undefined
    if (!holds) continue
    const [variable] = branch.pipe.declarations
    if (variable) scope.variables.set(variable.name, value)
    return textOf(branch.body, branch.keyword.endsWith('with') ? { ...scope, dot: value } : scope)
  }
  return ''
}

function printed(value: Value): string | undefined {
  if (!value || !('scalar' in value)) return undefined
  return value.scalar === null ? undefined : String(value.scalar)
}

function truth(value: Value): boolean | undefined {
  if (!value) return undefined
  if (!('scalar' in value)) return true
  const { scalar } = value
  return scalar !== null && scalar !== '' && scalar !== 0 && scalar !== false
}

function pipeValue(pipe: Pipeline, scope: Scope): Value {
  let value: Value
  for (const [i, command] of pipe.commands.entries()) {
    value = commandValue(command, i === 0 ? [] : [value], scope)
    if (!value) return undefined
  }
  return value
}

function commandValue({ args }: Command, piped: readonly Value[], scope: Scope): Value {
  const [first, ...rest] = args
  if (first.kind !== 'identifier') return rest.length || piped.length ? undefined : argValue(first, scope)
  const given = [...rest.map((arg) => argValue(arg, scope)), ...piped]
  if (first.name === 'include') return includedValue(given, scope)
  return Object.hasOwn(functions, first.name) ? functions[first.name]?.(given, scope) : undefined
}

function argValue(arg: Arg, scope: Scope): Value {
  switch (arg.kind) {
    case 'dot':
      return scope.dot
    case 'field':
      return fieldOf(
        scope.dot,
        arg.names.map(({ name }) => name),
        scope,
      )
    case 'variable': {
      const base = arg.name === '$' ? scope.root : scope.variables.get(arg.name)
      return fieldOf(
        base,
        arg.names.map(({ name }) => name),
        scope,
      )
    }
    case 'chain':
      return arg.base.kind === 'paren'
        ? fieldOf(
            pipeValue(arg.base.pipe, scope),
            arg.names.map(({ name }) => name),
            scope,
          )
        : undefined
    case 'paren':
      return pipeValue(arg.pipe, scope)
    case 'string':
    case 'bool':
      return { scalar: arg.value }
    case 'number':
      return arg.value === undefined ? undefined : { scalar: arg.value }
    case 'identifier':
      return commandValue({ ...arg, kind: 'command', args: [arg] }, [], scope)
    default:
      return undefined
  }
}

function fieldOf(value: Value, names: readonly string[], scope: Scope): Value {
  let at = value
  for (const name of names) at = oneField(at, name, scope)
  return at
}

function oneField(value: Value, name: string, { release }: Scope): Value {
  if (!value || 'scalar' in value) return undefined
  if ('dict' in value) return value.dict.has(name) ? value.dict.get(name) : { scalar: null }
  if ('map' in value) return release.value([...value.map, name])
  const known: Readonly<Record<string, Value>> = {
    'dot.Values': { map: [] },
    'dot.Release': { root: 'Release' },
    'dot.Chart': { root: 'Chart' },
    'Release.Name': scalarOf(release.name),
    'Release.Namespace': scalarOf(release.namespace),
    'Release.Service': { scalar: 'Helm' },
    'Chart.Name': scalarOf(release.chart.name),
    'Chart.Version': scalarOf(release.chart.version),
  }
  return known[`${value.root}.${name}`]
}

function scalarOf(text: string | undefined): Value {
  return text === undefined ? undefined : { scalar: text }
}

function includedValue([name, dot]: readonly Value[], scope: Scope): Value {
  const text = stringOf(name)
  return text === undefined ? undefined : scalarOf(included(text, dot, scope))
}

/** What a named template gives. Blanks at its ends are its tags' affair and never part of a name. */
function included(name: string, dot: Value, scope: Scope): string | undefined {
  const body = scope.depth < 8 ? scope.release.template(name) : undefined
  if (body === undefined) return undefined
  const inner = { ...scope, dot, root: dot, variables: new Map<string, Value>(), depth: scope.depth + 1 }
  return textOf(parseTemplate(body).nodes, inner)?.trim()
}

function stringOf(value: Value): string | undefined {
  return value && 'scalar' in value && typeof value.scalar === 'string' ? value.scalar : undefined
}

type Function = (args: readonly Value[], scope: Scope) => Value

/** A function of texts: unknown where an argument is none. Numbers are printed, as Sprig's `strval` does. */
function ofTexts(run: (...texts: readonly string[]) => string | boolean | undefined): Function {
  return (args) => {
    const texts = args.map(printed)
    if (!texts.every((text) => text !== undefined)) return undefined
    const result = run(...texts)
    return result === undefined ? undefined : { scalar: result }
  }
}

function firstTrue(args: readonly Value[]): Value {
  for (const arg of args) {
    const holds = truth(arg)
    if (holds === undefined) return undefined
    if (holds) return arg
  }
  return { scalar: null }
}

function equal([a, ...others]: readonly Value[]): boolean | undefined {
  if (!a || !('scalar' in a)) return undefined
  if (!others.every((each) => each !== undefined && 'scalar' in each)) return undefined
  return others.some((each) => each !== undefined && 'scalar' in each && each.scalar === a.scalar)
}

function integer([value]: readonly Value[]): Value {
  const number = Number(printed(value) ?? Number.NaN)
  return Number.isFinite(number) ? { scalar: Math.trunc(number) } : undefined
}

function dictOf(args: readonly Value[]): Value {
  const entries = new Map<string, Value>()
  for (let i = 0; i < args.length; i += 2) {
    const key = stringOf(args[i])
    if (key === undefined) return undefined
    entries.set(key, args[i + 1])
  }
  return { dict: entries }
}

function formatted(format = '', ...args: readonly string[]): string | undefined {
  let next = 0
  let odd = false
  const text = format.replace(/%(%|[a-zA-Z])/g, (_, verb: string) => {
    if (verb === '%') return '%'
    odd ||= !'sdv'.includes(verb)
    return args[next++] ?? ''
  })
  return odd || next !== args.length || /%[^%]/.test(format.replace(/%[%a-zA-Z]/g, '')) ? undefined : text
}

/** Sprig and Go functions that names and ports are made with; a piped value comes last. */
const functions: Readonly<Record<string, Function>> = {
  default: ([fallback, value]) => {
    const holds = truth(value)
    return holds === undefined ? undefined : holds ? value : fallback
  },
  coalesce: firstTrue,
  or: (args) => {
    const found = firstTrue(args)
    return found && 'scalar' in found && found.scalar === null ? args.at(-1) : found
  },
  and: (args) => {
    for (const arg of args) {
      const holds = truth(arg)
      if (holds !== true) return holds === undefined ? undefined : arg
    }
    return args.at(-1)
  },
  not: ([value]) => {
    const holds = truth(value)
    return holds === undefined ? undefined : { scalar: !holds }
  },
  empty: ([value]) => {
    const holds = truth(value)
    return holds === undefined ? undefined : { scalar: !holds }
  },
  eq: (args) => {
    const same = equal(args)
    return same === undefined ? undefined : { scalar: same }
  },
  ne: (args) => {
    const same = equal(args)
    return same === undefined ? undefined : { scalar: !same }
  },
  ternary: ([yes, no, test]) => {
    const holds = truth(test)
    return holds === undefined ? undefined : holds ? yes : no
  },
  required: ([, value]) => value,
  dict: dictOf,
  get: ([from, key], scope) => {
    const name = stringOf(key)
    return name === undefined ? undefined : oneField(from, name, scope)
  },
  index: ([from, ...keys], scope) => {
    const names = keys.map(stringOf)
    return names.every((name) => name !== undefined) ? fieldOf(from, names, scope) : undefined
  },
  int: integer,
  int64: integer,
  tpl: ([text, dot], scope) => {
    const source = printed(text)
    if (source === undefined || scope.depth > 8) return undefined
    return scalarOf(textOf(parseTemplate(source).nodes, { ...scope, dot, root: dot, depth: scope.depth + 1 }))
  },
  printf: ofTexts(formatted),
  print: ofTexts((...texts) => texts.join('')),
  toString: ofTexts((text) => text),
  quote: ofTexts((text) => text),
  squote: ofTexts((text) => text),
  trim: ofTexts((text) => text?.trim()),
  lower: ofTexts((text) => text?.toLowerCase()),
  upper: ofTexts((text) => text?.toUpperCase()),
  nospace: ofTexts((text) => text?.replace(/\s/g, '')),
  trunc: ofTexts((length, text) => {
    const most = Number(length)
    return most >= 0 ? text?.slice(0, most) : text?.slice(most)
  }),
  trimSuffix: ofTexts((end = '', text = '') =>
    end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text,
  ),
  trimPrefix: ofTexts((start = '', text = '') => (text.startsWith(start) ? text.slice(start.length) : text)),
  replace: ofTexts((from = '', to = '', text = '') => text.replaceAll(from, to)),
  contains: ofTexts((part = '', text = '') => text.includes(part)),
  hasPrefix: ofTexts((start = '', text = '') => text.startsWith(start)),
  hasSuffix: ofTexts((end = '', text = '') => text.endsWith(end)),
}
