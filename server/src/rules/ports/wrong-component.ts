/**
 * An address names one component and the port of another, or asks a component for what only another one answers (a
 * push sent to a querier). The path decides which half of the address is wrong; where it does not, both ways to mend
 * it are offered.
 */

import { componentOf } from '../../model/ports/components.ts'
import { diallingKinds } from '../../model/ports/dials.ts'
import { definedAt, hostEdit, portEdit, portsText, relatedRow } from '../../model/ports/fixes.ts'
import type { PortRow } from '../../model/ports/ports.ts'
import { type Verdict, verdictsOn } from '../../model/ports/verdict.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule } from '../rule.ts'

type WrongComponent = Extract<Verdict, { readonly kind: 'wrong-component' }>

export const rule: Rule = {
  id: 'ports/wrong-component',
  title: 'An address joins one component with the port or the path of another',
  kinds: diallingKinds,
  severity: 'error',
  *check({ workspace, document, environment }) {
    for (const verdict of verdictsOn(workspace, document, environment))
      if (verdict.kind === 'wrong-component') yield finding(document, verdict)
  },
}

function finding(document: Document, verdict: WrongComponent): Finding {
  const { address, resolved, owner, wrong } = verdict
  return {
    range: wrong === 'host' ? address.hostRange : (address.portRange ?? address.hostRange),
    message: verdict.refused ? refusedMessage(verdict) : portMessage(verdict),
    related: [...definedAt(resolved), ...(owner ? relatedRow(owner) : [])],
    fixes: verdict.refused ? refusedFixes(document, verdict) : portFixes(document, verdict),
  }
}

function refusedMessage({ address, resolved, owner, api }: WrongComponent): string {
  const { host } = address
  const component = resolved.rows.map(componentOf).find((each) => each !== undefined) ?? resolved.name
  const values = {
    host,
    component,
    path: address.path ?? '',
    other: owner?.name ?? '',
    ports: owner ? portsText(owner.ports) : '',
  }
  if (owner)
    return t(
      '{host} is the {component}, which does not answer {path} (404). Send it to {other}, which listens on {ports}.',
      values,
    )
  return api === 'push'
    ? t(
        '{host} is the {component}, which does not answer {path} (404), so every batch is dropped. Send it to the distributor or the gateway.',
        values,
      )
    : t(
        '{host} is the {component}, which does not answer {path} (404). Send it to the query frontend or the gateway.',
        values,
      )
}

function portMessage({ address, resolved, port, owner, right }: WrongComponent): string {
  const values = {
    host: address.host,
    port,
    other: owner?.name ?? '',
    ports: portsText(resolved.ports),
    right: right?.port ?? '',
  }
  return right
    ? t(
        'Port {port} is that of {other}; {host} does not listen on it, so connections fail. Use port {right} for {host}, or the host {other}.',
        values,
      )
    : t(
        'Port {port} is that of {other}; {host} does not listen on it, so connections fail. {host} listens on {ports}.',
        values,
      )
}

/** The port is changed to the host's own, or the host to the port's owner; the certain one first. */
function portFixes(
  document: Document,
  { address, resolved, owner, right, wrong }: WrongComponent,
): readonly Fix[] {
  const found: Fix[] = []
  const port = right && wrong !== 'host' ? portEdit(document, address, right.port) : undefined
  if (right && port)
    found.push({
      title: t('Change the port to {port}', { port: right.port }),
      // Nothing listens on the port that is written, so no behaviour but the fault can change.
      safe: wrong === 'port',
      ...(wrong === 'port' && { preferred: true }),
      edits: port,
    })
  const host = owner && wrong !== 'port' ? hostEdit(document, address, resolved.name, owner.name) : undefined
  if (owner && host)
    found.push({
      title: t('Change the host to {host}', { host: owner.name }),
      safe: false,
      ...(wrong === 'host' && { preferred: true }),
      edits: host,
    })
  return found
}

function refusedFixes(document: Document, { address, resolved, owner }: WrongComponent): readonly Fix[] {
  const port = owner && httpPort(owner)
  if (!owner || port === undefined) return []
  const host = hostEdit(document, address, resolved.name, owner.name)
  const own = address.port === port ? [] : portEdit(document, address, port)
  if (!host || !own) return []
  const title = t('Send to {host}:{port}', { host: owner.name, port })
  return [{ title, safe: false, preferred: true, edits: [...host, ...own] }]
}

/** The one port on which a row answers HTTP. */
function httpPort({ ports }: PortRow): number | undefined {
  const said = ports.filter(({ protocol }) => protocol === 'http')
  const unsaid = ports.filter(({ protocol }) => protocol === undefined)
  const numbers = new Set((said.length > 0 ? said : unsaid).map(({ port }) => port))
  return numbers.size === 1 ? [...numbers][0] : undefined
}
