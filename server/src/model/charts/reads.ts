/**
 * What a template takes from outside: the values that it reads, the named templates that it defines and calls, and
 * what it hands to them.
 */
import type { Arg, Pipeline } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import {
  type Item,
  mentions,
  type Ref,
  rangeIn,
  resolveArg,
  resolvePipe,
  type Scope,
  scopesOf,
  valuesPath,
} from './scope.ts'

/** A call of a named template by `include` or `template`. */
export interface Call {
  readonly name: string
  /** The named template in which the call stands; undefined in a file's own text. */
  readonly from: string | undefined
  /** The one path that is handed over, where it is one. */
  readonly dot: Ref | undefined
  /** For a `dict`, the path under each key, where it is one. */
  readonly keys: Readonly<Record<string, Ref>>
}

export interface Read extends Range {
  readonly path: readonly string[]
  readonly range: Range
}

export interface Define {
  readonly name: string
  /** From its tag to its `end`. */
  readonly range: Range
  readonly body: Range
}

export interface Reads {
  readonly reads: readonly Read[]
  readonly calls: readonly Call[]
  readonly defines: readonly Define[]
}

/** What a template reads, calls and defines. */
export const templateReads = memo((document: Document): Reads => {
  const items = scopesOf(document).items
  const reads: Read[] = []
  const calls: Call[] = []
  for (const item of items) {
    if (!item.pipe) continue
    for (const { ref, arg } of mentions(item.pipe, item.scope)) {
      const path = valuesPath(ref)
      const range = rangeIn(document, arg)
      if (path && path.length > 0) reads.push({ path, range, ...range })
    }
    calls.push(...callsIn(item))
  }
  return { reads, calls, defines: definesIn(document, items) }
})

function definesIn(document: Document, items: readonly Item[]): readonly Define[] {
  const seen = new Set<object>()
  return items.flatMap(({ node }) => {
    if ((node.kind !== 'define' && node.kind !== 'block') || !node.name || seen.has(node)) return []
    seen.add(node)
    const range = rangeIn(document, node)
    const start = rangeIn(document, node.tag).end
    const end = node.endTag ? rangeIn(document, node.endTag).start : range.end
    return [{ name: node.name.value, range, body: { start, end: Math.max(start, end) } }]
  })
}

function callsIn(item: Item): readonly Call[] {
  const from = item.unit?.name?.value
  if (item.node.kind === 'template' || item.node.kind === 'block') {
    const { name, pipe } = item.node
    return name ? [call(name.value, from, pipe && { pipe, scope: item.scope })] : []
  }
  return item.pipe ? includes(item.pipe, item.scope, from) : []
}

function includes(pipe: Pipeline, scope: Scope, from: string | undefined): readonly Call[] {
  return pipe.commands.flatMap(({ args }) => {
    const [head, name, given] = args
    const inner = args.flatMap((arg) => (innerPipe(arg) ? includes(innerPipe(arg)!, scope, from) : []))
    if (head.kind !== 'identifier' || head.name !== 'include' || name?.kind !== 'string') return inner
    return [call(name.value, from, given && { arg: given, scope }), ...inner]
  })
}

function innerPipe(arg: Arg): Pipeline | undefined {
  if (arg.kind === 'paren') return arg.pipe
  return arg.kind === 'chain' && arg.base.kind === 'paren' ? arg.base.pipe : undefined
}

type Given = { readonly scope: Scope } & ({ readonly arg: Arg } | { readonly pipe: Pipeline })

function call(name: string, from: string | undefined, given: Given | undefined): Call {
  if (!given) return { name, from, dot: undefined, keys: {} }
  const pipe = 'pipe' in given ? given.pipe : innerPipe(given.arg)
  const dot = 'arg' in given ? resolveArg(given.arg, given.scope) : resolvePipe(given.pipe, given.scope)
  return { name, from, dot, keys: pipe ? dictKeys(pipe, given.scope) : {} }
}

/** The keys of `dict "a" .x "b" .y`, those whose value is one path. */
function dictKeys(pipe: Pipeline, scope: Scope): Readonly<Record<string, Ref>> {
  const command = pipe.commands.find(({ args: [head] }) => head.kind === 'identifier' && head.name === 'dict')
  const keys: Record<string, Ref> = {}
  for (let i = 1; command && i + 1 < command.args.length; i += 2) {
    const [key, value] = [command.args[i], command.args[i + 1]]
    const ref = value && resolveArg(value, scope)
    if (key?.kind === 'string' && ref)
      Object.defineProperty(keys, key.value, { value: ref, enumerable: true })
  }
  return keys
}
