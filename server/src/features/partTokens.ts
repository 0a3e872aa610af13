/**
 * The semantic tokens of one part of an Alloy text that hang on the part and on Alloy's catalogue alone: blocks,
 * labels, arguments and functions that Alloy knows. They are kept as long as the part is. References and custom
 * components hang on the rest of the configuration: see `semanticTokens.ts`.
 */
import { partIndex } from '../model/alloy/partIndex.ts'
import {
  type AlloyCatalogue,
  type AlloyDefinition,
  componentOf,
  configBlockOf,
  definitionOf,
  functionOf,
  stateOf,
} from '../schema/alloy.ts'
import type { AlloyPart, Block, Statement } from '../syntax/alloy/ast.ts'
import { memo } from '../text/memo.ts'
import type { Range } from '../text/range.ts'

/** The types of tokens, in the order of the legend. */
export const tokenTypes = [
  /** A component or block that Alloy knows. */
  'type',
  /** A `declare`: its label, and what is made of it; a named template. */
  'class',
  /** An import. */
  'namespace',
  /** A label, and a reference to it. */
  'variable',
  /** An argument of a `declare`, the variable of a loop. */
  'parameter',
  /** An argument of a block, an export. */
  'property',
  'function',
  /** In a template: `if`, `end` and the like. */
  'keyword',
  'number',
  'comment',
] as const
export type TokenType = (typeof tokenTypes)[number]

/** In the order of the legend; in `modifiers` each is a bit. */
export const tokenModifiers = ['declaration', 'deprecated', 'defaultLibrary'] as const
export type TokenModifier = (typeof tokenModifiers)[number]

/** A token of a part; offsets are the part's. */
export interface PartToken extends Range {
  readonly type: TokenType
  readonly modifiers: number
}

/** A token over a range. */
export function tokenOver({ start, end }: Range, type: TokenType, modifier?: TokenModifier): PartToken {
  return { start, end, type, modifiers: modifier ? 1 << tokenModifiers.indexOf(modifier) : 0 }
}

const labelTypes: Readonly<Record<string, TokenType>> = {
  declare: 'class',
  argument: 'parameter',
  export: 'property',
}

/** The tokens of a part, in no order. */
export const knownTokens = memo((catalogue: AlloyCatalogue) =>
  memo((part: AlloyPart): readonly PartToken[] => {
    const found: PartToken[] = []
    inModule(found, catalogue, part.body)
    for (const { names, expression } of partIndex(part).names) {
      const known = functionOf(names.map(({ name }) => name).join('.'), catalogue)
      if (!known) continue
      const type = known.kind === 'function' ? 'function' : 'variable'
      const modifier = known.replacement === undefined ? 'defaultLibrary' : 'deprecated'
      const isOneLine = !part.text.slice(expression.start, expression.end).includes('\n')
      if (isOneLine) found.push(tokenOver(expression, type, modifier))
    }
    return found.sort((a, b) => a.start - b.start)
  }),
)

/** A block at the level of a module. */
function inModule(found: PartToken[], catalogue: AlloyCatalogue, body: readonly Statement[]): void {
  for (const block of body) {
    if (block.kind !== 'block') continue
    const { name, label } = block
    const isComponent = componentOf(name, catalogue) !== undefined
    if (isComponent) for (const each of block.names) found.push(tokenOver(each, 'type'))
    if (label && label.value !== '') {
      const type = name.startsWith('import.') ? 'namespace' : (labelTypes[name] ?? 'variable')
      found.push(tokenOver({ start: label.contentStart, end: label.contentEnd }, type, 'declaration'))
    }
    if (name === 'declare') inModule(found, catalogue, block.body)
    else inBlock(found, catalogue, block, { component: name, way: [] }, definitionOf(name, catalogue))
    if (name === 'foreach')
      for (const each of block.body)
        if (each.kind === 'block' && each.name === 'template') inModule(found, catalogue, each.body)
  }
}

interface Way {
  readonly component: string
  readonly way: readonly string[]
}

/** The arguments and blocks of a block that Alloy knows. */
function inBlock(
  found: PartToken[],
  catalogue: AlloyCatalogue,
  { body }: Block,
  { component, way }: Way,
  definition: AlloyDefinition | undefined,
): void {
  if (!definition) return
  for (const each of body) {
    if (each.kind === 'attribute') {
      const { name } = each.name
      if (definition.arguments.has(name))
        found.push(tokenOver(each.name, 'property', deprecation(catalogue, component, [...way, name])))
    } else if (each.kind === 'block') {
      const inner = definition.blocks.get(each.name)
      if (!inner) continue
      const below = [...way, each.name]
      const modifier = deprecation(catalogue, component, below)
      for (const name of each.names) found.push(tokenOver(name, 'type', modifier))
      inBlock(found, catalogue, each, { component, way: below }, inner.definition)
    }
  }
}

function deprecation(
  catalogue: AlloyCatalogue,
  component: string,
  way: readonly string[],
): 'deprecated' | undefined {
  return stateOf(component, way, catalogue)?.state === 'deprecated' ? 'deprecated' : undefined
}

/** A block at the level of a module that Alloy itself does not know. */
export interface CustomBlock {
  readonly block: Block
  /** The `declare` or `foreach` in whose module it stands. */
  readonly moduleBlock: Block | undefined
}

/** The blocks of a part that only a `declare` or an import can explain. */
export const customBlocks = memo((part: AlloyPart): readonly CustomBlock[] => {
  const found: CustomBlock[] = []
  addCustoms(found, part.body, undefined)
  return found
})

function addCustoms(found: CustomBlock[], body: readonly Statement[], moduleBlock: Block | undefined): void {
  for (const block of body) {
    if (block.kind !== 'block' || block.name === '') continue
    if (block.name === 'declare') addCustoms(found, block.body, block)
    else if (block.name === 'foreach') {
      for (const each of block.body)
        if (each.kind === 'block' && each.name === 'template') addCustoms(found, each.body, block)
    } else if (!componentOf(block.name) && !configBlockOf(block.name)) found.push({ block, moduleBlock })
  }
}
