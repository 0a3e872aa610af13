/**
 * Where the values of arguments do not fit what the arguments take, as far as a part of the text tells by itself: from
 * literals in the wrong place, exports of the wrong kind, exports that a component does not have. A finding holds only
 * if the components it names are there: the rules look at that, and at template output. Faults that `alloy validate`
 * sees, of literals alone, are for other rules.
 */
import { type AlloyArgument, type AlloyCatalogue, catalogueFor } from '../../schema/alloy.ts'
import { beginsComponent } from '../../schema/alloyComponentNames.ts'
import type { ArrayExpression, Expression } from '../../syntax/alloy/ast.ts'
import { unwrapped } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Workspace } from '../workspace.ts'
import {
  type ExportChain,
  exportChain,
  exportedType,
  fits,
  type Given,
  givenBy,
  hasExport,
  parsed,
} from './exportType.ts'
import { type Nested, perDefinition } from './nested.ts'
import { type PlacedNames, perNames } from './partIndex.ts'

/** A value that does not fit its argument. */
export interface Misfit {
  readonly at: Nested
  readonly argument: AlloyArgument
  /** The smallest expression that is wrong: an element of a list, not the list. */
  readonly expression: Expression
  /** What is asked for at this place: of a list's element the type of elements. */
  readonly asked: string
  readonly given: Given
  /** Whether it is wrong for certain, or only if what is given turns out to be a secret. */
  readonly certain: boolean
}

/** The catalogue of the version that a workspace says it runs. */
export function catalogueOf(workspace: Workspace): AlloyCatalogue {
  return catalogueFor(workspace.settings.versions.alloy)
}

/** Values that do not fit, in the order of the text. */
export function misfitsIn(document: Document, workspace: Workspace): readonly Misfit[] {
  return misfits(catalogueOf(workspace))(document)
}

const misfits = memo((catalogue: AlloyCatalogue) =>
  perDefinition(
    ({ arguments: known }) => ({
      known,
      takesTexts: [...known.values()].some(({ type }) => takesTexts(type)),
    }),
    (at, own): readonly Misfit[] => {
      const found: Misfit[] = []
      const { body } = at.block
      for (let i = 0; i < body.length; i++) {
        const statement = body[i]
        if (statement?.kind !== 'attribute' || !isJudgedAnywhere(statement.value)) continue
        if (statement.value.kind === 'string' && !own.takesTexts) continue
        const argument = own.known.get(statement.name.name)
        if (argument && !fitsPlainly(statement.value, argument.type, catalogue))
          addMisfits(found, { at, argument }, statement.value, argument.type, catalogue)
      }
      return found
    },
  ),
)

/** Literals alone are for alloy validate; only what holds a name or a reference in quotes can be wrong here. */
function isJudgedAnywhere({ kind }: Expression): boolean {
  return kind !== 'number' && kind !== 'boolean' && kind !== 'null'
}

function addMisfits(
  found: Misfit[],
  into: Pick<Misfit, 'at' | 'argument'>,
  value: Expression,
  asked: string,
  catalogue: AlloyCatalogue,
): void {
  const inner = unwrapped(value)
  if (inner.kind === 'string' && !interfaces.test(asked)) return
  const { shape, of } = parsed(asked)
  const lists = inner.kind === 'array' ? listsIn(inner, asked, catalogue) : undefined
  if (lists) {
    found.push({ ...into, expression: inner, asked, given: lists, certain: true })
  } else if (inner.kind === 'array' && shape === 'list') {
    for (const each of inner.elements) addMisfits(found, into, each, of, catalogue)
  } else if (inner.kind === 'object' && shape === 'map') {
    for (const each of inner.fields) addMisfits(found, into, each.value, of, catalogue)
  } else if (inner.kind === 'null') {
    if (isLostNull(into, asked))
      found.push({ ...into, expression: inner, asked, given: nothing, certain: true })
  } else if (isJudgedHere(inner, asked)) {
    const given = givenBy(inner, catalogue)
    const fit = fits(given.word, asked)
    // A label of a target may be true or false: Alloy makes a text of it.
    const certain = fit === false && !(given.word === 'bool' && asked === 'string' && takesTargets(into))
    if (certain || (fit === undefined && given.word === 'optional_secret'))
      found.push({ ...into, expression: inner, asked, given, certain })
  }
}

/**
 * Whether a value is what nearly all are: a text where no receiver is asked for, a number, an export of the very type
 * that is asked for, or a list or map of such. It is asked of every value, so it makes nothing on its way.
 */
