/**
 * Completion inside addresses: hosts that the port table knows behind `://` and `dns+`, and behind a known host's
 * colon its ports. It looks at the text of the line alone, so that it works while the address is half typed.
 */

import { componentOf } from '../../model/ports/components.ts'
import { composeFilesFor } from '../../model/ports/compose.ts'
import { diallingKinds } from '../../model/ports/dials.ts'
import {
  contextAt,
  type DialContext,
  type PortRow,
  type PortTable,
  portTable,
  type RowPort,
  resolveHost,
} from '../../model/ports/ports.ts'
import { linesOf } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'

export const completion: CompletionSource = { kinds: diallingKinds, complete }

const typed =
  /(?:\b([a-z][a-z0-9]{1,9}):\/\/|\b(dns|dnssrv|dnssrvnoa)\+)(?:[^\s"'@/]*@)?([\w.-]*)(?::(\d*))?$/i

function* complete(context: FeatureContext, offset: number): Iterable<Completion> {
  const { document, workspace, environment } = context
  const start = linesOf(document)[lineAt(linesOf(document), offset)] ?? 0
  const match = typed.exec(document.text.slice(start, offset))
  if (!match) return
  const [, scheme = '', , host = '', digits] = match
  const table = portTable(workspace)
  const at = contextAt(workspace, document, offset, environment)
  const rest = /^[\w.-]*(?::\d*)?/.exec(document.text.slice(offset, offset + 300))?.[0] ?? ''
  if (digits !== undefined) {
    const range = { start: offset - digits.length, end: offset + (/^\d*/.exec(rest)?.[0].length ?? 0) }
    yield* portsOf(resolveHost(table, host.toLowerCase(), at)?.ports ?? [], range)
  } else
    yield* hosts(table, at, scheme.toLowerCase(), { start: offset - host.length, end: offset + rest.length })
}

function* portsOf(ports: readonly RowPort[], range: Range): Iterable<Completion> {
  for (const { port, name, protocol } of ports) {
    const detail = name ?? protocol
    yield { label: String(port), ...(detail && { detail }), range, insert: String(port), kind: 'value' }
  }
}

function* hosts(table: PortTable, at: DialContext, scheme: string, range: Range): Iterable<Completion> {
  const seen = new Set<string>()
  for (const row of visible(table, at)) {
    const name = row.namespace === undefined ? row.name : `${row.name}.${row.namespace}.svc.cluster.local`
    for (const { port, protocol } of fitting(row.ports, scheme)) {
      const label = `${name}:${port}`
      if (seen.has(label)) continue
      seen.add(label)
      const detail = [componentOf(row), protocol, row.purpose]
        .filter((each) => each !== undefined)
        .join(' · ')
      yield { label, ...(detail && { detail }), range, insert: label, kind: 'value' }
    }
  }
}

/** The rows that a file can dial: of its Compose project, else of Kubernetes and the table; of its environment. */
function visible(table: PortTable, at: DialContext): readonly PortRow[] {
  const compose = at.runtime === 'kubernetes' ? [] : composeFilesFor(table.compose, at.uri)
  const rows =
    compose.length > 0
      ? [
          ...compose.flatMap((file) => file.rows),
          ...table.rows.filter((row) => row.source === 'settings' && !row.namespace),
        ]
      : table.rows.filter(({ source }) => source !== 'compose')
  return rows.filter(
    ({ environment, external }) =>
      !external &&
      (environment === undefined || at.environment === undefined || environment === at.environment),
  )
}

function fitting(ports: readonly RowPort[], scheme: string): readonly RowPort[] {
  const wanted = scheme.startsWith('http') ? 'http' : scheme.startsWith('grpc') ? 'grpc' : undefined
  const own = ports.filter(({ protocol }) => protocol === wanted)
  return wanted !== undefined && own.length > 0 ? own : ports
}
