/**
 * Code actions: the fixes of the findings at a range, all fixes of one rule in the file, all safe fixes of the file,
 * and suppression comments. Pure: findings are given, edits come back.
 */
import type { Edit, Fix } from '../rules/rule.ts'
import type { Reported } from '../rules/run.ts'
import { suppressionsOf } from '../rules/suppress.ts'
import { embedded } from '../syntax/embed.ts'
import { yamlTree } from '../syntax/parse.ts'
import { createDocument, type Document, linesOf } from '../text/document.ts'
import { applyEdits, conflict, type TextEdit } from '../text/edit.ts'
import { lineAt } from '../text/lines.ts'
import { overlaps, type Range, touches } from '../text/range.ts'
import { t } from '../text/translate.ts'
import { documentsAt } from './at.ts'

/** Something an editor can offer. */
export interface Action {
  readonly title: string
  readonly kind:
    | 'quickfix'
    | 'source.fixAll'
    | 'source.formatEmbedded'
    | 'refactor.extract'
    | 'refactor.rewrite'
  readonly preferred: boolean
  /** The findings that it mends. */
  readonly findings: readonly Reported[]
  readonly edits: readonly Edit[]
  /** The rule whose page it shows instead of making edits. */
  readonly page?: string
}

/** Quick fixes for the findings that touch `range`. */
export function quickFixes(
  document: Document,
  findings: readonly Reported[],
  range: Range,
): readonly Action[] {
  const here = findings.filter(
    (finding) => overlaps(finding.range, range) || touches(finding.range, range.start),
  )
  const single = here.flatMap((finding) => finding.fixes.map((fix) => fixAction(finding, fix)))
  const rules = [...new Set(here.map(({ rule }) => rule))]
  const together = rules.flatMap((rule) => allOfRule(findings, rule))
  return [
    ...single,
    ...together,
    ...rules.flatMap((rule) => suppressions(document, here, rule)),
    ...rules.map(pageAction),
  ]
}

function fixAction(finding: Reported, fix: Fix): Action {
  return {
    title: fix.title,
    kind: 'quickfix',
    preferred: fix.preferred ?? false,
    findings: [finding],
    edits: fix.edits,
  }
}

/** Every fix of one rule in the file, where there is more than one. */
function allOfRule(findings: readonly Reported[], rule: string): readonly Action[] {
  const same = findings.filter((finding) => finding.rule === rule && chosenFix(finding))
  if (same.length < 2) return []
  const edits = compatibleEdits(same.flatMap((finding) => chosenFix(finding) ?? []))
  return [
    {
      title: t('Fix all {rule} in this file', { rule }),
      kind: 'quickfix',
      preferred: false,
      findings: same,
      edits,
    },
  ]
}

function chosenFix(finding: Reported): Fix | undefined {
  return finding.fixes.find((fix) => fix.preferred) ?? finding.fixes[0]
}

/** All safe fixes of the file: what runs on save where the user asks for it. */
export function fixAll(findings: readonly Reported[]): Action | undefined {
  const safe = findings.flatMap((finding) => {
    const fixes = finding.fixes.filter((fix) => fix.safe)
    const fix = fixes.find((one) => one.preferred) ?? fixes[0]
    return fix ? [{ finding, fix }] : []
  })
  if (safe.length === 0) return undefined
  const edits = compatibleEdits(safe.map(({ fix }) => fix))
  return {
    title: t('Apply all safe fixes'),
    kind: 'source.fixAll',
    preferred: false,
    findings: safe.map(({ finding }) => finding),
    edits,
  }
}

/**
 * The edits of the fixes that can all be made; a fix that overlaps an earlier one is left whole. An edit that two
 * fixes have in common is made once.
 */
function compatibleEdits(fixes: readonly Fix[]): readonly Edit[] {
  const edits: Edit[] = []
  for (const fix of fixes) {
    const fresh = fix.edits.filter((edit) => !edits.some((other) => same(other, edit)))
    const clash = fresh.some((edit) => edits.some((other) => other.uri === edit.uri && conflict(other, edit)))
    if (!clash) edits.push(...fresh)
  }
  return edits
}

function same(a: Edit, b: Edit): boolean {
  return (
    a.uri === b.uri && a.text === b.text && a.range.start === b.range.start && a.range.end === b.range.end
  )
}

/** A comment line above the first finding that turns the rule off there. */
function suppressions(document: Document, here: readonly Reported[], rule: string): readonly Action[] {
  const finding = here.find((one) => one.rule === rule)
  const edit = finding && suppressionEdit(document, finding.range.start, rule)
  if (!finding || !edit) return []
  return [
    {
      title: t('Turn off {rule} on this line', { rule }),
      kind: 'quickfix',
      preferred: false,
      findings: [finding],
      edits: [edit],
    },
  ]
}

function suppressionEdit(document: Document, offset: number, rule: string): Edit | undefined {
  const innermost = documentsAt(document, offset).find((one) => !one.document.subtree)?.document ?? document
  // A comment line needs lines: inside a one-line or folded text there are none.
  for (let at = innermost; at.within; at = at.within.host)
    if (!at.subtree && at.within.region.quoting.style !== 'literal') return undefined
  const starts = linesOf(document)
  const line = lineAt(starts, offset)
  const start = starts[line] ?? 0
  const indent = /^[ \t]*/.exec(document.text.slice(start, offset))?.[0] ?? ''
  const comment = commentFor(innermost, `logkeel-disable-next-line ${rule} -- `)
  if (comment === undefined) return undefined
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  // A byte order mark stays first.
  const at = start === 0 && document.text.startsWith('\ufeff') ? 1 : start
  const edit = { range: { start: at, end: at }, text: `${indent}${comment}${newline}` }
  return isSuppression(document, edit, rule, line + 1) ? { uri: document.uri, ...edit } : undefined
}

/**
 * Whether the comment is one to a program that reads the file: in the middle of a text over several lines, such as a
 * script in a block scalar, it would be a part of the text.
 */
function isSuppression(document: Document, edit: TextEdit, rule: string, line: number): boolean {
  const { uri, kind, layout, templated } = document
  const text = applyEdits(document.text, [edit])
  const after = createDocument(uri, kind, text, { templated, ...(layout && { layout }) })
  const { issues } = kind === 'alloy' || kind === 'helm-template' ? { issues: [] } : yamlTree(after)
  const before = issues.length > 0 ? yamlTree(document).issues.length : 0
  return (
    issues.length <= before &&
    suppressionsOf([after, ...embedded(after)]).some(
      (one) => one.rule === rule && one.lines[0] <= line && line <= one.lines[1],
    )
  )
}

function commentFor(document: Document, text: string): string | undefined {
  if (document.kind === 'iam-policy') return undefined
  if (document.kind === 'alloy') return `// ${text}reason`
  if (document.kind === 'helm-template') return `{{- /* ${text}reason */}}`
  return `# ${text}reason`
}

function pageAction(rule: string): Action {
  return {
    title: t('Show the page of {rule}', { rule }),
    kind: 'quickfix',
    preferred: false,
    findings: [],
    edits: [],
    page: rule,
  }
}
