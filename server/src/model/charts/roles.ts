/**
 * What functions of a template do with the values that they are given: hand them on, look into them, test them, or
 * read them as a whole. Only functions that do less than read the whole value are listed. Sprig 3.3.0, Helm 3.22.
 */
import { anyOf, type Expression, joined, keyOf, type Step, steps, unknown } from './expressions.ts'

/**
 * How a value is used: `whole`: all of it may be printed or looked at; `test`: only whether it is there and not
 * empty, or of which kind; `each`: a `range` goes over it; `bind`: it gets a name or is looked into, which reads
 * nothing yet; `pass`: it is handed to a named template.
 */
export type How = 'whole' | 'test' | 'each' | 'bind' | 'pass'

interface FunctionRole {
  /** How the argument at an index (the piped one is the last) is used where the result is used so. */
  how(index: number, count: number, result: How): How
  /** What the result stands for. */
  value(args: readonly Expression[]): Expression
}

const last = (args: readonly Expression[]): Expression => args.at(-1) ?? unknown
const first = (args: readonly Expression[]): Expression => args[0] ?? unknown
const nothing = (): Expression => unknown

const handsOnLast: FunctionRole = {
  how: (index, count, result) => (index === count - 1 ? result : 'whole'),
  value: last,
}
const handsOnAll: FunctionRole = { how: (_index, _count, result) => result, value: anyOf }
const handsOnFirst: FunctionRole = {
  how: (index, _count, result) => (index === 0 ? result : 'whole'),
  value: first,
}
/** Gives a text or data of the same value: it is read whole, and `tpl` may run what it holds. */
const rewrites: FunctionRole = { how: () => 'whole', value: last }
const tests: FunctionRole = { how: () => 'test', value: nothing }
const testsLast: FunctionRole = {
  how: (index, count) => (index === count - 1 ? 'test' : 'whole'),
  value: nothing,
}
/** A map or list of values: what is in it is used as the map is, where that is bound or handed on. */
const collects = (value: (args: readonly Expression[]) => Expression): FunctionRole => ({
  how: (_index, _count, result) => (result === 'bind' || result === 'pass' ? result : 'whole'),
  value,
})

function dictOf(args: readonly Expression[]): Expression {
  const entries: (readonly [string, Expression])[] = []
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [name, value] = [args[i], args[i + 1]]
    if (name?.kind !== 'text') return unknown
    entries.push([name.value, value ?? unknown])
  }
  return { kind: 'dict', entries }
}

/** `printf` with nothing but texts in its format. */
function formatted([format, ...given]: readonly Expression[]): Expression {
  if (format?.kind !== 'text') return unknown
  const parts = format.value.split(/%[sv]/)
  if (parts.length !== given.length + 1 || parts.some((part) => part.includes('%'))) return unknown
  return joined(
    parts.flatMap((value, i) => [
      ...(value === '' ? [] : [{ kind: 'text', value } as const]),
      ...given.slice(i, i + 1),
    ]),
  )
}

const roles: Readonly<Record<string, FunctionRole>> = {
  default: handsOnAll,
  or: handsOnAll,
  coalesce: handsOnAll,
  and: handsOnAll,
  required: handsOnLast,
  deepCopy: handsOnLast,
  mustDeepCopy: handsOnLast,
  merge: handsOnAll,
  mustMerge: handsOnAll,
  mergeOverwrite: handsOnAll,
  mustMergeOverwrite: handsOnAll,
  omit: handsOnFirst,
  pick: handsOnFirst,
  set: {
    how: (index, _count, result) =>
      index === 0 && result !== 'whole' ? result : index === 0 ? 'bind' : 'whole',
    value: first,
  },
  unset: handsOnFirst,
  ternary: {
    how: (index, _count, result) => (index < 2 ? result : 'test'),
    value: ([yes, no]) => anyOf([yes ?? unknown, no ?? unknown]),
  },
  toYaml: rewrites,
  toJson: rewrites,
  toString: rewrites,
  fromYaml: rewrites,
  fromJson: rewrites,
  trim: rewrites,
  nindent: rewrites,
  indent: rewrites,
  print: { how: () => 'whole', value: joined },
  printf: { how: () => 'whole', value: formatted },
  not: tests,
  empty: tests,
  kindOf: tests,
  typeOf: tests,
  kindIs: testsLast,
  typeIs: testsLast,
  typeIsLike: testsLast,
  dict: collects(dictOf),
  list: collects((items) => ({ kind: 'list', items })),
  tuple: collects((items) => ({ kind: 'list', items })),
  first: {
    how: (_index, _count, result) => result,
    value: ([from]) => (from ? steps(from, [undefined]) : unknown),
  },
  last: {
    how: (_index, _count, result) => result,
    value: ([from]) => (from ? steps(from, [undefined]) : unknown),
  },
}

/** The role of a function; nothing for one that reads whatever it is given as a whole and gives something new. */
export function roleOf(name: string): FunctionRole | undefined {
  return Object.hasOwn(roles, name) ? roles[name] : undefined
}

/** A look into a map or list: which argument is looked into, and which ones are the keys. */
export interface Lookup {
  readonly base: number
  readonly keys: readonly number[]
}

/** The lookup that a function with so many arguments (the piped one is the last) is, where it is one. */
export function lookupOf(name: string, count: number): Lookup | undefined {
  const indices = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  switch (name) {
    case 'index':
      return count >= 2 ? { base: 0, keys: indices(1, count) } : undefined
    case 'get':
    case 'hasKey':
      return count === 2 ? { base: 0, keys: [1] } : undefined
    case 'dig':
      return count >= 3 ? { base: count - 1, keys: indices(0, count - 2) } : undefined
    default:
      return undefined
  }
}

/** The keys that a lookup is made with, in order. */
export function keysIn({ keys }: Lookup, args: readonly Expression[]): readonly Step[] {
  return keys.map((index) => keyOf(args[index] ?? unknown))
}

/** What a lookup gives. */
export function lookedUp(lookup: Lookup, args: readonly Expression[]): Expression {
  return steps(args[lookup.base] ?? unknown, keysIn(lookup, args))
}
