/**
 * Edits that make a Service's template render `trafficDistribution`: the component's own value, and the chart's
 * global one where that is not set.
 */
import type { Pipeline } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import type { Chart } from '../charts/charts.ts'
import { rangeIn, type Scope } from '../charts/scope.ts'
import type { Workspace } from '../workspace.ts'
import { ownAccess, safeAccess, valuesBase } from './access.ts'
import type { Field, TemplateService } from './services.ts'
import { fieldName, type TrafficWish } from './wish.ts'

/** A text to put in place of a range of the document. */
export interface Insertion {
  readonly range: Range
  readonly text: string
}

/** What a fix needs to know of the place. */
export interface TrafficPlace {
  readonly document: Document
  readonly workspace: Workspace
  readonly chart: Chart
  readonly wish: TrafficWish
}

/**
 * The field as the first one of `spec`: nothing around it is changed and both of its actions trim what is before
 * them, so the rest renders as before. Undefined where no value can be named in the template's scope.
 */
export function insertField(place: TrafficPlace, service: TemplateService): Insertion | undefined {
  const { document, workspace, chart, wish } = place
  const base = valuesBase(document, service.unit, service.scope, workspace, chart)
  const own = ownAccess(document, service, wish, base)
  const path = wish.global ?? (own === undefined ? ['global', fieldName] : undefined)
  const global = path && base !== undefined ? safeAccess(base, path) : undefined
  const expression =
    own !== undefined && global !== undefined ? `${own} | default ${global}` : (own ?? global)
  if (expression === undefined) return undefined
  const pad = ' '.repeat(service.indent)
  const lines = [`{{- with ${expression} }}`, `${fieldName}: {{ . }}`, '{{- end }}'].map(
    (line) => `${pad}${line}`,
  )
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n'
  return {
    range: { start: service.insertAt, end: service.insertAt },
    text: lines.map((line) => `${eol}${line}`).join(''),
  }
}

/** The global value behind a component's own, where the template takes only that. Undefined where more is at work. */
export function addFallback(
  place: TrafficPlace,
  service: TemplateService,
  field: Field,
): readonly Insertion[] | undefined {
  const places = fallbackPlaces(field)
  const found = places?.map(({ pipe, scope }) => fallback(place, service, pipe, scope))
  return found?.every((each) => each !== undefined) ? found : undefined
}

function fallback(
  { document, workspace, chart, wish }: TrafficPlace,
  service: TemplateService,
  pipe: Pipeline,
  scope: Scope,
): Insertion | undefined {
  const base = valuesBase(document, service.unit, scope, workspace, chart)
  const [first] = pipe.commands
  if (!wish.global || base === undefined || !first) return undefined
  const { end } = rangeIn(document, first)
  return { range: { start: end, end }, text: ` | default ${safeAccess(base, wish.global)}` }
}

interface At {
  readonly pipe: Pipeline
  readonly scope: Scope
}

/** Where the own value is taken: by a `with`, or by the field and every `if` around it. */
function fallbackPlaces({ line, guards }: Field): readonly At[] | undefined {
  const value = line.outputs.length === 1 ? line.outputs[0] : undefined
  if (!value?.pipe) return undefined
  const conditions: At[] = []
  for (const { branch, scope } of guards) {
    if (!branch.pipe || branch.keyword.endsWith('range') || !isPlain(branch.pipe)) return undefined
    conditions.push({ pipe: branch.pipe, scope })
  }
  const isDot = value.pipe.commands[0]?.args[0].kind === 'dot'
  if (isDot) return guards.length === 1 && guards[0]?.branch.keyword.endsWith('with') ? conditions : undefined
  if (guards.some(({ branch }) => branch.keyword.endsWith('with')) || !isPlain(value.pipe, 2))
    return undefined
  return [{ pipe: value.pipe, scope: value.scope }, ...conditions]
}

/** One value and nothing else; of a field's own value a function such as `quote` may follow. */
function isPlain({ commands, declarations }: Pipeline, most = 1): boolean {
  const [first] = commands
  return declarations.length === 0 && commands.length <= most && first?.args.length === 1
}
