/**
 * `ignore_older_than` of `local.file_match`: a file that is not written for so long falls out of the targets, and
 * `loki.source.file` forgets how far it has read. The component's own `file_match` block keeps the position. Whether
 * files of this kind are ever written again after such a pause nobody can tell from the text.
 */
import { componentsIn, isComplete, isOpen, titleOf } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { type PlacedNames, partIndex, perPart } from '../../model/alloy/partIndex.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { booleanIn, durationIn, durationText } from '../../model/alloy/value.ts'
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
import {
  attribute,
  childBlock,
  labelOf,
  referenceNames,
  sourceOf,
  unwrapped,
} from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** What refers to a `local.file_match`. */
const uses = perPart((part): readonly PlacedNames[] =>
  part.text.includes('local.file_match.')
    ? partIndex(part).names.filter(
        ({ names }) => names[0]?.name === 'local' && names[1]?.name === 'file_match',
      )
    : none,
)
const none: readonly PlacedNames[] = []

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const block of componentsIn(document, 'local.file_match')) {
    const ignored = attribute(block, 'ignore_older_than')
    const period = ignored && durationIn(document, ignored.value)
    if (!ignored || !period || period <= 0 || !isComplete(block)) continue
    const label = labelOf(block)
    const own = uses(document).filter(({ names }) => label !== undefined && names[2]?.name === label)
    const sources = own.flatMap(({ around }) =>
      around?.block.name === 'loki.source.file' ? [around.block] : [],
    )
    if (sources.length > 0) yield judge(document, block, ignored, period, own, sources)
  }
}

function judge(
  document: Document,
  block: Block,
  ignored: Attribute,
  period: number,
  own: readonly PlacedNames[],
  sources: readonly Block[],
): Finding {
  const tree = alloyTree(document)
  const isLost = sources.some((source) => fromEnd(document, source))
  const component = sources[0] ? titleOf(document, sources[0]) : ''
  const values = { component, period: durationText(period) }
  return {
    range: rangeOf(tree, ignored),
    severity: isLost ? 'warning' : 'info',
    message: isLost
      ? t(
          'A file that is not written for {period} falls out of the targets, and {component} forgets its position: when it is written again, the new lines are lost, since tail_from_end starts behind them. Use the file_match block of loki.source.file, which keeps the position.',
          values,
        )
      : t(
          'A file that is not written for {period} falls out of the targets, and {component} forgets its position: when it is written again, it is sent again from its beginning. Use the file_match block of loki.source.file, which keeps the position.',
          values,
        ),
    related: sources.map((source) => ({
      ...placeOf(document, rangeOf(tree, source.label ?? source)),
      message: t('This source forgets the position.'),
    })),
    fixes: moveFixes(document, block, own, sources),
  }
}

function fromEnd(document: Document, source: Block): boolean {
  const value = attribute(source, 'tail_from_end')?.value
  return value !== undefined && booleanIn(document, value) === true
}

/** Where one source takes the targets as they are and nothing else does, it can look for the files itself. */
function moveFixes(
  document: Document,
  block: Block,
  own: readonly PlacedNames[],
  [source]: readonly Block[],
): readonly Fix[] {
  const paths = attribute(block, 'path_targets')?.value
  const targets = source && attribute(source, 'targets')
  if (!source || !targets || !paths || own.length > 1 || childBlock(source, 'file_match')) return []
  const isPlain = referenceNames(unwrapped(targets.value))?.at(-1)?.name === 'targets'
  if (!isPlain || block.origin === source.origin || isOpen(document, block) || isOpen(document, source))
    return []
  const tree = alloyTree(document)
  const kept = block.body.flatMap((each) =>
    each.kind === 'attribute' && each.name.name !== 'path_targets'
      ? [[each.name.name, sourceOf(each.value)] as const]
      : [],
  )
  const width = Math.max(...kept.map(([name]) => name.length))
  const settings = [['enabled', 'true'] as const, ...kept].map(
    ([name, value]) => `\t${name.padEnd(width)} = ${value}`,
  )
  const lines = ['file_match {', ...settings, '}']
  const edits = [
    removeStatement(document, block),
    { range: rangeOf(tree, targets.value), text: sourceOf(paths) },
    ...insertStatement(document, source, lines, source.body.at(-1)),
  ]
  return [
    {
      title: t('Let {component} look for the files', { component: titleOf(document, source) }),
      safe: false,
      preferred: true,
      edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/resent-idle-files',
  title: 'Files that are sent again, or in part lost, after a pause',
  kinds: ['alloy'],
  severity: 'info',
  check,
}
