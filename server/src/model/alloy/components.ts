/**
 * The blocks of an Alloy configuration and what other files need to know of it: which `loki.write` components it has
 * and whether they keep a write-ahead log. Blocks inside `declare` and `foreach` count like those at the top. What a
 * block's arguments mean is for the rules; expressions are read by `value.ts`.
 */
import type { AlloyPart, AlloyTree, Block, Statement } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown, maskedText } from '../../syntax/parse.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { withLazy } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'
import { manifestsOf } from '../containers/manifests.ts'
import { type AlloyNeed, type AlloySource, alloyNeedsIn, alloySourcesIn } from './machine.ts'
import { type AlloyName, type AlloyUse, alloyNamesIn, alloyUsesIn } from './names.ts'
import { groupsOf, perGroup, perName } from './perPart.ts'
import { booleanIn } from './value.ts'

/** Whether a `loki.write` keeps a write-ahead log; `unknown` where template output or an expression decides. */
export type WalState = 'on' | 'off' | 'missing' | 'unknown'

/** A `loki.write` component. */
export interface AlloyWriter {
  readonly label: string | undefined
  readonly wal: WalState
  /** The `wal` block's name, else the component's name and label. */
  readonly place: Place
}

/** What holds a configuration that is no file of its own. */
export type AlloyHolder =
  /** An entry of a ConfigMap's `data`. */
  | {
      readonly kind: 'config-map'
      readonly name: string | undefined
      readonly namespace: string | undefined
      readonly key: string
    }
  /** The `content` of an entry of Compose's `configs`. */
  | { readonly kind: 'compose'; readonly name: string }
  /** A value: the uri of the values document, and the way to the text there. */
  | { readonly kind: 'values'; readonly uri: string; readonly path: readonly (string | number)[] }

/** An Alloy configuration: a file, or a text inside one. */
export interface AlloyConfiguration {
  /** The document's own uri: that of an embedded one has a `#`. */
  readonly uri: string
  /** Absent for a file of its own. */
  readonly holder: AlloyHolder | undefined
  readonly writers: readonly AlloyWriter[]
  /** The sources that keep positions. */
  readonly sources: readonly AlloySource[]
  /** What it reads from the machine it runs on. */
  readonly needs: readonly AlloyNeed[]
  /** The blocks at its root that other files of the configuration can refer to. */
  readonly names: readonly AlloyName[]
  /** References and custom components that its own text does not explain. */
  readonly uses: readonly AlloyUse[]
  /** The whole text, in its file. */
  readonly place: Place
}

/** The configuration in a document, none where it is no Alloy document. */
export function alloyConfigurationsIn(document: Document): readonly AlloyConfiguration[] {
  if (document.kind !== 'alloy') return []
  const known = {
    uri: document.uri,
    holder: holderOf(document),
    place: placeOf(document, { start: 0, end: document.text.length }),
  }
  // Most files are a configuration by themselves: nobody asks what there is for others.
  return [
    withLazy(known, {
      writers: () => componentsIn(document, 'loki.write').map((block) => writerOf(document, block)),
      sources: () => alloySourcesIn(document),
      needs: () => alloyNeedsIn(document),
      names: () => alloyNamesIn(document),
      uses: () => alloyUsesIn(document),
    }),
  ]
}

function holderOf({ within }: Document): AlloyHolder | undefined {
  if (!within) return undefined
  const { host, path } = within
  if (host.kind === 'helm-values') return { kind: 'values', uri: host.uri, path }
  if (host.kind === 'compose') return { kind: 'compose', name: String(path[1]) }
  // In a file of several manifests the way begins with the index of one.
  const index = typeof path[0] === 'number' ? path[0] : 0
  const map = manifestsOf(host).find(({ document, kind }) => document === index && kind === 'ConfigMap')
  return { kind: 'config-map', name: map?.name, namespace: map?.namespace, key: String(path.at(-1)) }
}

function writerOf(document: Document, block: Block): AlloyWriter {
  const wal = childBlocks(block, 'wal')[0]
  return {
    label: block.label && !isUnknown(document, headRange(document, block)) ? block.label.value : undefined,
    wal: walState(document, block),
    place: placeOf(document, wal ? nameRange(document, wal) : headRange(document, block)),
  }
}

