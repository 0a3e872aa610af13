/**
 * Arguments and blocks of which Alloy takes only one, or only some together. `alloy validate` does not look; the start
 * refuses (1.18.0). Which ones they are is data: `schema/alloyDemands.ts`.
 */
import { headRange, isOpen, nameRange } from '../../model/alloy/components.ts'
import { type BrokenDemand, brokenIn, type Member } from '../../model/alloy/demands.ts'
import { anyUnknown, hasStranger, refusedAtStart } from '../../model/alloy/nested.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  const said = new Set<number>()
  for (const broken of brokenIn(document)) {
    if (!isKnown(document, broken)) continue
    const finding = findingOf(document, broken)
    // Two demands may refuse the same pair.
    if (said.has(finding.range.start)) continue
    said.add(finding.range.start)
    yield finding
  }
}

function isKnown(document: Document, { nested, given, byAbsence }: BrokenDemand): boolean {
  // `stage.*` stands for blocks that are not there, too: those have a finding of their own.
  if (given.some(({ node, name }) => node.kind === 'block' && nested.definition?.blocks.has(name) === false))
    return false
  if (byAbsence && (isOpen(document, nested.block) || hasStranger(nested))) return false
  if (nested.block.close === undefined) return false
  return !anyUnknown(
    document,
    given.map(({ node }) => (node.kind === 'attribute' ? node.value : (node.names[0] ?? node))),
  )
}

function findingOf(document: Document, broken: BrokenDemand): Finding {
  const { nested, given } = broken
  const last = given.at(-1)
  const claim = broken.certain ? refusedAtStart(alloyTree(document), nested.holders) : {}
  const weaker = broken.certain ? {} : { severity: 'warning' as const }
  if (!last) return { range: ownRange(document, broken), message: missing(broken), ...claim, ...weaker }
  return {
    range: memberRange(document, last),
    message: tooMany(broken),
    ...claim,
    ...weaker,
    related: given.slice(0, -1).map((member) => ({
      ...placeOf(document, memberRange(document, member)),
      message: t('{name} is set here.', { name: member.name }),
    })),
    fixes: fixesFor(document, broken),
  }
}

/** One fix for each that could go; where none may stay, one for all. */
function fixesFor(document: Document, { demand, given }: BrokenDemand): readonly Fix[] {
  const removal = (members: readonly Member[]): Fix => ({
    title: t('Remove {name}', { name: listed(members.map(({ name }) => name)) }),
    safe: false,
    edits: members.map(({ node }) => ({ uri: document.uri, ...removeStatement(document, node) })),
  })
  return demand.atMost === 0 ? [removal(given)] : [...given].reverse().map((member) => removal([member]))
}

function ownRange(document: Document, { nested }: BrokenDemand): Range {
  const { block, component } = nested
  return block === component ? headRange(document, block) : nameRange(document, block)
}

function memberRange(document: Document, { node }: Member): Range {
  return node.kind === 'block' ? nameRange(document, node) : rangeOf(alloyTree(document), node.name)
}

function missing({ nested, demand, when }: BrokenDemand): string {
  const values = { block: nested.block.name, names: listed(demand.of), when: when ?? '' }
  if (demand.of.some((name) => name.endsWith('*')))
    return when === undefined
      ? t('Alloy does not start: {block} needs a stage in it.', values)
      : t('Alloy does not start: with {when}, {block} also needs a stage in it.', values)
  if (when === undefined) {
    return demand.of.length === 1
      ? t('Alloy does not start: {block} needs {names}.', values)
      : t('Alloy does not start: {block} needs one of {names}.', values)
  }
  return demand.of.length === 1
    ? t('Alloy does not start: with {when}, {block} also needs {names}.', values)
    : t('Alloy does not start: with {when}, {block} also needs one of {names}.', values)
}

function tooMany({ nested, demand, given, when }: BrokenDemand): string {
  const block = nested.block.name
  if (demand.atMost === 0) {
    const values = { block, name: listed(given.map(({ name }) => name)), when: when ?? '' }
    return when === undefined
      ? t('Alloy does not start: {block} takes no {name} as it stands. Remove it.', values)
      : t('Alloy does not start: with {when}, {block} takes no {name}. Remove one or the other.', values)
  }
  return t(
    'Alloy does not start: {block} takes only one of {names}, and {given} are set. Remove all but one.',
    {
      block,
      names: listed(demand.of),
      given: listed(given.map(({ name }) => name)),
    },
  )
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ')
}

export const rule: Rule = {
  id: 'alloy/exclusive-arguments',
  title: 'Arguments that Alloy takes only one of, or only together',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
