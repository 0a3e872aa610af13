/**
 * What an expression of Alloy gives, in the catalogue's words (`list(LogsReceiver)`, `secret`), told from literals, from
 * the exports of components by their names, and from the signatures of functions; and whether that fits an argument.
 * What a module's argument, a custom component or a variable gives is unknown, and then everything fits.
 *
 * The rules are those by which Alloy 1.18.0 starts or refuses to, tried one by one: `alloy validate` looks at none of it.
 */
import {
  type AlloyCatalogue,
  type AlloyFunction,
  componentOf,
  functionOf,
  isLibraryName,
} from '../../schema/alloy.ts'
import { componentBegun, componentSpelled } from '../../schema/alloyComponentNames.ts'
import type { Call, Expression, Identifier } from '../../syntax/alloy/ast.ts'
import { referenceNames } from '../../syntax/alloy/visit.ts'
import { memo } from '../../text/memo.ts'

/** A chain of names that begins like a component of the catalogue. */
export interface ExportChain {
  /** Component and label: what must be there for the chain to mean anything. */
  readonly id: string
  /** Its name; `argument` for one of a module. */
  readonly component: string
  /** All names of the chain. */
  readonly names: readonly Identifier[]
  /** The name behind the label; undefined where the chain ends before it. */
  readonly export: Identifier | undefined
  /** The names behind the export. */
  readonly rest: readonly Identifier[]
  /** What the chain gives: `object` for a component as a whole; undefined where it can't be told. */
  readonly word: string | undefined
  /** Exports of the component with their types. */
  readonly exports: readonly (readonly [string, string])[]
}

/** A chain of names as a component's export; undefined where it does not begin with a component's name and a label. */
export function exportChain(
  names: readonly Identifier[],
  catalogue: AlloyCatalogue,
): ExportChain | undefined {
  const begun = componentBegun(names, catalogue)
  const component = begun && componentOf(begun.name, catalogue)
  if (!component) return undefined
  const { length } = begun
  const label = names[length]
  const exported = names[length + 1]
  if (!label || label.name === '') return undefined
  const rest = names.length > length + 2 ? names.slice(length + 2) : none
  const { exports, name } = component
  const word = exported ? inside(exports.find(([each]) => each === exported.name)?.[1], rest) : 'object'
  return { id: `${name}.${label.name}`, component: name, names, export: exported, rest, word, exports }
}

const none: readonly Identifier[] = []

/** Whether a chain of names begins with a component's name and a label. */
export function beginsExport(names: readonly Identifier[], catalogue: AlloyCatalogue): boolean {
  const begun = componentBegun(names, catalogue)
  return begun !== undefined && (names[begun.length]?.name ?? '') !== ''
}

/** Whether a chain of names begins so, and goes on with an export that the component has. */
export function hasExport(names: readonly Identifier[], catalogue: AlloyCatalogue): boolean {
  const begun = componentBegun(names, catalogue)
  if (!begun || (names[begun.length]?.name ?? '') === '') return false
  return exportOf(begun.name, names[begun.length + 1]?.name, catalogue) !== undefined
}

/** How many names a chain has behind a component's export: none if there is no such export. */
export function namesBehindExport(names: readonly Identifier[], catalogue: AlloyCatalogue): number {
  const begun = names.length > 3 ? componentBegun(names, catalogue) : undefined
  return begun ? Math.max(0, names.length - begun.length - 2) : 0
}

/** The type of a component's export. */
function exportOf(
  component: string,
  name: string | undefined,
  catalogue: AlloyCatalogue,
): string | undefined {
  return componentOf(component, catalogue)?.exports.find((each) => each[0] === name)?.[1]
}

/** What a chain of names gives that ends with a component's export; undefined for every other expression. */
export function exportedType(expression: Expression, catalogue: AlloyCatalogue): string | undefined {
  const labelled = expression.kind === 'access' ? expression.object : undefined
  if (expression.kind !== 'access' || labelled?.kind !== 'access') return undefined
  const begun = componentSpelled(labelled.object, catalogue)
  return begun && exportOf(begun.name, expression.name.name, catalogue)
}

