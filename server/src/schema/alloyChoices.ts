/**
 * Which texts the text types of Alloy's arguments take: what their `UnmarshalText` accepts, read in the source of
 * Alloy 1.18.0 and of the libraries that it is built with (Go 1.26, OpenTelemetry Collector contrib 0.158, Prometheus
 * common 0.70). `alloy validate` asks these types, so a value that is not here is refused. Types that read a language
 * of their own (regular expressions, addresses, sizes, templates) are not here; nor is what a start checks beyond.
 */

/** A text type that takes one of some words. */
export interface AlloyChoice {
  readonly values: readonly string[]
  /** Whether upper and lower case are the same to it. */
  readonly ignoresCase: boolean
  /** Whether an empty text stands for the default. */
  readonly takesEmpty: boolean
  /** Whether `null` is refused, because the type checks its zero value too. */
  readonly refusesNull: boolean
}

const severities = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const tlsVersions = 'TLS13 TLS12 TLS11 TLS10'
const ottlErrors = 'ignore propagate silent'
const compressions = 'gzip zlib deflate snappy zstd none'

/** The words by the name that the catalogue gives to the type, and in what it differs from an exact match. */
const choices: Readonly<Record<string, readonly [words: string, ...traits: Trait[]]>> = {
  'common/config.SysLogFormat': ['rfc5424 rfc3164'],
  'common/config.TLSVersion': [tlsVersions],
  'common/relabel.Action': [
    'replace keep drop hashmod labelmap labeldrop labelkeep lowercase uppercase keepequal dropequal',
  ],
  'discovery/scaleway.Role': ['baremetal instance'],
  'faro/receiver.LogFormat': ['logfmt json', 'empty'],
  'faro/receiver.RateLimitingStrategy': ['global per_app', 'empty'],
  'filedetector.Detector': ['fsnotify poll', 'empty'],
  'github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl.ErrorMode': [ottlErrors, 'any-case'],
  'go.opentelemetry.io/collector/config/configcompression.Type': [
    `${compressions} x-snappy-framed lz4`,
    'empty',
  ],
  'loki/process/stages.SourceType': ['line label structured_metadata extracted'],
  'loki/source/cloudflare.FieldsType': ['default minimal extended all custom'],
  'loki/source/file.CompressionFormat': ['gz z bz2'],
  'loki/source/file.OnPositionsFileError': ['skip restart_from_end restart_from_beginning'],
  'loki/source/syslog/config.SyslogFormat': ['rfc5424 rfc3164 raw', 'no-null'],
  'otelcol.CompressionType': [compressions, 'empty'],
  'otelcol.SeverityLevel': [
    severities.flatMap((each) => [each, `${each}2`, `${each}3`, `${each}4`]).join(' '),
  ],
  'otelcol/auth/headers.Action': ['insert update upsert delete', 'any-case', 'no-null'],
  'otelcol/config.Level': ['none basic normal detailed'],
  'otelcol/processor/tail_sampling.ErrorMode': [ottlErrors, 'any-case', 'no-null'],
  'otelcol/processor/transform.ContextID': ['resource scope span spanevent metric datapoint log', 'any-case'],
  'otelcol/receiver/splunkhec.SplittingStrategy': ['none line'],
  'otelcol/receiver/syslog.FramingTrailer': ['NUL LF'],
  'runtime/logging.Format': ['logfmt json', 'empty'],
  'runtime/logging.Level': ['debug info warn error', 'empty'],
  'runtime/logging.LogDestination': ['stderr windows_event_log'],
  'service/http.ClientAuth': [
    'NoClientCert RequestClientCert RequireAnyClientCert VerifyClientCertIfGiven RequireAndVerifyClientCert',
  ],
  'service/http.TLSCipher': [
    'TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ' +
      'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA ' +
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA ' +
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ' +
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 ' +
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  ],
  'service/http.TLSCurve': ['CurveP256 CurveP384 CurveP521 X25519'],
  'service/http.TLSVersion': [tlsVersions],
}

type Trait = 'empty' | 'any-case' | 'no-null'

const known: ReadonlyMap<string, AlloyChoice> = new Map(
  Object.entries(choices).map(([name, [words, ...traits]]) => [
    name,
    {
      values: words.split(' '),
      ignoresCase: traits.includes('any-case'),
      takesEmpty: traits.includes('empty'),
      refusesNull: traits.includes('no-null'),
    },
  ]),
)

/**
 * The words that a text type takes.
 * @param type the name that the catalogue gives to it, as in `AlloyArgument.text`
 * @returns undefined where it takes other texts than words, or is not known
 */
export function alloyChoice(type: string): AlloyChoice | undefined {
  return known.get(type)
}

/** Whether a text is one of the words. */
export function isChoice({ values, ignoresCase, takesEmpty }: AlloyChoice, text: string): boolean {
  if (text === '') return takesEmpty
  return values.includes(ignoresCase ? text.toLowerCase() : text)
}
