/**
 * The faults of a configuration's parts with custom components looked up: what a `declare` makes of a name that Alloy
 * lacks, or hides of one that it has, in this text, in another file of the configuration or in an imported one.
 */
import type { AlloyCatalogue, AlloyDefinition } from '../../schema/alloy.ts'
import { beginsComponent } from '../../schema/alloyComponentNames.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { memo } from '../../text/memo.ts'
import { blockFaults } from './blockCheck.ts'
import { isFragment } from './certainty.ts'
import { perComponent } from './components.ts'
import { type AlloyFault, isInside, nodeOf } from './faults.ts'
import {
  type AlloyModule,
  type EntityKind,
  idOf,
  kindOf,
  moduleArguments,
  moduleOfBlock,
  modulesOf,
} from './modules.ts'
import type { AlloyName } from './names.ts'
import type { PartFault } from './partCheck.ts'
import { type AlloyScope, customOf } from './scope.ts'

/** The faults of the parts, with custom components looked up. */
export function withCustom(
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

/** The names of the custom components that a module can use, an import's being its label. */
export function customNamesFrom(scope: AlloyScope, moduleBlock: Block | undefined): readonly string[] {
  const names: string[] = []
  for (let at: AlloyModule | undefined = moduleOfBlock(scope.tree, moduleBlock); at; at = at.parent)
    names.push(...at.entities.flatMap(({ kind, block }) => (givesName(kind) ? (labelOf(block) ?? []) : [])))
  const others = [...scope.beside.values()].flat()
  return [...names, ...others.flatMap(({ kind, label }) => (givesName(kind) ? (label ?? []) : []))]
}
