/**
 * The pod specs of workloads that a Helm template writes out, line by line, as `services.ts` reads Services:
 * whether they spread over zones.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import { type Line, templateLines, unquoted } from './lines.ts'
import { below, type Field, keysOf, manifestLines, openIn, type TemplateService } from './services.ts'

export interface TemplateWorkload {
  readonly kind: string
  /** The key `spec` of the pods' template. */
  readonly specRange: Range
  /** Keys of the workload's spec and of the pods'. */
  readonly fields: readonly Field[]
  readonly podFields: readonly Field[]
  /** Actions that print whole keys of the pods' spec. */
  readonly open: TemplateService['open']
}

/** The Deployments and StatefulSets of a template whose pods' spec is written out. */
export const templateWorkloads = memo((document: Document): readonly TemplateWorkload[] => {
  if (document.kind !== 'helm-template' || !/kind:[ \t]*["']?(Deployment|StatefulSet)\b/.test(document.text))
    return []
  const lines = templateLines(document)
  return lines.flatMap((line, i) => {
    const isWorkload = line.key === 'kind' && /^(Deployment|StatefulSet)$/.test(unquoted(line.value))
    return isWorkload ? (workloadAt(lines, i, line) ?? []) : []
  })
})

function workloadAt(all: readonly Line[], at: number, kind: Line): TemplateWorkload | undefined {
  const lines = manifestLines(all, at)
  const spec = lines.find((line) => line.key === 'spec' && line.keyColumn === kind.keyColumn)
  const body = spec ? below(lines, spec) : []
  const template = body.find((line) => line.key === 'template' && line.value === '')
  const inner = template ? below(body, template) : []
  const pods = inner.find(
    (line) => line.key === 'spec' && line.value === '' && line.column === (inner[0]?.column ?? -1),
  )
  const podBody = pods ? below(inner, pods) : []
  const podKeys = podBody.filter((line) => line.key !== undefined).map(({ column }) => column)
  if (!spec || !pods?.keyRange || podKeys.length === 0) return undefined
  const indent = Math.min(...podKeys)
  return {
    kind: unquoted(kind.value),
    specRange: pods.keyRange,
    fields: keysOf(body, Math.min(...body.map(({ column }) => column)), spec.parent),
    podFields: keysOf(podBody, indent, pods.parent),
    open: openIn(podBody, indent),
  }
}
