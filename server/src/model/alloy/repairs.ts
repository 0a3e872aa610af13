/**
 * What a value that does not fit was meant to be: `"true"` for a switch, `"5d"` as a duration, one text for a list of
 * texts. A repair is certain where it says the same in the form that Alloy takes.
 */
import { alloyChoice, isChoice } from '../../schema/alloyChoices.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { nearestName } from '../../text/nearest.ts'
import { durationText, policyDuration } from './value.ts'
import { literalOf, type ValueFault, valueFaults } from './valueCheck.ts'
import type { ValueType } from './valueType.ts'

/** Another text for the value. */
export interface Repair {
  readonly text: string
  readonly isCertain: boolean
}

/** The repairs of a value, the likeliest first; none where nothing is near. */
export function repairsOf(fault: ValueFault): readonly Repair[] {
  if (fault.kind === 'type') return typeRepairs(fault)
  return fault.kind === 'text' ? textRepairs(fault.expected, fault.text) : []
}

const certain = (text: string): readonly Repair[] => [{ text, isCertain: true }]
const possible = (text: string): readonly Repair[] => [{ text, isCertain: false }]

function typeRepairs({ node, expected, given }: Extract<ValueFault, { kind: 'type' }>): readonly Repair[] {
  const literal = literalOf(node)
  const source = sourceOf(node)
  if (expected.kind === 'list' && literal) {
    // The value would do as the one element.
    return valueFaults(node, expected.of).length === 0 && expected.of.kind !== 'receiver'
      ? certain(`[${source}]`)
      : []
  }
  if (node.kind === 'array' && node.elements.length === 1) {
    const [only] = node.elements
    return only && valueFaults(only, expected).length === 0 ? possible(sourceOf(only)) : []
  }
  if (literal?.kind === 'string' && expected.kind === 'bool') {
    const word = literal.value.trim().toLowerCase()
    return word === 'true' || word === 'false' ? certain(word) : []
  }
  if (given === 'number' && expected.kind === 'duration')
    return source === '0' ? [] : possible(`"${source}s"`)
  const isText = expected.kind === 'string' || expected.kind === 'secret'
  return isText && (given === 'bool' || given === 'number') ? certain(`"${source}"`) : []
}

function textRepairs(expected: ValueType, text: string): readonly Repair[] {
  if (expected.kind === 'duration') return durationRepairs(text)
  if (expected.kind !== 'text') return []
  const choice = alloyChoice(expected.text)
  if (choice) {
    const same = choice.values.find((value) => value.toLowerCase() === text.trim().toLowerCase())
    if (same !== undefined) return certain(`"${same}"`)
    const near = nearestName(text, choice.values)
    return near !== undefined && isChoice(choice, near) ? possible(`"${near}"`) : []
  }
  return expected.text === 'github.com/alecthomas/units.Base2Bytes' ? sizeRepairs(text) : []
}

/** Days, weeks and years in hours; a number without a unit in seconds, which is only likely. */
function durationRepairs(text: string): readonly Repair[] {
  const plain = text.trim().replaceAll(/\s+/g, '').toLowerCase()
  const milliseconds = policyDuration(plain)
  if (milliseconds !== undefined) return certain(`"${durationText(milliseconds)}"`)
  return /^\d+(\.\d+)?$/.test(plain) ? possible(`"${plain}s"`) : []
}

/** Alloy counts sizes in powers of two, whether a unit has an `i` or not, and takes no blank and no small letters. */
function sizeRepairs(text: string): readonly Repair[] {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?b?)\s*$/i.exec(text)
  if (!found) return []
  const [, amount = '', unit = '', suffix = ''] = found
  const right = unit === '' ? 'B' : `${unit.toUpperCase()}${/^b$/i.test(suffix) ? 'B' : 'iB'}`
  return possible(`"${amount}${right}"`)
}
