/**
 * A name that a namespace of the standard library does not have, such as `sys.hostname`. `alloy validate` looks at the
 * namespace alone; the start refuses the rest (1.18.0). A name that is no namespace is for `alloy/unresolved-reference`.
 */
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { isStarted } from '../../model/alloy/nested.ts'
import { moduleBlockAround, type PlacedNames, perNames } from '../../model/alloy/partIndex.ts'
import { meaningOf, scopeOf } from '../../model/alloy/scope.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { type AlloyCatalogue, functionNames, functionOf, isLibraryName } from '../../schema/alloy.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { memo } from '../../text/memo.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const catalogue = catalogueOf(workspace)
  for (const placed of absentMembers(catalogue)(document)) {
    const { names, expression } = placed
    const [space, member] = names
    const tree = alloyTree(document)
    if (!space || !member || isUnknown(document, rangeOf(tree, expression))) continue
    const holder = moduleBlockAround(placed.around)
    // A block of the configuration may have the name of a namespace.
    if (meaningOf(scopeOf(document, workspace), moduleOfBlock(tree, holder), names)) continue
    const range = rangeOf(tree, member)
    const members = functionNames(catalogue)
      .filter((name) => name.startsWith(`${space.name}.`))
      .map((name) => name.slice(space.name.length + 1))
    const near = nearestName(member.name, members)
    yield {
      range,
      ...(isStarted(tree, holder ? [holder] : []) ? { refusedBy: 'alloy run' as const } : {}),
      message: t(
        '{space} has no {name}, so Alloy does not start, though alloy validate passes. It has: {members}.',
        {
          space: space.name,
          name: member.name,
          members: members.join(', '),
        },
      ),
      fixes: near
        ? [
            {
              title: t('Change it to {name}', { name: `${space.name}.${near}` }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: near }],
            },
          ]
        : [],
    }
  }
}

const absentMembers = memo((catalogue: AlloyCatalogue) =>
  perNames(
    (first) => (isLibraryName(first, catalogue) ? true : undefined),
    (placed) => (isAbsent(placed, catalogue) ? placed : undefined),
  ),
)

function isAbsent({ names }: PlacedNames, catalogue: AlloyCatalogue): boolean {
  const [space, member] = names
  if (!space || !member || member.name === '') return false
  // A function such as coalesce has no members at all.
  return !functionOf(space.name, catalogue) && !functionOf(`${space.name}.${member.name}`, catalogue)
}

export const rule: Rule = {
  id: 'alloy/unknown-member',
  title: 'A name that a namespace of the standard library does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
