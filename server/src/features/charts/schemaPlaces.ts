/**
 * Where `values.schema.json` describes a key: the name of the property, through `$ref` inside the file and the usual
 * ways to combine schemas. The file is read as YAML, which JSON is.
 */
import type { Keys } from '../../model/charts/known.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** The names of the properties that describe a key, without their quotes, each once. */
export function schemaProperties(document: Document, keys: Keys): readonly Range[] {
  const found = new Map<number, Range>()
  for (const { schema, tree } of schemasAround(document, keys)) {
    const pair = pairAt(get(schema, ['properties']), keys.at(-1) ?? '')
    if (pair) add(found, tree, pair.key)
  }
  return [...found.values()]
}

/** Every place of a schema that names a key; and one, where there is, that names keys of other maps, too. */
export function schemaNames(
  document: Document,
  keys: Keys,
): { readonly names: readonly Range[]; readonly shared: Range | undefined } {
  const found = new Map<number, Range>()
  let shared: Range | undefined
  const name = keys.at(-1) ?? ''
  for (const { schema, tree, reference } of schemasAround(document, keys)) {
    const before = found.size
    const pair = pairAt(get(schema, ['properties']), name)
    if (pair) add(found, tree, pair.key)
    for (const item of sequenceOf(get(schema, ['required']))?.items ?? [])
      if (item?.kind === 'scalar' && textOf(item) === name) add(found, tree, item)
    const isReferred = reference !== undefined && document.text.split(`"${reference}"`).length > 2
    if (found.size > before && isReferred) shared ??= rangeOf(tree, schema)
  }
  // A reference that goes through the property itself names it, too.
  const through = document.text.search(new RegExp(`"#/[^"]*properties/${escaped(name)}(?=["/])`))
  if (found.size > 0 && through >= 0) shared ??= { start: through, end: through }
  return { names: [...found.values()], shared }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function add(found: Map<number, Range>, tree: YamlTree, node: YamlNode): void {
  const { start, end } = rangeOf(tree, node)
  const quote = tree.text[start] === '"' ? 1 : 0
  found.set(start, { start: start + quote, end: end - quote })
}

interface Schema {
  readonly schema: YamlMap
  readonly tree: YamlTree
  /** The reference through which it was come to, the nearest one. */
  readonly reference: string | undefined
}

/** The schemas of the map that holds a key. */
function schemasAround(document: Document, keys: Keys): readonly Schema[] {
  const tree = yamlTree(document)
  const root = mapOf(tree.documents[0]?.root)
  if (!root || keys.at(-1) === undefined) return []
  let level = spread(root, [{ schema: root, tree, reference: undefined }], 0)
  for (const key of keys.slice(0, -1)) level = level.flatMap((schema) => below(root, schema, key))
  return level
}

function below(root: YamlMap, from: Schema, key: string | undefined): readonly Schema[] {
  const { schema, tree, reference } = from
  const next =
    key === undefined
      ? [get(schema, ['items']), get(schema, ['additionalProperties'])]
      : [get(schema, ['properties', key])]
  const maps = next.flatMap((node) => mapOf(node) ?? [])
  return spread(
    root,
    maps.map((each) => ({ schema: each, tree, reference })),
    0,
  )
}

const combining = ['allOf', 'anyOf', 'oneOf']
const branching = ['if', 'then', 'else', 'not']
const maxDepth = 20

/** Schemas with those that they refer to or are made of. */
function spread(root: YamlMap, schemas: readonly Schema[], depth: number): readonly Schema[] {
  if (depth > maxDepth) return schemas
  return schemas.flatMap((from) => {
    const { schema, tree, reference } = from
    const parts = combining.flatMap((key) => sequenceOf(get(schema, [key]))?.items ?? [])
    const branches = branching.map((key) => get(schema, [key]))
    const more = [...parts, ...branches].flatMap((node) => {
      const map = mapOf(node)
      return map ? [{ schema: map, tree, reference }] : []
    })
    const to = textOf(get(schema, ['$ref']))
    const target = to?.startsWith('#/') ? mapOf(get(root, pointer(to))) : undefined
    if (target) more.push({ schema: target, tree, reference: to })
    return [from, ...(more.length > 0 ? spread(root, more, depth + 1) : [])]
  })
}

function pointer(reference: string): readonly string[] {
  return reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
