/**
 * Components that only work for others and that no other refers to: writers that get nothing, discoveries whose
 * targets nobody takes. A text in which nothing is sent anywhere is a piece of a configuration, and left alone. So is a
 * component while a reference to one of its kind names nothing: it may be meant, and that reference has its own finding.
 */
import { headRange, titleOf } from '../../model/alloy/components.ts'
import { correctionOf } from '../../model/alloy/corrections.ts'
import { isReferred, isWhole, passiveComponents } from '../../model/alloy/flow.ts'
import { anyUnknown } from '../../model/alloy/nested.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { scopeOf } from '../../model/alloy/scope.ts'
import { validationOf } from '../../model/alloy/validation.ts'
import { componentOf } from '../../schema/alloy.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const scope = scopeOf(document, workspace)
  // Template output may refer to anything.
  if (scope.open || !isWhole(scope)) return
  const { references, faults } = validationOf(document, workspace)
  const sought = references.unresolved.flatMap((placed) => [
    placed.reference.names.map(({ name }) => name).join('.'),
    correctionOf(scope, placed)?.id ?? '',
  ])
  const doubles = new Set(
    (faults.get('duplicate-component') ?? []).flatMap((fault) => ('block' in fault ? [fault.block] : [])),
  )
  for (const block of passiveComponents(document)) {
    if (block.close === undefined || isReferred(scope, block) || doubles.has(block)) continue
    if (sought.some((name) => name.startsWith(`${block.name}.`))) continue
    if (block.label && anyUnknown(document, [block.label])) continue
    const exported = componentOf(block.name)?.exports.map(([name]) => name) ?? []
    const component = titleOf(document, block)
    yield {
      range: headRange(document, block),
      tag: 'unnecessary',
      message: t(
        'Nothing uses {component}: no other component refers to its {exports}, so it does nothing.',
        {
          component,
          exports: exported.join(', '),
        },
      ),
      fixes: [
        {
          title: t('Remove {component}', { component }),
          safe: false,
          edits: [{ uri: document.uri, ...removeStatement(document, block) }],
        },
      ],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/unused-component',
  title: 'A component that no other refers to and that does nothing by itself',
  kinds: ['alloy'],
  severity: 'info',
  check,
}
