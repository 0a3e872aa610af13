/**
 * Arguments that hold the address of a server, and what Alloy 1.18.0 does with one that it can't use: measured on the
 * program. `alloy validate` reads none of them, but for those whose type is an address, which are not here for that.
 */

/** What becomes of an address: the start refuses it, every request fails, or another check says it already. */
export type AddressFate = 'refused' | 'broken' | 'elsewhere'

export interface AddressArgument {
  /** Name of the definition of the block. */
  readonly definition: string
  readonly argument: string
  /** What Go's `url.Parse` does not read. */
  readonly unreadable: AddressFate
  /** What lacks the scheme (or the host behind it) that is needed. */
  readonly incomplete: AddressFate
  /** Schemes that can be dialled; undefined where any is. */
  readonly schemes: readonly string[] | undefined
  /** Whether an empty text is the same as none, which is allowed. */
  readonly mayBeEmpty?: true
}

const http = ['http', 'https'] as const

export const addressArguments: readonly AddressArgument[] = [
  { ...of('loki/write.EndpointOptions', 'url'), unreadable: 'refused', incomplete: 'broken' },
  { ...of('prometheus/remotewrite.EndpointOptions', 'url'), unreadable: 'refused', incomplete: 'broken' },
  { ...of('pyroscope/write.EndpointOptions', 'url'), unreadable: 'broken', incomplete: 'broken' },
  {
    ...of('otelcol/exporter/otlphttp.HTTPClientArguments', 'endpoint'),
    unreadable: 'refused',
    incomplete: 'broken',
    mayBeEmpty: true,
  },
  {
    ...of('common/config.OAuth2Config', 'token_url'),
    unreadable: 'broken',
    incomplete: 'broken',
    mayBeEmpty: true,
  },
  { ...of('remote/http.Arguments', 'url'), unreadable: 'refused', incomplete: 'refused' },
  { ...of('nodeconf/importsource.HTTPArguments', 'url'), unreadable: 'refused', incomplete: 'refused' },
  {
    ...of('service/remotecfg.Arguments', 'url'),
    unreadable: 'refused',
    incomplete: 'refused',
    mayBeEmpty: true,
  },
  { ...of('discovery/http.Arguments', 'url'), unreadable: 'elsewhere', incomplete: 'broken' },
  { ...of('discovery/puppetdb.Arguments', 'url'), unreadable: 'refused', incomplete: 'refused' },
  { ...of('discovery/uyuni.Arguments', 'server'), unreadable: 'refused', incomplete: 'broken' },
  {
    ...of('discovery/eureka.Arguments', 'server'),
    unreadable: 'refused',
    incomplete: 'refused',
    schemes: undefined,
  },
  {
    ...of('discovery/kuma.Arguments', 'server'),
    unreadable: 'refused',
    incomplete: 'refused',
    schemes: undefined,
  },
  ...['discovery/docker.Arguments', 'discovery/dockerswarm.Arguments', 'loki/source/docker.Arguments'].map(
    (definition): AddressArgument => ({
      ...of(definition, 'host'),
      unreadable: 'refused',
      incomplete: 'refused',
      schemes: undefined,
    }),
  ),
]

function of(
  definition: string,
  argument: string,
): Pick<AddressArgument, 'definition' | 'argument' | 'schemes'> {
  return { definition, argument, schemes: http }
}
