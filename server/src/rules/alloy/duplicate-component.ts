/**
 * Two blocks of one name and label in a module, or in two files of a folder that Alloy is known to load as a whole.
 */
import { headRange, titleOf } from '../../model/alloy/components.ts'
import { moduleOfBlock, modulesOf } from '../../model/alloy/modules.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { block, first } of faultsOfKind(validation, 'duplicate-component')) {
    yield duplicate(document, validation, block, placeOf(document, headRange(document, first)))
  }
  for (const { block, other } of faultsOfKind(validation, 'duplicate-beside'))
    yield duplicate(document, validation, block, other)
}

function duplicate(document: Document, validation: Validation, block: Block, first: Place): Finding {
  return {
    range: headRange(document, block),
    message:
      labelOf(block) === undefined
        ? t('The block {name} is there already, and Alloy takes one: put what they say into one.', {
            name: block.name,
          })
        : t('{name} is there already: give this one another label.', { name: titleOf(document, block) }),
    ...claimOf(validation, false),
    related: [{ ...first, message: t('The other one is here.') }],
    fixes: relabelled(document, validation, block),
  }
}

/** A label that is free. References keep to the other block, so it is for the user to say which one they mean. */
function relabelled(document: Document, { scope }: Validation, block: Block): readonly Fix[] {
  const { label } = block
  if (!label?.closed || labelOf(block) === undefined) return []
  const around = modulesOf(scope.tree).find(({ entities }) => entities.some((each) => each.block === block))
  const { byId } = around ?? moduleOfBlock(scope.tree, undefined)
  let number = 2
  const free = (): string => `${label.value}_${number}`
  while (byId.has(`${block.name}.${free()}`) || scope.beside.has(`${block.name}.${free()}`)) number++
  const content = { origin: label.origin, start: label.contentStart, end: label.contentEnd }
  return [
    {
      title: t('Change the label to {label}', { label: free() }),
      safe: false,
      edits: [{ uri: document.uri, range: rangeOf(scope.tree, content), text: free() }],
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/duplicate-component',
  title: 'Two blocks of the same name and label',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
