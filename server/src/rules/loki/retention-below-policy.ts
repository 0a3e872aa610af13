/**
 * A retention shorter than the environment's policy asks for. A longer one is no fault: the policy says "at least".
 */
import { lokiView } from '../../model/loki/loki.ts'
import { durationMs } from '../../model/units.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { textOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'loki/retention-below-policy',
  title: "Logs are kept for less time than the environment's policy asks",
  kinds: ['loki'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check(context: RuleContext): Iterable<Finding> {
  const { document, policy, environment } = context
  const node = lokiView(document)?.node(['limits_config', 'retention_period'])
  const text = textOf(node)
  const wanted = policy.lokiRetention
  if (!node || text === undefined || wanted === undefined || environment === undefined) return
  const has = durationMs(text)
  const asked = durationMs(wanted)
  // 0 keeps logs for ever.
  if (has === undefined || asked === undefined || has === 0 || has >= asked) return
  const range = rangeOf(yamlTree(document), node)
  yield {
    range,
    severity: policySeverity(context, 'warning'),
    message: t(
      'retention_period is {text}, but {environment} expects at least {wanted}: what the compactor deletes earlier is gone. Set {wanted}, or change lokiRetention in logkeel.yaml.',
      { text, environment, wanted },
    ),
    fixes: [
      {
        title: t('Keep logs for {wanted}', { wanted }),
        safe: false,
        preferred: true,
        edits: [{ uri: document.uri, range, text: wanted }],
      },
    ],
  }
}
