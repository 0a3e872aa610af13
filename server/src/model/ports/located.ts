/**
 * An address together with what dials it: what the extractors of the several languages have in common.
 */
import type { Range } from '../../text/range.ts'
import { shift } from '../../text/range.ts'
import type { Address } from './addresses.ts'

/** Whether host and port stand in the text exactly as they are, each in one piece, so that they can be replaced. */
export interface Editable {
  readonly host: boolean
  readonly port: boolean
}

export const wholly: Editable = { host: true, port: true }

export interface LocatedAddress extends Address {
  /** An Alloy component's name, or the path of keys to the value. */
  readonly by: string
  /** The attribute or the last key. */
  readonly key: string
  readonly editable: Editable
}

/** `address` with its ranges mapped. */
export function mapAddress<A extends Address>(address: A, map: (range: Range) => Range): A {
  return {
    ...address,
    range: map(address.range),
    hostRange: map(address.hostRange),
    portRange: address.portRange && map(address.portRange),
  }
}

/** `address`, `by` units further on. */
export function shiftAddress<A extends Address>(address: A, by: number): A {
  return by === 0 ? address : mapAddress(address, (range) => shift(range, by))
}
