/**
 * What `alloy validate` 1.18.0 refuses in one part of a configuration, as far as the part and the catalogue tell:
 * blocks that stand where they may not, lack a label or have a wrong inside. Names that other parts give (custom
 * components, references, duplicates over the whole) are for `validation.ts`, template output for its caller.
 */
import {
  type AlloyCatalogue,
  type AlloyComponent,
  type AlloyConfigBlock,
  componentOf,
  configBlockOf,
} from '../../schema/alloy.ts'
import type { AlloyPart, Attribute, Block, Statement } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { nearestName } from '../../text/nearest.ts'
import { addBlockFaults, type BlockFault, blockFaults } from './blockCheck.ts'
import { idOf } from './modules.ts'

/** Why a block may not stand where it does. */
export type Misplaced = 'outside a module' | 'in a module' | 'in a foreach' | 'not configurable'

/** Something wrong in a part. */
export type PartFault =
  | BlockFault
  /** An attribute where only blocks may stand; `within` is the `declare` or `template` around it. */
  | { readonly kind: 'stray-attribute'; readonly attribute: Attribute; readonly within: Block | undefined }
  | { readonly kind: 'missing-label'; readonly block: Block }
  | { readonly kind: 'misplaced-block'; readonly block: Block; readonly why: Misplaced }
  | { readonly kind: 'missing-template'; readonly block: Block }
  | { readonly kind: 'duplicate-component'; readonly block: Block; readonly first: Block }
  /** A component that the catalogue lacks: unless a `declare` or an import gives the name. */
  | { readonly kind: 'unknown-component'; readonly block: Block; readonly moduleBlock: Block | undefined }
  /** A component or `foreach` that a lower stability level or a missing flag refuses. */
  | { readonly kind: 'unsettled'; readonly block: Block; readonly stability: AlloyComponent['stability'] }

const configNames: ReadonlySet<string> = new Set([
  'logging',
  'tracing',
  'argument',
  'export',
  'foreach',
  'import.file',
  'import.string',
  'import.http',
  'import.git',
])

/** Where statements stand. */
interface Around {
  readonly catalogue: AlloyCatalogue
  /** The nearest `declare` or `foreach`. */
  readonly moduleBlock: Block | undefined
  /** The block whose body it is. */
  readonly within: Block | undefined
  /** Whether no `declare` is around. */
  readonly isRoot: boolean
  readonly inForeach: boolean
}

const none: readonly never[] = []

/** What is wrong in a part, by a catalogue. */
export function partFaults(catalogue: AlloyCatalogue): (part: AlloyPart) => readonly PartFault[] {
  const around = { catalogue, moduleBlock: undefined, within: undefined, isRoot: true, inForeach: false }
  return (part) => {
    // After a fault of the syntax the program says nothing else, and what it broke would be said twice.
    if (part.open || part.issues.length > 0) return none
    const faults: PartFault[] = []
    for (const statement of part.body) checkStatement(faults, statement, around)
    return faults
  }
}

function checkBody(faults: PartFault[], body: readonly Statement[], around: Around): void {
  const seen = new Map<string, Block>()
  for (const statement of body) {
    checkStatement(faults, statement, around)
    if (statement.kind !== 'block' || !isIdentified(statement, around.catalogue)) continue
    const id = idOf(statement)
    const first = seen.get(id)
    if (first) faults.push({ kind: 'duplicate-component', block: statement, first })
    else seen.set(id, statement)
  }
}

/** Whether a block has all of its id, so that a second one of the same id is one too many. */
export function isIdentified(block: Block, catalogue: AlloyCatalogue): boolean {
  if (block.name === '') return false
  return labelOf(block) !== undefined || configBlockOf(block.name, catalogue)?.label === 'none'
}

function checkStatement(faults: PartFault[], statement: Statement, around: Around): void {
  if (statement.kind === 'attribute') {
    faults.push({ kind: 'stray-attribute', attribute: statement, within: around.within })
  } else if (statement.kind === 'block' && statement.name !== '') checkTopBlock(faults, statement, around)
}

