/**
 * Arguments that a settled component only takes at the experimental stability level, first of all `queue_config` of
 * `loki.write`. `alloy validate` does not look; the start refuses (1.18.0). Which ones they are is data:
 * `schema/alloyGates.ts`.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { type Gated, gatedIn } from '../../model/alloy/gates.ts'
import { type AlloyLevel, alloyLevel, permits } from '../../model/alloy/level.ts'
import { anyUnknown, refusedAtStart } from '../../model/alloy/nested.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const gated = gatedIn(document)
  if (gated.length === 0) return
  const level = alloyLevel(workspace)
  if (permits(level.level, 'experimental')) return
  for (const each of gated) {
    if (!anyUnknown(document, [each.node])) yield findingOf(document, each, level)
  }
}

function findingOf(
  document: Document,
  { nested, gate, node }: Gated,
  { level, stated }: AlloyLevel,
): Finding {
  const tree = alloyTree(document)
  const setting =
    node.kind === 'block' || gate.when === 'present' ? gate.name : `${gate.name} = ${sourceOf(node.value)}`
  const { component, block } = nested
  const place =
    block === component
      ? component.name
      : t('{block} of {component}', { block: block.name, component: component.name })
  const values = { setting, place, component: component.name, level, name: gate.name }
  return {
    range: node.kind === 'block' ? nameRange(document, node) : rangeOf(tree, node.value),
    // Whoever runs the file without a word of it here has set the level, or it would not start.
    ...(stated ? refusedAtStart(tree, nested.holders) : { severity: 'info' as const }),
    message: !stated
      ? t(
          'Alloy takes {setting} in {place} only if it is started with --stability.level=experimental, and nothing here says how it is started.',
          values,
        )
      : gate.when === 'changed'
        ? t(
            'Alloy does not start at stability level {level}: {setting} in {place} changes a default that only the level experimental may change. Remove it, or run Alloy with --stability.level=experimental.',
            values,
          )
        : t(
            'Alloy does not start at stability level {level}: {component} takes {setting} only at the level experimental. Remove it, or run Alloy with --stability.level=experimental.',
            values,
          ),
    fixes: [
      {
        title: t('Remove {name}', { name: gate.name }),
        safe: false,
        edits: [{ uri: document.uri, ...removeStatement(document, node) }],
      },
    ],
  }
}

export const rule: Rule = {
  id: 'alloy/queue-config-stability',
  title: 'A setting that Alloy only takes at the experimental stability level',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
