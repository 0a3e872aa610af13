/** The names of values that the stages of a `loki.process` have extracted before the one that is being written. */
import { type Stage, stagesIn } from '../../model/alloy/stages.ts'
import type { Block } from '../../syntax/alloy/ast.ts'

/**
 * Names in the order in which they are extracted.
 * @param blocks around the place, the outermost first
 */
export function extractedBefore(blocks: readonly Block[]): readonly string[] {
  const from = blocks.findIndex(({ name }) => name === 'loki.process')
  const names = new Set<string>()
  for (let i = from; i >= 0 && i + 1 < blocks.length; i++) {
    const [around, inner] = [blocks[i], blocks[i + 1]]
    if (!around || !inner?.name.startsWith('stage.')) break
    for (const stage of stagesIn(around)) {
      if (stage.block === inner) break
      addNames(names, stage)
    }
  }
  return [...names]
}

function addNames(names: Set<string>, { writes, inner }: Stage): void {
  for (const { name } of writes) names.add(name)
  for (const stage of inner) addNames(names, stage)
}
