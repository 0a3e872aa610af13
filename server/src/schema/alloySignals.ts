/**
 * Which signals the OpenTelemetry consumers of Alloy take, where it is not all: read in the source of Alloy 1.18.0. What
 * is sent to one that does not take it is refused while Alloy runs, and neither `alloy validate` nor a start looks.
 */

export type AlloySignal = 'logs' | 'metrics' | 'traces'

const all: readonly AlloySignal[] = ['metrics', 'logs', 'traces']

const taken: Readonly<Record<string, readonly AlloySignal[]>> = {
  'otelcol.connector.host_info': ['traces'],
  'otelcol.connector.servicegraph': ['traces'],
  'otelcol.connector.spanlogs': ['traces'],
  'otelcol.connector.spanmetrics': ['traces'],
  'otelcol.exporter.faro': ['logs', 'traces'],
  'otelcol.exporter.loadbalancing': ['logs', 'traces'],
  'otelcol.exporter.loki': ['logs'],
  'otelcol.exporter.prometheus': ['metrics'],
  'otelcol.exporter.syslog': ['logs'],
  'otelcol.processor.cumulativetodelta': ['metrics'],
  'otelcol.processor.deltatocumulative': ['metrics'],
  'otelcol.processor.interval': ['metrics'],
  'otelcol.processor.metric_start_time': ['metrics'],
  'otelcol.processor.probabilistic_sampler': ['logs', 'traces'],
  'otelcol.processor.span': ['traces'],
  'otelcol.processor.tail_sampling': ['traces'],
}

/** The signals that the `input` of a component takes. */
export function signalsOf(component: string): readonly AlloySignal[] {
  return Object.hasOwn(taken, component) ? (taken[component] ?? all) : all
}
