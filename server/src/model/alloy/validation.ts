/**
 * What `alloy validate` 1.18.0 refuses in a document, by kind, for the rules that say it: the findings of all parts,
 * what only the whole configuration shows, less what template output or another program may make right. It words
 * nothing and mends nothing. Regular expressions, and what a start checks, are looked at elsewhere.
 */
import { type AlloyCatalogue, type AlloyDefinition, catalogueFor } from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown, maskedText } from '../../syntax/parse.ts'
import { type Document, hostOf, type Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Workspace } from '../workspace.ts'
import { blockFaults } from './blockCheck.ts'
import { headRange, isOpen, perComponent } from './components.ts'
import { beginsComponent } from './exportType.ts'
import { alloyLevel, permits } from './level.ts'
import {
  type AlloyModule,
  type EntityKind,
  idOf,
  kindOf,
  moduleArguments,
  moduleOfBlock,
  modulesOf,
  rootModule,
} from './modules.ts'
import type { AlloyName } from './names.ts'
import { isIdentified, type PartFault, partFaults } from './partCheck.ts'
import { perPart } from './partIndex.ts'
import { type References, referencesOf } from './references.ts'
import { type AlloyScope, customOf, scopeOf } from './scope.ts'
import { faultPlace } from './valueCheck.ts'

/** Something that `alloy validate` refuses. */
export type AlloyFault =
  | PartFault
  /** A block that another file of the configuration has too. */
  | { readonly kind: 'duplicate-beside'; readonly block: Block; readonly other: Place }
  /** A custom component of a name that the imported module does not have. */
  | {
      readonly kind: 'unknown-custom'
      readonly block: Block
      readonly names: readonly string[]
      readonly moduleBlock: Block | undefined
    }

export interface Validation {
  readonly scope: AlloyScope
  readonly catalogue: AlloyCatalogue
  readonly faults: ReadonlyMap<AlloyFault['kind'], readonly AlloyFault[]>
  readonly references: References
  /**
   * Whether `alloy validate` would say these things: behind a fault of the syntax, or a stray attribute, it says
   * nothing else; and Grafana Agent is another program.
   */
  readonly reaches: boolean
  /** Components that are refused as such, so that the program looks no further into them. */
  readonly refused: readonly Block[]
  /** Whether the catalogue is that of the version that the settings name: else names may have come or gone. */
  readonly isExact: boolean
}

/** What is wrong in a document. Memoised by workspace and document. */
export function validationOf(document: Document, workspace: Workspace): Validation {
  const known = validations(workspace)
  const found = known.get(document) ?? validate(document, workspace)
  known.set(document, found)
  return found
}

const validations = memo((_workspace: Workspace) => new WeakMap<Document, Validation>())

/**
 * What a finding may claim of `alloy validate`.
 * @param byCatalogue whether it hangs on what this version's catalogue has: another version may have more, or less
 * @param at what it is about
 */
export function claimOf(
  { reaches, isExact, refused }: Validation,
  byCatalogue: boolean,
  at?: Located,
): { readonly refusedBy?: 'alloy'; readonly severity?: 'warning' } {
  if (byCatalogue && !isExact) return { severity: 'warning' }
  if (!reaches || (at && refused.some((block) => isInside(block, at)))) return {}
  return { refusedBy: 'alloy' }
}

function isInside(block: Block, { origin, start, end }: Located): boolean {
  return block.origin === origin && block.start <= start && end <= block.end
}

/** The faults of one kind. */
export function faultsOfKind<K extends AlloyFault['kind']>(
  { faults }: Validation,
  kind: K,
): readonly Extract<AlloyFault, { readonly kind: K }>[] {
  // They were put there by their kind.
  return (faults.get(kind) ?? none) as readonly Extract<AlloyFault, { readonly kind: K }>[]
}

const none: readonly never[] = []

function validate(document: Document, workspace: Workspace): Validation {
  const scope = scopeOf(document, workspace)
  const version = workspace.settings.versions.alloy
  const catalogue = catalogueFor(version)
  const isAgents = mayBeAgents(document)
  const all = isAgents ? none : allFaults(scope, catalogue)
  const faults = new Map<AlloyFault['kind'], AlloyFault[]>()
  for (const fault of all) {
    const same = faults.get(fault.kind)
    if (same) same.push(fault)
    else faults.set(fault.kind, [fault])
  }
  const isStopped =
    scope.tree.issues.some(({ code }) => code !== 'too-deep') ||
    (faults.get('stray-attribute') ?? []).some((fault) => fault.kind === 'stray-attribute' && !fault.within)
  const references = referencesOf(scope, catalogue)
  return {
    scope,
    catalogue,
    faults,
    references:
      opensModules(document) || isFragment(document) ? { ...references, unresolved: [] } : references,
    reaches: !isStopped && !isAgents,
    refused: refusedIn(faults.get('unsettled') ?? none, workspace),
    isExact: new RegExp(`^v?${catalogue.version.replace('.', '\\.')}(\\.|$)`).test(version),
  }
}

