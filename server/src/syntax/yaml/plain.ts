/**
 * The plain data of a YAML tree, as a program would load it: aliases and merge keys resolved, the last of two same
 * keys kept. Unknown values (template output) are left out. It is bounded: a text that unfolds without end is cut.
 */
import type { YamlNode, YamlTree } from './ast.ts'
import { entries } from './path.ts'

const maxNodes = 200_000

/** The data of the first document. */
export function plainData(tree: YamlTree): unknown {
  return plainNode(tree.documents[0]?.root)
}

/** The data of a node; `undefined` for one that is not there or unknown. */
export function plainNode(node: YamlNode | undefined): unknown {
  const budget = { left: maxNodes }
  return convert(node, budget, 0)
}

function convert(node: YamlNode | undefined, budget: { left: number }, depth: number): unknown {
  if (!node) return null
  if (budget.left-- <= 0 || depth > 200) return undefined
  if (node.kind === 'alias') return convert(node.target, budget, depth + 1)
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'sequence') return node.items.map((item) => convert(item, budget, depth + 1))
  const out: Record<string, unknown> = {}
  for (const pair of entries(node)) {
    if (pair.key.hole) continue
    // A key may be `__proto__`: it is data here and nothing else.
    Object.defineProperty(out, pair.key.text, {
      value: convert(pair.value, budget, depth + 1),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return out
}
