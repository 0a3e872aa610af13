/**
 * Whether kube-proxy routes a Service at all: it does not route headless ones and ExternalNames, so a traffic
 * distribution does nothing there. What the values decide is looked up; what can't be told counts as not routed.
 */
import type { YamlPair } from '../../syntax/yaml/ast.ts'
import { get, isKnown, pairAt, textOf } from '../../syntax/yaml/path.ts'
import type { Chart } from '../charts/charts.ts'
import { allValuesOf, type ChartValues } from '../charts/values.ts'
import type { Manifest } from '../containers/manifests.ts'
import type { Workspace } from '../workspace.ts'
import { operandsOf, valuesOperands } from './chains.ts'
import { type Field, fieldsOf, literalOf, type TemplateService } from './services.ts'
import { isNamed, rendersField, type TrafficWish } from './wish.ts'

/** Whether a template's Service is headless or external, or may be as far as the workspace tells. */
export function mayBeUnrouted(service: TemplateService, workspace: Workspace, chart: Chart): boolean {
  const names = fieldsOf(service, 'externalName')
  if (names.some(({ guards }) => guards.length === 0)) return true
  // Without a selector, what is not an ExternalName has endpoints of its own making: they carry no hints of zones.
  if (names.length > 0 && fieldsOf(service, 'selector').length === 0) return true
  const values = allValuesOf(workspace, chart)
  return (
    fieldsOf(service, 'clusterIP').some((field) => mayBe(field, 'None', values)) ||
    fieldsOf(service, 'type').some(
      (field) => field.guards.length === 0 && mayBe(field, 'ExternalName', values),
    )
  )
}

/**
 * Whether a Service is there to be scraped alone: a scraper asks the pods themselves, in whatever zone they are.
 */
export function isScraped({ name }: TemplateService): boolean {
  return /(?:metrics|exporter|canary)(?:[.-]?full-?name)?["'`]?(?:$|[\s})])/i.test(name)
}

/**
 * Whether what a chart says of the field is meant for a Service: all of them where there is a global value, else
 * those that read from the map in which it stands. The value of the chart's one main Service (`service`) is not meant
 * for a Service with values of its own, unless some Service falls back to it.
 * @param reads paths of values that the Service's lines read
 */
export function isMeant(wish: TrafficWish, reads: readonly (readonly string[])[]): boolean {
  if (!isNamed(wish)) return true
  const isRead = (path: readonly string[]) =>
    reads.some((read) => path.slice(0, -1).every((name, i) => read[i] === name))
  if (wish.global) {
    const isMain = wish.global.length === 2 && /^(?:service|services|svc)$/.test(wish.global[0] ?? '')
    return !isMain || reads.length === 0 || isRead(wish.global) || wish.shared.has(wish.global.join('.'))
  }
  const said = [...wish.values.map(({ path }) => path), ...wish.read]
  return said.some((path) => isRead(path) && !path.includes('headless'))
}

/** Whether a field's value can be `text`: what values set, and what they can't be told to set. */
function mayBe(field: Field, text: string, values: ChartValues): boolean {
  const literal = literalOf(field)
  if (literal !== undefined) return literal === text
  const operands = operandsOf(field)
  const paths = valuesOperands(operands)
  if (operands.some((operand) => operand.kind === 'text' && operand.text === text)) return true
  // A type that only a helper knows is hardly ever an ExternalName; a clusterIP may well be None.
  if (paths.length < operands.filter(({ kind }) => kind !== 'text').length) return text === 'None'
  return paths.some((path) => {
    const { places, unknown } = values.lookup(path)
    return unknown || places.some(({ value }) => value === text)
  })
}

/** Whether actions print keys that may hold the field: a helper that renders it, or a whole map. */
export function opensField(
  open: TemplateService['open'],
  workspace: Workspace,
  chart: Chart,
  field: string,
): boolean {
  return open.some(({ node, pipe }) => {
    const name = node.kind === 'template' ? node.name : included(pipe)
    return name === undefined || rendersField(workspace, chart, [name.value], field) !== 'no'
  })
}

/** The named template that a pipeline prints. */
function included(pipe: TemplateService['open'][number]['pipe']) {
  const [head, name] = pipe?.commands[0]?.args ?? []
  return head?.kind === 'identifier' && head.name === 'include' && name?.kind === 'string' ? name : undefined
}

/** The `spec` of a manifest that is a Service which kube-proxy routes; nothing where that can't be told. */
export function routedManifest({ apiVersion, kind, node }: Manifest): YamlPair | undefined {
  const spec = pairAt(node, 'spec')
  if (apiVersion !== 'v1' || kind !== 'Service' || spec?.value?.kind !== 'map') return undefined
  const [ip, type] = [pairAt(spec.value, 'clusterIP'), pairAt(spec.value, 'type')]
  if (ip && (!isKnown(ip.value) || textOf(ip.value) === 'None')) return undefined
  if (type && (!isKnown(type.value) || textOf(type.value) === 'ExternalName')) return undefined
  return get(spec.value, ['externalName']) ? undefined : spec
}
