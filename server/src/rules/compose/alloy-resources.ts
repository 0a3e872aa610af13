/**
 * Memory and CPU limits of Alloy's container below what the environment wants. A service without a limit may take
 * what the host has: that is not below, and nothing is said.
 */

import { type ComposeService, composeServices, serviceValue } from '../../model/containers/compose.ts'
import { isAlloy } from '../../model/containers/containers.ts'
import { containerWithImage } from '../../model/containers/layers.ts'
import { memorySize } from '../../model/containers/logging.ts'
import { knownNumber, type Source } from '../../model/containers/text.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlScalar } from '../../syntax/yaml/ast.ts'
import { replaceScalar } from '../../syntax/yaml/edit.ts'
import { scalarOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

/** A limit: where Compose has it, and how its values compare. */
interface Limit {
  readonly key: 'memory' | 'cpus'
  readonly paths: readonly (readonly string[])[]
  readonly amount: (value: string | number) => number | undefined
}

const limits: readonly Limit[] = [
  { key: 'memory', paths: [['deploy', 'resources', 'limits', 'memory'], ['mem_limit']], amount: memorySize },
  {
    key: 'cpus',
    paths: [['deploy', 'resources', 'limits', 'cpus'], ['cpus']],
    amount: (value) => (/^\d*\.?\d+$/.test(String(value)) ? Number(value) : undefined),
  },
]

function* check(context: RuleContext): Iterable<Finding> {
  const { alloyMemory: memory, alloyCpus: cpus } = context.policy
  const wanted = { memory, cpus }
  const source: Source = { document: context.document, tree: yamlTree(context.document) }
  const seen = new Set<YamlScalar>()
  for (const service of composeServices(context.document)) {
    if (!isAlloy(containerWithImage(context.workspace, service))) continue
    for (const limit of limits) {
      const least = wanted[limit.key]
      const scalars = limit.paths.flatMap((path) => scalarOf(serviceValue(service.maps, path)) ?? [])
      for (const scalar of scalars) {
        if (least === undefined || seen.has(scalar)) continue
        seen.add(scalar)
        const found = compare(context, source, { service, limit, scalar, least })
        if (found) yield found
      }
    }
  }
}

interface Compared {
  readonly service: ComposeService
  readonly limit: Limit
  readonly scalar: YamlScalar
  readonly least: string
}

function compare(context: RuleContext, source: Source, it: Compared): Finding | undefined {
  const value = knownNumber(source, it.scalar)?.value
  const amount = value === undefined ? undefined : it.limit.amount(value)
  const least = it.limit.amount(it.least)
  // Compose takes 0 for no limit.
  if (value === undefined || !amount || least === undefined || amount >= least) return undefined
  const edit = replaceScalar(source.tree, it.scalar, it.least)
  const said = {
    service: it.service.name,
    value: String(value),
    least: it.least,
    environment: context.environment ?? '',
  }
  return {
    range: rangeOf(source.tree, it.scalar),
    message:
      it.limit.key === 'memory'
        ? t(
            'Alloy ({service}) may use {value} of memory, {environment} wants at least {least}: where it needs more while it catches up, the kernel ends it. Raise the limit to {least}.',
            said,
          )
        : t(
            'Alloy ({service}) may use {value} CPUs, {environment} wants at least {least}: while it catches up it is slowed down and falls behind. Raise the limit to {least}.',
            said,
          ),
    severity: policySeverity(context, 'warning'),
    fixes: edit
      ? [
          {
            title: t('Raise the limit to {least}', said),
            // Until the workspace states a policy, the amount is our guess.
            safe: context.workspace.settings.stated,
            preferred: true,
            edits: [{ uri: context.document.uri, ...edit }],
          },
        ]
      : [],
  }
}

export const rule: Rule = {
  id: 'compose/alloy-resources',
  title: "Limits of Alloy's container below what the environment wants",
  kinds: ['compose'],
  severity: 'warning',
  check,
}
