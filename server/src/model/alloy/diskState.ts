/**
 * What a component keeps in a folder of its own name below Alloy's storage path (1.18.0: `<storage path>/<name>.<label>`,
 * read in the source; for `loki.source.file` measured, too). With another label it finds nothing there and starts anew.
 */
import type { Block } from '../../syntax/alloy/ast.ts'
import { childBlock } from '../../syntax/alloy/visit.ts'

/** `positions`: how far it has read. `queue`: what it has yet to send. */
export type DiskState = 'positions' | 'queue'

const kept: Readonly<Record<string, DiskState>> = {
  'loki.source.cloudflare': 'positions',
  'loki.source.docker': 'positions',
  'loki.source.file': 'positions',
  'loki.source.journal': 'positions',
  'loki.source.kubernetes': 'positions',
  'loki.source.kubernetes_events': 'positions',
  'loki.source.podlogs': 'positions',
  'loki.source.windowsevent': 'positions',
  'loki.write': 'queue',
  'otelcol.storage.file': 'queue',
  'prometheus.remote_write': 'queue',
}

/** What the component of a block keeps under its name; undefined where it keeps nothing. */
export function keptOnDisk(block: Block): DiskState | undefined {
  if (block.name === 'loki.write' && !childBlock(block, 'wal')) return undefined
  return Object.hasOwn(kept, block.name) ? kept[block.name] : undefined
}
