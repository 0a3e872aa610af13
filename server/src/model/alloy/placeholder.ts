/**
 * What stands for a value or a block that has to be given and that nobody has written yet: the plainest text that
 * `alloy validate` takes. What is meant is for the user to say.
 */

import type { AlloyArgument, AlloyBlock, AlloyDefinition } from '../../schema/alloy.ts'
import { alloyChoice } from '../../schema/alloyChoices.ts'
import { typeOfArgument, type ValueType } from './valueType.ts'

/** A value for an argument; undefined where only another component can give one. */
export function placeholderFor(argument: AlloyArgument): string | undefined {
  return placeholderOf(typeOfArgument(argument))
}

function placeholderOf(type: ValueType): string | undefined {
  switch (type.kind) {
    case 'list':
      return '[]'
    case 'map':
    case 'object':
    case 'target':
      return '{}'
    case 'bool':
      return 'false'
    case 'number':
      return '0'
    case 'duration':
      return '"1m"'
    case 'string':
    case 'secret':
      return '""'
    case 'text':
      return `"${alloyChoice(type.text)?.values[0] ?? placeholderTexts[type.text] ?? ''}"`
    case 'any':
      return 'null'
    default:
      return undefined
  }
}

const placeholderTexts: Readonly<Record<string, string>> = {
  'github.com/alecthomas/units.Base2Bytes': '1MiB',
  'loki/process/stages.Source': 'source',
}

/**
 * The lines of a block with what it needs; a tab stands for one step of indentation.
 * @returns undefined where something that it needs has no placeholder
 */
export function placeholderBlock({ name, definition }: AlloyBlock): readonly string[] | undefined {
  const inner = neededLines(definition)
  if (!inner) return undefined
  const head = definition.labelled ? `${name} "name"` : name
  return inner.length === 0 ? [`${head} { }`] : [`${head} {`, ...inner.map((line) => `\t${line}`), '}']
}

function neededLines(definition: AlloyDefinition): readonly string[] | undefined {
  const lines: string[] = []
  for (const argument of definition.arguments.values()) {
    if (!argument.required) continue
    const value = placeholderFor(argument)
    if (value === undefined) return undefined
    lines.push(`${argument.name} = ${value}`)
  }
  for (const block of definition.blocks.values()) {
    if (!block.required) continue
    const inner = placeholderBlock(block)
    if (!inner) return undefined
    lines.push(...inner)
  }
  return lines
}
