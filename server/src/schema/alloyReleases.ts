/**
 * Which releases of Alloy have which components, where that is not all of them: read from the registrations in the
 * source of each minor release from 1.0 to 1.18.1. The catalogue itself was read off a later build of 1.18 (`main` of
 * 2026-08-21), which has a few components more and one less than the released 1.18.1.
 */

/** Components that came after 1.0, by the minor release that has them first. */
const since: Readonly<Record<number, string>> = {
  1: 'otelcol.receiver.file_stats',
  2: 'otelcol.exporter.awss3 otelcol.exporter.kafka otelcol.processor.deltatocumulative otelcol.receiver.datadog',
  3: 'otelcol.exporter.debug prometheus.exporter.catchpoint',
  4: 'otelcol.exporter.datadog otelcol.processor.groupbyattrs otelcol.processor.interval',
  5: 'loki.secretfilter pyroscope.receive_http',
  6: 'otelcol.exporter.splunkhec otelcol.exporter.syslog otelcol.receiver.influxdb otelcol.receiver.solace otelcol.receiver.syslog',
  7: 'otelcol.processor.cumulativetodelta otelcol.receiver.filelog otelcol.receiver.tcplog pyroscope.relabel',
  8: 'loki.enrich otelcol.receiver.awscloudwatch prometheus.operator.scrapeconfigs',
  9: 'otelcol.exporter.googlecloud otelcol.receiver.splunkhec otelcol.storage.file',
  10: 'otelcol.exporter.faro otelcol.receiver.faro',
  11: 'otelcol.receiver.fluentforward otelcol.receiver.googlecloudpubsub prometheus.enrich',
  12: 'mimir.alerts.kubernetes otelcol.exporter.googlecloudpubsub otelcol.receiver.awsecscontainermetrics otelcol.receiver.cloudflare prometheus.exporter.static',
  13: 'otelcol.connector.count otelcol.exporter.file otelcol.processor.metric_start_time otelcol.receiver.awss3 prometheus.echo prometheus.exporter.databricks pyroscope.enrich',
  16: 'otelcol.auth.google',
  17: 'otelcol.receiver.nginx',
  18: 'discovery.aws otelcol.connector.signaltometrics',
}

/** Components that the catalogue lacks, with the first and the last minor release that has them. */
const gone: Readonly<Record<string, readonly [number, number]>> = {
  'otelcol.exporter.logging': [0, 4],
  'otelcol.receiver.opencensus': [0, 12],
  'prometheus.write.queue': [5, 18],
}

const firstRelease = new Map(
  Object.entries(since).flatMap(([minor, names]) => names.split(' ').map((name) => [name, Number(minor)])),
)

/** The first release with a component, such as `1.13`; undefined where all have it since 1.0. */
export function componentSince(name: string): string | undefined {
  const minor = firstRelease.get(name)
  return minor === undefined ? undefined : `1.${minor}`
}

/** The releases that had a component which the catalogue lacks. */
export function componentGone(name: string): { readonly first: string; readonly last: string } | undefined {
  const found = Object.hasOwn(gone, name) ? gone[name] : undefined
  return found && { first: `1.${found[0]}`, last: `1.${found[1]}` }
}
