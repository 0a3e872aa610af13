/**
 * `fromYaml` as Helm has it: YAML as go-yaml v2 reads it, every number a floating-point one. Where a text can't be read
 * the result is unknown: Helm would give a map that holds the error's own words.
 */
import type { YamlNode, YamlTree } from '../../../syntax/yaml/ast.ts'
import { goKeyOf, goValueOf } from '../../../syntax/yaml/goScalar.ts'
import { parseYaml } from '../../../syntax/yaml/parse.ts'
import { entries, resolve } from '../../../syntax/yaml/path.ts'
import { listOf, newMap, unknown, type Value } from './value.ts'

const maxDepth = 100

/** The first document of a YAML text: null where it is empty. */
export function yamlValue(text: string, read: (text: string) => YamlTree = parseYaml): Value {
  const tree = read(text)
  // Of equal keys go-yaml takes the last one.
  if (tree.issues.some(({ code }) => code !== 'DUPLICATE_KEY')) return unknown
  return valueOfNode(tree.documents[0]?.root, 0)
}

function valueOfNode(node: YamlNode | undefined, depth: number): Value {
  const target = resolve(node)
  if (depth > maxDepth || (node && !target)) return unknown
  switch (target?.kind) {
    case 'map':
      return newMap(entries(target).map((pair) => [goKeyOf(pair.key), valueOfNode(pair.value, depth + 1)]))
    case 'sequence':
      return listOf(target.items.map((item) => valueOfNode(item, depth + 1)))
    case 'scalar': {
      const value = goValueOf(target)
      return value === undefined ? unknown : value
    }
    default:
      return null
  }
}
