/**
 * What `alloy validate` 1.18.0 refuses in a document, by kind, for the rules that say it: the findings of all parts,
 * what only the whole configuration shows, less what template output or another program may make right. It words
 * nothing and mends nothing. Regular expressions, and what a start checks, are looked at elsewhere.
 */
import { type AlloyCatalogue, catalogueFor } from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { maskedText } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Located } from '../../text/part.ts'
import type { Workspace } from '../workspace.ts'
import { isCertain, isFragment, mayBeAgents, opensModules } from './certainty.ts'
import { withCustom } from './customCheck.ts'
import { type AlloyFault, isInside } from './faults.ts'
import { alloyLevel, permits } from './level.ts'
import { rootModule } from './modules.ts'
import { isIdentified, partFaults } from './partCheck.ts'
import { perPart } from './partIndex.ts'
import { type References, referencesOf } from './references.ts'
import { type AlloyScope, scopeOf } from './scope.ts'

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

/** Blocks at the root that stand there twice, in this document or in another one of the configuration. */
function duplicatesOf(
  { tree, loading, beside }: AlloyScope,
  catalogue: AlloyCatalogue,
): readonly AlloyFault[] {
  const root = rootModule(tree)
  const { entities, repeats } = root
  const found: AlloyFault[] = []
  if (repeats) {
    for (const { id, block } of entities) {
      const first = root.byId.get(id)?.block
      if (first && first !== block && isIdentified(block, catalogue) && isWhole(block))
        found.push({ kind: 'duplicate-component', block, first })
    }
  }
  if (loading !== 'folder') return found
  for (const [id, { block }] of root.byId) {
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
