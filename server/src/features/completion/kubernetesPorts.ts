/**
 * Names of ports where a manifest may write one: behind `targetPort` those of the pods that the Service selects,
 * behind the `port` of a probe those of its container.
 */
import { containerAt, keysAt, objectAt, podsOf, portsOf } from '../../model/kubernetes/lookups.ts'
import type { PodContainer, PodPort } from '../../model/kubernetes/pods.ts'
import { linesOf } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'

export const completion: CompletionSource = { kinds: ['kubernetes', 'argocd'], complete }

const typed = /^[^#]*?\b(targetPort|port)["']?:[ \t]+(["']?)([\w-]*)$/

function* complete({ document, workspace }: FeatureContext, offset: number): Iterable<Completion> {
  const starts = linesOf(document)
  const line = starts[lineAt(starts, offset)] ?? 0
  const match = typed.exec(document.text.slice(line, offset))
  const located = match ? objectAt(workspace, document, offset) : undefined
  if (!match || !located) return
  const rest = /^[\w-]*/.exec(document.text.slice(offset, offset + 100))?.[0] ?? ''
  const range = { start: offset - (match[3] ?? '').length, end: offset + rest.length }
  const { object } = located
  const quoted = match[2] !== ''
  if (match[1] === 'targetPort' && object.type === 'service') {
    const found = portsOf(podsOf(located) ?? []).map(({ port, container }) => ({ port, container }))
    yield* items(found, range, quoted)
  } else if (match[1] === 'port' && object.type === 'workload') {
    const keys = keysAt(document, offset)
    const isProbe = keys.at(-2) === 'httpGet' || keys.at(-2) === 'tcpSocket'
    const container = isProbe ? containerAt(object, keys) : undefined
    yield* items(
      (container?.ports ?? []).map((port) => ({ port, container })),
      range,
      quoted,
    )
  }
}

interface Offered {
  readonly port: PodPort
  readonly container: PodContainer | undefined
}

/** A named port by its name; by its number too where the text is not in quotes, which make a name of it. */
function* items(
  ports: readonly Offered[],
  range: Completion['range'],
  quoted: boolean,
): Iterable<Completion> {
  const seen = new Set<string>()
  for (const { port, container } of ports) {
    const names = [port.name, quoted || port.name !== undefined ? undefined : port.number]
    for (const name of names) {
      if (name === undefined || seen.has(String(name))) continue
      seen.add(String(name))
      yield {
        label: String(name),
        detail: t('port {number} of container {container}', {
          number: port.number ?? '?',
          container: container?.name ?? '?',
        }),
        range,
        insert: String(name),
        kind: 'value',
      }
    }
  }
}
