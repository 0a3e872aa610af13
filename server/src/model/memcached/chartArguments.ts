/**
 * What the charts' template makes of `extraArgs` and `extraExtendedOptions`: one argument `-KEY VALUE` for each key, and
 * more items behind those of `-o`. Read with the places of the values that they come from.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlScalar } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, scalarOf } from '../../syntax/yaml/path.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { unquoted } from '../containers/text.ts'
import type { ChartCache } from './chartCaches.ts'
import { readWords, type WordFault } from './flags.ts'
import { type Suboption, suboptionsIn } from './suboptions.ts'

/** A key of `extraArgs` that becomes an argument which memcached does not take. */
export interface KeyFault {
  readonly fault: WordFault
  /** The argument that the chart makes. */
  readonly argument: string
  readonly range: Range
}

export function keyFaults(document: Document, { map, rendering }: ChartCache): readonly KeyFault[] {
  const extra = mapOf(get(map, ['extraArgs']))
  if (!extra || !rendering.extraArgs) return []
  const tree = yamlTree(document)
  return entries(extra).flatMap(({ key, value }): readonly KeyFault[] => {
    const text = argumentText(value ? scalarOf(value) : undefined)
    if (key.hole || (value && text === undefined)) return []
    const range = unquoted(document.text, rangeOf(tree, key))
    const argument = `-${key.text}${text ? ` ${text}` : ''}`
    const word = { value: argument, raw: argument, place: placeOf(document, range), range }
    return readWords([word]).faults.map((fault) => ({ fault, argument, range }))
  })
}

/** What a template prints of a value; empty where `if` takes it for false. */
function argumentText(scalar: YamlScalar | undefined): string | undefined {
  if (!scalar) return undefined
  if (scalar.hole) return undefined
  const { value } = scalar
  return value === null || value === false || value === 0 || value === '' ? '' : String(value)
}

/** The items that a cache adds to `-o`. */
export function addedSuboptions(document: Document, { map }: ChartCache): readonly Suboption[] {
  const scalar = scalarOf(get(map, ['extraExtendedOptions']))
  if (!scalar || scalar.hole || typeof scalar.value !== 'string' || scalar.value === '') return []
  const range = unquoted(document.text, rangeOf(yamlTree(document), scalar))
  const raw = document.text.slice(range.start, range.end)
  return /[\n\\]/.test(raw) ? [] : suboptionsIn(raw, range.start, !raw.includes('{{')).items
}
