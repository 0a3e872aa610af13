/**
 * What `trafficDistribution` and the annotation that overrides it do, and how to see on a cluster whether they took,
 * in Service manifests, templates and values. The commands carry the names that the workspace knows.
 */
import { hintsCheck, type KubectlTarget, namespaceCheck, serviceCheck } from '../../model/kubectl.ts'
import { commonTarget, serviceTargets } from '../../model/kubectlTargets.ts'
import { fieldName } from '../../model/traffic/wish.ts'
import { factsAt } from '../../model/workspace.ts'
import { minorOf, topologyAnnotations, trafficValues } from '../../schema/kubernetes.ts'
import { hostOf, linesOf, placeOf } from '../../text/document.ts'
import { lineAt, lineRange } from '../../text/lines.ts'
import { contains, type Range, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

export const hover: HoverSource = { kinds: ['kubernetes', 'helm-template', 'helm-values'], hover: hoverAt }

const wanted = new RegExp(
  `(?:${fieldName}\\b["']?:[ \\t]*["']?[\\w-]*|[\\w./-]*topology-(?:mode|aware-hints)\\b)`,
  'g',
)

function hoverAt(context: FeatureContext, offset: number): Hover | undefined {
  const found = wordAt(context, offset)
  if (!found) return undefined
  const { range, text } = found
  if (text.startsWith(fieldName)) return { range, markdown: fieldText(context, range) }
  return topologyAnnotations.includes(text) ? { range, markdown: annotationText(text) } : undefined
}

/** The field with its value, or the annotation, at an offset; not in a comment. */
function wordAt(
  { document }: FeatureContext,
  offset: number,
): { readonly range: Range; readonly text: string } | undefined {
  const starts = linesOf(document)
  const line = lineRange(document.text, starts, lineAt(starts, offset))
  const text = document.text.slice(line.start, line.end)
  if (text.trimStart().startsWith('#')) return undefined
  for (const match of text.matchAll(wanted)) {
    const start = line.start + match.index
    const range = { start, end: start + match[0].trimEnd().length }
    if (touches(range, offset)) return { range, text: match[0] }
  }
  return undefined
}

function fieldText(context: FeatureContext, range: Range): string {
  const version = context.workspace.settings.versions.kubernetes
  const takes = trafficValues.map(({ name, since, alpha, alias }) => {
    const old = alias
      ? ` ${t('From 1.{since} on the old name of `{of}`.', { since: alias.since, of: alias.of })}`
      : ''
    return `- \`${name}\`: ${t(meanings[name] ?? '')} ${t('By default from 1.{since} on (feature gate: 1.{alpha}).', { since, alpha })}${old}`
  })
  const minor = minorOf(version)
  return [
    `**trafficDistribution**`,
    t(
      'Which endpoints of a Service its traffic prefers. Where the zone or node has none, it goes to the others.',
    ),
    takes.join('\n'),
    minor === undefined
      ? ''
      : t('The target here is Kubernetes {version} (`versions.kubernetes`).', { version }),
    t(
      'The annotation `service.kubernetes.io/topology-mode: Auto` wins over it. A headless Service is not routed by kube-proxy: the field does nothing there.',
    ),
    t('To see whether it took:'),
    `\`\`\`sh\n${commands(context, range).join('\n')}\n\`\`\``,
    '[Kubernetes: Traffic distribution](https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution)',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const meanings: Readonly<Record<string, string>> = {
  PreferSameZone: 'endpoints in the zone of the client.',
  PreferSameNode: 'endpoints on the node of the client, then those in its zone.',
  PreferClose: 'endpoints in the zone of the client.',
}

function annotationText(annotation: string): string {
  return [
    `**${annotation}**`,
    t(
      'With `Auto` (or `auto`) endpoints get hints for zones in proportion to the CPUs of the zones, and none at all where there are too few endpoints. It wins over `trafficDistribution`, which then does nothing.',
    ),
    ...(annotation.endsWith('hints') ? [t('The older name of `service.kubernetes.io/topology-mode`.')] : []),
    '[Kubernetes: Topology aware routing](https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/)',
  ].join('\n\n')
}

/** The guide's commands with the context, namespace and Service that are known here. */
function commands(context: FeatureContext, range: Range): readonly string[] {
  const target = targetAt(context, range)
  return [namespaceCheck(target), serviceCheck(target), hintsCheck(target)]
}

/** The Service around a place, as all of its releases have it; for values the namespace of the application that holds them. */
function targetAt({ document, workspace, environment }: FeatureContext, range: Range): KubectlTarget {
  const service = serviceTargets(document, workspace).find((each) => contains(each.range, range))
  if (service) return commonTarget(service.targets)
  const place = placeOf(document, range)
  const application = factsAt(workspace, hostOf(document).uri).applications.find((each) =>
    contains(each.place.range, place.range),
  )
  const context =
    environment === undefined ? undefined : workspace.settings.environments[environment]?.context
  return { context, namespace: application?.namespace, ports: [] }
}
