/**
 * Makes a `declare` of selected components: what they refer to outside becomes arguments, what others use of them
 * becomes exports, and one instance stands in their place. Offered only where each reference means the same before
 * and after.
 *
 * Components in a module have other names for Alloy, so that what they keep on disk (read positions, write-ahead logs)
 * starts anew: the title says so where it matters.
 */

import type { AlloyModule, AlloyReference } from '../../model/alloy/modules.ts'
import { customIn, moduleOfBlock, referencesIn } from '../../model/alloy/modules.ts'
import { perPart } from '../../model/alloy/partIndex.ts'
import { type AlloyScope, type Meaning, meaningOf, scopeOf } from '../../model/alloy/scope.ts'
import { type AlloyCatalogue, componentOf, configBlockOf, isLibraryName } from '../../schema/alloy.ts'
import type { Block, Identifier, Node, Statement } from '../../syntax/alloy/ast.ts'
import { labelOf, nodeAt } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { applyEdits, type TextEdit } from '../../text/edit.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Refactoring, Selected } from './refactor.ts'
import { formatted } from './tidy.ts'

export function extractDeclare(selected: Selected): readonly Refactoring[] {
  const { document, workspace, tree, catalogue } = selected
  const place = selectedBlocks(selected)
  if (!place) return []
  const scope = scopeOf(document, workspace)
  if (scope.open || isUnknown(document, place.range)) return []
  const module = moduleOfBlock(tree, place.holder)
  if (!place.blocks.every((block) => isComponent(block, module, catalogue))) return []
  const name = freeName(scope, module)
  const extraction = extractionOf({ ...place, scope, module, catalogue, name })
  if (!extraction) return []
  const edits = [replacement(selected, place, extraction, name), ...extraction.outside]
  if (!keepsMeaning(selected, edits)) return []
  const keeps = place.blocks.some(({ name: each }) => keepsState(each))
  const title = keeps
    ? t('Extract to a declare (what is kept on disk starts anew)')
    : t('Extract to a declare')
  return [{ title, kind: 'refactor.extract', edits }]
}

/** The components that are to be extracted. */
interface Place {
  readonly blocks: readonly Block[]
  /** The `declare` they stand in; undefined at the root. */
  readonly holder: Block | undefined
  /** How many declares stand around them. */
  readonly depth: number
  /** From the first to the last, with the comments that are selected around them. */
  readonly range: Range
}

/** Who selects more wants something else, and the answer would take long. */
const most = 200

/** Whole blocks, one after the other, in one module. */
function selectedBlocks({ document, tree, range }: Selected): Place | undefined {
  if (range.start === range.end) return undefined
  const holders = holdersOf(nodeAt(tree, range.start)?.path ?? [], (block) => {
    const { start, end } = rangeOf(tree, { ...block, start: block.open + 1, end: block.close ?? block.end })
    return start <= range.start && range.end <= end
  })
  const holder = holders.at(-1)
  const statements: readonly Statement[] = holder ? holder.body : tree.parts.flatMap(({ body }) => body)
  const touched = statements.filter((statement) => {
    const at = rangeOf(tree, statement)
    return at.start < range.end && range.start < at.end
  })
  const blocks = touched.filter((statement): statement is Block => statement.kind === 'block')
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last || blocks.length < touched.length || blocks.length > most) return undefined
  const [start, end] = [rangeOf(tree, first).start, rangeOf(tree, last).end]
  if (range.start > start || range.end < end) return undefined
  // Comments that are selected go along.
  const before = document.text.slice(range.start, start)
  const behind = document.text.slice(end, range.end)
  return {
    blocks,
    holder,
    depth: holders.length,
    range: {
      start: start - before.trimStart().length,
      end: end + behind.trimEnd().length,
    },
  }
}

/** The declares that hold everything, the outermost first; nothing may be extracted from inside other blocks. */
function holdersOf(path: readonly Node[], holds: (block: Block) => boolean): readonly Block[] {
  const found: Block[] = []
  for (const node of path) {
    if (node.kind !== 'block' || node.name !== 'declare' || !holds(node)) break
    found.push(node)
  }
  return found
}

function isComponent(block: Block, module: AlloyModule, catalogue: AlloyCatalogue): boolean {
  if (block.close === undefined || labelOf(block) === undefined || configBlockOf(block.name, catalogue))
    return false
  return componentOf(block.name, catalogue) !== undefined || customIn(module, block.name) !== undefined
}

