/**
 * A `trafficDistribution` that nothing reads: on a headless Service or an ExternalName, and where the traffic policies
 * are `Local` for all the traffic that the Service takes. What a template's values decide is left alone.
 */
import { removePair } from '../../model/charts/valuesEdit.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { plainText } from '../../model/kubernetes/read.ts'
import { fieldsOf, templateServices } from '../../model/traffic/services.ts'
import { type Unused, unusedInManifest, unusedInTemplate } from '../../model/traffic/unused.ts'
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

function messageOf(reason: Unused): string {
  switch (reason) {
    case 'headless':
      return t(
        'This Service is headless: clients are given the addresses of all pods and choose themselves, so trafficDistribution does nothing here.',
      )
    case 'external':
      return t(
        'This Service is a name for another host and has no endpoints, so trafficDistribution does nothing here.',
      )
    case 'local':
      return t(
        'With internalTrafficPolicy: Local traffic goes to pods of the same node or nowhere, so trafficDistribution does nothing here.',
      )
  }
}

function* inManifests(document: Document): Iterable<Finding> {
  const tree = yamlTree(document)
  for (const { kind, apiVersion, node } of manifestsOf(document)) {
    const field = pairAt(get(node, ['spec']), fieldName)
    if (kind !== 'Service' || apiVersion !== 'v1' || !field || plainText(field.value) === undefined) continue
    const reason = unusedInManifest(node)
    if (!reason) continue
    const edit = removePair(document, node, ['spec', fieldName])
    yield {
      range: rangeOf(tree, field),
      message: messageOf(reason),
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
    const reason = unusedInTemplate(service)
    // What a chart renders is set only where its user asks for it.
    if (reason) yield { range: field.line.keyRange, severity: 'info', message: messageOf(reason) }
  }
}
