/**
 * Ports of one host machine that two services of a Compose file want: Docker gives a port to the container that starts
 * first, the other one does not start. Services that never run together (of different profiles, of no replicas) and
 * ports that a variable makes are left out.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { hasTemplateMark } from '../../syntax/templateMarks.ts'
import { numberOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { type ComposeService, composeServices, serviceValue } from '../containers/compose.ts'

/** A port of the host that a service publishes. */
interface Wanted {
  readonly service: string
  readonly first: number
  readonly last: number
  /** The host's address; empty for all of them. */
  readonly address: string
  readonly protocol: string
  /** The profiles of the service as one text. */
  readonly profiles: string
  readonly range: Range
}

/** Two services that want one port. */
export interface PublishedTwice {
  readonly port: number
  readonly protocol: string
  readonly one: Wanted
  readonly other: Wanted
}

/** The ports that are published twice; each later service is told once for each of its ports. */
export function publishedTwice(document: Document): readonly PublishedTwice[] {
  if (document.kind !== 'compose' || document.text.split('\n').some(hasTemplateMark)) return []
  const seen: Wanted[] = []
  const found: PublishedTwice[] = []
  for (const wanted of composeServices(document).flatMap((service) => wantedBy(document, service))) {
    const one = seen.find((each) => collide(each, wanted))
    if (one)
      found.push({ port: Math.max(one.first, wanted.first), protocol: wanted.protocol, one, other: wanted })
    else seen.push(wanted)
  }
  return found
}

function wantedBy(document: Document, { name, maps, container }: ComposeService): readonly Wanted[] {
  const none = [['scale'], ['deploy', 'replicas']].some((path) => numberOf(serviceValue(maps, path)) === 0)
  const mode = textOf(serviceValue(maps, ['network_mode']))
  if (none || (mode !== undefined && mode !== 'bridge') || yamlTree(document).issues.length > 0) return []
  const list = sequenceOf(serviceValue(maps, ['profiles']))?.items ?? []
  const profiles = list
    .map((item) => textOf(item) ?? '')
    .sort()
    .join()
  return container.published.flatMap(({ host, address, protocol, place }) => {
    const [, ip = '', from, to] = /^(?:(.*):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(host ?? '') ?? []
    const at = address ? address.value : ip
    if (from === undefined || at === undefined || protocol === undefined) return []
    const [first, last] = [Number(from), Number(to ?? from)]
    return [
      { service: name, first, last, address: isAny(at) ? '' : at, protocol, profiles, range: place.range },
    ]
  })
}

function isAny(address: string): boolean {
  return address === '' || address === '0.0.0.0'
}

/**
 * Whether two services want one port at the same time. A range of ports is a choice where the container's side is one
 * port, so two ranges are not compared; nor are an IPv6 address and all of IPv4.
 */
function collide(a: Wanted, b: Wanted): boolean {
  if (a.service === b.service || a.profiles !== b.profiles || a.protocol !== b.protocol) return false
  if (a.first !== a.last || b.first !== b.last || a.first !== b.first || a.first === 0) return false
  if (a.address === b.address) return true
  return [a, b].some(({ address }) => address === '') && ![a, b].some(({ address }) => address.includes('['))
}
