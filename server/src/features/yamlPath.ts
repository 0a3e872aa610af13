/**
 * The path of keys to a place in YAML, as people write it: `spec.template.spec.containers[0].args[3]`. In a template it
 * is the path of what the actions leave to be seen; in a text inside a string, that text's own.
 */
import { maskedText, yamlTree } from '../syntax/parse.ts'
import type { YamlNode, YamlPair } from '../syntax/yaml/ast.ts'
import { pathAt, type YamlPosition } from '../syntax/yaml/path.ts'
import { type Document, type Kind, linesOf } from '../text/document.ts'
import { lineAt, lineRange } from '../text/lines.ts'
import { rangeOf } from '../text/part.ts'
import { contains } from '../text/range.ts'
import { documentsAt } from './at.ts'

const notYaml: ReadonlySet<Kind> = new Set(['alloy', 'environment-file', 'iam-policy', 'text'])

/**
 * The path at `offset` of a file, in the innermost text of YAML there; nothing outside of YAML, and at its root. On
 * blanks and comments of a line with a key, that key counts.
 */
export function yamlPathAt(file: Document, offset: number): string | undefined {
  // A part of a tree that is a document of its own has its path in its host.
  const at = documentsAt(file, offset).find(
    ({ document }) => !document.subtree && !notYaml.has(document.kind),
  )
  const position = at && deepest(at.document, [at.offset, lineStart(at.document, at.offset)])
  return at && position && pathText(at.document, position)
}

/** The first offset of the line behind blanks and dashes. */
function lineStart(document: Document, offset: number): number {
  const starts = linesOf(document)
  const line = lineRange(document.text, starts, lineAt(starts, offset))
  const text = maskedText(document).text.slice(line.start, line.end)
  return line.start + (/^[ \t]*(?:-[ \t]+)*/.exec(text)?.[0].length ?? 0)
}

/** The longest way to one of some offsets; the first one of equally long ways. */
function deepest(document: Document, offsets: readonly number[]): YamlPosition | undefined {
  const tree = yamlTree(document)
  let found: YamlPosition | undefined
  for (const offset of offsets) {
    const position = pathAt(tree, offset)
    if (position && position.keys.length > (found?.keys.length ?? 0)) found = position
  }
  return found
}

function pathText(document: Document, { keys, nodes }: YamlPosition): string {
  const steps = keys.map((key, i) => {
    if (typeof key === 'number') return `[${key}]`
    const text = keyText(document, nodes[i], nodes[i + 1], key)
    return /^[^\s.[\]"'{}]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`
  })
  return steps.join('').replace(/^\./, '')
}

/** A key as it is written where template output makes it. */
function keyText(
  document: Document,
  map: YamlNode | undefined,
  next: YamlNode | undefined,
  key: string,
): string {
  const pair = map?.kind === 'map' ? map.pairs.find((each) => leadsTo(document, each, next, key)) : undefined
  if (!pair?.key.hole) return key
  const { start, end } = rangeOf(yamlTree(document), pair.key)
  return document.text.slice(start, end)
}

function leadsTo(document: Document, pair: YamlPair, next: YamlNode | undefined, key: string): boolean {
  if (pair.key.text !== key) return false
  const tree = yamlTree(document)
  return next === undefined || contains(rangeOf(tree, pair), rangeOf(tree, next))
}
