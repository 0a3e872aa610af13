/**
 * Pods' logs that are read through the Kubernetes API by an Alloy on every node, each of which reads those of all
 * nodes. Silent where a component may choose its node, where it shares its work in a cluster, and where the process is
 * not known to be a DaemonSet.
 */
import { componentsIn, headRange, isComplete, isOpen, titleOf } from '../../model/alloy/components.ts'
import { type AlloyHost, hostsOf } from '../../model/alloy/hosts.ts'
import { areAllPods } from '../../model/alloy/podTargets.ts'
import { booleanIn } from '../../model/alloy/value.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlock } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const sources = [
    ...componentsIn(document, 'loki.source.kubernetes').filter((block) => readsAll(document, block)),
    ...componentsIn(document, 'loki.source.podlogs').filter((block) => isOff(document, block, 'node_filter')),
  ].filter((block) => isComplete(block) && !isOpen(document, block) && isOff(document, block, 'clustering'))
  if (sources.length === 0) return
  const host = hostsOf(document, workspace).find(({ spread }) => spread === 'node')
  if (!host) return
  for (const block of sources) yield judge(document, block, host)
}

function readsAll(document: Document, block: Block): boolean {
  const targets = attribute(block, 'targets')?.value
  return targets !== undefined && areAllPods(document, targets)
}

/** Whether a block that can be switched on is absent or switched off; both it and its switch are written out. */
function isOff(document: Document, block: Block, name: string): boolean {
  const inner = childBlock(block, name)
  if (!inner) return true
  const enabled = attribute(inner, 'enabled')
  return enabled ? booleanIn(document, enabled.value) === false : !isOpen(document, inner)
}

function judge(document: Document, block: Block, host: AlloyHost): Finding {
  const values = { component: titleOf(document, block), host: host.name }
  return {
    range: headRange(document, block),
    message:
      block.name === 'loki.source.podlogs'
        ? t(
            '{component} reads the logs of all pods of the cluster, and {host} runs it on every node: each log is read as many times as there are nodes. Add node_filter { enabled = true } with the name of the node, or clustering { enabled = true } in a cluster.',
            values,
          )
        : t(
            '{component} reads the logs of all pods of the cluster, and {host} runs it on every node: each log is read as many times as there are nodes. Choose the pods of the own node in discovery.kubernetes (selectors with spec.nodeName), or add clustering { enabled = true } in a cluster.',
            values,
          ),
    related: [{ ...host.place, message: t('{host} runs this configuration on every node.', values) }],
  }
}

export const rule: Rule = {
  id: 'alloy/all-pods-from-every-node',
  title: 'Logs of all pods that the Alloy of every node reads',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
