/**
 * A component that shares its work in a cluster, in a process that is in none: then every instance does all of it. One
 * instance alone is not asked about; silent where the process or its command line is not known.
 */

import { isOn } from '../../model/alloy/commandLine.ts'
import { isComplete, nameRange, titleOf } from '../../model/alloy/components.ts'
import { type AlloyHost, hostsOf } from '../../model/alloy/hosts.ts'
import { blocksNamed } from '../../model/alloy/partIndex.ts'
import { booleanIn } from '../../model/alloy/value.ts'
import { setValue } from '../../model/charts/valuesEdit.ts'
import { attribute } from '../../syntax/alloy/visit.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const blocks = blocksNamed(document, 'clustering')
  if (blocks.length === 0) return
  const host = hostsOf(document, workspace).find(isAlone)
  if (!host) return
  for (const { block, around } of blocks) {
    const enabled = attribute(block, 'enabled')
    if (!around || !enabled || !isComplete(block) || booleanIn(document, enabled.value) !== true) continue
    const component = titleOf(document, around.block)
    yield {
      range: nameRange(document, block),
      message: t(
        '{component} shares its work in a cluster, but {host}, which runs this configuration, is in none: each of its instances does all of the work, and everything is collected several times. {advice}',
        { component, host: host.name, advice: advices[host.kind]() },
      ),
      related: [{ ...host.place, message: t('{host} runs this configuration.', { host: host.name }) }],
      fixes: valuesFixes(host),
    }
  }
}

/** Whether a process has several instances and no cluster. */
function isAlone({ options, spread }: AlloyHost): boolean {
  if (spread !== 'node' && spread !== 'several') return false
  return options !== undefined && isOn(options, '--cluster.enabled') === false
}

const advices: Readonly<Record<AlloyHost['kind'], () => string>> = {
  compose: () => t('Start it with --cluster.enabled=true and --cluster.join-addresses.'),
  kubernetes: () => t('Start it with --cluster.enabled=true and --cluster.join-addresses.'),
  chart: () => t('Set alloy.clustering.enabled to true.'),
}

/** The chart makes what a cluster needs. */
function valuesFixes({ chart }: AlloyHost): readonly Fix[] {
  const edit = chart && clusterEdit(chart.document, chart.prefix)
  if (!edit) return []
  return [{ title: t('Set alloy.clustering.enabled to true'), safe: false, preferred: true, edits: [edit] }]
}

function clusterEdit(host: Document, prefix: readonly string[]) {
  const path = [...prefix, 'alloy', 'clustering', 'enabled']
  const change = setValue(host, yamlTree(host).documents[0]?.root, path, 'true')
  return change && { uri: host.uri, ...change }
}

export const rule: Rule = {
  id: 'alloy/clustering-off',
  title: 'A component that shares its work in a cluster, in a process that is in none',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
