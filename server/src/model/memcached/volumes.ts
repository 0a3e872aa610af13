/**
 * The volume that a path of memcached's container lies on, and how much it may hold: an `emptyDir` with a limit, a
 * claim of the workload's own. Other claims say their size elsewhere.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { Container } from '../containers/containers.ts'
import { quantity } from './numbers.ts'
import { podOf } from './pod.ts'

export interface Capacity {
  readonly bytes: number
  /** As it is written. */
  readonly text: string
  readonly range: Range
  readonly kind: 'emptyDir' | 'claim'
  /** The folder that the volume is mounted at. */
  readonly folder: string
}

/** The volume under a path; undefined where it is none of these, and where its size is not known. */
export function capacityAt(document: Document, container: Container, path: string): Capacity | undefined {
  const mount = container.mounts
    .filter(({ target }) => target !== undefined && `${path}/`.startsWith(`${target.replace(/\/$/, '')}/`))
    .sort((a, b) => (b.target?.length ?? 0) - (a.target?.length ?? 0))[0]
  const folder = mount?.target
  if (!mount || folder === undefined || mount.source === undefined) return undefined
  const pod = podOf(document, container)
  const found = !pod
    ? undefined
    : mount.kind === 'emptyDir'
      ? get(named(get(pod.spec, ['volumes']), mount.source), ['emptyDir', 'sizeLimit'])
      : mount.kind === 'claim'
        ? claimSize(pod.manifest.node, mount.source)
        : undefined
  return found && sizeOf(document, found, mount.kind === 'emptyDir' ? 'emptyDir' : 'claim', folder)
}

function named(list: YamlNode | undefined, name: string): YamlMap | undefined {
  return sequenceOf(list)
    ?.items.flatMap((item) => mapOf(item) ?? [])
    .find((item) => textOf(get(item, ['name'])) === name)
}

function claimSize(node: YamlMap, name: string): YamlNode | undefined {
  const claims = sequenceOf(get(node, ['spec', 'volumeClaimTemplates']))?.items ?? []
  const claim = claims.find((item) => textOf(get(item, ['metadata', 'name'])) === name)
  return get(claim, ['spec', 'resources', 'requests', 'storage'])
}

function sizeOf(
  document: Document,
  node: YamlNode,
  kind: Capacity['kind'],
  folder: string,
): Capacity | undefined {
  const text = textOf(node)
  const scalar = scalarOf(node)
  const bytes = text === undefined ? undefined : quantity(text)
  if (text === undefined || !scalar || bytes === undefined) return undefined
  return { bytes, text, kind, folder, range: rangeOf(yamlTree(document), scalar) }
}
