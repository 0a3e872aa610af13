/**
 * What may be written in the body that a place lies in: statements of a module, or arguments and blocks of a block.
 */
import { type Custom, customOf } from '../../model/alloy/scope.ts'
import {
  type AlloyCatalogue,
  type AlloyDefinition,
  type AlloyWay,
  componentOf,
  configBlockOf,
  wayTo,
} from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Cursor } from './cursor.ts'

export type Body =
  /** Statements of a module: components and configuration blocks. */
  | { readonly kind: 'module'; readonly module: 'root' | 'declare' | 'foreach' }
  /** The body of a block that the catalogue knows. */
  | { readonly kind: 'block'; readonly block: Block; readonly way: AlloyWay }
  /** The body of a custom component. */
  | { readonly kind: 'custom'; readonly block: Block; readonly custom: Custom }

/** What may be written at the cursor; undefined where the catalogue does not know the block. */
export function bodyOf(cursor: Cursor): Body | undefined {
  const { blocks, catalogue, scope, module } = cursor
  const block = blocks.at(-1)
  if (!block) return { kind: 'module', module: 'root' }
  const holder = moduleAt(blocks, blocks.length - 1)
  if (holder) return { kind: 'module', module: holder }
  const way = wayOf(blocks, catalogue)
  if (way) return { kind: 'block', block, way }
  if (!isModuleLevel(blocks) || componentOf(block.name, catalogue) || configBlockOf(block.name, catalogue))
    return undefined
  const custom = customOf(scope, module, block.name)
  return custom && { kind: 'custom', block, custom }
}

/** The way to the innermost of nested blocks. */
export function wayOf(blocks: readonly Block[], catalogue: AlloyCatalogue): AlloyWay | undefined {
  return wayTo(
    blocks.map(({ name }) => name),
    catalogue,
  )
}

/** Whether the innermost block stands directly in a module. */
export function isModuleLevel(blocks: readonly Block[]): boolean {
  return blocks.length === 1 || moduleAt(blocks, blocks.length - 2) !== undefined
}

/** Which kind of module the block at `i` of nested blocks holds. */
function moduleAt(blocks: readonly Block[], i: number): 'declare' | 'foreach' | undefined {
  const name = blocks[i]?.name
  if (name === 'declare' && (i === 0 || moduleAt(blocks, i - 1))) return 'declare'
  const isTemplate = name === 'template' && blocks[i - 1]?.name === 'foreach'
  return isTemplate && (i === 1 || moduleAt(blocks, i - 2)) ? 'foreach' : undefined
}

/** Names of the arguments and blocks that a block has already, without the statement that is being written. */
export function presentIn(block: Block, writing: readonly object[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const each of block.body) {
    if (writing.includes(each) || each.kind === 'incomplete') continue
    names.add(each.kind === 'attribute' ? each.name.name : each.name)
  }
  return names
}

/** The definition of a block's own arguments and blocks, as far as the body has one. */
export function definitionIn(body: Body | undefined): AlloyDefinition | undefined {
  return body?.kind === 'block' ? body.way.definition : undefined
}

/** The `declare` or `foreach` block whose module the body of the innermost block belongs to. */
export function moduleBlockOf(blocks: readonly Block[]): Block | undefined {
  return blocks.findLast(
    ({ name }, i) =>
      (name === 'declare' && i < blocks.length - 1) ||
      (name === 'foreach' && blocks[i + 1]?.name === 'template' && i < blocks.length - 2),
  )
}
