/**
 * Adds what the block at the cursor can't do without: arguments and blocks that must be given, with the plainest
 * values. A reference is put in where only one can be meant.
 */
import { headRange, isOpen } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { scopeOf } from '../../model/alloy/scope.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { nodeAt } from '../../syntax/alloy/visit.ts'
import { isUnknown } from '../../syntax/parse.ts'
import type { TextEdit } from '../../text/edit.ts'
import { t } from '../../text/translate.ts'
import { moduleBlockOf, presentIn, wayOf } from '../alloy/body.ts'
import { viewpointAt } from '../alloy/exports.ts'
import { certainMaking, isConsumer, neededIn, neededLines } from '../alloy/snippet.ts'
import type { Refactoring, Selected } from './refactor.ts'
import { tidied } from './tidy.ts'

export function addMissing(selected: Selected): readonly Refactoring[] {
  const { document, workspace, tree, catalogue, range } = selected
  const path = nodeAt(tree, range.start)?.path ?? []
  const blocks = path.filter((node): node is Block => node.kind === 'block')
  const block = blocks.at(-1)
  const definition = wayOf(blocks, catalogue)?.definition
  if (!block || !definition || block.close === undefined) return []
  if (isOpen(document, block) || isUnknown(document, headRange(document, block))) return []
  // What is being written counts: it may become what is missing.
  if (block.body.some(({ kind }) => kind === 'incomplete')) return []
  const present = presentIn(block, [])
  const needed = neededIn(definition, present)
  const members = [...needed.given, ...needed.blocks]
  if (members.every(isConsumer)) return []
  const names = members.map(({ name }) => name)
  const scope = scopeOf(document, workspace)
  const module = moduleOfBlock(tree, moduleBlockOf(blocks))
  const lines = neededLines(definition, present, certainMaking(viewpointAt(scope, module, catalogue, blocks)))
  return [
    {
      title: t('Add what {block} needs: {names}', { block: block.name, names: names.join(', ') }),
      kind: 'refactor.rewrite',
      edits: tidied(document, block, insertions(selected, block, lines)),
    },
  ]
}

/** Arguments go behind the last one, blocks behind everything. */
function insertions(
  { document }: Selected,
  block: Block,
  { given, blocks }: ReturnType<typeof neededLines>,
): readonly TextEdit[] {
  const last = block.body.at(-1)
  const lastArgument = block.body.findLast(({ kind }) => kind === 'attribute')
  const spaced = (lines: readonly string[], behind: boolean): readonly string[] =>
    behind && lines.length > 0 ? ['', ...lines] : lines
  if (lastArgument === last || given.length === 0) {
    const all = [...given, ...spaced(blocks, given.length > 0 || last !== undefined)]
    return insertStatement(document, block, all, last)
  }
  const first = insertStatement(document, block, given, lastArgument)
  return blocks.length === 0
    ? first
    : [...first, ...insertStatement(document, block, spaced(blocks, true), last)]
}
