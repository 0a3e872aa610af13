/**
 * What drives the data in an Alloy configuration: which components do something by themselves, and which only when
 * another one refers to what they export. Names are looked up over the whole text, without regard to modules: a name
 * that is used anywhere counts as used.
 */
import { componentOf } from '../../schema/alloy.ts'
import { componentBegun } from '../../schema/alloyComponentNames.ts'
import type { Block, Identifier } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { perComponent } from './components.ts'
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
    return label !== undefined && refersTo(document, block, label)
  }),
)

function isEnd(names: readonly string[]): boolean {
  return [2, 3].some((length) => ends.test(names.slice(0, length).join('.')))
}

/** What the references of a text begin with. */
interface Referred {
  /** Labels by the names of components. */
  readonly components: ReadonlyMap<string, ReadonlySet<string>>
  /** The first two to five names, joined, of references that begin with no component of the catalogue. */
  readonly others: ReadonlySet<string>
}

const chains = perPart((part) => partIndex(part).names)

const referredIn = memo((document: Document): Referred => {
  const components = new Map<string, Set<string>>()
  const others = new Set<string>()
  const all = chains(document)
  for (let i = 0; i < all.length; i++) {
    const names = all[i]?.names ?? []
    const component = componentBegun(names)
    if (!component) addOther(others, names)
    else {
      const labels = components.get(component.name)
      const label = names[component.length]?.name ?? ''
      if (labels) labels.add(label)
      else components.set(component.name, new Set([label]))
    }
  }
  return { components, others }
})

function addOther(others: Set<string>, names: readonly Identifier[]): void {
  const words = names.slice(0, 5).map(({ name }) => name)
  for (let length = 2; length <= words.length; length++) others.add(words.slice(0, length).join('.'))
}

function refersTo(document: Document, { name }: Block, label: string): boolean {
  const { components, others } = referredIn(document)
  return components.get(name)?.has(label) === true || others.has(`${name}.${label}`)
}

/** Whether a text, or another file of its configuration, refers to a component. */
export function isReferred(scope: AlloyScope, block: Block): boolean {
  const label = labelOf(block)
  if (label === undefined) return true
  if (refersTo(scope.document, block, label)) return true
  const id = `${block.name}.${label}`
  return scope.siblings.some(({ uses }) =>
    uses.some(({ names }) => `${names.join('.')}.`.startsWith(`${id}.`)),
  )
}
