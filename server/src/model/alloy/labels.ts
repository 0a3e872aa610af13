/**
 * What becomes of a label that a stage of `loki.process` sets: whether a later stage, or a component that the entries
 * go to next, takes it away again or gives it other values. Only what one text says is followed.
 */
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks, labelOf, referenceNames, unwrapped } from '../../syntax/alloy/visit.ts'
import { parseRe2 } from '../../syntax/re2.ts'
import type { Document } from '../../text/document.ts'
import { componentsIn } from './components.ts'
import type { Stage } from './stages.ts'
import { stagesIn } from './stages.ts'
import { constantOf } from './value.ts'

/** What is known of a label on its way to the writers. */
export type LabelFate =
  /** It reaches every writer that is known. */
  | 'kept'
  /** A later stage or component takes it away or rewrites it. */
  | 'gone'
  /** The entries go to something that is not known. */
  | 'unknown'

/** What becomes of a label behind a stage of a component. */
export function fateOf(
  document: Document,
  component: Block,
  later: readonly Stage[],
  label: string,
): LabelFate {
  return later.some((stage) => takesAway(stage, label))
    ? 'gone'
    : fateBehind(document, component, label, new Set())
}

/** Whether a stage removes a label, moves it to the structured metadata, or may do so. */
function takesAway({ kind, block, inner }: Stage, label: string): boolean {
  switch (kind) {
    case 'label_drop':
      return lists(block, 'values', label) !== false
    case 'label_keep':
      return lists(block, 'values', label) !== true
    case 'pack':
      return lists(block, 'labels', label) !== false
    case 'structured_metadata':
      return mentions(block, label) || attribute(block, 'regex') !== undefined
    case 'labels':
    case 'static_labels':
      return kind === 'static_labels' && mentions(block, label)
    case 'match':
      return inner.some((stage) => takesAway(stage, label))
    default:
      return false
  }
}

/** Whether a list of names has this one; undefined where the list is not known. */
function lists(block: Block, name: string, wanted: string): boolean | undefined {
  const value = attribute(block, name)?.value
  const list = value && unwrapped(value)
  if (list?.kind !== 'array') return undefined
  const texts = list.elements.map((element) => constantOf(element))
  if (texts.includes(wanted)) return true
  return texts.includes(undefined) ? undefined : false
}

/** Whether a map has this name as a key or a value, or is not known. */
function mentions(block: Block, name: string): boolean {
  const value = attribute(block, 'values')?.value
  const map = value && unwrapped(value)
  if (map?.kind !== 'object') return map !== undefined
  return map.fields.some((field) => {
    const source = constantOf(field.value)
    return (
      source === name || source === undefined || ((source === '' || source === null) && field.name === name)
    )
  })
}

/** What becomes of a label in the components that a component forwards to. */
function fateBehind(document: Document, component: Block, label: string, seen: Set<Block>): LabelFate {
  if (seen.has(component)) return 'kept'
  seen.add(component)
  const value = attribute(component, 'forward_to')?.value
  const list = value && unwrapped(value)
  if (list?.kind !== 'array') return 'unknown'
  const fates = list.elements.map((element): LabelFate => {
    const names = referenceNames(unwrapped(element))?.map(({ name }) => name) ?? []
    return fateIn(document, names, label, seen)
  })
  // One way that takes it away tells that somebody thought of it.
  if (fates.includes('gone')) return 'gone'
  return fates.includes('unknown') ? 'unknown' : 'kept'
}

function fateIn(document: Document, names: readonly string[], label: string, seen: Set<Block>): LabelFate {
  const name = names.slice(0, -2).join('.')
  if (name === 'loki.write' || name === 'loki.echo') return 'kept'
  const own = componentsIn(document, name).find((block) => labelOf(block) === names.at(-2))
  if (!own) return 'unknown'
  if (name === 'loki.process' && stagesIn(own).some((stage) => takesAway(stage, label))) return 'gone'
  if (name === 'loki.relabel' && childBlocks(own, 'rule').some((rule) => rewrites(rule, label))) return 'gone'
  return fateBehind(document, own, label, seen)
}

/** Whether a relabelling rule drops a label or gives it another value, or may do so. */
function rewrites(rule: Block, label: string): boolean {
  const action = textIn(rule, 'action') ?? 'replace'
  if (action === 'labelkeep') return true
  if (action === 'labeldrop') {
    const regex = attribute(rule, 'regex')
    const text = regex && constantOf(regex.value)
    return typeof text !== 'string' || matchesWhole(text, label)
  }
  const target = textIn(rule, 'target_label')
  return target === label
}

function textIn(block: Block, name: string): string | undefined {
  const written = attribute(block, name)
  const value = written && constantOf(written.value)
  return typeof value === 'string' ? value : undefined
}

/** Whether an expression matches a whole name; one that JavaScript reads otherwise is taken to. */
function matchesWhole(expression: string, name: string): boolean {
  if (parseRe2(expression).issue) return true
  try {
    return new RegExp(`^(?:${expression.replaceAll('(?P<', '(?<')})$`, 's').test(name)
  } catch {
    return true
  }
}
