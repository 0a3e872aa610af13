/**
 * What the arguments of a `declare` are used for inside it, and the values given to them that do not fit: a receiver
 * where the module takes a list of them. Only where an argument is the whole value of something of the catalogue is it
 * known what it has to be; a default, a calculation or a module inside the module says nothing.
 */
import type { AlloyCatalogue } from '../../schema/alloy.ts'
import type { AlloyPart, AlloyTree, Attribute, Block, Expression } from '../../syntax/alloy/ast.ts'
import { attributesOf, labelOf, referenceNames, unwrapped } from '../../syntax/alloy/visit.ts'
import { memo } from '../../text/memo.ts'
import { type ExportChain, fits, givenBy } from './exportType.ts'
import { customIn, moduleOfBlock } from './modules.ts'
import { nestedIn } from './nested.ts'

/** A place inside a module that says what an argument has to be. */
export interface ArgumentUse {
  readonly name: string
  readonly asked: string
  /** `argument.write_to.value` */
  readonly expression: Expression
}

/** A value that a module is given and can't use. */
export interface ModuleMisfit {
  /** The component that the module makes. */
  readonly component: Block
  /** The modules and loops around it. */
  readonly holders: readonly Block[]
  readonly attribute: Attribute
  readonly given: string
  readonly use: ArgumentUse
  readonly chains: readonly ExportChain[]
}

const none: readonly never[] = []

/** The uses of arguments by the `declare` that has them. */
const usesIn = memo((part: AlloyPart): ReadonlyMap<Block, readonly ArgumentUse[]> => {
  const found = new Map<Block, ArgumentUse[]>()
  if (!part.text.includes('argument.')) return found
  for (const { block, definition, holders } of nestedIn(part)) {
    const declare = holders.at(-1)
    if (declare?.name !== 'declare' || !definition) continue
    const uses = found.get(declare) ?? []
    for (const { name, value } of attributesOf(block)) {
      const argument = definition.arguments.get(name.name)
      if (argument) addUses(uses, value, argument.type)
    }
    found.set(declare, uses)
  }
  return found
})

function addUses(uses: ArgumentUse[], value: Expression, asked: string): void {
  const expression = unwrapped(value)
  const of = /^list\((.*)\)$/.exec(asked)?.[1]
  if (expression.kind === 'array' && of !== undefined) {
    for (const element of expression.elements) addUses(uses, element, of)
    return
  }
  const names = referenceNames(expression)
  const [first, name, last] = names ?? []
  if (names?.length === 3 && first?.name === 'argument' && last?.name === 'value' && name)
    uses.push({ name: name.name, asked, expression })
}

/** The values of a text that its own modules can't use. */
export const moduleMisfitsIn = memo((tree: AlloyTree) =>
  memo((catalogue: AlloyCatalogue): readonly ModuleMisfit[] => {
    const uses = new Map(tree.parts.flatMap((part) => [...usesIn(part)]))
    if (uses.size === 0) return none
    const names = new Set([...uses.keys()].map(labelOf))
    return tree.parts.flatMap((part) =>
      nestedIn(part).flatMap(({ block, component, holders }) => {
        if (block !== component || !names.has(block.name)) return none
        const made = customIn(moduleOfBlock(tree, holders.at(-1)), block.name)
        const own = made?.kind === 'declare' ? uses.get(made.block) : undefined
        return own ? misfitsOf(block, holders, own, catalogue) : none
      }),
    )
  }),
)

function misfitsOf(
  component: Block,
  holders: readonly Block[],
  uses: readonly ArgumentUse[],
  catalogue: AlloyCatalogue,
): readonly ModuleMisfit[] {
  return attributesOf(component).flatMap((attribute): readonly ModuleMisfit[] => {
    const { word, chains } = givenBy(attribute.value, catalogue)
    if (word === undefined || word.endsWith('secret')) return none
    const use = uses.find(({ name, asked }) => name === attribute.name.name && fits(word, asked) === false)
    return use ? [{ component, holders, attribute, given: word, use, chains }] : none
  })
}
