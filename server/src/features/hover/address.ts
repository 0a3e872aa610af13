/**
 * Hovers on addresses: the row of the port table that a host or a port means, the container behind a port that is
 * published on the host machine, and the zone of an IP address by the networks of `logkeel.yaml`.
 */

import { componentOf } from '../../model/ports/components.ts'
import { diallingKinds } from '../../model/ports/dials.ts'
import type { LocatedAddress } from '../../model/ports/located.ts'
import { type PortRow, portTable, type Resolved } from '../../model/ports/ports.ts'
import { addressesOf, meaningOf } from '../../model/ports/verdict.ts'
import type { ZoneSettings } from '../../model/settings.ts'
import { pathOf, type Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

export const hover: HoverSource = {
  kinds: diallingKinds,
  hover: (context, offset) => addressHover(context, offset) ?? zoneHover(context, offset),
}

/** The document that holds the addresses: a part of a tree has them in its host, at the same offsets. */
function holderOf(document: Document): Document {
  return document.subtree && document.within ? holderOf(document.within.host) : document
}

function addressHover(
  { document, workspace, environment }: FeatureContext,
  offset: number,
): Hover | undefined {
  const holder = holderOf(document)
  const address = addressesOf(workspace, holder).find(
    ({ hostRange, portRange }) => touches(hostRange, offset) || (portRange && touches(portRange, offset)),
  )
  if (!address) return undefined
  const { hostRange, portRange } = address
  const range = portRange && touches(portRange, offset) && !touches(hostRange, offset) ? portRange : hostRange
  if (address.host === 'localhost' || address.host === '127.0.0.1') {
    const markdown = publishedText(workspace, address)
    return markdown === undefined ? undefined : { range, markdown }
  }
  const resolved = meaningOf(workspace, holder, address, environment)
  return resolved && { range, markdown: rowText(workspace, resolved, address.port) }
}

function rowText(
  workspace: Workspace,
  { rows, ports, closed, headless, name }: Resolved,
  dialled: number | undefined,
): string {
  const [first] = rows
  const component = rows.map(componentOf).find((each) => each !== undefined)
  const purpose = rows.find((row) => row.purpose !== undefined)?.purpose
  const namespace = rows.find((row) => row.namespace !== undefined)?.namespace
  const lines = [`**${name}**${component ? ` · ${component}` : ''}`, '']
  if (purpose) lines.push(purpose, '')
  if (namespace) lines.push(t('Namespace `{namespace}`', { namespace }), '')
  if (ports.length > 0) {
    lines.push(`| ${t('Port')} | ${t('Name')} | ${t('Speaks')} |`, '| --- | --- | --- |')
    for (const port of ports) {
      const number = port.port === dialled ? `**${port.port}**` : String(port.port)
      lines.push(`| ${number} | ${port.name ?? ''} | ${speaks(port.protocol)} |`)
    }
    lines.push('')
  }
  if (dialled !== undefined && closed && !ports.some(({ port }) => port === dialled))
    lines.push(t('It does not listen on {port}.', { port: dialled }), '')
  if (!closed) lines.push(t('It may have more ports than these.'), '')
  if (headless) lines.push(t('Headless: the name leads straight to the pods.'), '')
  if (first) lines.push(definedIn(workspace, rows))
  return lines.join('\n').trim()
}

function speaks(protocol: string | undefined): string {
  return protocol === 'http' ? 'HTTP' : protocol === 'grpc' ? 'gRPC' : protocol === 'tcp' ? 'TCP' : ''
}

function definedIn(workspace: Workspace, rows: readonly PortRow[]): string {
  const files = [...new Set(rows.flatMap(({ place }) => (place ? [pathOf(workspace, place.uri)] : [])))]
  return files.length > 0
    ? t('Defined in {files}', { files: files.map((file) => `\`${file}\``).join(', ') })
    : ''
}

/** The containers that a port of the host machine leads to. */
function publishedText(workspace: Workspace, { host, port }: LocatedAddress): string | undefined {
  const found = portTable(workspace).rows.flatMap((row) =>
    row.published
      .filter((each) => each.host === port)
      .map(({ container }) =>
        t('`{name}` publishes it from its port {container} (`{file}`)', {
          name: row.name,
          container: container ?? '?',
          file: row.place ? pathOf(workspace, row.place.uri) : '',
        }),
      ),
  )
  if (port === undefined || found.length === 0) return undefined
  const warning = t('Inside a container, `{host}` is the container itself.', { host })
  return [`**${host}:${port}**`, '', ...found.map((line) => `- ${line}`), '', warning].join('\n')
}

const ipv4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g

function zoneHover({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  const { zones } = workspace.settings
  if (zones.length === 0) return undefined
  const start = document.text.lastIndexOf('\n', offset - 1) + 1
  const end = document.text.indexOf('\n', offset)
  for (const match of document.text.slice(start, end < 0 ? undefined : end).matchAll(ipv4)) {
    const range = { start: start + match.index, end: start + match.index + match[0].length }
    const zone = touches(range, offset) ? zoneOf(zones, match[0]) : undefined
    if (zone)
      return {
        range,
        markdown: `**${match[0]}**\n\n${t('Zone {zone} ({cidr})', { zone: zone.zone, cidr: zone.cidr })}`,
      }
  }
  return undefined
}

/** The narrowest network that holds an IPv4 address. */
export function zoneOf(zones: readonly ZoneSettings[], address: string): ZoneSettings | undefined {
  const number = ipNumber(address)
  if (number === undefined) return undefined
  const fitting = zones.filter(({ cidr }) => {
    const [network = '', bits = '32'] = cidr.split('/')
    const base = ipNumber(network)
    const size = 2 ** (32 - Number(bits))
    return base !== undefined && Math.floor(base / size) === Math.floor(number / size)
  })
  return fitting.sort((a, b) => Number(b.cidr.split('/')[1]) - Number(a.cidr.split('/')[1]))[0]
}

function ipNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
