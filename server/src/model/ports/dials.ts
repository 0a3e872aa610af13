/**
 * Dials: the addresses that a file sends to or reads from, found in every kind of file, with what is known of each
 * part. A part that a variable or template output makes is unknown. Comments, prose and `NOTES.txt` dial nothing.
 */
import type { AlloyPart } from '../../syntax/alloy/ast.ts'
import { embedded } from '../../syntax/embed.ts'
import { alloyTree, maskedText, yamlTree } from '../../syntax/parse.ts'
import type { YamlPart } from '../../syntax/yaml/ast.ts'
import type { Document, Kind, Place } from '../../text/document.ts'
import { placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { contains, overlaps } from '../../text/range.ts'
import { addressesInText } from './addresses.ts'
import { addressesInPart, addressesInPartGiven } from './dialsAlloy.ts'
import { yamlAddressesInPart, yamlAddressesInPartGiven } from './dialsYaml.ts'
import { type LocatedAddress, shiftAddress, wholly } from './located.ts'
import type { Given } from './placed.ts'

export interface Dial {
  readonly scheme: string | undefined
  /** Without port. Lower case. */
  readonly host: string
  readonly port: number | undefined
  readonly path: string | undefined
  /** The whole address. */
  readonly place: Place
  /** The parts that a finding or a hover points at. */
  readonly places: { readonly host: Place; readonly port: Place | undefined }
  /** What dials: an Alloy component, a key's path. */
  readonly by: string | undefined
}

/** Kinds of documents that can dial. */
export const diallingKinds: readonly Kind[] = [
  'alloy',
  'helm-values',
  'helm-template',
  'loki',
  'compose',
  'argocd',
  'kubernetes',
  'environment-file',
  'yaml',
]

/** The addresses in a document (not in the documents embedded in it). */
export function dialsIn(document: Document): readonly Dial[] {
  return addressesIn(document).map(({ scheme, host, port, path, range, hostRange, portRange, by }) => ({
    scheme,
    host,
    port,
    path,
    place: placeOf(document, range),
    places: { host: placeOf(document, hostRange), port: portRange && placeOf(document, portRange) },
    by,
  }))
}

/**
 * The addresses in a document, in its own offsets. A document that is a part of its host's tree has none of its own:
 * they are the host's.
 */
export const addressesIn = memo((document: Document): readonly LocatedAddress[] =>
  find(document, addressesInPart, yamlAddressesInPart),
)

/** The same where the values of some variables are known. */
export function addressesGiven(document: Document, given: Given): readonly LocatedAddress[] {
  return find(
    document,
    (part) => (/\benv\s*\(/.test(part.text) ? addressesInPartGiven(part, given) : addressesInPart(part)),
    (part) => (part.text.includes('$') ? yamlAddressesInPartGiven(part, given) : yamlAddressesInPart(part)),
  )
}

function find(
  document: Document,
  inAlloyPart: (part: AlloyPart) => readonly LocatedAddress[],
  inYamlPart: (part: YamlPart) => readonly LocatedAddress[],
): readonly LocatedAddress[] {
  if (document.subtree || !diallingKinds.includes(document.kind) || !document.text.includes(':')) return []
  if (document.kind === 'alloy') return inAlloy(document, inAlloyPart)
  if (document.kind === 'environment-file') return inEnvironmentFile(document)
  return document.uri.endsWith('/NOTES.txt') ? [] : inYaml(document, inYamlPart)
}

function inAlloy(
  document: Document,
  inPart: (part: AlloyPart) => readonly LocatedAddress[],
): readonly LocatedAddress[] {
  const tree = alloyTree(document)
  const found = tree.parts.flatMap((part) => {
    const start = tree.offsets.get(part) ?? 0
    return inPart(part).map((address) => shiftAddress(address, start))
  })
  const { holes } = maskedText(document)
  return holes.length === 0 ? found : found.flatMap((address) => withoutOutput(address, holes))
}

/** An address with what template output makes of it unknown: nothing where that is the host. */
function withoutOutput(
  address: LocatedAddress,
  holes: readonly { readonly start: number; readonly end: number }[],
): readonly LocatedAddress[] {
  const touched = holes.filter((hole) => overlaps(hole, address.range))
  if (touched.length === 0) return [address]
  const { portRange } = address
  const before = portRange?.start ?? address.hostRange.end
  if (touched.some((hole) => hole.start < before)) return []
  if (!portRange || !touched.some((hole) => overlaps(hole, portRange))) return [address]
  return [{ ...address, port: undefined, portRange: undefined }]
}

function inYaml(
  document: Document,
  inPart: (part: YamlPart) => readonly LocatedAddress[],
): readonly LocatedAddress[] {
  const tree = yamlTree(document)
  const found = tree.parts.flatMap((part) => {
    const start = tree.offsets.get(part) ?? 0
    return inPart(part).map((address) => shiftAddress(address, start))
  })
  if (document.kind === 'helm-template' && document.uri.endsWith('.tpl'))
    found.push(...inHelpers(document, found))
  if (found.length === 0) return found
  const inner = embedded(document).filter(
    (each) => !each.subtree && hostWithin(each) === document && each.kind !== 'text',
  )
  return found.filter(
    ({ range }) => !inner.some((each) => each.within && contains(each.within.region.range, range)),
  )
}

/** The document that really holds the text of an embedded one: what is between is part of its tree. */
function hostWithin(document: Document): Document | undefined {
  let at = document.within?.host
  while (at?.subtree) at = at.within?.host
  return at
}

/** URLs in the text of named templates, which need not be YAML. */
function inHelpers(document: Document, known: readonly LocatedAddress[]): readonly LocatedAddress[] {
  return addressesInText(document.text, 'none')
    .filter(({ range }) => !known.some((each) => overlaps(each.range, range)))
    .filter(({ range }) => !inComment(document.text, range.start))
    .map((address) => ({ ...address, by: 'template', key: '', editable: wholly }))
}

function inComment(text: string, offset: number): boolean {
  return /(?:^|\s)#/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))
}

const variable = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=([^\n\r]*)/gm

function inEnvironmentFile(document: Document): readonly LocatedAddress[] {
  const found: LocatedAddress[] = []
  for (const match of document.text.matchAll(variable)) {
    const name = match[1] ?? ''
    const value = (match[2] ?? '').replace(/\s#.*$/, '')
    const start = match.index + match[0].length - (match[2] ?? '').length
    for (const address of addressesInText(value, 'items'))
      found.push({ ...shiftAddress(address, start), by: name, key: name, editable: wholly })
  }
  return found
}
