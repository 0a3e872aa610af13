/**
 * A block written as an argument and the other way round: `endpoint = { url = "…" }` and `endpoint { url = "…" }`. Only
 * where nothing would be lost: comments, nested objects that would have to be judged too, and expressions stay.
 */
import type { AlloyArgument, AlloyBlock } from '../../schema/alloy.ts'
import type { Attribute, Block, Expression, ObjectExpression } from '../../syntax/alloy/ast.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Insertion } from './componentsEdit.ts'
import { valueFaults } from './valueCheck.ts'
import { typeOfArgument } from './valueType.ts'

/** A block as the argument of an object that it was meant to be. */
export function asArgument(document: Document, block: Block, argument: AlloyArgument): Insertion | undefined {
  const type = typeOfArgument(argument)
  if (type.kind !== 'map' || block.label || hasComment(block)) return undefined
  const fields = block.body.flatMap((each) => (each.kind === 'attribute' ? [each] : []))
  if (fields.length !== block.body.length) return undefined
  if (fields.some((field) => valueFaults(field.value, type.of).length > 0)) return undefined
  return {
    range: rangeOf(alloyTree(document), block),
    text: `${block.name} = ${enclosed(document, block, fields, ',')}`,
  }
}

/** An object, or a list of objects, as the blocks that it was meant to be. */
export function asBlocks(document: Document, attribute: Attribute, block: AlloyBlock): Insertion | undefined {
  const objects = objectsOf(attribute.value, block.repeated)
  if (!objects || hasComment(attribute) || block.definition.labelled) return undefined
  const fits = objects.every(({ fields }) =>
    fields.every(({ key, name, value }) => {
      const argument = block.definition.arguments.get(name)
      return (
        key.kind === 'identifier' && argument && valueFaults(value, typeOfArgument(argument)).length === 0
      )
    }),
  )
  if (!fits) return undefined
  const { start } = rangeOf(alloyTree(document), attribute)
  const between = `\n${indentAt(document.text, start)}`
  return {
    range: rangeOf(alloyTree(document), attribute),
    text: objects.map((each) => `${block.name} ${enclosed(document, each, each.fields, '')}`).join(between),
  }
}

function objectsOf(value: Expression, repeated: boolean): readonly ObjectExpression[] | undefined {
  if (value.kind === 'object') return [value]
  if (value.kind !== 'array' || (!repeated && value.elements.length > 1) || value.elements.length === 0)
    return undefined
  const objects = value.elements.flatMap((each) => (each.kind === 'object' ? [each] : []))
  return objects.length === value.elements.length ? objects : undefined
}

/** Braces around lines of the members' own text, indented by a step more than the place. */
function enclosed(
  document: Document,
  place: Located,
  members: readonly Located[],
  separator: string,
): string {
  if (members.length === 0) return '{ }'
  const { text } = document
  const outer = indentAt(text, rangeOf(alloyTree(document), place).start)
  if (members.length === 1 && members[0] && !sourceOf(place).includes('\n'))
    return `{ ${sourceOf(members[0])} }`
  const step = /^([ \t]+)[^\s]/m.exec(text)?.[1] ?? '\t'
  const inner = members.map((member) => `${outer}${step}${sourceOf(member)}${separator}\n`)
  return `{\n${inner.join('')}${outer}}`
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? ''
}

/** Whether a comment may stand in a node: what only looks like one counts too. */
function hasComment(node: Located): boolean {
  return /\/\/|\/\*/.test(sourceOf(node).replaceAll('://', ''))
}
