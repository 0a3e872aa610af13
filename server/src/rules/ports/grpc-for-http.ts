/**
 * HTTP is sent to a port that the table knows as gRPC, or gRPC to one that it knows as HTTP. The number of a port
 * never decides, nor does a scheme alone: `http://otel:4317` is how gRPC endpoints are written.
 */
import { diallingKinds } from '../../model/ports/dials.ts'
import { definedAt, portEdit } from '../../model/ports/fixes.ts'
import { type Verdict, verdictsOn } from '../../model/ports/verdict.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule } from '../rule.ts'

type WrongProtocol = Extract<Verdict, { readonly kind: 'protocol' }>

export const rule: Rule = {
  id: 'ports/grpc-for-http',
  title: 'HTTP is sent to a gRPC port, or gRPC to an HTTP port',
  kinds: diallingKinds,
  severity: 'error',
  *check({ workspace, document, environment }) {
    for (const verdict of verdictsOn(workspace, document, environment))
      if (verdict.kind === 'protocol') yield finding(document, verdict)
  },
}

function finding(document: Document, verdict: WrongProtocol): Finding {
  const { address, resolved } = verdict
  return {
    range: address.portRange ?? address.hostRange,
    message: message(verdict),
    related: definedAt(resolved),
    fixes: fixes(document, verdict),
  }
}

function message({ address, port, speech, right }: WrongProtocol): string {
  const values = { host: address.host, port: port.port, right: right?.port ?? '' }
  if (speech === 'http')
    return right
      ? t(
          'Port {port} of {host} speaks gRPC and this address is dialled with HTTP, so every request fails. Its HTTP port is {right}.',
          values,
        )
      : t(
          'Port {port} of {host} speaks gRPC and this address is dialled with HTTP, so every request fails. Use its HTTP port.',
          values,
        )
  return right
    ? t(
        'Port {port} of {host} speaks HTTP and this address is dialled with gRPC, so every call fails. Its gRPC port is {right}.',
        values,
      )
    : t(
        'Port {port} of {host} speaks HTTP and this address is dialled with gRPC, so every call fails. Use its gRPC port.',
        values,
      )
}

function fixes(document: Document, { address, right }: WrongProtocol): readonly Fix[] {
  const edits = right && portEdit(document, address, right.port)
  if (!right || !edits) return []
  return [{ title: t('Change the port to {port}', { port: right.port }), safe: true, preferred: true, edits }]
}
