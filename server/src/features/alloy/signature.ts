/** Signatures of functions as they are shown: types behind the names of parameters. */
import { signatureOf } from '../../model/alloy/calls.ts'
import type { AlloyParameter } from '../../schema/alloyParameters.ts'
import type { Range } from '../../text/range.ts'

/** A signature with the places of its parameters in it. */
export interface ShownSignature {
  readonly label: string
  readonly parameters: readonly Range[]
  /** Whether the last parameter repeats. */
  readonly repeats: boolean
}

/**
 * A function's signature as a line.
 * @param signature as the catalogue has it
 */
export function signatureText(
  name: string,
  signature: string,
  named: readonly AlloyParameter[],
): ShownSignature {
  const found = signatureOf(signature)
  let label = `${name}(`
  const parameters = (found?.parameters ?? []).map((type, i): Range => {
    if (i > 0) label += ', '
    const start = label.length
    const isLast = i === (found?.parameters.length ?? 0) - 1
    const repeats = isLast && found?.most === undefined
    const optional = i >= (found?.least ?? 0) && !repeats
    const own = named[i]?.name
    label += `${repeats ? '...' : ''}${own === undefined ? '' : `${own}${optional ? '?' : ''}: `}${type}`
    return { start, end: label.length }
  })
  label += `): ${found?.returns ?? 'any'}`
  return { label, parameters, repeats: found !== undefined && found.most === undefined }
}
