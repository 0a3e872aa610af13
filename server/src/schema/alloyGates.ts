/**
 * Arguments and blocks of settled components that Alloy 1.18.0 only takes at the experimental stability level: read off
 * the checks in its components. `alloy validate` makes none of them, a start refuses. Components that are not settled
 * themselves are in the catalogue; what only the documentation calls experimental is in neither.
 */

/** A gate. */
export interface AlloyGate {
  /** Name of the definition of the block that it stands in. */
  readonly definition: string
  /** An argument, or a block. */
  readonly name: string
  /** What it may not be: another value than the default, this value (also in a list), or there at all. */
  readonly when: 'changed' | 'present' | { readonly value: string | true }
}

const remoteWrite2 = 'io.prometheus.write.v2.Request'

export const gates: readonly AlloyGate[] = [
  ...['capacity', 'min_shards', 'drain_timeout', 'block_on_overflow'].map(
    (name): AlloyGate => ({ definition: 'loki/write.QueueConfig', name, when: 'changed' }),
  ),
  { definition: 'loki/source/syslog.ListenerConfig', name: 'syslog_format', when: { value: 'raw' } },
  { definition: 'loki/source/syslog.ListenerConfig', name: 'rfc3164_cisco_components', when: 'present' },
  ...flags('prometheus/scrape.Arguments', [
    'honor_metadata',
    'enable_type_and_unit_labels',
    'start_timestamp_zero_ingestion',
  ]),
  ...flags('prometheus/operator.ScrapeOptions', [
    'enable_type_and_unit_labels',
    'start_timestamp_zero_ingestion',
  ]),
  {
    definition: 'prometheus/remotewrite.EndpointOptions',
    name: 'protobuf_message',
    when: { value: remoteWrite2 },
  },
  ...flags('prometheus/receive_http.Arguments', ['append_metadata', 'enable_type_and_unit_labels']),
  {
    definition: 'prometheus/receive_http.Arguments',
    name: 'accepted_remote_write_protobuf_messages',
    when: { value: remoteWrite2 },
  },
  ...flags('otelcol/exporter/prometheus.Arguments', [
    'convert_classic_histograms_to_nhcb',
    'start_timestamp_zero_ingestion',
  ]),
]

function flags(definition: string, names: readonly string[]): readonly AlloyGate[] {
  return names.map((name) => ({ definition, name, when: { value: true } }))
}
