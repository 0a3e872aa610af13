/**
 * Services of Grafana's Loki chart where an Argo CD application deploys it from its repository, so that no template
 * of it is in the workspace: names and ports as the chart makes them of the application's own values (chart 18.11.0;
 * the names and defaults are the same since 6.0). Only an application that holds all of its values is read.
 */
import { embedded } from '../../syntax/embed.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { booleanOf, get, isKnown, numberOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains } from '../../text/range.ts'
import { manifestsOf } from '../containers/manifests.ts'
import type { Protocol, Service, ServicePort } from '../ports/services.ts'

/** The Services of the charts that the applications of a document deploy. */
export function chartServices(document: Document): readonly Service[] {
  if (document.kind !== 'argocd' || !/\bchart:\s*["']?loki\b/.test(document.text)) return []
  return manifestsOf(document).flatMap(({ kind, node }) => {
    const application = kind === 'ApplicationSet' ? get(node, ['spec', 'template']) : node
    return application && kind?.startsWith('Application') ? ofApplication(document, application) : []
  })
}

/** The values of one release: nodes of a tree of their own. */
interface Values {
  readonly document: Document
  readonly tree: YamlTree
  readonly root: YamlNode | undefined
  readonly name: string
  readonly namespace: string | undefined
  /** Where the application says its name. */
  readonly place: Place
}

function ofApplication(document: Document, node: YamlNode): readonly Service[] {
  const tree = yamlTree(document)
  const one = get(node, ['spec', 'source'])
  const all = [...(one ? [one] : []), ...(sequenceOf(get(node, ['spec', 'sources']))?.items ?? [])]
  const source = all.find(
    (each) => textOf(get(each, ['chart'])) === 'loki' && isGrafanas(textOf(get(each, ['repoURL']))),
  )
  const helm = get(source, ['helm'])
  const nameNode = get(helm, ['releaseName']) ?? get(node, ['metadata', 'name'])
  const release = textOf(nameNode)
  if (!source || !nameNode || release === undefined || release.includes('{{')) return []
  if (['valueFiles', 'parameters', 'fileParameters'].some((key) => get(helm, [key]))) return []
  const inner = embedded(document).find(
    (each) =>
      each.within?.host === document &&
      each.kind === 'helm-values' &&
      contains(rangeOf(tree, source), each.within.region.range),
  )
  if (!inner && (get(helm, ['values']) || get(helm, ['valuesObject']))) return []
  const values = inner ?? document
  const root = inner ? yamlTree(inner).documents[0]?.root : undefined
  const name = fullName(root, release)
  if (name === undefined) return []
  const namespace = textOf(get(node, ['spec', 'destination', 'namespace']))
  const place = placeOf(document, rangeOf(tree, nameNode))
  return servicesOf({ document: values, tree: yamlTree(values), root, name, namespace, place })
}

function isGrafanas(repository: string | undefined): boolean {
  return /(?:^|\/\/|\.)(?:grafana\.github\.io\/|ghcr\.io\/grafana|grafana-community\.github\.io\/)/.test(
    repository ?? '',
  )
}

/** The chart's `loki.fullname`. */
function fullName(values: YamlNode | undefined, release: string): string | undefined {
  const given = get(values, ['fullnameOverride'])
  const short = get(values, ['nameOverride'])
  if ((given && !isKnown(given)) || (short && !isKnown(short))) return undefined
  const cut = (text: string) => text.slice(0, 63).replace(/-$/, '')
  const full = textOf(given)
  if (full) return cut(full)
  const name = textOf(short) || 'loki'
  return cut(release.includes(name) ? release : `${release}-${name}`)
}

const components: Readonly<Record<string, readonly string[]>> = {
  Distributed:
    'distributor ingester querier query-frontend query-scheduler compactor index-gateway ruler'.split(' '),
  SimpleScalable: ['read', 'write', 'backend'],
  SingleBinary: [''],
  Monolithic: [''],
}

function servicesOf(values: Values): readonly Service[] {
  const found: Service[] = []
  const http = portOf(values, ['loki', 'server', 'http_listen_port'], 3100, 'http-metrics', 'http')
  const grpc = portOf(values, ['loki', 'server', 'grpc_listen_port'], 9095, 'grpc', 'grpc')
  const balanced: ServicePort = { ...grpc, name: 'grpclb', port: 9096, rawPort: undefined }
  // Without a mode the chart's version decides, and it is not looked up.
  const mode = textOf(get(values.root, ['deploymentMode'])) ?? ''
  for (const component of Object.hasOwn(components, mode) ? (components[mode] ?? []) : [])
    found.push(service(values, component, [http, grpc, balanced]))
  if (isOn(values, ['gateway', 'enabled']))
    found.push(
      service(values, 'gateway', [portOf(values, ['gateway', 'service', 'port'], 80, 'http', 'http')]),
    )
  for (const [key, component] of [
    ['chunksCache', 'chunks-cache'],
    ['resultsCache', 'results-cache'],
  ] as const) {
    if (!isOn(values, [key, 'enabled'])) continue
    const client = portOf(values, [key, 'port'], 11211, 'memcached-client', 'tcp')
    const exporter: ServicePort = {
      ...client,
      name: 'http-metrics',
      port: 9150,
      rawPort: undefined,
      protocol: 'http',
    }
    found.push({ ...service(values, component, [client, exporter]), headless: true })
  }
  return found
}

/** What the chart has on unless it is switched off; where that is unknown it is taken to be on. */
function isOn({ root }: Values, path: readonly string[]): boolean {
  return booleanOf(get(root, path)) !== false
}

function portOf(
  { document, tree, root, place }: Values,
  path: readonly string[],
  usual: number,
  name: string,
  protocol: Protocol,
): ServicePort {
  const node = get(root, path)
  return {
    name,
    port: node ? numberOf(node) : usual,
    targetPort: name,
    protocol,
    place: node ? placeOf(document, rangeOf(tree, node)) : place,
  }
}

function service(
  { name, namespace, root, place }: Values,
  component: string,
  ports: readonly ServicePort[],
): Service {
  return {
    runtime: 'kubernetes',
    name: component ? `${name}-${component}`.slice(0, 63).replace(/-$/, '') : name,
    namespace: textOf(get(root, ['namespaceOverride'])) || namespace,
    aliases: [],
    component: component || 'single-binary',
    headless: false,
    external: false,
    ports,
    open: false,
    selector: undefined,
    files: [],
    published: [],
    place,
  }
}
