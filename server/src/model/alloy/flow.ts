/**
 * What drives the data in an Alloy configuration: which components do something by themselves, and which only when
 * another one refers to what they export. Names are looked up over the whole text, without regard to modules: a name
 * that is used anywhere counts as used.
 */
import { catalogueFor, componentOf } from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { perComponent } from './components.ts'
import { referredComponent } from './exportType.ts'
import { partIndex, perPart } from './partIndex.ts'
import type { AlloyScope } from './scope.ts'

/** Components that do nothing unless something refers to what they export. */
const passive =
  /^(?:loki\.(?:write|process|relabel|enrich|secretfilter|echo)|prometheus\.(?:remote_write|relabel|enrich|echo|write\.queue|exporter\..+)|pyroscope\.(?:write|relabel|enrich)|discovery\..+|local\.file(?:_match)?|remote\..+|otelcol\.(?:exporter|processor|connector|auth)\..+)$/

/** Whether a component does nothing unless something refers to what it exports. */
export function isPassive(block: Block): boolean {
  return isPassiveName(block.name)
}

function isPassiveName(name: string): boolean {
  return passive.test(name) && (componentOf(name)?.exports.length ?? 0) > 0
}

/** The components of a document whose name is one of some, those in modules and loops among them. */
export function componentsThat(are: (name: string) => boolean): (document: Document) => readonly Block[] {
  return perComponent(
    (name) => (are(name) ? true : undefined),
    (block) => [block],
  )
}

/** The components of a document that do nothing unless something refers to them. */
export const passiveComponents = componentsThat(isPassiveName)

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
  if (beginnings(scope.document).length === 0) return false
  return (
    endIsReferred(scope.document) || scope.siblings.some(({ uses }) => uses.some(({ names }) => isEnd(names)))
  )
}

const beginnings = componentsThat((name) => begins.test(name))
const endings = componentsThat((name) => ends.test(name))

const endIsReferred = memo((document: Document): boolean =>
  endings(document).some((block) => {
    const label = labelOf(block)
    return label !== undefined && referredSet(document).has(`${block.name}.${label}`)
  }),
)

function isEnd(names: readonly string[]): boolean {
  return [2, 3].some((length) => ends.test(names.slice(0, length).join('.')))
}

/** What all references of a text begin with: a component and its label, else their first two to five names. */
const referred = perPart((part): readonly string[] => {
  const found: string[] = []
  for (const { names } of partIndex(part).names) {
    const component = referredComponent(names, catalogueFor())
    if (component !== undefined) found.push(component)
    else {
      const words = names.slice(0, 5).map(({ name }) => name)
      for (let length = 2; length <= words.length; length++) found.push(words.slice(0, length).join('.'))
    }
  }
  return found
})

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
