/**
 * An address names a port on which its host does not listen. Hosts that the workspace does not define, and hosts
 * that may have more ports than are known, are left alone.
 */
import { diallingKinds } from '../../model/ports/dials.ts'
import { definedAt, portEdit, portsText } from '../../model/ports/fixes.ts'
import { type Verdict, verdictsOn } from '../../model/ports/verdict.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule } from '../rule.ts'

type UnknownPort = Extract<Verdict, { readonly kind: 'unknown-port' }>

export const rule: Rule = {
  id: 'ports/unknown-port',
  title: 'An address uses a port on which its service does not listen',
  kinds: diallingKinds,
  severity: 'error',
  *check({ workspace, document, environment }) {
    for (const verdict of verdictsOn(workspace, document, environment))
      if (verdict.kind === 'unknown-port') yield finding(document, verdict)
  },
}

function finding(document: Document, verdict: UnknownPort): Finding {
  const { address, resolved } = verdict
  return {
    range: address.portRange ?? address.hostRange,
    message: message(verdict),
    related: definedAt(resolved),
    fixes: fixes(document, verdict),
  }
}

function message({ address, resolved, port, right, published }: UnknownPort): string {
  const { host } = address
  const ports = portsText(resolved.ports)
  if (published)
    return t(
      'Port {port} of {host} is published on the host machine only: inside the Compose network it listens on {ports}, so connections to {port} are refused. Use the port of the container.',
      { host, port, ports },
    )
  if (typeof port === 'string')
    return t('{host} has no port named {port}, so the lookup finds no address. Its ports are {ports}.', {
      host,
      port,
      ports,
    })
  if (!address.portWritten)
    return t(
      'Without a port this address goes to port {port}, on which {host} does not listen: it listens on {ports}, so nothing arrives. Write the port into the address.',
      { host, port, ports },
    )
  return right
    ? t(
        '{host} does not listen on port {port}, so connections fail and what is sent is lost once retries end. Use port {right}; it listens on {ports}.',
        { host, port, ports, right: right.port },
      )
    : t(
        '{host} does not listen on port {port}, so connections fail and what is sent is lost once retries end. It listens on {ports}.',
        { host, port, ports },
      )
}

function fixes(document: Document, { address, right }: UnknownPort): readonly Fix[] {
  const edits = right && portEdit(document, address, right.port)
  if (!right || !edits) return []
  // Nothing listens on the port that is written, so no behaviour but the fault can change.
  const title = address.portWritten
    ? t('Change the port to {port}', { port: right.port })
    : t('Add the port {port}', { port: right.port })
  return [{ title, safe: true, preferred: true, edits }]
}
