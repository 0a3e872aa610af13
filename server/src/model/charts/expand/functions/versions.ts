/**
 * Semantic versions as Masterminds' `semver` 3 reads and compares them: constraints with ranges, wildcards, tilde and
 * caret; a version before a release fits only a constraint that names one.
 */

import { newMap, unknown } from '../value.ts'
import { failure, ofTexts, type Table } from './function.ts'

interface Version {
  readonly numbers: readonly [number, number, number]
  readonly before: string
}

interface Constraint {
  readonly operator: string
  readonly version: Version
  /** How many numbers are written, wildcards left out. */
  readonly given: number
}

const versionPattern =
  /^v?(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/
const number = '[0-9xX*|]+'
const written = `v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`
const operators = '!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|'

/** A version; numbers that are not written are 0. */
export function versionOf(text: string): Version | undefined {
  const found = versionPattern.exec(text)
  if (!found) return undefined
  const [, major = '0', minor = '0', patch = '0', before = ''] = found
  if (before.split('.').some((part) => /^0\d+$/.test(part))) return undefined
  return { numbers: [Number(major), Number(minor), Number(patch)], before }
}

function constraintsIn(text: string): readonly (readonly Constraint[])[] | undefined {
  const range = new RegExp(`\\s*(${written})\\s+-\\s+(${written})\\s*`, 'g')
  const plain = text.replace(
    range,
    (_, from: string, ...rest: readonly string[]) => `>= ${from}, <= ${rest[4] ?? ''} `,
  )
  const groups: (readonly Constraint[])[] = []
  for (const part of plain.split('||')) {
    const one = `\\s*(?:${operators})\\s*(?:${written})\\s*`
    if (!new RegExp(`^(?:${one})(?:(?:\\s+|,\\s*)${one})*$`).test(part)) return undefined
    const group = [...part.matchAll(new RegExp(`(${operators})\\s*${written}`, 'g'))].map(constraintOf)
    groups.push(group)
  }
  return groups
}

function constraintOf([, operator = '', ...rest]: RegExpMatchArray): Constraint {
  const [before = ''] = [rest[3]]
  const isGiven = (value: string | undefined) => value !== undefined && !/^[xX*]$/.test(value)
  const parts = rest.slice(0, 3)
  const missing = parts.findIndex((value) => !isGiven(value))
  const given = missing < 0 ? 3 : missing
  const [major = 0, minor = 0, patch = 0] = parts.map((value, i) => (i < given ? Number(value) : 0))
  return { operator, version: { numbers: [major, minor, patch], before }, given }
}

function compare(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] - b.numbers[i]
  if (a.before === b.before) return 0
  if (a.before === '' || b.before === '') return a.before === '' ? 1 : -1
  const [left, right] = [a.before.split('.'), b.before.split('.')]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i], right[i])
    if (order !== 0) return order
  }
  return 0
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  const [isA, isB] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isA && isB) return Number(a) - Number(b)
  if (isA !== isB) return isA ? -1 : 1
  return a < b ? -1 : 1
}

function holds(version: Version, constraint: Constraint, takesBefore: boolean): boolean {
  if (version.before !== '' && !takesBefore) return false
  const { operator, version: limit, given } = constraint
  const order = compare(version, limit)
  const [major, minor] = version.numbers
  const [limitMajor, limitMinor] = limit.numbers
  switch (operator) {
    case '!=':
      return !equals(version, constraint)
    case '>':
      if (given === 3 || major !== limitMajor) return order > 0
      return given === 2 ? minor > limitMinor : given === 0 && order > 0
    case '<':
      return order < 0
    case '>=':
    case '=>':
      return order >= 0
    case '<=':
    case '=<':
      if (given === 3) return order <= 0
      return !(major > limitMajor || (major === limitMajor && minor > limitMinor && given !== 1))
    case '~':
    case '~>':
      return isNear(version, constraint)
    case '^':
      return isCompatible(version, constraint)
    default:
      return given < 3 ? isNear(version, constraint) : order === 0
  }
}

function equals(version: Version, { version: limit, given }: Constraint): boolean {
  if (given === 3) return compare(version, limit) === 0
  if (given === 0) return compare(version, limit) === 0
  const [major, minor] = version.numbers
  if (major !== limit.numbers[0]) return false
  return given === 1 || minor === limit.numbers[1]
}

/** `~1.2.3`: the same minor version, or the same major one where no more is given. */
function isNear(version: Version, { version: limit, given }: Constraint): boolean {
  if (compare(version, limit) < 0) return false
  if (limit.numbers.every((value) => value === 0) && given !== 1 && given !== 2) return true
  if (version.numbers[0] !== limit.numbers[0]) return false
  return given === 1 || version.numbers[1] === limit.numbers[1]
}

/** `^1.2.3`: the same first number that is not zero. */
function isCompatible(version: Version, { version: limit, given }: Constraint): boolean {
  if (compare(version, limit) < 0) return false
  const [major, minor, patch] = version.numbers
  const [limitMajor, limitMinor, limitPatch] = limit.numbers
  if (limitMajor > 0 || given === 1) return major === limitMajor
  if (major > 0) return false
  if (limitMinor > 0 || given === 2) return minor === limitMinor
  if (minor > 0) return false
  return patch === limitPatch
}

/** Whether a version fits a constraint; nothing where one of them can't be read. */
function fitsVersion(constraint: string, version: string): boolean | undefined {
  const groups = constraintsIn(constraint)
  const found = versionOf(version)
  if (!groups || !found) return undefined
  return groups.some((group) => {
    const takesBefore = group.some(({ version: { before } }) => before !== '')
    return group.every((each) => holds(found, each, takesBefore))
  })
}

export const versions: Table = {
  semverCompare: ofTexts(
    2,
    (constraint = '', version = '') =>
      fitsVersion(constraint, version) ?? failure('invalid semantic version'),
  ),
  semver: ofTexts(1, (text = '') => {
    const found = versionOf(text)
    if (!found) return failure('invalid semantic version')
    const [major, minor, patch] = found.numbers
    const entries = {
      Major: BigInt(major),
      Minor: BigInt(minor),
      Patch: BigInt(patch),
      Prerelease: found.before,
    }
    // Everything else of Go's type is not known here.
    return text === '' ? unknown : newMap(Object.entries(entries), true)
  }),
}
