/**
 * An argument that is written as a block, or a block that is written as an argument. Where nothing is lost by it, the
 * fix writes the one as the other.
 */
import { nameRange } from '../../model/alloy/components.ts'
import type { Insertion } from '../../model/alloy/componentsEdit.ts'
import { asArgument, asBlocks } from '../../model/alloy/rewrites.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { block, argument } of faultsOfKind(validation, 'argument-as-block')) {
    const { name } = argument
    yield {
      range: nameRange(document, block),
      message: t('{name} is an argument, which takes {expected}: write {name} = …, not a block.', {
        name,
        expected: typeText(argument.type),
      }),
      ...claimOf(validation, true, block),
      fixes: fixesFor(
        document,
        t('Write {name} as an argument', { name }),
        asArgument(document, block, argument),
      ),
    }
  }
  for (const { attribute, block } of faultsOfKind(validation, 'block-as-argument')) {
    const { name } = block
    yield {
      range: rangeOf(validation.scope.tree, attribute.name),
      message: t('{name} is a block: write {example}, without an equals sign.', {
        name,
        example: `${name} { … }`,
      }),
      ...claimOf(validation, true, attribute),
      fixes: fixesFor(document, t('Write {name} as a block', { name }), asBlocks(document, attribute, block)),
    }
  }
}

function fixesFor({ uri }: Document, title: string, edit: Insertion | undefined): readonly Fix[] {
  return edit ? [{ title, safe: false, preferred: true, edits: [{ uri, ...edit }] }] : []
}

export const rule: Rule = {
  id: 'alloy/argument-or-block',
  title: 'An argument that is written as a block, or the other way round',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
