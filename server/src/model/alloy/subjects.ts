/**
 * What names in Alloy stand for: a subject is a block that has a label, a variable of a `foreach`, an argument or an
 * export of a `declare`. It has one key however and wherever it is named, in this text, in another file of the
 * configuration or through an import; where it is named is for `occurrences.ts`.
 */
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, labelOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import {
  type AlloyEntity,
  type AlloyModule,
  type EntityKind,
  idOf,
  moduleArguments,
  moduleExports,
} from './modules.ts'
import { type AlloyName, labelText } from './names.ts'
import { type AlloyScope, customBeside, customOf } from './scope.ts'

export type SubjectKind = EntityKind | 'variable'

export interface AlloySubject {
  readonly kind: SubjectKind
  /** The same for all that names the same thing, and for nothing else. */
  readonly key: string
  /** The label or name, as it is written wherever it is named. */
  readonly name: string
  /** The name of the block that defines it: `loki.write`, `declare`, `argument`. */
  readonly block: string
  /** Its label; of an argument or export the label of its `declare`, of a variable its `foreach`. In the file. */
  readonly home: Place
}

/** What a custom component's name stands for. */
export interface CustomSubjects {
  /** The `declare` of this configuration, or the import. */
  readonly first: AlloySubject | undefined
  /** The `declare`, where it is known; of an imported one that of the other file. */
  readonly declare: AlloySubject | undefined
  readonly takes: ReadonlySet<string>
  readonly gives: ReadonlySet<string>
}

/** The subject of a block of this text; nothing where it has no label, or template output makes it. */
export function subjectOf(
  { document, tree }: AlloyScope,
  module: AlloyModule,
  { kind, block }: AlloyEntity,
): AlloySubject | undefined {
  const name = labelOf(block)
  if (name === undefined || isUnknown(document, rangeOf(tree, labelText(block)))) return undefined
  const parts = kind === 'argument' || kind === 'export'
  const home = homeOf(document, tree, parts && module.block ? module.block : block)
  const declared = parts && module.block ? module.block : undefined
  const key = declared ? partKey(keyAt(home, idOf(declared)), kind, name) : keyAt(home, idOf(block))
  return { kind, key, name, block: block.name, home }
}

/** The subject of a name in another file. */
export function subjectOfName({ id, kind, label, name, place }: AlloyName): AlloySubject | undefined {
  return label === undefined
    ? undefined
    : { kind, key: keyAt(place, id), name: label, block: name, home: place }
}

/** The variable of a `foreach`. */
export function variableOf(
  { document, tree }: AlloyScope,
  { block, variable }: AlloyModule,
): AlloySubject | undefined {
  if (!block || !variable) return undefined
  const home = homeOf(document, tree, block)
  const key = `${keyAt(home, idOf(block))}#var`
  return { kind: 'variable', key, name: variable, block: 'foreach', home }
}

/** The text of the literal that names a `foreach`'s variable, without its quotes. */
export function variableText(loop: Block): Located | undefined {
  const value = attribute(loop, 'var')?.value
  const literal = value && unwrapped(value)
  return literal?.kind === 'string' && literal.plain
    ? { origin: literal.origin, start: literal.contentStart, end: literal.contentEnd }
    : undefined
}

/** What the name of a component such as `collect` or `modules.collect` stands for, seen from a module of this text. */
export function customSubjects(
  scope: AlloyScope,
  module: AlloyModule,
  component: string,
): CustomSubjects | undefined {
  const custom = customOf(scope, module, component)
  if (!custom) return undefined
  const { entity } = custom
  if (entity?.kind === 'declare') {
    const declare = subjectOf(scope, module, entity)
    if (component.includes('.')) return { first: declare, declare: undefined, takes: none, gives: none }
    const takes = new Set(moduleArguments(entity.block).map(({ name }) => name))
    const gives = new Set(moduleExports(entity.block).map(({ name }) => name))
    return { first: declare, declare, takes, gives }
  }
  const beside = customBeside(scope, component.split('.')[0] ?? '')
  const first = entity ? subjectOf(scope, module, entity) : beside && subjectOfName(beside)
  const { declare } = custom
  const takes = new Set(declare?.takes?.map(({ name }) => name))
  return { first, declare: declare && subjectOfName(declare), takes, gives: new Set(declare?.gives) }
}

const none: ReadonlySet<string> = new Set()

/** An argument or export of a `declare`. */
export function partOf(declare: AlloySubject, kind: 'argument' | 'export', name: string): AlloySubject {
  return { kind, key: partKey(declare.key, kind, name), name, block: kind, home: declare.home }
}

function partKey(declare: string, kind: string, name: string): string {
  return `${declare}#${kind}.${name}`
}

/** Two files can't begin a label at the same place; the id tells labels apart that have no place of their own. */
function keyAt({ uri, range }: Place, id: string): string {
  return `${uri}:${range.start}:${id}`
}

function homeOf(document: Document, tree: AlloyScope['tree'], block: Block): Place {
  return placeOf(document, rangeOf(tree, labelText(block)))
}
