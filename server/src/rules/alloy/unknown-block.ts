/**
 * A block that the block around it does not have. What is written as a block and is an argument has a rule of its own.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { componentsWithBlock, innerHomes } from '../../model/alloy/homes.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import {
  type AlloyCatalogue,
  type AlloyDefinition,
  blocksOfDefinition,
  componentOf,
} from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { childBlocks } from '../../syntax/alloy/visit.ts'
import { nearestName } from '../../text/nearest.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { owner, definition, block } of faultsOfKind(validation, 'unknown-block')) {
    const near = nearestName(
      block.name,
      namesIn(owner, definition).filter((name) => isFree(owner, name)),
    )
    const range = nameRange(document, block)
    yield {
      range,
      message: messageFor(validation.catalogue, owner, block.name, definition, near),
      ...claimOf(validation, true, block),
      fixes: near
        ? [
            {
              title: t('Change it to {near}', { near }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: near }],
            },
          ]
        : [],
    }
  }
}

/** The blocks that a block takes; that of a `foreach` with its components is no part of the definition. */
function namesIn({ name }: Block, definition: AlloyDefinition): readonly string[] {
  const names = blocksOfDefinition(definition).map((each) => each.name)
  return name === 'foreach' ? [...names, 'template'] : names
}

/** A `foreach` takes one `template`. */
function isFree(owner: Block, name: string): boolean {
  return owner.name !== 'foreach' || childBlocks(owner, name).length === 0
}

function messageFor(
  catalogue: AlloyCatalogue,
  around: Block,
  name: string,
  definition: AlloyDefinition,
  near: string | undefined,
): string {
  const owner = around.name
  if (near) return t('{owner} has no block {name}. Did you mean {near}?', { owner, name, near })
  if (componentOf(name, catalogue))
    return t(
      '{owner} has no block {name}: that is a component, which belongs at the top, not inside another.',
      {
        owner,
        name,
      },
    )
  const inner = innerHomes(definition, name)
  if (inner.length > 0)
    return t('{owner} has no block {name}: it belongs in its block {blocks}.', {
      owner,
      name,
      blocks: inner.join(', '),
    })
  const homes = componentsWithBlock(name, catalogue)
  if (homes.length > 0 && homes.length < 5)
    return t('{owner} has no block {name}: it is one of {components}.', {
      owner,
      name,
      components: homes.join(', '),
    })
  const names = namesIn(around, definition)
  if (names.length === 0) return t('{owner} has no block {name}: it takes none.', { owner, name })
  return t('{owner} has no block {name}. It takes: {names}.', { owner, name, names: listed(names) })
}

function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')
}

export const rule: Rule = {
  id: 'alloy/unknown-block',
  title: 'A block that the block around it does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
