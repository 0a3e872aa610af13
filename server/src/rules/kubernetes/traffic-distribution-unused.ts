/**
 * A `trafficDistribution` that nothing reads: on a headless Service or an ExternalName, which kube-proxy does not
 * route, and where the traffic policies are `Local` for all the traffic that the Service takes. A policy that is
 * `Local` for outside traffic alone leaves the field its part, so it is left alone.
 */
import { removePair } from '../../model/charts/valuesEdit.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { plainText } from '../../model/kubernetes/read.ts'
import { fieldsOf, literalOf, type TemplateService, templateServices } from '../../model/traffic/services.ts'
import { fieldName } from '../../model/traffic/wish.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, pairAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/traffic-distribution-unused',
  title: 'A trafficDistribution that does nothing',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'warning',
  check({ document }: RuleContext): Iterable<Finding> {
    if (!document.text.includes(fieldName)) return []
    return document.kind === 'helm-template' ? inTemplate(document) : inManifests(document)
  },
}

/** What a Service says of where its traffic goes; undefined where it says nothing, or where that is not known. */
interface Routing {
  readonly clusterIP: string | undefined
  readonly type: string | undefined
  readonly typeKnown: boolean
  readonly internalTrafficPolicy: string | undefined
  readonly externalTrafficPolicy: string | undefined
}

/** Why the field does nothing; nothing where it may do something. */
function reasonOf(routing: Routing): string | undefined {
  const { clusterIP, type, typeKnown, internalTrafficPolicy, externalTrafficPolicy } = routing
  if (clusterIP === 'None')
    return t(
      'This Service is headless: clients are given the addresses of all pods and choose themselves, so trafficDistribution does nothing here.',
    )
  if (type === 'ExternalName')
    return t(
      'This Service is a name for another host and has no endpoints, so trafficDistribution does nothing here.',
    )
  if (!typeKnown || internalTrafficPolicy !== 'Local') return undefined
  const outside = type === 'LoadBalancer' || type === 'NodePort'
  if (outside && externalTrafficPolicy !== 'Local') return undefined
  return t(
    'With internalTrafficPolicy: Local traffic goes to pods of the same node or nowhere, so trafficDistribution does nothing here.',
  )
}

function* inManifests(document: Document): Iterable<Finding> {
  const tree = yamlTree(document)
  for (const { kind, apiVersion, node } of manifestsOf(document)) {
    const field = pairAt(get(node, ['spec']), fieldName)
    if (kind !== 'Service' || apiVersion !== 'v1' || !field || plainText(field.value) === undefined) continue
    const text = (key: string) => plainText(get(node, ['spec', key]))
    const message = reasonOf({
      clusterIP: text('clusterIP'),
      type: text('type'),
      typeKnown: pairAt(get(node, ['spec']), 'type') === undefined || text('type') !== undefined,
      internalTrafficPolicy: text('internalTrafficPolicy'),
      externalTrafficPolicy: text('externalTrafficPolicy'),
    })
    const edit = message === undefined ? undefined : removePair(document, node, ['spec', fieldName])
    if (message === undefined) continue
    yield {
      range: rangeOf(tree, field),
      message,
      tag: 'unnecessary',
      fixes: edit
        ? [
            {
              title: t('Remove trafficDistribution'),
              safe: true,
              preferred: true,
              edits: [{ uri: document.uri, ...edit }],
            },
          ]
        : [],
    }
  }
}

function* inTemplate(document: Document): Iterable<Finding> {
  for (const service of templateServices(document)) {
    const [field] = fieldsOf(service, fieldName)
    if (!field?.line.keyRange) continue
    const type = certain(service, 'type')
    const message = reasonOf({
      clusterIP: certain(service, 'clusterIP'),
      type,
      typeKnown: type !== undefined || fieldsOf(service, 'type').length === 0,
      internalTrafficPolicy: certain(service, 'internalTrafficPolicy'),
      externalTrafficPolicy: certain(service, 'externalTrafficPolicy'),
    })
    // What a chart renders is set only where its user asks for it.
    if (message !== undefined && service.open.length === 0)
      yield { range: field.line.keyRange, severity: 'info', message }
  }
}

/** The value of a field that is written out and always rendered. */
function certain(service: TemplateService, key: string): string | undefined {
  const [field, ...more] = fieldsOf(service, key)
  return field && more.length === 0 && field.guards.length === 0 ? literalOf(field) : undefined
}
