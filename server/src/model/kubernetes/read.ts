/**
 * Small readings that all parts of a manifest share: a scalar that Kubernetes reads as it stands, where a node
 * stands. Nothing is judged here.
 */
import type { YamlNode, YamlPair } from '../../syntax/yaml/ast.ts'
import { booleanOf, pairAt, scalarOf } from '../../syntax/yaml/path.ts'
import { exactPlaceOf, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { Source } from '../containers/text.ts'

/** Where something stands: in the document that was read, and in its file. */
export interface Spot {
  readonly range: Range
  readonly place: Place
  /** False where the text does not stand so in the file: in what a template prints. */
  readonly exact?: boolean
}

/** Where a node stands. */
export function spotOf({ document, tree }: Source, node: YamlNode): Spot {
  const range = rangeOf(tree, node)
  const place = placeOf(document, range)
  return document.assembled
    ? { range, place, exact: exactPlaceOf(document, range) !== undefined }
    : { range, place }
}

/** A scalar's text where it is one that Kubernetes reads: no template output, no variable, no placeholder. */
export function plainText(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole || scalar.value === null) return undefined
  return /[${}<>%@()[\]]|__/.test(scalar.text) ? undefined : scalar.text
}

/** The protocol of a port, TCP where it is not given; undefined where it is not known. */
export function protocolOf(item: YamlNode): string | undefined {
  const pair = pairAt(item, 'protocol')
  return pair && scalarOf(pair.value)?.value !== null ? plainText(pair.value) : 'TCP'
}

/** A boolean of a map, false where it is not given; undefined where it is not known. */
export function booleanField(map: YamlNode | undefined, key: string): boolean | undefined {
  const pair = pairAt(map, key)
  return pair ? booleanOf(pair.value) : false
}

/**
 * Where the value of a pair stands. What a template prints may begin in a helper: there the key tells where a list or
 * a map is meant.
 */
export function spotOfPair(source: Source, { key, value }: YamlPair): Spot {
  const spot = spotOf(source, value ?? key)
  if (!source.document.assembled || !value || value.kind === 'scalar') return spot
  return { range: spot.range, place: spotOf(source, key).place, exact: false }
}

/** Where something stands, without what it says. */
export function spotIn({ range, place, exact }: Spot): Spot {
  return exact === undefined ? { range, place } : { range, place, exact }
}
