/**
 * How a template writes the way to a value at a place: the chart's values through what the dot is there, a missing
 * map on the way giving nothing instead of breaking the chart, names with hyphens by `index`.
 */
import type { Document } from '../../text/document.ts'
import { contains, type Range } from '../../text/range.ts'
import type { Chart } from '../charts/charts.ts'
import type { Expression } from '../charts/expressions.ts'
import {
  type Item,
  mentions,
  type Ref,
  type Scope,
  scopesOf,
  type Unit,
  valuesPath,
  variable,
} from '../charts/scope.ts'
import type { Workspace } from '../workspace.ts'
import type { TemplateService } from './services.ts'
import { fieldName, type TrafficWish, templatesOf } from './wish.ts'

/** The way to a value below `base`; each map on it is put in parentheses, so that a missing one gives nothing. */
export function safeAccess(base: string, path: readonly string[]): string {
  let at = base
  let known = true
  for (const [i, name] of path.entries()) {
    const last = i === path.length - 1
    if (/^[A-Za-z_]\w*$/.test(name)) {
      const step = `${known || isGrouped(at) ? at : `(${at})`}.${name}`
      at = last ? step : `(${step})`
    } else at = `(index ${known ? at : `(${ungrouped(at)} | default dict)`} "${name}")`
    known = false
  }
  return at
}

function isGrouped(text: string): boolean {
  return text.startsWith('(') && text.endsWith(')')
}

function ungrouped(text: string): string {
  return isGrouped(text) ? text.slice(1, -1) : text
}

/** A path as it is written where `scope` holds. Undefined where its variable is not declared there. */
function written(ref: Ref, scope: Scope): string | undefined {
  const { dot } = scope
  const isBelow = dot && dot.variable === ref.variable && dot.names.length < ref.names.length
  if (isBelow && dot.names.every((name, i) => ref.names[i] === name)) {
    return `.${ref.names.slice(dot.names.length).join('.')}`
  }
  if (ref.variable !== '$' && !variable(scope, ref.variable)) return undefined
  return [ref.variable, ...ref.names].join('.')
}

/** Names of a chart's root that are no values. */
const builtIns: ReadonlySet<string> = new Set([
  ...['Values', 'Release', 'Chart', 'Capabilities', 'Template', 'Files', 'Subcharts'],
])

