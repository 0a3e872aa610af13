/**
 * What the rules of relabeling write: a `target_label` or a `replacement` of `labelmap` that can be no label, which the
 * start refuses (`alloy validate` does not look, 1.18.0), and a `$1` that is read as another group, or as none, so that
 * the label stays empty without a word. Which arguments an action takes is for `alloy/exclusive-arguments`.
 */
import { isOpen } from '../../model/alloy/components.ts'
import { definitionName, type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { hasPlaceholder } from '../../model/alloy/placeholders.ts'
import { stretchOf } from '../../model/alloy/regexes.ts'
import { constantOf } from '../../model/alloy/value.ts'
import type { Attribute } from '../../syntax/alloy/ast.ts'
import { attribute, attributesOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { parseRe2 } from '../../syntax/re2.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

interface BadRelabel {
  readonly nested: Nested
  readonly kind: 'target' | 'replacement' | 'group'
  readonly attribute: Attribute
  readonly text: string
  /** The reference to a group, with its place in the text. */
  readonly group: Group | undefined
}

interface Group {
  readonly text: string
  readonly start: number
  /** What is meant: `${1}_x` of `$1_x`; undefined where the group is not there at all. */
  readonly meant: string | undefined
}

const badRelabels = perDefinition(
  (definition) => definitionName(definition) === 'common/relabel.Config' || undefined,
  (nested) => badIn(nested),
)

/** What Alloy takes for a label that is put together from groups (`common/relabel/relabel.go`). */
const label = /^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$/

function badIn(nested: Nested): readonly BadRelabel[] {
  const action = textOf(nested, 'action') ?? (attribute(nested.block, 'action') ? undefined : 'replace')
  if (action !== 'replace' && action !== 'labelmap') return []
  const replacement = attribute(nested.block, 'replacement')
  const written = replacement && textOf(nested, 'replacement')
  const target = attribute(nested.block, 'target_label')
  const name = target && textOf(nested, 'target_label')
  const found: BadRelabel[] = []
  if (target && name && action === 'replace' && name.includes('$') && !label.test(name))
    found.push({ nested, kind: 'target', attribute: target, text: name, group: undefined })
  if (replacement && written && action === 'labelmap' && !label.test(written))
    found.push({ nested, kind: 'replacement', attribute: replacement, text: written, group: undefined })
  for (const [where, text] of [
    [replacement, written],
    [target, name],
  ] as const) {
    const group = where && text ? lostGroup(nested, text) : undefined
    if (where && text && group) found.push({ nested, kind: 'group', attribute: where, text, group })
  }
  return found
}

function textOf({ block }: Nested, name: string): string | undefined {
  const value = attribute(block, name)?.value
  const text = value && constantOf(value)
  return typeof text === 'string' && !filledLater.test(text) ? text : undefined
}

/** References to groups look like the marks of `envsubst`; those are in capitals. */
const filledLater = /\$\{?[A-Z_]{2,}|\{\{|<[A-Z_-]+>|@[A-Z_]+@|__[A-Z_]+__/

/** The first reference to a group that the regular expression does not have. */
function lostGroup(nested: Nested, text: string): Group | undefined {
  const written = attribute(nested.block, 'regex')
  const regex = written ? constantOf(written.value) : '(.*)'
  if (typeof regex !== 'string' || (written && hasPlaceholder(regex.replace(/\(\?P?<\w+>/g, '('))))
    return undefined
  const { groups, issue } = parseRe2(regex)
  if (issue) return undefined
  for (const { 0: all, 1: braced, 2: bare, index: start } of text.matchAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g)) {
    const name = braced ?? bare
    if (name === undefined || groups.includes(name)) continue
    const number = /^\d+$/.test(name) ? Number(name) : undefined
    if (number !== undefined && number <= groups.length) continue
    const [, digits = '', rest = ''] = /^(\d+)(\D.*)$/.exec(name) ?? []
    const meant = bare !== undefined && digits !== '' && Number(digits) <= groups.length
    return { text: all, start, meant: meant ? `\${${digits}}${rest}` : undefined }
  }
  return undefined
}

function* check({ document }: RuleContext): Iterable<Finding> {
  const tree = alloyTree(document)
  for (const bad of badRelabels(document)) {
    const { block } = bad.nested
    // What is not written (the action, the expression) has its default only where nothing else can write it.
    if (block.close === undefined || isOpen(document, block)) continue
    if (attributesOf(block).some(({ value }) => isUnknown(document, rangeOf(tree, value)))) continue
    yield bad.group ? lost(document, bad, bad.group) : refused(document, bad)
  }
}

function refused(document: Document, { nested, kind, attribute: { value }, text }: BadRelabel): Finding {
  const tree = alloyTree(document)
  return {
    range: rangeOf(tree, value),
    ...refusedAtStart(tree, nested.holders),
    message:
      kind === 'target'
        ? t('Alloy does not start: {text} can be no name of a label, whatever the groups match.', { text })
        : t('Alloy does not start: {text} can be no name of a label, which labelmap makes of it.', { text }),
  }
}

function lost(document: Document, { attribute: { value }, text }: BadRelabel, group: Group): Finding {
  const tree = alloyTree(document)
  const end = group.start + group.text.length
  const range = rangeOf(tree, stretchOf(value, group.start, end))
  const literal = unwrapped(value)
  const values = { text: group.text, name: group.text.replace(/^\$\{?|\}$/g, ''), meant: group.meant ?? '' }
  const isExact = literal.kind === 'string' && document.text.slice(range.start, range.end) === group.text
  return {
    range,
    severity: 'warning',
    message:
      group.meant === undefined
        ? t('The regular expression has no group {name}, so nothing is put for {text}.', values)
        : t(
            'Go reads {text} as the group {name}, which is not there, so nothing is put for it. Write {meant}.',
            values,
          ),
    fixes:
      group.meant !== undefined && isExact && text.includes(group.text)
        ? [
            {
              title: t('Change it to {meant}', values),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: group.meant }],
            },
          ]
        : [],
  }
}

export const rule: Rule = {
  id: 'alloy/relabel',
  title: 'A label that relabeling cannot write, or writes nothing into',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
