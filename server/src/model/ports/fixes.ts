/**
 * How findings on addresses speak of a host's ports, and how an address is mended. Texts only: what is wrong is
 * `verdict.ts`'s to say.
 */
import type { Document, Place } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { LocatedAddress } from './located.ts'
import type { PortRow, Resolved, RowPort } from './ports.ts'

/** `4101 (http), 4201 (grpc)` */
export function portsText(ports: readonly RowPort[]): string {
  const shown = ports.map(({ port, name, protocol }) => {
    const said = name ?? protocol
    return said ? `${port} (${said})` : String(port)
  })
  return [...new Set(shown)].join(', ')
}

/** The places that define a host's rows. */
export function definedAt({
  rows,
}: Pick<Resolved, 'rows'>): readonly (Place & { readonly message: string })[] {
  return rows.flatMap((row) => relatedRow(row))
}

/** The place of a row, with what it says. */
export function relatedRow(row: PortRow): readonly (Place & { readonly message: string })[] {
  const place = row.ports[0]?.place ?? row.place
  const at = row.source === 'settings' ? row.place : (row.place ?? place)
  if (!at) return []
  return [
    {
      ...at,
      message: t('{name} listens on {ports}', { name: row.name, ports: portsText(row.ports) || '?' }),
    },
  ]
}

/** An edit of the address's own document. */
interface Change {
  readonly uri: string
  readonly range: Range
  readonly text: string
}

/** The edit that puts `port` where the port stands, or behind the host; nothing where the text is not in one piece. */
export function portEdit(
  document: Document,
  address: LocatedAddress,
  port: number,
): readonly Change[] | undefined {
  const { portRange, hostRange, editable } = address
  if (portRange ? !editable.port : !editable.host) return undefined
  if (portRange && address.portName === undefined)
    return [{ uri: document.uri, range: portRange, text: String(port) }]
  if (address.portWritten) return undefined
  const end = { start: hostRange.end, end: hostRange.end }
  return address.portName === undefined ? [{ uri: document.uri, range: end, text: `:${port}` }] : undefined
}

/** The edit that puts another Service's name where the host has this one's. */
export function hostEdit(
  document: Document,
  address: LocatedAddress,
  name: string,
  other: string,
): readonly Change[] | undefined {
  if (!address.editable.host) return undefined
  const { host, hostRange } = address
  const at = host === name || host.startsWith(`${name}.`) ? 0 : -1
  const range = { start: hostRange.start, end: hostRange.start + name.length }
  if (at < 0 || document.text.slice(range.start, range.end).toLowerCase() !== name) return undefined
  return [{ uri: document.uri, range, text: other }]
}