/** What stands behind the names of an access: values of maps by their key. */
function inside(word: string | undefined, rest: readonly Identifier[]): string | undefined {
  return rest.reduce<string | undefined>((at) => at && /^map\((.*)\)$/.exec(at)?.[1], word)
}

/** What an expression gives, and the components that must be there for it. */
export interface Given {
  readonly word: string | undefined
  readonly chains: readonly ExportChain[]
}

const unknown: Given = { word: undefined, chains: [] }

/** What an expression gives. */
export function givenBy(expression: Expression, catalogue: AlloyCatalogue): Given {
  const all = (of: readonly Expression[]): readonly Given[] => of.map((each) => givenBy(each, catalogue))
  switch (expression.kind) {
    case 'string':
    case 'number':
      return { word: expression.kind, chains: [] }
    case 'boolean':
      return { word: 'bool', chains: [] }
    case 'paren':
      return givenBy(expression.inner, catalogue)
    case 'object':
      return { word: 'object', chains: [] }
    case 'array':
      return listOf(all(expression.elements))
    case 'binary':
      // `a.<NAME>.b` of a guide reads as a comparison.
      return isWhole(expression.left) && isWhole(expression.right)
        ? joined(expression.operator, all([expression.left, expression.right]))
        : unknown
    case 'index':
      return elementOf(givenBy(expression.object, catalogue))
    case 'call':
      return resultOf(expression, catalogue)
    case 'identifier':
    case 'access':
      return chainGives(expression, catalogue)
    default:
      return unknown
  }
}

/** Whether nothing is missing in an expression: a name behind a dot, an operand. */
function isWhole(expression: Expression): boolean {
  switch (expression.kind) {
    case 'binary':
      return isWhole(expression.left) && isWhole(expression.right)
    case 'paren':
      return isWhole(expression.inner)
    case 'access':
      return expression.name.name !== '' && isWhole(expression.object)
    case 'identifier':
      return expression.name !== ''
    case 'error':
      return false
    default:
      return expression.end > expression.start
  }
}

function listOf(elements: readonly Given[]): Given {
  const [first] = elements
  const same = first?.word !== undefined && elements.every(({ word }) => word === first.word)
  return { word: `list(${same ? first.word : 'any'})`, chains: elements.flatMap(({ chains }) => chains) }
}

const comparing: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||'])

/** A secret makes a secret of what is joined to it. */
function joined(operator: string, [left = unknown, right = unknown]: readonly Given[]): Given {
  const chains = [...left.chains, ...right.chains]
  if (comparing.has(operator)) return { word: 'bool', chains }
  if (operator !== '+') return unknown
  const words = [left.word, right.word]
  if (words.includes('secret')) return { word: 'secret', chains }
  if (!words.every((word) => word === 'string' || word === 'optional_secret')) return unknown
  return { word: words.includes('optional_secret') ? 'optional_secret' : 'string', chains }
}

function elementOf({ word, chains }: Given): Given {
  const element = word && /^(?:list|map)\((.*)\)$/.exec(word)?.[1]
  return element ? { word: element, chains } : unknown
}

function resultOf({ callee, arguments: given }: Call, catalogue: AlloyCatalogue): Given {
  const name = nameOf(callee)
  if (name === 'coalesce') return firstSecret(given, catalogue)
  const found = functionOf(name, catalogue)
  return found ? resultOfFunction(found) : unknown
}

const resultOfFunction = memo(({ signature }: AlloyFunction): Given => {
  const word = /\) (\S+)$/.exec(signature)?.[1]
  // A list that turns out to be empty fits everywhere.
  return word === undefined || word.includes('<') || word.startsWith('list(map')
    ? unknown
    : { word, chains: [] }
})

