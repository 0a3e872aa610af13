/**
 * Who is wrong where a Service or a probe leads to a port on which memcached does not listen: memcached's own options,
 * the port that its container declares, or what leads there. What two of them agree on is taken as meant; where
 * nothing agrees with memcached, its options are to be mended.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, sequenceOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { ContainerPort } from '../containers/containers.ts'
import { manifestsOf } from '../containers/manifests.ts'
import type { MemcachedRun } from './arguments.ts'
import type { Listening } from './listening.ts'
import type { ExpectedPort } from './pod.ts'

export type Blame =
  | { readonly who: 'listener' }
  /** A name leads to a port of the container whose number is wrong. */
  | { readonly who: 'declared'; readonly declared: ContainerPort }
  /** The Service or the probe; `sure` where it leads nowhere right either, so that its port must be meant for memcached. */
  | { readonly who: 'leading'; readonly sure: boolean }

/** Whom to blame for a wrong port among all that are expected of a container. */
export function blameFor(
  { container }: MemcachedRun,
  { ports }: Listening,
  wrong: ExpectedPort,
  expected: readonly ExpectedPort[],
): Blame {
  const isRight = (port: number | undefined) => port !== undefined && ports.includes(port)
  const right = expected.filter(({ port }) => isRight(port))
  const declaresRight = container?.ports.some(({ port }) => isRight(port)) ?? false
  const declared = container?.ports.find(({ port }) => port === wrong.port)
  const sure = !right.some((each) => each.by === wrong.by && each.name === wrong.name)
  if (declaresRight) return { who: 'leading', sure }
  if (declared && wrong.named)
    return right.length > 0 || isRight(wrong.dialled) ? { who: 'declared', declared } : { who: 'listener' }
  return right.length > 0 && !declared ? { who: 'leading', sure } : { who: 'listener' }
}

/** The item of a Service's `ports` that an expected port comes from, with its `targetPort`, in the Service's own document. */
export interface ServiceItem {
  readonly item: YamlMap
  readonly headless: boolean
  readonly target: YamlNode | undefined
}

export function serviceItemOf(document: Document, { place }: ExpectedPort): ServiceItem | undefined {
  const tree = yamlTree(document)
  for (const { kind, node } of manifestsOf(document)) {
    if (kind !== 'Service') continue
    for (const each of sequenceOf(get(node, ['spec', 'ports']))?.items ?? []) {
      const item = mapOf(each)
      const port = get(item, ['port'])
      if (!item || !port || rangeOf(tree, port).start !== place.range.start) continue
      const clusterIP = get(node, ['spec', 'clusterIP'])
      const headless = clusterIP?.kind === 'scalar' && clusterIP.text === 'None'
      return { item, headless, target: get(item, ['targetPort']) }
    }
  }
  return undefined
}
