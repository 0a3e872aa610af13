/**
 * Where an Alloy text uses what `schema/alloyGates.ts` lists. Whether the process may use it is not asked here.
 */
import type { AlloyArgument } from '../../schema/alloy.ts'
import { type AlloyGate, gates } from '../../schema/alloyGates.ts'
import type { Attribute, Block, Expression } from '../../syntax/alloy/ast.ts'
import { unwrapped } from '../../syntax/alloy/visit.ts'
import { definitionName, type Nested, perDefinition } from './nested.ts'
import { byteSize, type Constant, constantOf, goDuration } from './value.ts'

/** An argument or block that only the experimental level takes. */
export interface Gated {
  readonly nested: Nested
  readonly gate: AlloyGate
  readonly node: Attribute | Block
}

const byDefinition = new Map<string, AlloyGate[]>()
for (const gate of gates) {
  byDefinition.set(gate.definition, [...(byDefinition.get(gate.definition) ?? []), gate])
}

/** The gated arguments and blocks of a document, in the order of the text. */
export const gatedIn = perDefinition((definition) => byDefinition.get(definitionName(definition)), gatedOf)

function gatedOf(nested: Nested, own: readonly AlloyGate[]): readonly Gated[] {
  return nested.block.body.flatMap((node): readonly Gated[] => {
    if (node.kind === 'incomplete') return []
    const name = node.kind === 'block' ? node.name : node.name.name
    const gate = own.find((each) => each.name === name)
    if (!gate) return []
    const applies = node.kind === 'block' ? gate.when === 'present' : isGated(gate, nested, node)
    return applies ? [{ nested, gate, node }] : []
  })
}

function isGated({ when }: AlloyGate, { definition }: Nested, { name, value }: Attribute): boolean {
  if (when === 'present') return false
  if (when !== 'changed') return holds(value, when.value)
  const constant = constantOf(value)
  const argument = definition?.arguments.get(name.name)
  return constant !== undefined && argument !== undefined && !isDefault(constant, argument)
}

/** Whether an expression is this value, or a list that has it. */
function holds(expression: Expression, wanted: string | true): boolean {
  const value = unwrapped(expression)
  if (value.kind === 'array') return value.elements.some((element) => holds(element, wanted))
  return constantOf(value) === wanted
}

function isDefault(value: Constant, argument: AlloyArgument): boolean {
  const standard = argument.default
  if (standard === undefined || value === null) return true
  const measure = measures[argument.type] ?? (argument.text?.endsWith('Base2Bytes') ? byteSize : undefined)
  const written = standard.replace(/^"|"$/g, '')
  return measure ? measure(String(value)) === measure(written) : String(value) === written
}

const measures: Readonly<Record<string, (text: string) => number | undefined>> = {
  duration: goDuration,
  number: Number,
}