function refusedIn(unsettled: readonly AlloyFault[], workspace: Workspace): readonly Block[] {
  const { level, community, stated } = alloyLevel(workspace)
  return unsettled.flatMap((fault) => {
    // A `foreach` that is refused is looked into all the same.
    if (fault.kind !== 'unsettled' || !stated || fault.block.name === 'foreach') return []
    const isTaken = fault.stability === 'community' ? community : permits(level, fault.stability)
    return isTaken ? [] : [fault.block]
  })
}

const faultsInParts = memo((catalogue: AlloyCatalogue) => perPart(partFaults(catalogue)))

function allFaults(scope: AlloyScope, catalogue: AlloyCatalogue): readonly AlloyFault[] {
  const { document } = scope
  const found = [
    ...withCustom(scope, catalogue, faultsInParts(catalogue)(document)),
    ...duplicatesOf(scope, catalogue),
  ]
  if (maskedText(document).holes.length === 0) return found
  return found.filter((fault) => isCertain(scope, fault))
}

/** Whether Grafana Agent in Flow mode may read a text: it has other components and functions. */
export function mayBeAgents(document: Document): boolean {
  const name = document.within?.path.at(-1) ?? document.uri
  // In a file of Alloy's own the name is but a text, such as that of a repository.
  if (
    /\.river$/i.test(String(name)) ||
    document.within?.path.slice(-3).join('.') === 'agent.configMap.content'
  )
    return true
  return document.within !== undefined && namesAgent(hostOf(document))
}

/**
 * Whether a text in values may be a part of a configuration that a chart puts together, such as `extraConfig`: then
 * components that it names may come from elsewhere. The Alloy chart's own key holds a whole one.
 */
function isFragment({ within }: Document): boolean {
  return within?.host.kind === 'helm-values' && within.path.slice(-3).join('.') !== 'alloy.configMap.content'
}

