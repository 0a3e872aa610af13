/**
 * Where a block or argument of a name belongs: the components, and the blocks inside them, that have one. For messages
 * about a name that stands in the wrong place; looked up only where something is wrong.
 */
import { type AlloyCatalogue, type AlloyDefinition, componentNames, componentOf } from '../../schema/alloy.ts'
import { memo } from '../../text/memo.ts'

/** The components that have a block of this name, at any depth, in the order of the catalogue. */
export function componentsWithBlock(name: string, catalogue: AlloyCatalogue): readonly string[] {
  return homes(catalogue).get(name) ?? []
}

const homes = memo((catalogue: AlloyCatalogue): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const component of componentNames(catalogue)) {
    const names = new Set<string>()
    const definition = componentOf(component, catalogue)?.definition
    if (definition) collectBlocks(definition, names, new Set())
    for (const name of names) {
      const same = found.get(name)
      if (same) same.push(component)
      else found.set(name, [component])
    }
  }
  return found
})

function collectBlocks(definition: AlloyDefinition, names: Set<string>, seen: Set<AlloyDefinition>): void {
  if (seen.has(definition)) return
  seen.add(definition)
  for (const block of definition.blocks.values()) {
    names.add(block.name)
    collectBlocks(block.definition, names, seen)
  }
}

/** The blocks directly inside a definition that have an argument or block of this name. */
export function innerHomes({ blocks }: AlloyDefinition, name: string): readonly string[] {
  return [...blocks.values()]
    .filter(({ definition }) => definition.arguments.has(name) || definition.blocks.has(name))
    .map((block) => block.name)
}
