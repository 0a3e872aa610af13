/**
 * What drives the data in an Alloy configuration: which components do something by themselves, and which only when
 * another one refers to what they export. Names are looked up over the whole text, without regard to modules: a name
 * that is used anywhere counts as used.
 */
import { componentOf } from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Nested, nestedIn } from './nested.ts'
import { partIndex, perPart } from './partIndex.ts'
import type { AlloyScope } from './scope.ts'

/** Components that do nothing unless something refers to what they export. */
const passive =
  /^(?:loki\.(?:write|process|relabel|enrich|secretfilter|echo)|prometheus\.(?:remote_write|relabel|enrich|echo|write\.queue|exporter\..+)|pyroscope\.(?:write|relabel|enrich)|discovery\..+|local\.file(?:_match)?|remote\..+|otelcol\.(?:exporter|processor|connector|auth)\..+)$/

/** Whether a component does nothing unless something refers to what it exports. */
export function isPassive(block: Block): boolean {
  return passive.test(block.name) && (componentOf(block.name)?.exports.length ?? 0) > 0
}

/** The components of a document, those in modules and loops among them. */
export const componentsOfText = perPart((part): readonly Nested[] =>
  nestedIn(part).filter(({ block, component }) => block === component),
)

/** Components in which data ends: it leaves Alloy there. */
const ends =
  /^(?:loki\.(?:write|echo)|prometheus\.(?:remote_write|echo|write\.queue)|pyroscope\.write|otelcol\.exporter\..+)$/

/** Components that take data in by themselves. */
const begins =
  /^(?:loki\.source\..+|prometheus\.(?:scrape|receive_http|operator\..+)|pyroscope\.(?:scrape|ebpf|java|receive_http)|otelcol\.receiver\..+|faro\.receiver|database_observability\..+|beyla\.ebpf)$/

/**
 * Whether a text is a whole configuration, as far as can be told: something takes data in, and something is sent to a
 * component in which data ends. Other texts are pieces, examples and beginnings, of which nothing that is missing can
 * be said.
 */
export function isWhole(scope: AlloyScope): boolean {
  const all = componentsOfText(scope.document)
  if (!all.some(({ block }) => begins.test(block.name))) return false
  return (
    endIsReferred(scope.document) || scope.siblings.some(({ uses }) => uses.some(({ names }) => isEnd(names)))
  )
}

const endIsReferred = memo((document: Document): boolean =>
  componentsOfText(document).some(({ block }) => {
    const label = labelOf(block)
    return label !== undefined && ends.test(block.name) && referredSet(document).has(`${block.name}.${label}`)
  }),
)

function isEnd(names: readonly string[]): boolean {
  return [2, 3].some((length) => ends.test(names.slice(0, length).join('.')))
}

/** The beginnings of all references of a text, of two to five names. */
const referred = perPart((part): readonly string[] =>
  partIndex(part).names.flatMap(({ names }) => {
    const words = names.map(({ name }) => name)
    return [2, 3, 4, 5].flatMap((length) =>
      words.length >= length ? [words.slice(0, length).join('.')] : [],
    )
  }),
)

const referredSet = memo((document: Document): ReadonlySet<string> => new Set(referred(document)))

/** Whether a text, or another file of its configuration, refers to a component. */
export function isReferred(scope: AlloyScope, block: Block): boolean {
  const label = labelOf(block)
  if (label === undefined) return true
  const id = `${block.name}.${label}`
  if (referredSet(scope.document).has(id)) return true
  return scope.siblings.some(({ uses }) =>
    uses.some(({ names }) => `${names.join('.')}.`.startsWith(`${id}.`)),
  )
}