/** Where the chart's root is in a named template: what the template itself uses, else what its callers hand over. */
function rootIn(
  document: Document,
  unit: Unit,
  workspace: Workspace,
  chart: Chart,
  scope: Scope,
): Ref | undefined {
  const root: Ref = { variable: '$', names: [] }
  if (!unit) return root
  const counts = new Map<string, { readonly ref: Ref; count: number }>()
  for (const ref of refsIn(document, unit)) {
    const at = ref.names.findIndex((name) => builtIns.has(name))
    if (at < 0 || at > 2) continue
    const prefix = { variable: ref.variable, names: ref.names.slice(0, at) }
    if (written(prefix, scope) === undefined) continue
    const key = [prefix.variable, ...prefix.names].join('.')
    counts.set(key, { ref: prefix, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count)
  return most?.ref ?? handedRoot(workspace, chart, unit.name?.value)
}

function handedRoot(workspace: Workspace, chart: Chart, name: string | undefined): Ref | undefined {
  const given = templatesOf(workspace, chart).flatMap(({ units }) =>
    units.flatMap(({ calls }) =>
      calls.flatMap((call) =>
        call.name.kind === 'text' && call.name.value === name ? [{ argument: call.argument }] : [],
      ),
    ),
  )
  const [first] = given
  if (!first) return undefined
  // In a file's own text `$` is the chart's root; what a named template was called with is not followed further.
  const isRoot = (value: Expression | undefined) => value?.kind === 'path' && value.steps.length === 0
  if (given.every(({ argument }) => isRoot(argument))) return { variable: '$', names: [] }
  const keys = first.argument.kind === 'dict' ? first.argument.entries.map(([key]) => key) : []
  const key = keys.find((each) => given.every(({ argument }) => isRoot(entryOf(argument, each))))
  return key === undefined ? undefined : { variable: '$', names: [key] }
}

function entryOf(value: Expression, key: string): Expression | undefined {
  return value.kind === 'dict' ? value.entries.find(([name]) => name === key)?.[1] : undefined
}

function refsIn(document: Document, unit: Unit, range?: Range): readonly Ref[] {
  return scopesOf(document)
    .items.filter((item) => item.unit === unit && (!range || contains(range, item)))
    .flatMap(refsOf)
}

function refsOf({ pipe, scope }: Item): readonly Ref[] {
  return pipe ? mentions(pipe, scope).map(({ ref }) => ref) : []
}

/** Where the values of a chart are written in a place, such as `.Values`, `$.Values` or `$.ctx.Values`. */
export function valuesBase(
  document: Document,
  unit: Unit,
  scope: Scope,
  workspace: Workspace,
  chart: Chart,
): string | undefined {
  const root = rootIn(document, unit, workspace, chart, scope)
  return root && written({ variable: root.variable, names: [...root.names, 'Values'] }, scope)
}

/** A component's own configuration, as its Service's template reads it. */
interface Own {
  /** A path of values, or of what a helper is handed. */
  readonly of: 'values' | 'argument'
  readonly ref: Ref
  count: number
}

/**
 * The expression for a component's own value, next to what the Service's template reads most of the component:
 * `.service.trafficDistribution` where it reads `.service.…`, else `.trafficDistribution`. Undefined where it reads
 * nothing of a component.
 */
export function ownAccess(
  document: Document,
  service: TemplateService,
  wish: TrafficWish,
  base: string | undefined,
): string | undefined {
  const inManifest = refsIn(document, service.unit, service.range)
  const refs = ownRefs(inManifest, wish).length > 0 ? inManifest : refsIn(document, service.unit)
  const [own] = ownRefs(refs, wish)
  if (!own) return undefined
  const path = [...own.ref.names, fieldName]
  if (own.of === 'argument') {
    const [first, ...rest] = path
    const start = own.ref.variable === '$' ? `$.${first}` : own.ref.variable
    if (own.ref.variable !== '$' && !variable(service.scope, own.ref.variable)) return undefined
    const grouped = `(${start})`
    return own.ref.variable === '$' ? safeAccess(grouped, rest) : safeAccess(grouped, path)
  }
  const set = wish.values.map((value) => value.path).filter((each) => each[0] === own.ref.names[0])
  const [only, ...more] = [...new Map(set.map((each) => [each.join('.'), each])).values()]
  const chosen = only && more.length === 0 ? only : path
  const isGlobal = chosen.join('.') === wish.global?.join('.')
  return base === undefined || isGlobal ? undefined : safeAccess(base, chosen)
}

/** Paths of values that a Service's lines read, those for all charts (`global`) left out. */
export function readsOf(document: Document, service: TemplateService): readonly (readonly string[])[] {
  return refsIn(document, service.unit, service.range).flatMap((ref) => {
    const path = valuesPath(ref)
    return path && path.length > 1 && path[0] !== 'global' ? [path] : []
  })
}

/** What is read of components, most first; in a component's `service` map where that is what is read. */
function ownRefs(refs: readonly Ref[], wish: TrafficWish): readonly Own[] {
  const groups = new Map<string, Own & { readonly refs: Ref[] }>()
  for (const ref of refs) {
    const own = ownOf(ref, wish)
    if (!own) continue
    const key = `${own.of} ${own.ref.variable} ${own.ref.names[0] ?? ''}`
    const group = groups.get(key) ?? { ...own, count: 0, refs: [] }
    group.count++
    group.refs.push(own.ref)
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .map((group) => ({ ...group, ref: { ...group.ref, names: holderOf(group) } }))
}

/** The map that the field belongs to: the deepest `service` that is read most, else the component's own. */
function holderOf({ of, ref, refs }: Own & { readonly refs: readonly Ref[] }): readonly string[] {
  const counts = new Map<string, { readonly names: readonly string[]; count: number }>()
  for (const { names } of refs) {
    const at = names.lastIndexOf('service', names.length - 2)
    if (at < 0) continue
    const holder = names.slice(0, at + 1)
    const key = holder.join('.')
    counts.set(key, { names: holder, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count)
  const component = of === 'argument' && ref.variable !== '$' ? [] : ref.names.slice(0, 1)
  return most?.names ?? component
}

/** A path that is read of a component: of values two steps at least, of an argument one below it. */
function ownOf(ref: Ref, wish: TrafficWish): Own | undefined {
  const path = valuesPath(ref)
  if (path) {
    const [first = ''] = path
    const excluded = first === 'global' || first === wish.global?.[0]
    return path.length < 2 || excluded
      ? undefined
      : { of: 'values', ref: { variable: '$', names: path }, count: 0 }
  }
  if (ref.names.slice(0, 2).some((name) => builtIns.has(name))) return undefined
  const below = ref.variable === '$' ? 2 : 1
  return ref.names.length < below ? undefined : { of: 'argument', ref, count: 0 }
}
