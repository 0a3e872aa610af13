/**
 * What is not certain about an Alloy text: template output may make a fault or mend it, a chart may put more around it,
 * and Grafana Agent may be what reads it.
 */

import { beginsComponent } from '../../schema/alloyComponentNames.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { alloyTree, isUnknown, maskedText } from '../../syntax/parse.ts'
import { type Document, hostOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { headRange, isOpen } from './components.ts'
import type { AlloyFault } from './faults.ts'
import { modulesOf } from './modules.ts'
import type { AlloyScope } from './scope.ts'

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
export function isFragment({ within }: Document): boolean {
  return within?.host.kind === 'helm-values' && within.path.slice(-3).join('.') !== 'alloy.configMap.content'
}

const namesAgent = memo((host: Document) => /\bgrafana\/agent(?:[:@\s"']|$)/.test(host.text))

/** Whether template output neither makes a fault nor can mend it. */
export function isCertain({ document, tree }: AlloyScope, fault: AlloyFault): boolean {
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
    case 'unknown-component':
      // Template output may declare it, under any name that is not Alloy's own.
      return (
        hasHead(fault.block) && (!opensModules(document) || beginsComponent(fault.block.names[0]?.name ?? ''))
      )
    default:
      return hasHead(fault.block)
  }
}

/** Whether no template action stands between two nodes: each could be in another branch. */
function isUndivided(document: Document, first: Located, second: Located, tree: AlloyScope['tree']): boolean {
  const [from, to] = [rangeOf(tree, first).start, rangeOf(tree, second).start]
  return !maskedText(document).holes.some(({ start, end }) => start < to && from < end)
}

/**
 * Whether template output may put blocks at the level of a module: then a name that is absent is not known to be.
 * What is printed inside a component stays there.
 */
export const opensModules = memo((document: Document): boolean => {
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
