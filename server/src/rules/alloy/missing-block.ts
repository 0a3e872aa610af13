/**
 * Blocks that a block needs inside it and does not have: `output` of an OpenTelemetry receiver, the `template` of a
 * `foreach`. One finding for each block, with all that it lacks.
 */
import { headRange } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { placeholderBlock } from '../../model/alloy/placeholder.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** A block that is missing, as lines to add; none where they are not known. */
interface Missing {
  readonly name: string
  readonly lines: readonly string[] | undefined
}

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const found = new Map<Block, Missing[]>()
  for (const { owner, block } of faultsOfKind(validation, 'missing-block')) {
    const missing = { name: block.name, lines: placeholderBlock(block) }
    const same = found.get(owner)
    if (same) same.push(missing)
    else found.set(owner, [missing])
  }
  for (const { block } of faultsOfKind(validation, 'missing-template'))
    found.set(block, [...(found.get(block) ?? []), { name: 'template', lines: ['template {', '}'] }])
  for (const [owner, missing] of found) yield findingFor(document, validation, owner, missing)
}

function findingFor(
  document: Document,
  validation: Validation,
  owner: Block,
  missing: readonly Missing[],
): Finding {
  const names = missing.map(({ name }) => name)
  const lines = missing.map((each) => each.lines)
  const last = owner.body.at(-1)
  return {
    range: headRange(document, owner),
    message:
      names.length === 1
        ? t('{owner} needs a block {name} inside it.', { owner: owner.name, name: names[0] ?? '' })
        : t('{owner} needs the blocks {names} inside it.', { owner: owner.name, names: names.join(', ') }),
    ...claimOf(validation, true, owner),
    fixes: lines.includes(undefined)
      ? []
      : [
          {
            title: t('Add {names}', { names: names.join(', ') }),
            safe: false,
            edits: insertStatement(
              document,
              owner,
              [...(last ? [''] : []), ...lines.flatMap((each) => each ?? [])],
              last,
            ).map((edit) => ({ uri: document.uri, ...edit })),
          },
        ],
  }
}

export const rule: Rule = {
  id: 'alloy/missing-block',
  title: 'A block that another one needs inside it',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
