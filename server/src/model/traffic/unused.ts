/**
 * Why a Service's `trafficDistribution` does nothing: the Service is headless or a name for another host, which
 * kube-proxy does not route, or its traffic policies are `Local` for all the traffic that it takes. A policy that is
 * `Local` for outside traffic alone leaves the field its part. What template output decides is not known.
 */
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, pairAt } from '../../syntax/yaml/path.ts'
import { plainText } from '../kubernetes/read.ts'
import { fieldsOf, literalOf, type TemplateService } from './services.ts'

export type Unused = 'headless' | 'external' | 'local'

/** What a Service says of where its traffic goes; undefined where it says nothing, or where that is not known. */
interface Routing {
  readonly clusterIP: string | undefined
  readonly type: string | undefined
  readonly typeKnown: boolean
  readonly internalTrafficPolicy: string | undefined
  readonly externalTrafficPolicy: string | undefined
}

/** Why the field does nothing in a manifest; nothing where it may do something. */
export function unusedInManifest(manifest: YamlNode): Unused | undefined {
  const text = (key: string) => plainText(get(manifest, ['spec', key]))
  return reasonOf({
    clusterIP: text('clusterIP'),
    type: text('type'),
    typeKnown: pairAt(get(manifest, ['spec']), 'type') === undefined || text('type') !== undefined,
    internalTrafficPolicy: text('internalTrafficPolicy'),
    externalTrafficPolicy: text('externalTrafficPolicy'),
  })
}

/** Why the field does nothing in a Service of a template; nothing where it may do something. */
export function unusedInTemplate(service: TemplateService): Unused | undefined {
  // Whole keys that an action prints may say anything.
  if (service.open.length > 0) return undefined
  const type = certain(service, 'type')
  return reasonOf({
    clusterIP: certain(service, 'clusterIP'),
    type,
    typeKnown: type !== undefined || fieldsOf(service, 'type').length === 0,
    internalTrafficPolicy: certain(service, 'internalTrafficPolicy'),
    externalTrafficPolicy: certain(service, 'externalTrafficPolicy'),
  })
}

function reasonOf(routing: Routing): Unused | undefined {
  const { clusterIP, type, typeKnown, internalTrafficPolicy, externalTrafficPolicy } = routing
  if (clusterIP === 'None') return 'headless'
  if (type === 'ExternalName') return 'external'
  if (!typeKnown || internalTrafficPolicy !== 'Local') return undefined
  const outside = type === 'LoadBalancer' || type === 'NodePort'
  return outside && externalTrafficPolicy !== 'Local' ? undefined : 'local'
}

/** The value of a field that is written out and always rendered. */
function certain(service: TemplateService, key: string): string | undefined {
  const [field, ...more] = fieldsOf(service, key)
  return field && more.length === 0 && field.guards.length === 0 ? literalOf(field) : undefined
}