/** Whether a component keeps something on disk under its name. */
function keepsState(name: string): boolean {
  return /^(?:loki\.source\.|loki\.write$|prometheus\.remote_write$|otelcol\.storage\.|otelcol\.receiver\.filelog$)/.test(
    name,
  )
}

/** A name that no custom component has, seen from the module or inside it. */
function freeName(scope: AlloyScope, module: AlloyModule): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? 'pipeline' : `pipeline_${i}`
    const taken =
      customIn(module, name) !== undefined ||
      scope.beside.has(`declare.${name}`) ||
      [...module.byId.keys()].some((id) => id === name || id.startsWith(`${name}.`))
    if (!taken) return name
  }
}

interface Task extends Place {
  readonly scope: AlloyScope
  readonly module: AlloyModule
  readonly catalogue: AlloyCatalogue
  readonly name: string
}

/** What the declare takes and gives, and what changes for it. */
interface Extraction {
  /** Names of arguments with what the instance gives them. */
  readonly takes: ReadonlyMap<string, string>
  /** Names of exports with what they give. */
  readonly gives: ReadonlyMap<string, string>
  /** References in the selection, and those elsewhere. */
  readonly inside: readonly TextEdit[]
  readonly outside: readonly TextEdit[]
}

const allReferences = perPart(referencesIn)

/** The references that cross the border; undefined where one of them can't be carried over it. */
function extractionOf(task: Task): Extraction | undefined {
  const { scope, blocks, catalogue } = task
  const own = new Set<Block>(blocks)
  if (usedElsewhere(task) || makesRing(task, own)) return undefined
  const takes = new Map<string, string>()
  const gives = new Map<string, string>()
  const inside: TextEdit[] = []
  const outside: TextEdit[] = []
  for (const reference of allReferences(scope.document)) {
    const { names, owner, moduleBlock } = reference
    const meaning = meaningOf(scope, moduleOfBlock(scope.tree, moduleBlock), names)
    const isInside = owner !== undefined && own.has(owner)
    const toOwn = meaning?.in === 'text' && own.has(meaning.entity.block)
    if (isInside === toOwn && (isInside || meaning)) continue
    if (!meaning) {
      // What is no function means nothing before, and nobody knows what it is to mean afterwards.
      if (isInside && !isLibraryName(names[0]?.name ?? '', catalogue)) return undefined
      continue
    }
    const crossing = crossingOf(task, reference, meaning)
    if (!crossing) return undefined
    const name = nameFor(isInside ? takes : gives, crossing)
    const text = isInside ? `argument.${name}.value` : `${task.name}.default.${name}`
    const edits = isInside ? inside : outside
    edits.push({ range: crossing.range, text })
  }
  return { takes, gives, inside, outside }
}

/**
 * Whether something outside that the blocks refer to refers to one of them, over any number of others: as one component
 * they would wait for themselves.
 */
function makesRing({ scope }: Task, own: ReadonlySet<Block>): boolean {
  const targets = new Map<Block, Block[]>()
  for (const { names, owner, moduleBlock } of allReferences(scope.document)) {
    const meaning = owner && meaningOf(scope, moduleOfBlock(scope.tree, moduleBlock), names)
    if (!owner || meaning?.in !== 'text') continue
    // What stands in a loop belongs to it.
    const from = moduleBlock?.name === 'foreach' ? moduleBlock : owner
    targets.set(from, [...(targets.get(from) ?? []), meaning.entity.block])
  }
  const next = [...own].flatMap((block) => targets.get(block) ?? []).filter((block) => !own.has(block))
  const seen = new Set<Block>()
  for (let block = next.pop(); block; block = next.pop()) {
    if (own.has(block)) return true
    if (seen.has(block)) continue
    seen.add(block)
    next.push(...(targets.get(block) ?? []))
  }
  return false
}

/** A chain of names over the border. */
interface Crossing {
  /** What is handed over: the chain up to the export. */
  readonly chain: string
  readonly range: Range
  /** Names for it, the plainest first. */
  readonly names: readonly string[]
}

