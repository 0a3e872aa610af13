/**
 * A label on a block inside a component, which takes none, or none on one of the few that need one. `alloy validate`
 * looks at the labels of components alone; the start refuses these (1.18.0).
 */
import { type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const { block, component, holders } of mislabelled(document)) {
    const tree = alloyTree(document)
    const { label } = block
    const name = block.names.at(-1)
    const at = label ?? name
    if (!at || isUnknown(document, rangeOf(tree, at))) continue
    const range = rangeOf(tree, at)
    const removal = { start: name ? rangeOf(tree, name).end : range.start, end: range.end }
    const fixes: readonly Fix[] = label
      ? [
          {
            title: t('Remove the label'),
            safe: true,
            preferred: true,
            edits: [{ uri: document.uri, range: removal, text: '' }],
          },
        ]
      : []
    yield {
      range,
      ...refusedAtStart(tree, holders),
      message: label
        ? t(
            'The block {block} of {component} takes no label, so Alloy does not start, though alloy validate passes.',
            { block: block.name, component: component.name },
          )
        : t(
            'The block {block} of {component} needs a label, so Alloy does not start, though alloy validate passes.',
            { block: block.name, component: component.name },
          ),
      fixes,
    }
  }
}

/** Blocks inside components whose label should not be there, or is missing. */
const mislabelled = perDefinition(
  ({ labelled }) => labelled,
  (nested, labelled) => {
    const { block, component } = nested
    return block !== component && labelled !== (block.label !== undefined) ? [nested] : none
  },
)

const none: readonly Nested[] = []

export const rule: Rule = {
  id: 'alloy/nested-label',
  title: 'A label on a block inside a component that takes none, or none where one is needed',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
