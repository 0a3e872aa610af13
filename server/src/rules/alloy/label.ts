/**
 * A component, module, argument, export or import without the label that tells it from others of its kind. Labels of
 * blocks inside components are for another rule.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { modulesOf } from '../../model/alloy/modules.ts'
import { labelsNamed } from '../../model/alloy/references.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Edit, Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { block } of faultsOfKind(validation, 'missing-label')) {
    const label = freeLabel(validation, block)
    yield {
      range: nameRange(document, block),
      message: t('{name} needs a label, as in {example}: references name it by that.', {
        name: block.name,
        example: `${block.name} "${label}"`,
      }),
      ...claimOf(validation, true),
      fixes: [
        {
          title: t('Add the label "{label}"', { label }),
          safe: false,
          preferred: true,
          edits: [labelling(document, validation, block, label)],
        },
      ],
    }
  }
}

function labelling(document: Document, { scope }: Validation, block: Block, label: string): Edit {
  // An empty label is there to be filled.
  if (block.label) return { uri: document.uri, range: rangeOf(scope.tree, block.label), text: `"${label}"` }
  const { end } = nameRange(document, block)
  return { uri: document.uri, range: { start: end, end }, text: ` "${label}"` }
}

/** The label by which references name a block that is not there, else one that no block has. */
function freeLabel({ scope }: Validation, block: Block): string {
  const around = modulesOf(scope.tree).find(({ entities }) => entities.some((each) => each.block === block))
  const isTaken = (label: string): boolean =>
    around?.byId.has(`${block.name}.${label}`) === true || scope.beside.has(`${block.name}.${label}`)
  const isElsewhere = (label: string): boolean =>
    modulesOf(scope.tree).some(({ byId }) => byId.has(`${block.name}.${label}`))
  const wanted = labelsNamed(scope, block.name).find((label) => !isTaken(label) && !isElsewhere(label))
  if (wanted !== undefined) return wanted
  if (!isTaken('default')) return 'default'
  let number = 2
  while (isTaken(`default_${number}`)) number++
  return `default_${number}`
}

export const rule: Rule = {
  id: 'alloy/label',
  title: 'A block without the label that it needs',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
