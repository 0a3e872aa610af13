/**
 * Runs the rules over a file and the documents inside it, and brings what they say to the file: positions and edits
 * through the regions, severities by the settings, suppressions. A rule that throws becomes a recorded crash; the
 * others run. Where a position can't be mapped the finding stands on the host's scalar; an edit that can't be mapped
 * takes its fix with it and the finding stays.
 */

import type { Severity } from '../model/settings.ts'
import { environmentOf, factsAt, policyOf, type Workspace } from '../model/workspace.ts'
import { embedded } from '../syntax/embed.ts'
import { type Document, hostOf, linesOf, placeOf } from '../text/document.ts'
import { lineAt } from '../text/lines.ts'
import type { Range } from '../text/range.ts'
import { outerEdit } from '../text/region.ts'
import { t } from '../text/translate.ts'
import { fileOf } from '../text/uri.ts'
import { rules as allRules } from './index.generated.ts'
import type { Edit, Finding, Fix, Program, Related, Rule, RuleContext, Tag } from './rule.ts'
import { type Suppression, suppressionsOf } from './suppress.ts'

/** A finding as the faces show it. Ranges and edits are in files. */
export interface Reported {
  readonly rule: string
  readonly uri: string
  readonly range: Range
  readonly severity: Severity
  readonly refusedBy: Program | null
  readonly message: string
  readonly tag?: Tag
  readonly fixes: readonly Fix[]
  readonly related: readonly Related[]
}

/** A rule that threw. */
export interface Crash {
  readonly rule: string
  readonly uri: string
  readonly stack: string
}

export interface Checked {
  readonly findings: readonly Reported[]
  readonly crashes: readonly Crash[]
}

export interface CheckOptions {
  /** Only these rules; all where absent. */
  readonly only?: ReadonlySet<string> | undefined
  /** The rules there are; those of the index where absent. */
  readonly rules?: readonly Rule[] | undefined
}

/** Files larger than this (UTF-16 units) are not analysed. */
export const maxLength = 8 * 1024 * 1024

/** Checks a file to its end. */
export function checkNow(document: Document, workspace: Workspace, options: CheckOptions = {}): Checked {
  const steps = checkSteps(document, workspace, options)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * Checks a file, giving way every few milliseconds; stops with `undefined` once `cancelled` says so: half an answer
 * is none.
 * @param pause gives way to other work; it belongs to the platform
 * @param now milliseconds of any clock
 */
export async function check(
  document: Document,
  workspace: Workspace,
  cancelled: () => boolean,
  pause: () => Promise<void>,
  now: () => number,
  options: CheckOptions = {},
): Promise<Checked | undefined> {
  const steps = checkSteps(document, workspace, options)
  let since = now()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (now() - since < 5) continue
    await pause()
    if (cancelled()) return undefined
    since = now()
  }
}

function* checkSteps(
  document: Document,
  workspace: Workspace,
  options: CheckOptions,
): Generator<void, Checked> {
  if (document.text.length > maxLength) return tooLarge(document, workspace)
  const documents = [document, ...embedded(document)]
  const findings: Reported[] = []
  const crashes: Crash[] = []
  const asked = (rule: string) =>
    (!options.only || options.only.has(rule)) && workspace.settings.rules[rule]?.severity !== 'off'
  for (const inner of documents) {
    const context = contextOf(inner, workspace)
    for (const rule of rulesFor(inner, options.rules)) {
      if (!asked(rule.id)) continue
      const severity = workspace.settings.rules[rule.id]?.severity as Severity | undefined // Not `off`, just asked.
      const result = runRule(rule, context)
      if ('stack' in result) crashes.push({ rule: rule.id, uri: document.uri, stack: result.stack })
      else for (const finding of result.findings) findings.push(reported(inner, rule, finding, severity))
      yield
    }
  }
  for (const { area, stack } of factsAt(workspace, document.uri).failures)
    crashes.push({ rule: `facts of ${area}`, uri: document.uri, stack })
  return { findings: sorted(suppressed(document, documents, findings, asked, workspace)), crashes }
}

/** What a rule or a feature may look at, for a document of the workspace. */
export function contextOf(document: Document, workspace: Workspace): RuleContext {
  const environment = environmentOf(workspace, document.uri)
  return {
    document,
    workspace,
    environment,
    policy: policyOf(workspace, environment),
    today: workspace.today,
  }
}

const byKind = new Map<string, readonly Rule[]>()

