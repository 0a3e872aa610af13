/**
 * What an argument takes, read from the catalogue's words: `list(map(string))`, `duration`, a text type. Nothing is
 * known here of which values a text type takes: that is for `valueCheck.ts`.
 */
import type { AlloyArgument, AlloyDefinition } from '../../schema/alloy.ts'
import { memo } from '../../text/memo.ts'

export type ValueType =
  /** Takes everything. */
  | { readonly kind: 'any' }
  | { readonly kind: 'bool' | 'number' | 'string' | 'duration' | 'secret' }
  /** A text that a type of its own reads, by the name that the catalogue gives to it. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'map'; readonly of: ValueType }
  /** Labels of a target: an object whose values are not looked at (Alloy 1.18.0 makes texts of them). */
  | { readonly kind: 'target' }
  | { readonly kind: 'object'; readonly fields: AlloyDefinition | undefined }
  /** What only a component can give: in a list of these `alloy validate` looks at nothing. */
  | { readonly kind: 'receiver'; readonly word: string }
  /** As above, but checked in lists too. */
  | { readonly kind: 'capsule'; readonly word: string }

const plain: ReadonlySet<string> = new Set(['bool', 'number', 'string', 'duration', 'secret'])
/** Go interfaces: `alloy validate` does not check what is put into lists of them. */
const receivers: ReadonlySet<string> = new Set([
  'LogsReceiver',
  'MetricsReceiver',
  'ProfilesReceiver',
  'otelcol.Consumer',
])

/** The type of an argument. */
export const typeOfArgument = memo((argument: AlloyArgument): ValueType => {
  const { type, text, fields } = argument
  return typeFrom(type, text, fields)
})

function typeFrom(word: string, text: string | undefined, fields: AlloyDefinition | undefined): ValueType {
  if (word === 'list(map(string))') return { kind: 'list', of: { kind: 'target' } }
  const nested = /^(list|map)\((.*)\)$/.exec(word)
  if (nested) {
    const of = typeFrom(nested[2] ?? '', text, fields)
    return { kind: nested[1] === 'list' ? 'list' : 'map', of }
  }
  if (text !== undefined && word === 'string') return { kind: 'text', text }
  if (word === 'optional_secret') return { kind: 'secret' }
  if (word === 'any') return { kind: 'any' }
  if (word === 'object') return { kind: 'object', fields }
  // The words of the set are these kinds.
  if (plain.has(word)) return { kind: word } as ValueType
  return { kind: receivers.has(word) ? 'receiver' : 'capsule', word }
}

/** The catalogue's word for a type, as messages look it up. */
export function typeWord(type: ValueType): string {
  switch (type.kind) {
    case 'list':
      return type.of.kind === 'target' ? 'list(map(string))' : `list(${typeWord(type.of)})`
    case 'map':
      return `map(${typeWord(type.of)})`
    case 'target':
      return 'map(string)'
    case 'text':
      return 'string'
    case 'receiver':
    case 'capsule':
      return type.word
    default:
      return type.kind
  }
}
