/**
 * Texts and lists that the start of Alloy refuses where they are empty: `source = ""` of a stage, `values = []` of
 * `stage.label_drop`, a Kafka without brokers. `alloy validate` does not look (1.18.0). Which they are is data:
 * `schema/alloyValues.ts`; an empty address is for `alloy/url`, an empty regular expression for `alloy/regex`.
 */
import { definitionName, refusedAtStart } from '../../model/alloy/nested.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { type BadValue, badValuesIn } from '../../model/alloy/values.ts'
import { addressArguments } from '../../schema/alloyAddresses.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const bad of badValuesIn(document, 'something')) if (!isAddress(bad)) yield findingOf(document, bad)
}

/** Whether `alloy/url` says it already. */
function isAddress({ nested, argument }: BadValue): boolean {
  const name = nested.definition && definitionName(nested.definition)
  return addressArguments.some(
    (each) => each.definition === name && each.argument === argument.name && !each.mayBeEmpty,
  )
}

function findingOf(document: Document, { nested, argument, attribute, node, when }: BadValue): Finding {
  const tree = alloyTree(document)
  const values = { name: attribute.name.name, block: nested.block.name, when: when ?? '' }
  return {
    range: rangeOf(tree, node),
    ...refusedAtStart(tree, nested.holders),
    message: when
      ? t('Alloy does not start: with {when}, {name} of {block} must not be empty.', values)
      : t('Alloy does not start: {name} of {block} must not be empty.', values),
    // What is required can't be left out; an empty text means something else than none.
    fixes:
      argument.required || when !== undefined
        ? []
        : [
            {
              title: t('Remove {name}', values),
              safe: false,
              edits: [{ uri: document.uri, ...removeStatement(document, attribute) }],
            },
          ],
  }
}

export const rule: Rule = {
  id: 'alloy/empty-value',
  title: 'A text or list that the start of Alloy does not take empty',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
