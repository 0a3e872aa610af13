/**
 * What is asked for at a place inside an argument's value: the type of the argument, of an element of its list, of a
 * field of its object, of a parameter of a function.
 */

import { signatureOf } from '../../model/alloy/calls.ts'
import { nameOf } from '../../model/alloy/exportType.ts'
import {
  type AlloyArgument,
  type AlloyCatalogue,
  type AlloyDefinition,
  functionOf,
} from '../../schema/alloy.ts'
import type { Call, Node } from '../../syntax/alloy/ast.ts'

/** What is asked for. */
export interface Expected {
  /** The type in the catalogue's words; `any` where it is not known. */
  readonly word: string
  /** Name of the type that reads a text, as in `AlloyArgument.text`. */
  readonly text: string | undefined
  /** Fields of an object, where they are known. */
  readonly fields: AlloyDefinition | undefined
  /** The argument in whose value the place lies, and where it belongs. */
  readonly argument: AlloyArgument | undefined
  readonly definition: AlloyDefinition | undefined
  /** The function that takes the value, and the index of its parameter. */
  readonly parameter: { readonly function: string; readonly index: number } | undefined
}

/**
 * What is asked for at the end of a path.
 * @param path nodes from the statement to the place; an attribute is among them
 * @param definition of the block that the attribute stands in
 */
export function expectedAt(
  path: readonly Node[],
  definition: AlloyDefinition | undefined,
  catalogue: AlloyCatalogue,
): Expected {
  const from = path.findLastIndex(({ kind }) => kind === 'attribute')
  const attribute = path[from]
  const argument =
    attribute?.kind === 'attribute' ? definition?.arguments.get(attribute.name.name) : undefined
  let at: Expected = {
    word: argument?.type ?? 'any',
    text: argument?.text,
    fields: argument?.fields,
    argument,
    definition,
    parameter: undefined,
  }
  for (let i = from + 1; i < path.length; i++) {
    const [node, child] = [path[i], path[i + 1]]
    if (node && child) at = inside(at, node, child, catalogue)
  }
  return at
}

/** What is asked of `child` where `node` is asked for what `at` says. */
function inside(at: Expected, node: Node, child: Node, catalogue: AlloyCatalogue): Expected {
  switch (node.kind) {
    case 'array':
      return { ...at, word: innerWord(at.word, 'list'), parameter: undefined }
    case 'field':
      return node.value === child ? fieldOf(at, node.name) : at
    case 'call':
      return inCall(at, node, child, catalogue)
    case 'index':
      return node.index === child ? unknown(at) : at
    case 'binary':
      return node.operator === '+' ? at : unknown(at)
    case 'unary':
      return { ...unknown(at), word: node.operator === '!' ? 'bool' : 'number' }
    default:
      return at
  }
}

function unknown(at: Expected): Expected {
  return { ...at, word: 'any', text: undefined, fields: undefined, parameter: undefined }
}

function innerWord(word: string, shape: 'list' | 'map'): string {
  return (word.startsWith(`${shape}(`) && /\((.*)\)$/.exec(word)?.[1]) || 'any'
}

function fieldOf(at: Expected, name: string): Expected {
  const field = at.word === 'object' ? at.fields?.arguments.get(name) : undefined
  if (field)
    return {
      ...at,
      word: field.type,
      text: field.text,
      fields: field.fields,
      definition: at.fields,
      argument: field,
    }
  return { ...at, word: innerWord(at.word, 'map'), fields: undefined, parameter: undefined }
}

/** Functions that give what they are given: each of their arguments is asked for what the call is. */
const passing: ReadonlySet<string> = new Set(['array.concat', 'concat', 'coalesce'])

function inCall(at: Expected, call: Call, child: Node, catalogue: AlloyCatalogue): Expected {
  const index = call.arguments.findIndex(({ start }) => start === child.start)
  if (index < 0) return at
  const name = nameOf(call.callee)
  const parameter = { function: name, index }
  if (passing.has(name)) return { ...at, parameter }
  const found = functionOf(name, catalogue)
  const { parameters = [], most = 0 } = (found && signatureOf(found.signature)) ?? {}
  const word = parameters[index] ?? (most === undefined ? parameters.at(-1) : undefined) ?? 'any'
  return { ...unknown(at), word, parameter }
}
