/**
 * A key of the official Loki chart's values in another writing, mostly Loki's own (`schema_config` for
 * `schemaConfig`): the chart ignores it. Only values that are certainly that chart's are judged
 * (`model/charts/lokiValues.ts`); keys that one version has and another has not are left alone.
 */
import { type RenamedKey, renamedKeysIn } from '../../model/charts/lokiValues.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, pairAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/renamed-key',
  title: 'A key that the Loki chart has under another name',
  kinds: ['helm-values'],
  severity: 'warning',
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const renamed of renamedKeysIn(document)) yield finding(document, renamed)
  },
}

function finding(document: Document, renamed: RenamedKey): Finding {
  const { pair, path, name, hasBoth } = renamed
  const range = rangeOf(yamlTree(document), pair.key)
  const own = [...path.slice(0, -1), name].join('.')
  const refused = lacksSchema(renamed)
  const values = { name: path.join('.'), own }
  return {
    range,
    message: refused
      ? t(
          'The Loki chart does not read {name}: its name is {own}. Without a schema it refuses to be rendered.',
          values,
        )
      : hasBoth
        ? t('The Loki chart does not read {name}: what counts is {own}, which stands beside it.', values)
        : t('The Loki chart does not read {name}, so it has no effect: its name is {own}.', values),
    ...(refused && { severity: 'error' as const }),
    tag: 'unnecessary',
    fixes: hasBoth
      ? []
      : [
          {
            title: t('Change it to {nearest}', { nearest: name }),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, range, text: name }],
          },
        ],
  }
}

/** Whether the chart is left without a schema, as far as this document tells. */
function lacksSchema({ name, hasBoth, values: { loki } }: RenamedKey): boolean {
  if (name !== 'schemaConfig' || hasBoth) return false
  const others = [
    get(loki, ['structuredConfig', 'schema_config']),
    pairAt(loki, 'useTestSchema'),
    pairAt(loki, 'config'),
  ]
  return others.every((each) => each === undefined)
}
