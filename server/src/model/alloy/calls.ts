/**
 * Calls of the standard library held against its signatures: how many arguments, of which types. What an argument is
 * known to be comes from `exportType.ts`; what is not known fits. Faults in names are for the rules.
 */
import { type AlloyCatalogue, functionOf, isLibraryName } from '../../schema/alloy.ts'
import type { Call, Expression } from '../../syntax/alloy/ast.ts'
import { unwrapped } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type ExportChain, fits, givenBy, nameOf } from './exportType.ts'
import { type PlacedNames, perNames } from './partIndex.ts'

/** The parameters of a function, from a signature such as `(string, ...any, bool?) string`. */
export interface Signature {
  readonly parameters: readonly string[]
  readonly least: number
  /** `undefined` where the last one repeats. */
  readonly most: number | undefined
  readonly returns: string
}

/** Reads a signature of the catalogue; `undefined` for a constant's type. */
export function signatureOf(text: string): Signature | undefined {
  const known = signatures.get(text)
  if (known) return known
  const read = readSignature(text)
  if (read) signatures.set(text, read)
  return read
}

/** Those that were read: there are as many as the library has functions. */
const signatures = new Map<string, Signature>()

function readSignature(text: string): Signature | undefined {
  const at = text.lastIndexOf(') ')
  if (!text.startsWith('(') || at < 0) return undefined
  const words = splitTop(text.slice(1, at))
  const isOptional = (word: string) => word.endsWith('?') || word.startsWith('...')
  const repeats = words.at(-1)?.startsWith('...') ?? false
  return {
    parameters: words.map((word) => word.replace(/^\.\.\./, '').replace(/\?$/, '')),
    least: words.filter((word) => !isOptional(word)).length,
    most: repeats ? undefined : words.length,
    returns: text.slice(at + 2),
  }
}

/** The words between the commas that stand in no parentheses. */
function splitTop(text: string): readonly string[] {
  const words: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (text[i] === ',' && depth === 0) {
      words.push(text.slice(from, i).trim())
      from = i + 1
    }
  }
  const last = text.slice(from).trim()
  return last === '' ? words : [...words, last]
}

/** What is wrong with a call. */
export type CallFault =
  | {
      readonly kind: 'count'
      readonly name: string
      readonly signature: Signature
      readonly given: number
    }
  | {
      /** A constant, which can't be called. */
      readonly kind: 'constant'
      readonly name: string
      readonly given: string
    }
  | {
      /** `secret`: what may be a secret, and a plain text is taken. */
      readonly kind: 'type' | 'secret'
      readonly name: string
      readonly expression: Expression
      readonly asked: string
      readonly given: string
      /** Components and arguments of modules that have to be there for it. */
      readonly chains: readonly ExportChain[]
    }

/** A call with something wrong in it. */
export interface FaultyCall {
  readonly placed: PlacedNames
  readonly call: Call
  readonly faults: readonly CallFault[]
}

/** What is wrong with the calls of a document. */
export function faultyCallsIn(document: Document, catalogue: AlloyCatalogue): readonly FaultyCall[] {
  return faultyCalls(catalogue)(document)
}

const faultyCalls = memo((catalogue: AlloyCatalogue) =>
  perNames(
    (first) => (isLibraryName(first, catalogue) ? true : undefined),
    (placed): FaultyCall | undefined => {
      const { call } = placed
      const faults = call ? callFaults(call, catalogue) : []
      return call && faults.length > 0 ? { placed, call, faults } : undefined
    },
  ),
)

/** What is wrong with a call of a function of the standard library: its number of arguments, else their types. */
function callFaults(call: Call, catalogue: AlloyCatalogue): readonly CallFault[] {
  const name = nameOf(call.callee)
  const found = functionOf(name, catalogue)
  const signature = found && signatureOf(found.signature)
  if (found?.kind === 'constant') return [{ kind: 'constant', name, given: found.signature }]
  // A call that is being typed has no end yet.
  if (!signature || call.close === undefined) return []
  const given = call.arguments.length
  if (given < signature.least || (signature.most !== undefined && given > signature.most))
    return [{ kind: 'count', name, signature, given }]
  return call.arguments.flatMap((argument, i) => {
    const asked = signature.parameters[Math.min(i, signature.parameters.length - 1)]
    return asked === undefined ? [] : typeFaults(name, argument, asked, catalogue)
  })
}

function typeFaults(
  name: string,
  argument: Expression,
  asked: string,
  catalogue: AlloyCatalogue,
): readonly CallFault[] {
  const inner = unwrapped(argument)
  if (inner.kind === 'string' && (asked === 'string' || asked === 'any')) return []
  const of = /^list\((.*)\)$/.exec(asked)?.[1]
  if (inner.kind === 'array' && of !== undefined)
    return inner.elements.flatMap((each) => typeFaults(name, each, of, catalogue))
  const { word, chains } = givenBy(inner, catalogue)
  if (word === undefined) return []
  const fault = { name, expression: inner, asked, given: word, chains }
  if (word.endsWith('secret') && asked === 'string') return [{ kind: 'secret', ...fault }]
  return fits(word, asked) === false ? [{ kind: 'type', ...fault }] : []
}
