/**
 * Which values an action prints as Go's `%v` shows them: alone, through functions that hand them on (`default`,
 * `required`) and through those that only make a text of them (`quote`, `print`, `printf` with `%v`). Measured with
 * Helm 3.22. Nothing is evaluated; a function that is not listed is taken to do anything.
 */
import type { Arg, Command, Pipeline } from '../../syntax/template/ast.ts'
import type { Slot } from './convert.ts'
import { readFormat } from './printfFormat.ts'

/** A value that is printed. */
export interface Carried {
  /** The value, or the `index` or `get` that gives it. */
  readonly node: Arg | Command
  /** Whether it is certainly a part of a text: quoted, put between other texts, encoded. */
  readonly isText: boolean
  /** Whether Go has it as a string by now: it may still be one that is a number alone. */
  readonly isString: boolean
  /** Whether it is a list whose items are printed. */
  readonly isList: boolean
  /** Where it can be turned into an integer; nothing where that would change what else is printed. */
  readonly place: Slot | undefined
}

/** What a pipeline prints. */
export function carriedBy({ commands }: Pipeline): readonly Carried[] {
  let carried: readonly Carried[] = []
  for (const [i, command] of commands.entries())
    carried = throughCommand(command, i > 0 ? carried : undefined)
  return carried
}

function throughCommand(command: Command, piped: readonly Carried[] | undefined): readonly Carried[] {
  const [head, ...rest] = command.args
  const slot: Slot = { kind: 'command', node: command }
  if (head.kind !== 'identifier') {
    if (rest.length > 0 || piped) return []
    return head.kind === 'paren' ? carriedBy(head.pipe) : aloneIn(head, slot)
  }
  if (head.name === 'index' || head.name === 'get')
    return piped ? [] : [{ node: command, isText: false, isString: false, isList: false, place: slot }]
  const given = [...rest.map(inArgument), ...(piped ? [piped] : [])]
  return throughFunction(head.name, rest, given, slot)
}

/** What an argument carries: it is turned into an integer in parentheses. */
function inArgument(arg: Arg): readonly Carried[] {
  return arg.kind === 'paren' ? carriedBy(arg.pipe) : aloneIn(arg, { kind: 'argument', node: arg })
}

function aloneIn(arg: Arg, place: Slot): readonly Carried[] {
  const isValue =
    arg.kind === 'field' || arg.kind === 'variable' || arg.kind === 'dot' || arg.kind === 'chain'
  return isValue ? [{ node: arg, isText: false, isString: false, isList: false, place }] : []
}

function throughFunction(
  name: string,
  args: readonly Arg[],
  given: readonly (readonly Carried[])[],
  slot: Slot,
): readonly Carried[] {
  const all = given.flat()
  const last = given.at(-1) ?? []
  const asText = (carried: readonly Carried[]) =>
    carried.map((each) => ({ ...each, isText: true, isString: true }))
  const asString = (carried: readonly Carried[]) => carried.map((each) => ({ ...each, isString: true }))
  switch (name) {
    case 'quote':
    case 'squote':
      return asText(all)
    // These take nothing but strings.
    case 'b64enc':
      return asText(all.filter(({ isString }) => isString))
    case 'cat':
    case 'print':
    case 'println':
      return given.length > 1 ? asText(all) : asString(all)
    case 'toString':
    case 'html':
      return asString(all)
    case 'trim':
    case 'indent':
    case 'nindent':
      return last.filter(({ isString }) => isString)
    // What is not there stays for these to see, and a text as the default stays one.
    case 'default': {
      const place = args[0]?.kind === 'number' ? slot : undefined
      return given.length === 2 ? last.map((each) => ({ ...each, place })) : []
    }
    case 'required':
      return given.length === 2 ? last.map((each) => ({ ...each, place: slot })) : []
    case 'join':
      return given.length === 2
        ? asText(last).map((each) => ({ ...each, isList: true, place: undefined }))
        : []
    case 'printf':
      return printed(args, given)
    default:
      return []
  }
}

/** What the verbs `%v` of a `printf` print. */
function printed(
  [format]: readonly Arg[],
  [, ...given]: readonly (readonly Carried[])[],
): readonly Carried[] {
  if (format?.kind !== 'string') return []
  const { verbs, values, numbered } = readFormat(format.value)
  if (numbered || values !== given.length) return []
  const isText = format.value !== '%v'
  return verbs.flatMap(({ verb, value, start, end }) => {
    const isPlain = verb === 'v' && !format.value.slice(start, end).includes('.')
    const carried = value !== undefined && isPlain ? (given[value] ?? []) : []
    return carried.map((each) => ({ ...each, isString: true, isText: each.isText || isText }))
  })
}
