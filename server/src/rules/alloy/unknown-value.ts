/**
 * Words that are none of those an argument takes: the role of a discovery, the action of a metric, the protocol of a
 * listener. `alloy validate` does not look at these (1.18.0), the start refuses. Which they are is data:
 * `schema/alloyValues.ts`; words that `alloy validate` refuses are for `alloy/type`.
 */
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { constantOf } from '../../model/alloy/value.ts'
import { type BadValue, badValuesIn } from '../../model/alloy/values.ts'
import type { TextForm } from '../../schema/alloyValues.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const bad of badValuesIn(document, 'words', 'form', 'other', 'keys')) yield findingOf(document, bad)
}

function findingOf(document: Document, bad: BadValue): Finding {
  const { nested, check, node } = bad
  const tree = alloyTree(document)
  const range = rangeOf(tree, node)
  const words = check.takes.kind === 'words' ? check.takes.words : []
  const instead = node.kind === 'identifier' ? undefined : nearestOf(constantOf(node), words)
  return {
    range,
    ...refusedAtStart(tree, nested.holders),
    message: messageOf(bad),
    fixes:
      instead === undefined
        ? []
        : [
            {
              title: t('Change it to {instead}', { instead }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: JSON.stringify(instead) }],
            },
          ],
  }
}

function messageOf({ check: { takes }, attribute, node, when }: BadValue): string {
  const values = { name: attribute.name.name, value: sourceOf(node), when: when ?? '' }
  switch (takes.kind) {
    case 'other':
      return t('Alloy does not start: {name} cannot be {value} here. Write a block {block} instead.', {
        ...values,
        block: takes.block,
      })
    case 'keys':
      return t(
        'Alloy does not start: {name} cannot set {value}, which has arguments of its own or is set by Alloy.',
        values,
      )
    case 'form':
      return t('Alloy does not start: {name} is {form}, and {value} is none.', {
        ...values,
        form: forms[takes.form](),
      })
    default: {
      const words = takes.kind === 'words' ? takes.words.join(', ') : ''
      return when
        ? t('Alloy does not start: with {when}, {name} is one of {words}, and not {value}.', {
            ...values,
            words,
          })
        : t('Alloy does not start: {name} is one of {words}, and not {value}.', { ...values, words })
    }
  }
}

const forms: Readonly<Record<TextForm, () => string>> = {
  host: () => t('an address without a port, which has an argument of its own'),
  'host-and-port': () => t('an address with a port, such as 0.0.0.0:514'),
  'kafka-version': () => t('a version with three numbers, such as 2.8.0'),
  label: () => t('a name of ASCII letters, digits and underscores'),
}

/** The word that was meant: one that differs in case, or by a letter or two. */
function nearestOf(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined
  const plain = value.trim().toLowerCase()
  return words.find((each) => each.toLowerCase() === plain) ?? nearestName(value, words)
}

export const rule: Rule = {
  id: 'alloy/unknown-value',
  title: 'A word that is none of those which the start of Alloy takes',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