/** What `coalesce` gives is unknown, but where its first argument is a secret, which is never nothing. */
function firstSecret([first]: readonly Expression[], catalogue: AlloyCatalogue): Given {
  const given = first ? givenBy(first, catalogue) : unknown
  return given.word?.endsWith('secret') ? given : unknown
}

function chainGives(expression: Expression, catalogue: AlloyCatalogue): Given {
  const names = referenceNames(expression)
  if (!names) return unknown
  const chain = exportChain(names, catalogue)
  if (chain) return { word: chain.word, chains: [chain] }
  const [first, second] = names
  if (first?.name === 'argument' && second && names.length === 2) return argumentGives(names, second)
  if (!isLibraryName(first?.name ?? '', catalogue)) return unknown
  const found = functionOf(nameOf(expression), catalogue)
  if (!found) return names.length === 1 ? { word: 'object', chains: [] } : unknown
  return { word: found.kind === 'function' ? 'function' : found.signature, chains: [] }
}

/** An argument of a module without its `value`: an object that holds it. */
function argumentGives(names: readonly Identifier[], label: Identifier): Given {
  const chain: ExportChain = {
    id: `argument.${label.name}`,
    component: 'argument',
    names,
    export: undefined,
    rest: [],
    word: 'object',
    exports: [['value', 'any']],
  }
  return { word: 'object', chains: [chain] }
}

/** A chain of names as one; empty for any other expression. */
export function nameOf(expression: Expression): string {
  return (
    referenceNames(expression)
      ?.map(({ name }) => name)
      .join('.') ?? ''
  )
}

const scalars: ReadonlySet<string> = new Set([
  'string',
  'number',
  'bool',
  'duration',
  'secret',
  'optional_secret',
])

/**
 * Whether what is given fits what is asked for; `undefined` where it can't be told before the start. A type that the
 * catalogue does not explain (a capsule) fits itself alone.
 */
export function fits(given: string | undefined, asked: string): boolean | undefined {
  if (given === undefined || given === 'any' || asked === 'any' || given === asked) return true
  const [from, to] = [parsed(given), parsed(asked)]
  if (to.shape === 'list' || from.shape === 'list')
    return from.shape === to.shape ? fits(from.of, to.of) : false
  if (isObject(to) || isObject(from)) return isObject(to) && isObject(from)
  if (given === 'function') return false
  if (!scalars.has(asked)) return false
  if (!scalars.has(given)) return false
  return scalarFits(given, asked)
}

function isObject({ shape }: Shape): boolean {
  return shape === 'map' || shape === 'object'
}

function scalarFits(given: string, asked: string): boolean | undefined {
  const text = given === 'string' || given === 'duration'
  // Whether it is one is decided by the component that exports it, at the start.
  if (given === 'optional_secret') return asked.endsWith('secret') ? true : undefined
  if (given === 'secret') return asked.endsWith('secret')
  if (asked === 'bool') return false
  // A text may hold a number, which Alloy reads as one.
  if (asked === 'number') return text ? undefined : false
  if (given === 'bool') return false
  if (given === 'number') return asked === 'string' ? true : undefined
  return true
}

interface Shape {
  readonly shape: 'list' | 'map' | 'object' | 'scalar'
  readonly of: string
}

/** What a type is made of. */
export function parsed(word: string): Shape {
  const known = shapes.get(word)
  if (known) return known
  const shape = shapeOf(word)
  shapes.set(word, shape)
  return shape
}

/** Of the words that were asked for: the catalogue's, and lists of them. */
const shapes = new Map<string, Shape>()

function shapeOf(word: string): Shape {
  const nested = /^(list|map)\((.*)\)$/.exec(word)
  if (nested) return { shape: nested[1] === 'list' ? 'list' : 'map', of: nested[2] ?? 'any' }
  return { shape: word === 'object' || word.startsWith('object{') ? 'object' : 'scalar', of: 'any' }
}