const namesAgent = memo((host: Document) => /\bgrafana\/agent(?:[:@\s"']|$)/.test(host.text))

/** The faults of the parts, with custom components looked up. */
function withCustom(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  faults: readonly PartFault[],
): readonly AlloyFault[] {
  const own = faults.flatMap((fault) =>
    fault.kind === 'unknown-component' ? customFaults(scope, catalogue, fault) : [fault],
  )
  const hidden = [...customNames(scope)].filter((name) => beginsComponent(name, catalogue))
  return hidden.length === 0 ? own : withHidden(scope, catalogue, own, hidden)
}

/** A module whose name begins a component's, such as `loki`, stands before all components that begin with it. */
function withHidden(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  own: readonly AlloyFault[],
  hidden: readonly string[],
): readonly AlloyFault[] {
  const isHidden = (name: string): boolean => hidden.includes(name.split('.')[0] ?? '')
  const blocks = modulesOf(scope.tree).flatMap((module) =>
    module.entities
      .filter(({ kind, block }) => kind === 'component' && isHidden(block.name) && block.close !== undefined)
      .filter(({ block }) => customOf(scope, module, block.name))
      .map(({ block }) => ({ block, module })),
  )
  const rest = own.filter((fault) => !blocks.some(({ block }) => isInside(block, nodeOf(fault))))
  const custom = blocks.flatMap(({ block, module }) =>
    customFaults(scope, catalogue, { kind: 'unknown-component', block, moduleBlock: module.block }),
  )
  return [...rest, ...custom]
}

function customNames({ document, beside }: AlloyScope): ReadonlySet<string> {
  const names = new Set(labelsOfModules(document))
  for (const others of beside.values())
    for (const { kind, label } of others) if (givesName(kind) && label !== undefined) names.add(label)
  return names
}

/** The labels of all declares and imports. */
const labelsOfModules = perComponent(
  (name) => (givesName(kindOf(name)) ? true : undefined),
  (block) => {
    const label = labelOf(block)
    return label === undefined ? [] : [label]
  },
)

function customFaults(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  fault: Extract<PartFault, { kind: 'unknown-component' }>,
): readonly AlloyFault[] {
  const { block, moduleBlock } = fault
  const custom = customOf(scope, moduleOfBlock(scope.tree, moduleBlock), block.name)
  const [namespace = ''] = block.name.split('.')
  if (!custom) return isFragment(scope.document) && !beginsComponent(namespace, catalogue) ? [] : [fault]
  const label: readonly AlloyFault[] = labelOf(block) === undefined ? [{ kind: 'missing-label', block }] : []
  const { entity, declare, instead } = custom
  if (entity?.kind === 'declare') return [...label, ...blockFaults(block, declaredDefinition(entity.block))]
  if (entity?.kind !== 'import')
    return declare ? [...label, ...blockFaults(block, givenDefinition(declare))] : label
  if (instead) return [...label, { kind: 'unknown-custom', block, names: instead, moduleBlock }]
  return label
}

/** The names of the custom components that a module can use, an import's being its label. */
export function customNamesFrom({ scope }: Validation, moduleBlock: Block | undefined): readonly string[] {
  const names: string[] = []
  for (let at: AlloyModule | undefined = moduleOfBlock(scope.tree, moduleBlock); at; at = at.parent)
    names.push(...at.entities.flatMap(({ kind, block }) => (givesName(kind) ? (labelOf(block) ?? []) : [])))
  const others = [...scope.beside.values()].flat()
  return [...names, ...others.flatMap(({ kind, label }) => (givesName(kind) ? (label ?? []) : []))]
}

function givesName(kind: EntityKind): boolean {
  return kind === 'declare' || kind === 'import'
}

/** What the custom components of a `declare` take: anything, by the names of its arguments. */
const declaredDefinition = memo(
  (declare: Block): AlloyDefinition => definitionFrom(idOf(declare), moduleArguments(declare)),
)

const givenDefinition = memo((name: AlloyName): AlloyDefinition => definitionFrom(name.id, name.takes ?? []))

function definitionFrom(
  name: string,
  takes: readonly { readonly name: string; readonly optional: boolean | undefined }[],
): AlloyDefinition {
  const given = takes.map(({ name: each, optional }) => {
    const required = optional === false
    return [
      each,
      { name: each, type: 'any', required, default: undefined, text: undefined, fields: undefined },
    ] as const
  })
  return { name, arguments: new Map(given), blocks: new Map(), labelled: false }
}

/** Blocks at the root that stand there twice, in this document or in another one of the configuration. */
function duplicatesOf(
  { tree, loading, beside }: AlloyScope,
  catalogue: AlloyCatalogue,
): readonly AlloyFault[] {
  const { entities, byId } = rootModule(tree)
  const found: AlloyFault[] = []
  if (entities.length !== byId.size) {
    for (const { id, block } of entities) {
      const first = byId.get(id)?.block
      if (first && first !== block && isIdentified(block, catalogue) && isWhole(block))
        found.push({ kind: 'duplicate-component', block, first })
    }
  }
  if (loading !== 'folder') return found
  for (const [id, { block }] of byId) {
    const other = beside.get(id)?.[0]
    if (other && isIdentified(block, catalogue))
      found.push({ kind: 'duplicate-beside', block, other: other.place })
  }
  return found
}

/** Whether a block is none that a fault of the syntax made. */
function isWhole({ close }: Block): boolean {
  return close !== undefined
}

/** Whether template output neither makes a fault nor can mend it. */
function isCertain({ document, tree }: AlloyScope, fault: AlloyFault): boolean {
  const known = (...nodes: readonly Located[]): boolean =>
    nodes.every((node) => !isUnknown(document, rangeOf(tree, node)))
  const hasHead = (block: Block): boolean => !isUnknown(document, headRange(document, block))
  switch (fault.kind) {
    case 'missing-argument':
    case 'missing-block':
      return hasHead(fault.owner) && !isOpen(document, fault.owner)
    case 'missing-template':
      return !isOpen(document, fault.block)
    case 'duplicate-argument':
      return isUndivided(document, fault.first.name, fault.attribute.name, tree)
    case 'duplicate-block':
    case 'duplicate-component':
      return isUndivided(document, fault.first, fault.block, tree) && hasHead(fault.block)
    case 'value':
      return known(fault.fault.node, fault.attribute.name)
    case 'unknown-argument':
    case 'block-as-argument':
    case 'stray-attribute':
      return known(fault.attribute.name)
    default:
      return hasHead(fault.block)
  }
}

/** Whether no template action stands between two nodes: each could be in another branch. */
function isUndivided(document: Document, first: Located, second: Located, tree: AlloyScope['tree']): boolean {
  const [from, to] = [rangeOf(tree, first).start, rangeOf(tree, second).start]
  return !maskedText(document).holes.some(({ start, end }) => start < to && from < end)
}

/** The node that a fault is about. */
export function nodeOf(fault: AlloyFault): Located {
  if (fault.kind === 'value') return faultPlace(fault.fault)
  if (fault.kind === 'missing-argument' || fault.kind === 'missing-block') return fault.owner
  return 'attribute' in fault ? fault.attribute : fault.block
}

/**
 * Whether template output may put blocks at the level of a module: then a name that is absent is not known to be.
 * What is printed inside a component stays there.
 */
const opensModules = memo((document: Document): boolean => {
  const { holes } = maskedText(document)
  const printing = holes.filter(({ kind }) => kind !== 'control')
  if (printing.length === 0) return false
  const tree = alloyTree(document)
  const bodies = modulesOf(tree)
    .flatMap(({ entities }) => entities)
    .filter(({ block }) => block.name !== 'declare' && block.name !== 'foreach')
    .map(({ block }) => ({
      start: rangeOf(tree, block).start - block.start + block.open,
      end: rangeOf(tree, block).end,
    }))
  return !printing.every((hole) => bodies.some(({ start, end }) => start < hole.start && hole.end <= end))
})
