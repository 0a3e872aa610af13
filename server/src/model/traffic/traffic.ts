/**
 * `trafficDistribution` as a fact of a template: what the Services that it writes out render there. What a chart's
 * values say about it, and which value is the chart's global one, is told in `wish.ts`.
 */
import type { Document } from '../../text/document.ts'
import { operandsOf, valuesOperands } from './chains.ts'
import { fieldsOf, templateServices } from './services.ts'

/** What one Service renders, as paths of values that are taken in turn. */
export interface TrafficChain {
  readonly paths: readonly (readonly string[])[]
  /** Whether other values (of a helper's own arguments, of a function) come before the last path. */
  readonly more: boolean
}

/** The chains of a template, one for each Service that renders the field. */
export function trafficChains(document: Document): readonly TrafficChain[] {
  if (!document.text.includes('trafficDistribution')) return []
  return templateServices(document).flatMap((service) => {
    const operands = fieldsOf(service, 'trafficDistribution').flatMap(operandsOf)
    if (operands.length === 0) return []
    const paths = valuesOperands(operands)
    return [{ paths, more: operands.length > paths.length }]
  })
}