/** Whether a `loki.write` block keeps a write-ahead log: `enabled` is false where it is not written. */
export function walState(document: Document, writer: Block): WalState {
  const wal = childBlocks(writer, 'wal')[0]
  if (!wal) return isOpen(document, writer) ? 'unknown' : 'missing'
  const enabled = attribute(wal, 'enabled')
  if (!enabled) return isOpen(document, wal) ? 'unknown' : 'off'
  const value = booleanIn(document, enabled.value)
  return value === undefined ? 'unknown' : value ? 'on' : 'off'
}

/** The blocks of this name that are components, in the order of the text: at the top or inside modules. */
export function componentsIn(document: Document, name: string): readonly Block[] {
  return componentsNamed(document, name)
}

const byComponent = groupsOf((part, add: (name: string, block: Block) => void) => {
  for (const block of componentsOf(part)) add(block.name, block)
})

const componentsNamed = perName(byComponent)

/**
 * Like `perPart`, for components (and configuration blocks) whose name `applies` gives something for. A rule that is
 * about few components costs next to nothing (`perGroup`).
 */
export function perComponent<X, T>(
  applies: (name: string) => X | undefined,
  compute: (block: Block, applied: X) => readonly T[],
): (document: Document) => readonly T[] {
  return perGroup(byComponent, applies, compute)
}

/** All component and configuration blocks of a part. */
export function componentsOf({ body }: AlloyPart): readonly Block[] {
  return blocksOf(body)
}

/** Blocks that are not components themselves and hold components: a `foreach` has them in its `template`. */
const holders: Readonly<Record<string, readonly string[]>> = {
  declare: [],
  foreach: ['template'],
}

function blocksOf(body: readonly Statement[]): readonly Block[] {
  const found: Block[] = []
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind !== 'block') continue
    found.push(statement)
    const through = Object.hasOwn(holders, statement.name) ? holders[statement.name] : undefined
    if (!through) continue
    const bodies =
      through.length === 0 ? [statement] : through.flatMap((name) => childBlocks(statement, name))
    for (const inner of bodies) found.push(...blocksOf(inner.body))
  }
  return found
}

/**
 * Whether template output may put more statements into a block than are written there: then nothing that is absent
 * is known to be absent. Template output inside an attribute's value or a nested block does not count, nor do actions
 * that print nothing: what stands between an `if` and its `end` is seen.
 */
export function isOpen(document: Document, block: Block): boolean {
  const { holes } = maskedText(document)
  if (holes.length === 0) return false
  const tree = alloyTree(document)
  const whole = rangeOf(tree, block)
  const inner = block.body.filter((each) => each.kind !== 'incomplete').map((each) => bodyRange(tree, each))
  return holes.some(
    (hole) =>
      hole.kind !== 'control' && contains(whole, hole) && !inner.some((range) => contains(range, hole)),
  )
}

/** The part of a statement in which template output belongs to the statement alone. */
function bodyRange(tree: AlloyTree, statement: Statement): Range {
  const range = rangeOf(tree, statement)
  if (statement.kind !== 'attribute') return range
  return rangeOf(tree, statement.value)
}

/** Whether a block is written to its end: one that lacks its `}` is being typed. */
export function isComplete(block: Block): boolean {
  return block.close !== undefined
}

/** From a block's name to its label: `loki.write "default"`. */
export function headRange(document: Document, block: Block): Range {
  const tree = alloyTree(document)
  const { start } = rangeOf(tree, block)
  const last = block.label ?? block.names.at(-1)
  return { start, end: last ? rangeOf(tree, last).end : start }
}

/** A block's name. */
export function nameRange(document: Document, block: Block): Range {
  const tree = alloyTree(document)
  const { start } = rangeOf(tree, block)
  const last = block.names.at(-1)
  return { start, end: last ? rangeOf(tree, last).end : start }
}

/** How a sentence calls a component: `loki.write "default"`, as it is written. */
export function titleOf(document: Document, block: Block): string {
  const { start, end } = headRange(document, block)
  return document.text.slice(start, end)
}