function rulesFor(document: Document, given: readonly Rule[] | undefined): readonly Rule[] {
  if (given) return given.filter((rule) => rule.kinds.includes(document.kind))
  const known = byKind.get(document.kind) ?? allRules.filter((rule) => rule.kinds.includes(document.kind))
  byKind.set(document.kind, known)
  return known
}

function runRule(
  rule: Rule,
  context: RuleContext,
): { readonly findings: readonly Finding[] } | { readonly stack: string } {
  try {
    return { findings: [...rule.check(context)] }
  } catch (error) {
    return { stack: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function reported(
  document: Document,
  rule: Rule,
  finding: Finding,
  configured: Severity | undefined,
): Reported {
  const place = placeOf(document, finding.range)
  return {
    rule: rule.id,
    uri: place.uri,
    range: place.range,
    severity: configured ?? finding.severity ?? rule.severity,
    refusedBy: finding.refusedBy ?? null,
    message: finding.message,
    ...(finding.tag && { tag: finding.tag }),
    fixes: (finding.fixes ?? []).flatMap((fix) => mappedFix(document, fix)),
    related: finding.related ?? [],
  }
}

function mappedFix(document: Document, fix: Fix): readonly Fix[] {
  const edits = fix.edits.map((edit) => mappedEdit(document, edit))
  return edits.every((edit) => edit !== undefined) ? [{ ...fix, edits }] : []
}

/** An edit of an embedded document as an edit of the file; edits of other files pass. */
function mappedEdit(document: Document, edit: Edit): Edit | undefined {
  if (edit.uri !== document.uri) return edit.uri.includes('#') ? undefined : edit
  let at = document
  let mapped: { readonly range: Range; readonly text: string } | undefined = edit
  while (at.within && mapped) {
    if (!at.subtree) mapped = outerEdit(at.within.region, mapped, at.text, at.within.host.text)
    at = at.within.host
  }
  return mapped && { uri: fileOf(document.uri), range: mapped.range, text: mapped.text }
}

function suppressed(
  document: Document,
  documents: readonly Document[],
  findings: readonly Reported[],
  asked: (rule: string) => boolean,
  workspace: Workspace,
): readonly Reported[] {
  const suppressions = suppressionsOf(documents)
  if (suppressions.length === 0) return findings
  const starts = linesOf(hostOf(document))
  const used = new Set<Suppression>()
  const left = findings.filter((finding) => {
    const line = lineAt(starts, finding.range.start)
    const by = suppressions.filter(
      (one) => one.rule === finding.rule && one.lines[0] <= line && line <= one.lines[1],
    )
    for (const one of by) used.add(one)
    return by.length === 0
  })
  if (!asked(unusedId)) return left
  // A rule that was not asked for finds nothing here, which says nothing of the comment.
  const unused = suppressions.filter((one) => !used.has(one) && (asked(one.rule) || !isRule(one.rule)))
  return [...left, ...unused.flatMap((one) => unusedSuppression(document, one, workspace))]
}

const unusedId = 'logkeel/unused-suppression'

function isRule(id: string): boolean {
  return allRules.some((rule) => rule.id === id)
}

function unusedSuppression(
  document: Document,
  { rule, range }: Suppression,
  workspace: Workspace,
): readonly Reported[] {
  const message = isRule(rule)
    ? t(
        'This comment turns off {rule}, which finds nothing here. Remove it, so that it does not hide a later fault.',
        { rule },
      )
    : t('There is no rule {rule}, so this comment turns nothing off.', { rule })
  return own(document, workspace, unusedId, range, 'warning', message)
}

function tooLarge(document: Document, workspace: Workspace): Checked {
  const message = t(
    'This file has {size} million characters; files above {limit} million are not analysed.',
    {
      size: (document.text.length / 1e6).toFixed(1),
      limit: (maxLength / 1e6).toFixed(1),
    },
  )
  return {
    findings: own(document, workspace, 'logkeel/too-large', { start: 0, end: 0 }, 'warning', message),
    crashes: [],
  }
}

/** A finding of the runner's own. */
function own(
  document: Document,
  workspace: Workspace,
  rule: string,
  range: Range,
  severity: Severity,
  message: string,
): readonly Reported[] {
  const configured = workspace.settings.rules[rule]?.severity
  if (configured === 'off') return []
  return [
    {
      rule,
      uri: document.uri,
      range,
      severity: configured ?? severity,
      refusedBy: null,
      message,
      fixes: [],
      related: [],
    },
  ]
}

function sorted(findings: readonly Reported[]): readonly Reported[] {
  return [...findings].sort(
    (a, b) =>
      a.range.start - b.range.start ||
      a.range.end - b.range.end ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  )
}
