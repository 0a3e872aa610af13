/**
 * What IAM policies (JSON) allow on buckets: the statements of a policy document, wherever it stands in the file, as
 * it is written or as a string in a key such as `PolicyDocument`. Conditions and denials are not weighed: a policy that has them is unknown.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, resolve, textOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'

/** One `Allow` statement about S3. */
export interface Statement {
  readonly node: YamlMap
  readonly actions: readonly { readonly name: string; readonly node: YamlNode }[]
  readonly resources: readonly { readonly arn: string; readonly node: YamlNode }[]
}

/** The policies of a file: each a list of its `Allow` statements. A policy that denies or has conditions is left out. */
export const policiesOf = memo((document: Document): readonly (readonly Statement[])[] => {
  if (document.kind !== 'iam-policy') return []
  const policies: (readonly Statement[])[] = []
  walk(yamlTree(document), ({ node }) => {
    const statements = node.kind === 'map' ? get(node, ['Statement']) : undefined
    if (!statements) return
    const read = listOf(statements).map(statementOf)
    const certain = read.every((statement) => statement !== undefined)
    if (certain) policies.push(read)
    return false
  })
  return policies
})

/** A node that may be one thing or a list of them. */
function listOf(node: YamlNode | undefined): readonly YamlNode[] {
  const target = resolve(node)
  if (!target) return []
  return target.kind === 'sequence' ? target.items.flatMap((item) => item ?? []) : [target]
}

function statementOf(given: YamlNode): Statement | undefined {
  const node = mapOf(given)
  if (!node || textOf(get(node, ['Effect'])) !== 'Allow') return undefined
  if (['Condition', 'NotAction', 'NotResource'].some((key) => get(node, [key]))) return undefined
  const named = (key: string) => listOf(get(node, [key])).map((item) => ({ name: textOf(item), node: item }))
  const actions = named('Action').flatMap(({ name, node: at }) =>
    name === undefined ? [] : [{ name, node: at }],
  )
  const resources = named('Resource').flatMap(({ name, node: at }) =>
    name === undefined ? [] : [{ arn: name, node: at }],
  )
  return { node, actions, resources }
}

/** The bucket and what of it an ARN names; nothing for an ARN of something else or of every bucket. */
export function bucketOf(
  arn: string,
): { readonly bucket: string; readonly on: 'bucket' | 'objects' | 'both' } | undefined {
  const match = /^arn:aws[\w-]*:s3:::([^/*?$]+)(\/.*)?$/.exec(arn)
  if (match?.[1]) return { bucket: match[1], on: match[2] === undefined ? 'bucket' : 'objects' }
  const both = /^arn:aws[\w-]*:s3:::([^/*?$]+)\*$/.exec(arn)
  return both?.[1] ? { bucket: both[1], on: 'both' } : undefined
}

/** Whether an action pattern (`s3:*`, `s3:Get*`) allows an action. Names do not mind case. */
export function allows(pattern: string, action: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(action.toLowerCase())
}
