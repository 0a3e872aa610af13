/**
 * Where names stand in an Alloy text and what each stands for: labels, references, names of custom components, their
 * arguments and exports. Definition, references, highlights and renaming are all answered from here. What template
 * output makes and what resolves to nothing is no occurrence. Nothing is kept: a part is gone through when it is asked
 * for, and whoever looks for one name passes over the parts that do not hold its text.
 */
import { configBlockOf } from '../../schema/alloy.ts'
import type { AlloyPart, Block, Identifier, Statement } from '../../syntax/alloy/ast.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import {
  type AlloyModule,
  type AlloyReference,
  type EntityKind,
  moduleOfBlock,
  outward,
  referencesIn,
  rootModule,
} from './modules.ts'
import { labelText } from './names.ts'
import { type AlloyScope, meaningOf } from './scope.ts'
import {
  type AlloySubject,
  type CustomSubjects,
  customSubjects,
  partOf,
  subjectOf,
  subjectOfName,
  variableOf,
  variableText,
} from './subjects.ts'

export interface Occurrence {
  readonly subject: AlloySubject
  /** The name itself, to the character. */
  readonly node: Located
  /** Text around it from where one gets to the same thing: all of `loki.write.default.receiver`. */
  readonly reach: Located
  readonly role: 'definition' | 'use' | 'assignment'
  /** Of a definition: the block. */
  readonly block?: Block
}

/** The names in a part of the scope's text, in no order that could be relied on. */
export function* occurrencesIn(scope: AlloyScope, part: AlloyPart): Iterable<Occurrence> {
  for (const found of allIn(scope, part))
    if (!isUnknown(scope.document, rangeOf(scope.tree, found.node))) yield found
}

function* allIn(scope: AlloyScope, part: AlloyPart): Iterable<Occurrence> {
  yield* inBody(scope, rootModule(scope.tree), part.body)
  for (const reference of referencesIn(part)) yield* ofReference(scope, reference)
}

/** The blocks at the level of a module, and those of the modules in it. */
function* inBody(scope: AlloyScope, module: AlloyModule, body: readonly Statement[]): Iterable<Occurrence> {
  for (const block of body) {
    if (block.kind !== 'block' || block.name === '') continue
    yield* ofDefinition(scope, module, block)
    if (!configBlockOf(block.name)) yield* ofCustom(scope, module, block)
    if (block.name === 'declare') yield* inBody(scope, moduleOfBlock(scope.tree, block), block.body)
    else if (block.name === 'foreach') yield* ofLoop(scope, block)
  }
}

function* ofDefinition(scope: AlloyScope, module: AlloyModule, block: Block): Iterable<Occurrence> {
  // A second block of the same name means the same to whoever refers to it.
  const entity = module.byId.get(`${block.name}.${block.label?.value ?? ''}`)
  const subject = entity && subjectOf(scope, module, entity)
  const first = block.names[0]
  if (!subject || !block.label || !first) return
  const reach = { origin: block.origin, start: first.start, end: block.label.end }
  yield { subject, node: labelText(block), reach, role: 'definition', block }
}

/** The name of a custom component, and the arguments that are given to it. */
function* ofCustom(scope: AlloyScope, module: AlloyModule, block: Block): Iterable<Occurrence> {
  const custom = customSubjects(scope, module, block.name)
  if (!custom) return
  yield* ofCustomName(custom, block.names)
  const { declare, takes } = custom
  if (!declare) return
  for (const each of block.body) {
    if (each.kind !== 'attribute' || !takes.has(each.name.name)) continue
    const subject = partOf(declare, 'argument', each.name.name)
    yield { subject, node: each.name, reach: each.name, role: 'assignment' }
  }
}

function* ofCustomName(
  { first, declare }: CustomSubjects,
  names: readonly Identifier[],
): Iterable<Occurrence> {
  const [one, two] = names
  if (first && one) yield { subject: first, node: one, reach: one, role: 'use' }
  if (declare && two && declare !== first) yield { subject: declare, node: two, reach: two, role: 'use' }
}

function* ofLoop(scope: AlloyScope, block: Block): Iterable<Occurrence> {
  const module = moduleOfBlock(scope.tree, block)
  const subject = variableOf(scope, module)
  const node = variableText(block)
  if (subject && node) yield { subject, node, reach: node, role: 'definition', block }
  for (const each of block.body)
    if (each.kind === 'block' && each.name === 'template') yield* inBody(scope, module, each.body)
}

function* ofReference(
  scope: AlloyScope,
  { names, expression, moduleBlock }: AlloyReference,
): Iterable<Occurrence> {
  if (isUnknown(scope.document, rangeOf(scope.tree, expression))) return
  const module = moduleOfBlock(scope.tree, moduleBlock)
  const meaning = meaningOf(scope, module, names)
  const [first] = names
  if (!meaning || !first) return
  if (meaning.in === 'scope') {
    const loop = loopOf(module, first.name)
    const subject = loop && variableOf(scope, loop)
    if (subject) yield { subject, node: first, reach: first, role: 'use' }
    return
  }
  const target: Target =
    meaning.in === 'text'
      ? { kind: meaning.entity.kind, name: meaning.entity.block.name, module: meaning.module }
      : { kind: meaning.name.kind, name: meaning.name.name, module: rootModule(scope.tree) }
  const subject =
    meaning.in === 'text' ? subjectOf(scope, meaning.module, meaning.entity) : subjectOfName(meaning.name)
  yield* ofChain(scope, target, subject, names, names.length - meaning.rest.length)
}

interface Target {
  readonly kind: EntityKind
  /** The block's name. */
  readonly name: string
  /** Where the names of custom components are looked up. */
  readonly module: AlloyModule
}

/** A chain whose first `used` names are those of a block: its name, and its label last. */
function* ofChain(
  scope: AlloyScope,
  { kind, name, module }: Target,
  subject: AlloySubject | undefined,
  names: readonly Identifier[],
  used: number,
): Iterable<Occurrence> {
  const custom = kind === 'component' ? customSubjects(scope, module, name) : undefined
  const [label, given] = [names[used - 1], names[used]]
  if (custom) yield* ofCustomName(custom, names.slice(0, used - 1))
  const exported =
    custom?.declare && given && custom.gives.has(given.name)
      ? partOf(custom.declare, 'export', given.name)
      : undefined
  if (exported && given) yield { subject: exported, node: given, reach: given, role: 'use' }
  // A label that the reference leaves out is none of its names.
  if (!subject || !label || label.name !== subject.name) return
  const from = custom ? label : (names[0] ?? label)
  const to = exported ? label : (given ?? label)
  yield {
    subject,
    node: label,
    reach: { origin: label.origin, start: from.start, end: to.end },
    role: 'use',
  }
}

/** The `foreach` whose variable a name is, from a module outwards. */
function loopOf(module: AlloyModule, name: string): AlloyModule | undefined {
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) if (at.variable === name) return at
  return undefined
}
