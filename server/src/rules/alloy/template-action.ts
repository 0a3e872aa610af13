/**
 * Actions in the configuration that the Alloy chart's values hold, written for Alloy's own templates (`stage.template`)
 * and run by Helm instead: the chart hands the text to `tpl`. What speaks of Helm's own objects is meant for Helm and
 * left alone; silent where something else fills in the values first (a template, an ApplicationSet).
 */
import { contentPrefix } from '../../model/alloy/chartRuns.ts'
import { type Item, type Mention, mentions, scopesOf } from '../../model/charts/scope.ts'
import type { StringLiteral } from '../../syntax/alloy/ast.ts'
import { nodeAt } from '../../syntax/alloy/visit.ts'
import { alloyTree, templateTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** What Helm 3 hands to a template. */
const objects = new Set(['Values', 'Release', 'Chart', 'Capabilities', 'Files', 'Template', 'Subcharts'])

/** Something that Helm does with an action that is not meant for it. */
interface Fault extends Range {
  readonly kind: 'function' | 'unreadable' | 'inside nothing' | 'nothing'
  readonly name: string
}

function* check({ document }: RuleContext): Iterable<Finding> {
  if (!document.templated || !document.text.includes('{{') || !isHandedToHelm(document)) return
  // One finding for each text; what Helm refuses comes before what it swallows.
  const faults = [...unreadable(document), ...unknownFields(document)].sort(
    (a, b) => weight(b) - weight(a) || a.start - b.start,
  )
  const seen = new Set<StringLiteral>()
  for (const fault of faults) {
    const literal = literalAt(document, fault.start)
    if (literal && seen.has(literal)) continue
    if (literal) seen.add(literal)
    yield findingOf(document, fault, literal)
  }
}

function weight({ kind }: Fault): number {
  return kind === 'nothing' ? 0 : kind === 'inside nothing' ? 1 : 2
}

function findingOf(document: Document, fault: Fault, literal: StringLiteral | undefined): Finding {
  const { start, end } = fault
  return {
    range: { start, end },
    message: messages[fault.kind](fault.name),
    ...(fault.kind === 'nothing' ? {} : { refusedBy: 'helm' as const }),
    fixes: literal ? escapeFixes(document, literal) : [],
  }
}

/** Whether a configuration is a value of the Alloy chart in a file that nothing else renders first. */
function isHandedToHelm({ within }: Document): boolean {
  if (within?.host.kind !== 'helm-values' || !contentPrefix(within.path)) return false
  for (let at: Document | undefined = within.host; at; at = at.within?.host) {
    if (at.templated || at.kind === 'helm-template' || /\.(?:gotmpl|tpl|tmpl)$/.test(at.uri)) return false
    if (at.kind === 'argocd' && /^kind:\s*ApplicationSet\b/m.test(at.text)) return false
  }
  return true
}

/** What Helm can't read: functions that it lacks, among them all of Alloy's own. */
function unreadable(document: Document): readonly Fault[] {
  const tree = templateTree(document)
  return tree.issues.map((issue): Fault => {
    const range = rangeOf(tree, issue)
    const name = document.text.slice(range.start, range.end)
    const kind = issue.code === 'unknown-function' ? 'function' : 'unreadable'
    return { ...range, kind, name: kind === 'function' ? name : issue.message }
  })
}

/** Fields that the data of Helm does not have. */
function unknownFields(document: Document): readonly Fault[] {
  return scopesOf(document).items.flatMap((item) => {
    if (!item.pipe || item.unit) return []
    const unknown = mentions(item.pipe, item.scope).find(({ ref }) => isUnknownField(ref))
    if (!unknown) return []
    return [{ start: item.start, end: item.end, kind: fateOf(item, unknown), name: nameOf(unknown) }]
  })
}

function isUnknownField({ variable, names: [first] }: Mention['ref']): boolean {
  return variable === '$' && first !== undefined && !objects.has(first)
}

function nameOf({ ref: { names } }: Mention): string {
  return `.${names.join('.')}`
}

/** Nothing has no fields: Helm fails, unless a condition spares it. A single field is printed as nothing. */
function fateOf({ parent }: Item, { ref: { names } }: Mention): Fault['kind'] {
  return names.length > 1 && !parent ? 'inside nothing' : 'nothing'
}

function literalAt(document: Document, offset: number): StringLiteral | undefined {
  const node = nodeAt(alloyTree(document), offset)?.path.at(-1)
  return node?.kind === 'string' && node.closed ? node : undefined
}

/** Helm prints a text in backquotes as it is; one that holds actions for Helm too is for a person to take apart. */
function escapeFixes(document: Document, literal: StringLiteral): readonly Fix[] {
  const { start, end } = rangeOf(alloyTree(document), literal)
  const inside = document.text.slice(start + 1, end - 1)
  const from = inside.indexOf('{{')
  const to = inside.lastIndexOf('}}') + 2
  if (from < 0 || to < from || inside.slice(from, to).includes('`')) return []
  const own = scopesOf(document).items.filter((item) => start < item.start && item.end < end)
  const isMixed = own.some(
    ({ pipe, scope }) => pipe && mentions(pipe, scope).some(({ ref }) => objects.has(ref.names[0] ?? '')),
  )
  if (isMixed) return []
  const at = (offset: number, text: string) => ({
    uri: document.uri,
    range: { start: start + 1 + offset, end: start + 1 + offset },
    text,
  })
  const edits = [at(from, '{{`'), at(to, '`}}')]
  return [{ title: t('Leave it to Alloy: put it in {{`…`}}'), safe: true, preferred: true, edits }]
}

const messages: Readonly<Record<Fault['kind'], (name: string) => string>> = {
  function: (name) =>
    t(
      'The Alloy chart hands the configuration to tpl, so Helm runs this action before Alloy sees it, and Helm has no function {name}: it refuses the values. Put what is meant for Alloy in {{`…`}}.',
      { name },
    ),
  unreadable: (name) =>
    t(
      "The Alloy chart hands the configuration to tpl, so Helm runs this action before Alloy sees it, and can't read it: {name} Put what is meant for Alloy in {{`…`}}.",
      { name },
    ),
  'inside nothing': (name) =>
    t(
      'The Alloy chart hands the configuration to tpl, so Helm runs this action before Alloy sees it, and fails at {name}, which its data does not have. Put what is meant for Alloy in {{`…`}}.',
      { name },
    ),
  nothing: (name) =>
    t(
      'The Alloy chart hands the configuration to tpl, so Helm runs this action before Alloy sees it. Its data has no {name}: if Helm does not fail at it, nothing stands in its place in what Alloy reads. Put what is meant for Alloy in {{`…`}}.',
      { name },
    ),
}

export const rule: Rule = {
  id: 'alloy/template-action',
  title: 'An action for Alloy that Helm runs before Alloy sees it',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