function checkTopBlock(faults: PartFault[], block: Block, around: Around): void {
  const { name } = block
  const config = configBlockOf(name, around.catalogue)
  if (name === 'declare') checkDeclare(faults, block, around)
  else if (config && configNames.has(name)) checkConfig(faults, block, config, around)
  // A service with a label is looked up among the components.
  else if (config && labelOf(block) === undefined) checkService(faults, block, config, around)
  else checkComponent(faults, block, around)
}

function checkDeclare(faults: PartFault[], block: Block, around: Around): void {
  if (labelOf(block) === undefined) faults.push({ kind: 'missing-label', block })
  checkBody(faults, block.body, {
    ...around,
    moduleBlock: block,
    within: block,
    isRoot: false,
    inForeach: false,
  })
}

function checkConfig(
  faults: PartFault[],
  block: Block,
  { definition, label, place }: AlloyConfigBlock,
  around: Around,
): void {
  if (label === 'required' && labelOf(block) === undefined) faults.push({ kind: 'missing-label', block })
  if (place === 'module' && around.isRoot)
    faults.push({ kind: 'misplaced-block', block, why: 'outside a module' })
  checkPlace(faults, block, place, around)
  if (block.name === 'foreach') checkForeach(faults, block, around)
  else if (definition) addBlockFaults(faults, block, definition)
}

function checkPlace(
  faults: PartFault[],
  block: Block,
  place: AlloyConfigBlock['place'],
  around: Around,
): void {
  if (place !== 'root' && place !== 'nowhere') return
  if (!around.isRoot) faults.push({ kind: 'misplaced-block', block, why: 'in a module' })
  else if (around.inForeach) faults.push({ kind: 'misplaced-block', block, why: 'in a foreach' })
}

function checkService(
  faults: PartFault[],
  block: Block,
  { definition, place }: AlloyConfigBlock,
  around: Around,
): void {
  checkPlace(faults, block, place, around)
  if (place === 'nowhere') faults.push({ kind: 'misplaced-block', block, why: 'not configurable' })
  else if (definition) addBlockFaults(faults, block, definition)
}

/** The template is a module of its own; the rest of the block has a definition. */
function checkForeach(faults: PartFault[], block: Block, around: Around): void {
  const config = configBlockOf(block.name, around.catalogue)
  if (config && config.stability !== 'generally-available')
    faults.push({ kind: 'unsettled', block, stability: config.stability })
  const templates = block.body.filter((each) => each.kind === 'block' && each.name === 'template')
  const template = templates.at(-1)
  if (config?.definition) {
    const isTemplate = ({ kind, ...fault }: BlockFault): boolean =>
      kind === 'unknown-block' && 'block' in fault && templates.some((each) => each === fault.block)
    faults.push(...blockFaults(block, config.definition).filter((fault) => !isTemplate(fault)))
  }
  if (template?.kind !== 'block') {
    // One with a slip in its name is there, and said to be unknown.
    const isMisspelt = block.body.some(
      (each) => each.kind === 'block' && nearestName(each.name, ['template']) !== undefined,
    )
    if (!isMisspelt) faults.push({ kind: 'missing-template', block })
  } else
    checkBody(faults, template.body, { ...around, moduleBlock: block, within: template, inForeach: true })
}

function checkComponent(faults: PartFault[], block: Block, { catalogue, moduleBlock }: Around): void {
  const component = componentOf(block.name, catalogue)
  if (!component) {
    faults.push({ kind: 'unknown-component', block, moduleBlock })
    return
  }
  if (labelOf(block) === undefined) faults.push({ kind: 'missing-label', block })
  if (component.stability !== 'generally-available')
    faults.push({ kind: 'unsettled', block, stability: component.stability })
  addBlockFaults(faults, block, component.definition)
}
