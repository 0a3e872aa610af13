/**
 * A suppression comment that suppresses nothing. The runner and the adapters make this finding themselves: it is about how a file is read, not about what
 * stands in it. The rule is here for the catalogue, the settings and the page.
 */
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'logkeel/unused-suppression',
  title: 'A suppression comment that suppresses nothing',
  kinds: [],
  severity: 'warning',
  check: () => [],
}
