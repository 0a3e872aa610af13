/**
 * Arguments that a block needs and does not have, and fields that an object needs. One finding for each block, with
 * all that it lacks.
 */
import type { BlockFault } from '../../model/alloy/blockCheck.ts'
import { headRange } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { mayBeCutOff } from '../../model/alloy/extraBrace.ts'
import { placeholderFor } from '../../model/alloy/placeholder.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

type Missing = Extract<BlockFault, { kind: 'missing-argument' }>

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  // What a brace too many has put behind the block is there.
  const cutOff = new Set(
    faultsOfKind(validation, 'stray-attribute').map(({ attribute }) => attribute.name.name),
  )
  for (const [owner, missing] of byOwner(faultsOfKind(validation, 'missing-argument'))) {
    const names = missing.map(({ argument }) => argument.name)
    if (names.every((name) => cutOff.has(name)) && mayBeCutOff(validation.scope.tree, owner)) continue
    yield {
      range: headRange(document, owner),
      message:
        names.length === 1
          ? t('{owner} needs the argument {name}, which is not given.', {
              owner: owner.name,
              name: names[0] ?? '',
            })
          : t('{owner} needs the arguments {names}, which are not given.', {
              owner: owner.name,
              names: names.join(', '),
            }),
      ...claimOf(validation, true, owner),
      fixes: adding(document, owner, missing),
    }
  }
  for (const { fault } of faultsOfKind(validation, 'value')) {
    if (fault.kind !== 'missing-field') continue
    yield {
      range: rangeOf(validation.scope.tree, fault.node),
      message: t('This object needs the field {name}, which is not given.', { name: fault.name }),
      ...claimOf(validation, true, fault.node),
    }
  }
}

function byOwner(faults: readonly Missing[]): ReadonlyMap<Block, readonly Missing[]> {
  const found = new Map<Block, Missing[]>()
  for (const fault of faults) {
    const same = found.get(fault.owner)
    if (same) same.push(fault)
    else found.set(fault.owner, [fault])
  }
  return found
}

/** Adds all that is missing, with the plainest values that are taken. What is meant is not known. */
function adding(document: Document, owner: Block, missing: readonly Missing[]): readonly Fix[] {
  const values = missing.map(({ argument }) => [argument.name, placeholderFor(argument)] as const)
  if (values.some(([, value]) => value === undefined)) return []
  const width = Math.max(...values.map(([name]) => name.length))
  const last = owner.body.findLast((each) => each.kind === 'attribute')
  const lines = values.map(([name, value]) => `${name.padEnd(width)} = ${value}`)
  return [
    {
      title: t('Add {names}', { names: values.map(([name]) => name).join(', ') }),
      safe: false,
      edits: insertStatement(document, owner, lines, last).map((edit) => ({ uri: document.uri, ...edit })),
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/missing-argument',
  title: 'An argument that a block needs and does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
