/**
 * What rules look for in an Alloy configuration, found once: the blocks, the calls and the chains of names of each part
 * (a part is one top-level statement), from one walk over its tree that all rules share. `perPart` takes such results,
 * and those of a rule's own, over an edit. What the names mean is for `modules.ts` and `scope.ts`.
 *
 * Cheap: an edit of one part in a file of thousands computes a few dozen parts anew and takes over the rest. Loops go
 * by index: a short run is over before much is optimised, and until then `for … of` makes an object for each step.
 */
import type {
  Access,
  AlloyPart,
  Attribute,
  Binary,
  Block,
  Call,
  Expression,
  Field,
  Identifier,
  Index,
  Statement,
  Unary,
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
  /** The block at the level of its module in which it stands; undefined for a stray attribute. */
  readonly owner: Block | undefined
  /** The `declare` or `foreach` block of the module in which it is looked up; undefined for the root. */
  readonly moduleBlock: Block | undefined
}

/** An operation, or what is taken out of a value that is no chain of names: `a + b`, `-a`, `["x"][0]`, `{a = 1}.a`. */
export interface PlacedOperation {
  readonly expression: Binary | Unary | Index | Access
  /** The attribute in whose value it stands. */
  readonly attribute: Attribute
  /** The `declare` or `foreach` block of the module in which it stands; undefined for the root. */
  readonly moduleBlock: Block | undefined
}

/** What one part holds, at any depth, in the order of the text. */
export interface PartIndex {
  /** Each before those inside it. */
  readonly blocks: readonly PlacedBlock[]
  /** Chains of names, functions that are called among them. */
  readonly names: readonly PlacedNames[]
  /** Each before those inside it. */
  readonly operations: readonly PlacedOperation[]
}

/** The index of a part. */
export const partIndex = memo((part: AlloyPart): PartIndex => {
  const draft: Draft = {
    blocks: [],
    names: [],
    operations: undefined,
    around: undefined,
    owner: undefined,
    moduleBlock: undefined,
  }
  inModule(draft, part.body)
  const { blocks, names, operations } = draft
  return { blocks, names, operations: operations ?? none }
})

/** The index that is being made, and where the walk is. */
interface Draft {
  readonly blocks: PlacedBlock[]
  readonly names: PlacedNames[]
  /** Most parts have none. */
  operations: PlacedOperation[] | undefined
  around: PlacedBlock | undefined
  owner: Block | undefined
  moduleBlock: Block | undefined
}

/** Statements at the level of a module. */
function inModule(draft: Draft, body: readonly Statement[]): void {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind === 'attribute') inExpression(draft, statement.value, undefined, statement)
    else if (statement?.kind === 'block') inModuleBlock(draft, statement)
  }
}

function inModuleBlock(draft: Draft, block: Block): void {
  const { around, owner, moduleBlock } = draft
  draft.around = { block, around }
  draft.blocks.push(draft.around)
  if (block.name === 'declare') {
    draft.owner = undefined
    draft.moduleBlock = block
    inModule(draft, block.body)
  } else {
    draft.owner = block
    inBody(draft, block.body, block.name === 'foreach')
  }
  draft.around = around
  draft.owner = owner
  draft.moduleBlock = moduleBlock
}

/** Statements inside a component; the `template` of a `foreach` is a module. */
function inBody(draft: Draft, body: readonly Statement[], isForeach: boolean): void {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind === 'attribute') inExpression(draft, statement.value, undefined, statement)
    else if (statement?.kind === 'block') {
      const { around, owner, moduleBlock } = draft
      draft.around = { block: statement, around }
      draft.blocks.push(draft.around)
      if (isForeach && statement.name === 'template') {
        draft.owner = undefined
        draft.moduleBlock = around?.block
        inModule(draft, statement.body)
      } else inBody(draft, statement.body, false)
      draft.around = around
      draft.owner = owner
      draft.moduleBlock = moduleBlock
    }
  }
}

function inExpression(
  draft: Draft,
  expression: Expression,
  call: Call | undefined,
  attribute: Attribute,
): void {
  switch (expression.kind) {
    case 'identifier':
    case 'access':
      inNames(draft, expression, call, attribute)
      break
    case 'call':
      inExpression(draft, expression.callee, expression, attribute)
      inAll(draft, expression.arguments, attribute)
      break
    case 'array':
      inAll(draft, expression.elements, attribute)
      break
    case 'object':
      inFields(draft, expression.fields, attribute)
      break
    case 'binary':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.left, undefined, attribute)
      inExpression(draft, expression.right, undefined, attribute)
      break
    case 'index':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.object, undefined, attribute)
      inExpression(draft, expression.index, undefined, attribute)
      break
    case 'unary':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.value, undefined, attribute)
      break
    case 'paren':
      inExpression(draft, expression.inner, undefined, attribute)
  }
}

