/**
 * Whether Go's `url.Parse` (Go 1.26) takes a text as an address. It takes nearly everything, relative references
 * among them; what it refuses is told by the kind of fault. Whether anybody answers there is not asked.
 */

/** Why `url.Parse` refuses a text. */
export type UrlFault = 'control' | 'scheme' | 'colon' | 'userinfo' | 'port' | 'host' | 'escape'

const badEscape = /%(?![0-9a-fA-F]{2})/

/** Why Go refuses a text as an address; undefined where it takes it. */
export function urlFault(text: string): UrlFault | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Go refuses
  if (/[\x00-\x1f\x7f]/.test(text)) return 'control'
  const hash = text.indexOf('#')
  const main = hash < 0 ? text : text.slice(0, hash)
  const fault = referenceFault(main)
  if (fault) return fault
  return hash >= 0 && badEscape.test(text.slice(hash + 1)) ? 'escape' : undefined
}

function referenceFault(text: string): UrlFault | undefined {
  if (text === '' || text === '*') return undefined
  if (text.startsWith(':')) return 'scheme'
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1]
  const rest = (scheme === undefined ? text : text.slice(scheme.length + 1)).split('?', 1)[0] ?? ''
  if (!rest.startsWith('/')) {
    if (scheme !== undefined) return undefined
    if (rest.split('/', 1)[0]?.includes(':')) return 'colon'
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== undefined || !rest.startsWith('///'))
  if (!hasAuthority) return badEscape.test(rest) ? 'escape' : undefined
  const slash = rest.indexOf('/', 2)
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash)
  const path = slash < 0 ? '' : rest.slice(slash)
  return (
    authorityFault(scheme?.toLowerCase() ?? '', authority) ?? (badEscape.test(path) ? 'escape' : undefined)
  )
}

function authorityFault(scheme: string, authority: string): UrlFault | undefined {
  const at = authority.lastIndexOf('@')
  const fault = hostFault(scheme, authority.slice(at + 1))
  if (fault || at < 0) return fault
  const user = authority.slice(0, at)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return 'userinfo'
  return badEscape.test(user) ? 'escape' : undefined
}

function hostFault(scheme: string, host: string): UrlFault | undefined {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) return 'host'
  if (bracket === 0) return literalFault(host)
  const first = host.indexOf(':')
  if (first >= 0) {
    const isStrict = scheme === 'http' || scheme === 'https'
    if (!/^:\d*$/.test(host.slice(isStrict ? first : host.lastIndexOf(':')))) return 'port'
  }
  return nameFault(host)
}

/** A host in brackets: `[::1]:3100`. What stands in them is an IPv6 address, which is only roughly looked at here. */
function literalFault(host: string): UrlFault | undefined {
  const close = host.lastIndexOf(']')
  if (close < 0) return 'host'
  const port = host.slice(close + 1)
  if (port !== '' && !/^:\d*$/.test(port)) return 'port'
  const [address = ''] = host.slice(1, close).split('%25', 1)
  return /^[0-9a-fA-F:.]*$/.test(address) && address.includes(':') ? undefined : 'host'
}

/** In a host, ASCII stands as it is and only other bytes may be escaped. */
function nameFault(host: string): UrlFault | undefined {
  for (const [, digits = ''] of host.matchAll(/%(.{0,2})/gs)) {
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return 'escape'
    if (Number.parseInt(digits, 16) < 128 && digits !== '25') return 'escape'
  }
  return /[ \\^`{|}]/.test(host) ? 'host' : undefined
}
