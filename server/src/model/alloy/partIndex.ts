/**
 * What rules look for in an Alloy configuration, found once: the blocks, the calls and the chains of names of each part
 * (a part is one top-level statement), from one walk over its tree that all rules share. `perPart` takes such results,
 * and those of a rule's own, over an edit. What the names mean is for `modules.ts` and `scope.ts`.
 *
 * Cheap: an edit of one part in a file of thousands computes a few dozen parts anew and takes over the rest.
 */
import type {
  AlloyPart,
  Attribute,
  Block,
  Call,
  Expression,
  Identifier,
  Statement,
} from '../../syntax/alloy/ast.ts'
import { referenceNames } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { incremental, memo } from '../../text/memo.ts'

/** A block and the one that it stands in. */
export interface PlacedBlock {
  readonly block: Block
  /** The block directly around it; undefined at the top. */
  readonly around: PlacedBlock | undefined
}

/** A chain of names in an expression, such as `loki.write.default.receiver` or, where it is called, `sys.env`. */
export interface PlacedNames {
  /** From the first on; an empty name where the text stops at a dot. */
  readonly names: readonly Identifier[]
  /** The whole chain: the longest one. */
  readonly expression: Expression
  /** The call whose callee it is. */
  readonly call: Call | undefined
  /** The attribute in whose value it stands. */
  readonly attribute: Attribute
  /** The block that the attribute stands in; undefined at the top. */
  readonly around: PlacedBlock | undefined
}

/** What one part holds, at any depth, in the order of the text. */
export interface PartIndex {
  /** Each before those inside it. */
  readonly blocks: readonly PlacedBlock[]
  /** Chains of names, functions that are called among them. */
  readonly names: readonly PlacedNames[]
}

/** The index of a part. */
export const partIndex = memo((part: AlloyPart): PartIndex => {
  const blocks: PlacedBlock[] = []
  const names: PlacedNames[] = []
  const draft = { blocks, names }
  inBody(draft, part.body, undefined)
  return draft
})

interface Draft {
  readonly blocks: PlacedBlock[]
  readonly names: PlacedNames[]
}

function inBody(draft: Draft, body: readonly Statement[], around: PlacedBlock | undefined): void {
  for (const statement of body) {
    if (statement.kind === 'attribute') inExpression(draft, statement.value, undefined, statement, around)
    else if (statement.kind === 'block') {
      const placed = { block: statement, around }
      draft.blocks.push(placed)
      inBody(draft, statement.body, placed)
    }
  }
}

function inExpression(
  draft: Draft,
  expression: Expression,
  call: Call | undefined,
  attribute: Attribute,
  around: PlacedBlock | undefined,
): void {
  const into = (inner: Expression): void => inExpression(draft, inner, undefined, attribute, around)
  switch (expression.kind) {
    case 'identifier':
    case 'access': {
      const names = referenceNames(expression)
      if (names) draft.names.push({ names, expression, call, attribute, around })
      else if (expression.kind === 'access') into(expression.object)
      return
    }
    case 'call':
      inExpression(draft, expression.callee, expression, attribute, around)
      for (const argument of expression.arguments) into(argument)
      return
    case 'array':
      for (const element of expression.elements) into(element)
      return
    case 'object':
      for (const field of expression.fields) into(field.value)
      return
    case 'binary':
      into(expression.left)
      into(expression.right)
      return
    case 'index':
      into(expression.object)
      into(expression.index)
      return
    case 'unary':
      into(expression.value)
      return
    case 'paren':
      into(expression.inner)
  }
}

/** Neighbouring parts that are taken over together. Its identity is what results are kept by. */
interface Run {
  readonly parts: readonly AlloyPart[]
}

/** How many parts make a run: an edit computes so many anew, and looks up one result for each run. */
const runLength = 32

const runsOf = incremental((document: Document, previous: readonly Run[] | undefined): readonly Run[] => {
  const { parts } = alloyTree(document)
  const byFirst = new Map<AlloyPart | undefined, Run>()
  for (const run of previous ?? []) byFirst.set(run.parts[0], run)
  const runs: Run[] = []
  let loose: AlloyPart[] = []
  const close = (): void => {
    if (loose.length > 0) runs.push({ parts: loose })
    loose = []
  }
  for (let at = 0; at < parts.length; ) {
    const run = byFirst.get(parts[at])
    if (run && isKept(run, parts, at, loose.length)) {
      close()
      runs.push(run)
      at += run.parts.length
      continue
    }
    const part = parts[at++]
    if (part) loose.push(part)
    if (loose.length === runLength) close()
  }
  close()
  return runs
})

/** Whether a run stands at `at` as it was; one that has become short joins its neighbours. */
function isKept({ parts: kept }: Run, parts: readonly AlloyPart[], at: number, loose: number): boolean {
  if (kept.length + loose <= (loose === 0 ? runLength >> 1 : runLength)) return false
  return kept.every((part, i) => part === parts[at + i])
}

/**
 * Makes a function of a document out of one of a part: all results, in the order of the text. Call it at the top of a
 * module, so that its results are kept: of parts that an edit leaves alone nothing is computed again.
 * @param compute what a part gives. It must hang on the part alone, and not on the document, its template output
 *   (`isUnknown`) or the workspace: look at those when you go through the results.
 */
export function perPart<T>(compute: (part: AlloyPart) => readonly T[]): (document: Document) => readonly T[] {
  const ofRun = memo((run: Run): readonly T[] => joined(run.parts, compute))
  return memo((document: Document) => joined(runsOf(document), ofRun))
}

const none: readonly never[] = []

/** All results in one list; most lists are empty, so nothing is made for those. */
function joined<K, T>(keys: readonly K[], give: (key: K) => readonly T[]): readonly T[] {
  let all: T[] | undefined
  for (const key of keys) {
    const some = give(key)
    if (some.length === 0) continue
    all ??= []
    for (const one of some) all.push(one)
  }
  return all ?? none
}

/** All blocks of a document at any depth, each before those inside it, by name. */
export function blocksNamed(document: Document, name: string): readonly PlacedBlock[] {
  return blocksByName(document).get(name) ?? none
}

const allBlocks = perPart((part) => partIndex(part).blocks)

const blocksByName = memo((document: Document): ReadonlyMap<string, readonly PlacedBlock[]> => {
  const found = new Map<string, PlacedBlock[]>()
  for (const placed of allBlocks(document)) {
    const same = found.get(placed.block.name)
    if (same) same.push(placed)
    else found.set(placed.block.name, [placed])
  }
  return found
})

/** All chains of names in a document that are called: `sys.env` of `sys.env("X")`. */
export const callsIn = perPart((part) => {
  // Most parts call nothing: a look at the text spares going through them.
  return part.text.includes('(') ? partIndex(part).names.filter(({ call }) => call !== undefined) : none
})

/** The `declare` or `foreach` block whose module a place inside `around` belongs to; undefined for the root. */
export function moduleBlockAround(around: PlacedBlock | undefined): Block | undefined {
  for (let at = around; at; at = at.around) {
    const outer = at.around?.block
    if (at.block.name === 'declare' && isModuleLevel(at)) return at.block
    if (at.block.name === 'template' && outer?.name === 'foreach') return outer
  }
  return undefined
}

function isModuleLevel({ around }: PlacedBlock): boolean {
  return around === undefined || around.block.name === 'declare' || around.block.name === 'template'
}