function inAll(draft: Draft, expressions: readonly Expression[], attribute: Attribute): void {
  for (let i = 0; i < expressions.length; i++) {
    const expression = expressions[i]
    if (expression && !isLiteral(expression)) inExpression(draft, expression, undefined, attribute)
  }
}

function inFields(draft: Draft, fields: readonly Field[], attribute: Attribute): void {
  for (let i = 0; i < fields.length; i++) {
    const value = fields[i]?.value
    if (value && !isLiteral(value)) inExpression(draft, value, undefined, attribute)
  }
}

/** Most values are literals, in which no name can stand. */
function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number'
}

function inNames(
  draft: Draft,
  expression: Identifier | Access,
  call: Call | undefined,
  attribute: Attribute,
): void {
  const names = referenceNames(expression)
  const { around, owner, moduleBlock } = draft
  if (names) draft.names.push({ names, expression, call, attribute, around, owner, moduleBlock })
  else if (expression.kind === 'access') {
    addOperation(draft, expression, attribute)
    inExpression(draft, expression.object, undefined, attribute)
  }
}

function addOperation(draft: Draft, expression: PlacedOperation['expression'], attribute: Attribute): void {
  draft.operations ??= []
  draft.operations.push({ expression, attribute, moduleBlock: draft.moduleBlock })
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
  return perRun((parts) => joined(parts, compute))
}

/** The same for neighbouring parts together; their list is the same object as long as none of them changes. */
export function perRun<T>(
  compute: (parts: readonly AlloyPart[]) => readonly T[],
): (document: Document) => readonly T[] {
  const ofRun = memo((run: Run): readonly T[] => compute(run.parts))
  return memo((document: Document) => joined(runsOf(document), ofRun))
}

/**
 * Like `perPart`, for chains of names: those alone whose first name `applies` gives something for. It is asked once
 * for each name and not for each chain, so a rule that is about few names costs next to nothing.
 */
export function perNames<X, T>(
  applies: (first: string) => X | undefined,
  compute: (placed: PlacedNames, applied: X) => T | undefined,
): (document: Document) => readonly T[] {
  return perRun((parts) => {
    let found: T[] | undefined
    for (const [first, chains] of namesByFirst(parts)) {
      const applied = applies(first)
      if (applied === undefined) continue
      for (let i = 0; i < chains.length; i++) {
        const placed = chains[i]
        const one = placed && compute(placed, applied)
        if (one === undefined) continue
        found ??= []
        found.push(one)
      }
    }
    return found ?? none
  })
}

const namesByFirst = memo(
  (parts: readonly AlloyPart[]): ReadonlyMap<string, readonly PlacedNames[]> =>
    grouped(
      parts,
      (part) => partIndex(part).names,
      ({ names }) => names[0]?.name ?? '',
    ),
)

/** What parts give, by a key of it. */
export function grouped<K, T>(
  parts: readonly AlloyPart[],
  give: (part: AlloyPart) => readonly T[],
  keyOf: (one: T) => K,
): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    const some = part ? give(part) : none
    for (let j = 0; j < some.length; j++) {
      const one = some[j] as T // The index is within.
      const key = keyOf(one)
      const same = groups.get(key)
      if (same) same.push(one)
      else groups.set(key, [one])
    }
  }
  return groups
}

const none: readonly never[] = []

/** All results in one list; most lists are empty, so nothing is made for those. */
export function joined<K, T>(keys: readonly K[], give: (key: K) => readonly T[]): readonly T[] {
  let all: T[] | undefined
  for (let i = 0; i < keys.length; i++) {
    const some = give(keys[i] as K) // The index is within.
    if (some.length === 0) continue
    all ??= []
    for (let j = 0; j < some.length; j++) all.push(some[j] as T) // As above.
  }
  return all ?? none
}

/** All blocks of a document at any depth, each before those inside it, by name. */
export function blocksNamed(document: Document, name: string): readonly PlacedBlock[] {
  const known = blocksByName(document)
  const found = known.get(name) ?? joined(blockRuns(document), (run) => run.get(name) ?? none)
  known.set(name, found)
  return found
}

/** Names that were asked for. */
const blocksByName = memo((_document: Document) => new Map<string, readonly PlacedBlock[]>())

const blockRuns = perRun((parts) => [
  grouped(
    parts,
    (part) => partIndex(part).blocks,
    ({ block }) => block.name,
  ),
])

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