function crossingOf(
  { scope, module }: Task,
  { names, moduleBlock, call }: AlloyReference,
  meaning: Meaning,
): Crossing | undefined {
  // The variable of a loop and the path of the module are seen on one side alone.
  if (meaning.in === 'scope' || call) return undefined
  if (meaning.in === 'text' && meaning.module !== module) return undefined
  if (moduleOfBlock(scope.tree, moduleBlock) !== module && !isLoopIn(scope, moduleBlock, module))
    return undefined
  const used = names.slice(0, names.length - meaning.rest.length + 1)
  const [first, last] = [used[0], used.at(-1)]
  // A component as a whole can't be exported.
  if (!first || !last || meaning.rest.length === 0 || used.some(({ name }) => name === '')) return undefined
  const kind = meaning.in === 'text' ? meaning.entity.kind : meaning.name.kind
  if (kind !== 'component' && kind !== 'argument') return undefined
  return {
    chain: used.map(({ name }) => name).join('.'),
    range: { start: rangeOf(scope.tree, first).start, end: rangeOf(scope.tree, last).end },
    names: namesFor(kind, used),
  }
}

/** Whether a block is a `foreach` that sees the module. */
function isLoopIn(scope: AlloyScope, block: Block | undefined, module: AlloyModule): boolean {
  for (
    let at: AlloyModule | undefined = moduleOfBlock(scope.tree, block);
    at?.kind === 'foreach';
    at = at.parent
  )
    if (at.parent === module) return true
  return false
}

/** `receiver`, `parse_receiver`, and what a module's argument is called there. */
function namesFor(kind: string, used: readonly Identifier[]): readonly string[] {
  const words = used.map(({ name }) => name)
  const [of = '', label = '', exported = ''] = words.slice(-3)
  if (kind === 'argument') return [label]
  const specific = label === 'default' ? of : label
  return [exported, `${specific}_${exported}`, words.join('_')]
}

/** The name under which something is handed over: the one that it has already, else a free one. */
function nameFor(table: Map<string, string>, { chain, names }: Crossing): string {
  for (const [name, value] of table) if (value === chain) return name
  const free = names.find((name) => !table.has(name)) ?? `${names.at(-1)}_${table.size}`
  table.set(free, chain)
  return free
}

/** Whether another file of the configuration refers to what is extracted. */
function usedElsewhere({ scope, blocks, holder }: Task): boolean {
  if (holder) return false
  const ids = blocks.map((block) => `${block.name}.${labelOf(block)}.`)
  return scope.siblings.some(({ uses }) =>
    uses.some(({ names }) => ids.some((id) => `${names.join('.')}.`.startsWith(id))),
  )
}

/** The declare and its instance in the place of the blocks. */
function replacement(
  { document }: Selected,
  { range, depth }: Place,
  { takes, gives, inside }: Extraction,
  name: string,
): TextEdit {
  const { start, end } = range
  const body = applyEdits(
    document.text.slice(start, end),
    inside.map((edit) => ({
      range: { start: edit.range.start - start, end: edit.range.end - start },
      text: edit.text,
    })),
  )
  const text = [
    `declare "${name}" {`,
    ...[...takes.keys()].flatMap((each) => [`argument "${each}" { }`, '']),
    ...[...gives].flatMap(([each, value]) => [`export "${each}" {`, `value = ${value}`, '}', '']),
    body,
    '}',
    '',
    `${name} "default" {`,
    ...[...takes].map(([each, value]) => `${each} = ${value}`),
    '}',
  ].join('\n')
  const laidOut = formatted(text, depth)
  return { range, text: laidOut?.trimStart() ?? text }
}

/** Whether as few references lead nowhere after the edits as before. */
function keepsMeaning({ document, workspace }: Selected, edits: readonly TextEdit[]): boolean {
  const { uri, kind, text, templated } = document
  const after = createDocument(uri, kind, applyEdits(text, edits), { templated })
  const lost = (one: Document): number => lostIn(scopeOf(one, workspace))
  return alloyTree(after).issues.length <= alloyTree(document).issues.length && lost(after) <= lost(document)
}

function lostIn(scope: AlloyScope): number {
  let count = 0
  for (const { names, moduleBlock } of allReferences(scope.document)) {
    if (meaningOf(scope, moduleOfBlock(scope.tree, moduleBlock), names)) continue
    if (!isLibraryName(names[0]?.name ?? '')) count++
  }
  return count
}