function fitsPlainly(value: Expression, asked: string, catalogue: AlloyCatalogue): boolean {
  switch (value.kind) {
    case 'string':
      return !takesTexts(asked)
    case 'number':
      return true
    case 'access':
      return exportedType(value, catalogue) === asked
    case 'array': {
      const { shape, of } = parsed(asked)
      return shape === 'list' && allFit(value.elements, of, catalogue)
    }
    case 'object': {
      const { shape, of } = parsed(asked)
      return shape === 'map' && value.fields.every((field) => fitsPlainly(field.value, of, catalogue))
    }
    default:
      return false
  }
}

/** Whether a text is judged here where this type is asked for. */
function takesTexts(asked: string): boolean {
  return asked.endsWith('Receiver') || asked.endsWith('Consumer')
}

function allFit(values: readonly Expression[], asked: string, catalogue: AlloyCatalogue): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value && !fitsPlainly(value, asked, catalogue)) return false
  }
  return true
}

const nothing: Given = { word: 'null', chains: [] }

/**
 * Whether `null` does harm here, which it does not elsewhere: a receiver of logs in a list, at which the process panics
 * when the first line comes, and a label of a target, which the start refuses.
 */
function isLostNull({ at, argument }: Pick<Misfit, 'at' | 'argument'>, asked: string): boolean {
  if (asked === 'LogsReceiver') return argument.type === 'list(LogsReceiver)'
  return asked === 'string' && takesTargets({ at, argument })
}

/** Whether an argument takes targets, whose labels may be of types that no other text may be. */
export function takesTargets({ at, argument }: Pick<Misfit, 'at' | 'argument'>): boolean {
  if (argument.type !== 'list(map(string))' || !/^(?:path_)?targets$/.test(argument.name)) return false
  return !at.component.name.startsWith('prometheus.exporter.')
}

/** A list of lists where the lists themselves are asked for: `targets = [discovery.docker.all.targets]`. */
function listsIn(array: ArrayExpression, asked: string, catalogue: AlloyCatalogue): Given | undefined {
  const elements = array.elements.map((each) => givenBy(each, catalogue))
  const [first] = elements
  const isList = first?.word?.startsWith('list(') && fits(`list(${first.word})`, asked) === false
  if (!isList || elements.some(({ word }) => word !== first?.word || fits(word, asked) !== true))
    return undefined
  return { word: `list(${first?.word})`, chains: elements.flatMap(({ chains }) => chains) }
}

/** Go interfaces: what is put into lists of them `alloy validate` does not look at, literals among it. */
const interfaces = /^(?:Logs|Metrics|Profiles)Receiver$|^otelcol\.Consumer$/

/** Literals are for alloy validate, but where it lets them pass. */
function isJudgedHere(expression: Expression, asked: string): boolean {
  switch (expression.kind) {
    case 'identifier':
    case 'access':
    case 'call':
    case 'index':
      return true
    case 'binary':
      return holdsName(expression.left) || holdsName(expression.right)
    case 'array':
      return asked === 'RelabelRules' || expression.elements.some(holdsName)
    default:
      return expression.kind === 'string' && interfaces.test(asked)
  }
}

function holdsName(expression: Expression): boolean {
  const inner = unwrapped(expression)
  if (inner.kind === 'binary') return holdsName(inner.left) || holdsName(inner.right)
  return (
    inner.kind === 'access' || inner.kind === 'call' || inner.kind === 'identifier' || inner.kind === 'index'
  )
}

/** An export that its component does not have. */
export interface AbsentExport {
  readonly chain: ExportChain
  readonly placed: PlacedNames
}

/** Chains of names that ask a component of the catalogue for an export it does not have. */
export function absentExportsIn(document: Document, workspace: Workspace): readonly AbsentExport[] {
  return absentExports(catalogueOf(workspace))(document)
}

const absentExports = memo((catalogue: AlloyCatalogue) =>
  perNames(
    (first) => (beginsComponent(first, catalogue) ? true : undefined),
    (placed): AbsentExport | undefined => {
      if (placed.names.length < 3 || hasExport(placed.names, catalogue)) return undefined
      const chain = exportChain(placed.names, catalogue)
      return chain?.export && chain.export.name !== '' ? { chain, placed } : undefined
    },
  ),
)

/** A literal text that reads like a reference: `"loki.write.default.receiver"`. */
export function quotedChain(expression: Expression, catalogue: AlloyCatalogue): ExportChain | undefined {
  if (expression.kind !== 'string' || !/^[a-z_][\w]*(?:\.[a-z_]\w*)+$/i.test(expression.value))
    return undefined
  const names = expression.value
    .split('.')
    .map((name) => ({ kind: 'identifier' as const, name, origin: expression.origin, start: 0, end: 0 }))
  return exportChain(names, catalogue)
}
