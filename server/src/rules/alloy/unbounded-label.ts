/**
 * Labels of entries that take a value of which every line, request or client has its own: each value is a stream of its
 * own in Loki. Which names are meant is data: `schema/unboundedLabels.ts`. A label that a later stage or component
 * takes away again is left alone, and so is one whose value was brought to a few before.
 */

import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { fateOf } from '../../model/alloy/labels.ts'
import { anyUnknown } from '../../model/alloy/nested.ts'
import { removeField } from '../../model/alloy/removal.ts'
import { perPipeline, type Stage, type StageLabel } from '../../model/alloy/stages.ts'
import { constantOf } from '../../model/alloy/value.ts'
import { type UnboundedKind, unboundedKind } from '../../schema/unboundedLabels.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** A label whose name says that it is one, and what is around it. */
interface Suspect {
  readonly component: Block
  /** The `stage.match` or component that the stage stands in. */
  readonly around: Block
  readonly stage: Stage
  readonly label: StageLabel
  readonly kind: UnboundedKind
  /** The stages that run behind it. */
  readonly later: readonly Stage[]
}

const suspects = perPipeline(({ nested, stages }) => [
  ...inStages(nested.component, stages, nested.component, [], []),
])

function* inStages(
  component: Block,
  stages: readonly Stage[],
  around: Block,
  before: readonly Stage[],
  behind: readonly Stage[],
): Iterable<Suspect> {
  for (const [i, stage] of stages.entries()) {
    if (!isConcerned(stage)) continue
    const earlier = [...before, ...stages.slice(0, i)]
    const later = [...stages.slice(i + 1), ...behind]
    for (const label of stage.labels) {
      const kind = kindOf(label)
      if (kind && !isBounded(earlier, label.source)) yield { component, around, stage, label, kind, later }
    }
    yield* inStages(component, stage.inner, stage.block, earlier, later)
  }
}

/** Whether a stage, or one inside it, sets such a label: few do. */
function isConcerned({ labels, inner }: Stage): boolean {
  return labels.some((label) => kindOf(label) !== undefined) || inner.some(isConcerned)
}

function kindOf({ label, source }: StageLabel): UnboundedKind | undefined {
  return unboundedKind(label) ?? (source === label ? undefined : unboundedKind(source))
}

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const { component, around, stage, label, kind, later } of suspects(document)) {
    if (anyUnknown(document, [label.place])) continue
    const fate = fateOf(document, component, later, label.label)
    if (fate === 'gone') continue
    yield {
      range: rangeOf(alloyTree(document), label.place),
      ...(fate === 'unknown' ? { severity: 'info' as const } : {}),
      message: t(
        'The label {label} has a value of its own for {every}: in Loki each makes a stream with an index entry and chunks of its own, which costs memory and slows every query down. Put it into structured metadata, where it can be searched as well.',
        { label: label.label, every: everyOf(kind) },
      ),
      fixes: fixOf(document, around, stage, label),
    }
  }
}

function everyOf(kind: UnboundedKind): string {
  switch (kind) {
    case 'identifier':
      return t('every request or process')
    case 'time':
      return t('every moment')
    case 'address':
      return t('every address and parameter')
    default:
      return t('nearly every line')
  }
}

/** Whether an earlier stage gave the value a new form, or took it from a choice of a few words. */
function isBounded(earlier: readonly Stage[], source: string): boolean {
  return earlier.some(({ kind, block, writes }) => {
    const own = attribute(block, 'source')
    if (kind === 'template' || kind === 'replace')
      return own !== undefined && constantOf(own.value) === source
    if (kind !== 'regex' || !writes.some(({ name }) => name === source)) return false
    const expression = attribute(block, 'expression')
    const text = expression && constantOf(expression.value)
    return typeof text === 'string' && new RegExp(`\\(\\?P?<${source}>[\\w/|.: -]+\\)`).test(text)
  })
}

/** The entry becomes structured metadata: where the stage has no other, the stage does. */
function fixOf(
  document: Document,
  around: Block,
  { block }: Stage,
  { field, label }: StageLabel,
): readonly Fix[] {
  const values = attribute(block, 'values')
  const map = values && unwrapped(values.value)
  if (!field || map?.kind !== 'object' || attribute(block, 'source_type')) return []
  const title = t('Put {label} into structured metadata', { label })
  const tree = alloyTree(document)
  const [, last] = block.names
  if (map.fields.length === 1 && last) {
    const edits = [{ uri: document.uri, range: rangeOf(tree, last), text: 'structured_metadata' }]
    return [{ title, safe: false, preferred: true, edits }]
  }
  const { start, end } = rangeOf(tree, field)
  const entry = document.text.slice(start, end).replace(/\s*=\s*/, ' = ')
  const removal = removeField(document, map, field)
  const lines = ['', 'stage.structured_metadata {', `\tvalues = { ${entry} }`, '}']
  const insertions = insertStatement(document, around, lines, block)
  return [
    {
      title,
      safe: false,
      preferred: true,
      edits: [removal, ...insertions].map((edit) => ({ uri: document.uri, ...edit })),
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/unbounded-label',
  title: 'A label with a value of its own for every line or request',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
