/**
 * An integer of the values that Helm prints in scientific notation: a number of a values file is a `float64` to
 * templates, and Go shows one from 1e6 on as `1e+06`. Reported where it becomes a part of a text; alone as a YAML
 * value it is the same number to Kubernetes (and to Go's YAML libraries and Alloy), so that is no fault.
 */

import { formatFloat } from '../../model/charts/expand/format.ts'
import { type Given, type Givens, givensOf } from '../../model/charts/given.ts'
import type { MergedNode } from '../../model/charts/merged.ts'
import { callsOf } from '../../model/templates/calls.ts'
import { type Carried, carriedBy } from '../../model/templates/carried.ts'
import { convertedAt } from '../../model/templates/convert.ts'
import { printedPlace } from '../../model/templates/printedPlace.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { ActionNode, TemplateTree } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { nameOf } from '../../text/uri.ts'
import type { Finding, Fix, Related, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/scientific-notation',
  title: 'An integer of the values that Helm prints in scientific notation',
  kinds: ['helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    // The notes are for people.
    if (nameOf(document.uri) === 'NOTES.txt') return
    const givens = givensOf(workspace, document)
    if (!givens?.releases.some(({ values }) => hasLarge(values))) return
    const tree = templateTree(document)
    for (const action of callsOf(tree).prints) {
      for (const carried of carriedBy(action.pipe)) {
        const found = givens.of(carried.node, carried.isList ? hasLargeItem : isLargeInteger)
        if (found.length > 0 && isPartOfText(document, tree, action, carried))
          yield finding(document, tree, carried, found, givens)
      }
    }
  },
}

function isLargeInteger(node: MergedNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'number' && !node.integer && isLarge(node.value)
}

/** Whether a number is an integer that Go prints in scientific notation and that fits an `int64`. */
function isLarge(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) >= 1e6 && Math.abs(value) < 2 ** 63
}

function hasLargeItem(node: MergedNode): boolean {
  return node.kind === 'list' && node.items.some(isLargeInteger)
}

/** Whether there is a large integer anywhere in values. */
const hasLarge = memo((node: MergedNode): boolean => {
  if (node.kind === 'map') return [...node.entries.values()].some(hasLarge)
  return node.kind === 'list' ? node.items.some(hasLarge) : isLargeInteger(node)
})

/** Keys whose texts Kubernetes reads as quantities, which may have an exponent. */
const quantity = /^\s*(?:-\s+)?["']?(?:cpu|memory|storage|ephemeral-storage|sizeLimit)["']?:\s*["']?$/

function isPartOfText(
  document: Document,
  tree: TemplateTree,
  action: ActionNode,
  { isText }: Carried,
): boolean {
  const { text } = document
  const range = rangeOf(tree, action.tag)
  const line = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start)
  if (quantity.test(line)) return false
  const place = printedPlace(text, range)
  if (place === 'alone' || place === 'comment') return place === 'alone' && isText
  // Alloy takes an integer in this notation, others don't.
  return isText || !/^\s*\w+\s*=\s*$/.test(line) || isInPlainSettings(text, range.start - line.length)
}

/** Whether the line at an offset is in the text of a file whose name says that its settings are no Alloy. */
function isInPlainSettings(text: string, lineStart: number): boolean {
  const indent = /^ */.exec(text.slice(lineStart, lineStart + 200))?.[0].length ?? 0
  const above = text
    .slice(Math.max(0, lineStart - 20_000), lineStart)
    .split('\n')
    .reverse()
  const holder = above.find(
    (line) => /^ *\S/.test(line) && line.search(/[^ ]/) < indent && !/^\s*\{\{/.test(line),
  )
  return /^ *["']?[\w./-]+\.(?:toml|ini|conf|cnf|cfg|properties)["']?:/.test(holder ?? '')
}

function finding(
  document: Document,
  tree: TemplateTree,
  carried: Carried,
  found: readonly Given[],
  givens: Givens,
): Finding {
  const large = found.flatMap(({ node }) =>
    node.kind === 'list' ? node.items.filter(isLargeInteger) : [node],
  )
  const [value = 0] = large.flatMap((node) =>
    node.kind === 'scalar' && typeof node.value === 'number' ? node.value : [],
  )
  const toInteger = integerFix(document, tree, carried, found, givens)
  return {
    range: rangeOf(tree, carried.node),
    message: messageOf(value, toInteger.length > 0),
    related: relatedTo(found),
    fixes: [...toInteger, ...quoteFix(found)],
  }
}

function messageOf(value: number, isInteger: boolean): string {
  const data = { value: String(value), shown: formatFloat(value) }
  if (isInteger)
    return t(
      'Helm prints {value} as {shown} here: a number of a values file is a floating-point number to templates. Print it with int64.',
      data,
    )
  return Number.isSafeInteger(value)
    ? t(
        'Helm prints {value} as {shown} here: a number of a values file is a floating-point number to templates. Put it in quotes in the values.',
        data,
      )
    : t(
        'Helm prints this integer as {shown} here, and not all of its digits: a number of a values file is a floating-point number to templates. Put it in quotes in the values.',
        data,
      )
}

const maxRelated = 5

function relatedTo(found: readonly Given[]): readonly Related[] {
  const places = new Map<string, Related>()
  for (const { keys, setting } of found) {
    if (!setting || places.size >= maxRelated) continue
    const { uri, range } = setting.place
    places.set(`${uri} ${range.start}`, {
      uri,
      range,
      message: t('{name} is set here', { name: keys.join('.') }),
    })
  }
  return [...places.values()]
}

/** Through `int64`, where every release has an integer there that a float64 holds to the digit. */
function integerFix(
  document: Document,
  tree: TemplateTree,
  { node, place }: Carried,
  found: readonly Given[],
  givens: Givens,
): readonly Fix[] {
  const all = givens.of(node, () => true)
  const isWhole = ({ node: { kind, ...rest } }: Given) =>
    kind === 'scalar' && 'value' in rest && Number.isSafeInteger(rest.value)
  if (!place || all.length < found.length || !all.every(isWhole)) return []
  const title = t('Print it as an integer with int64')
  const edits = convertedAt(tree, place, ['int64']).map((edit) => ({ uri: document.uri, ...edit }))
  return [{ title, safe: false, preferred: true, edits }]
}

/** In quotes in the values, where what is written there is known. */
function quoteFix(found: readonly Given[]): readonly Fix[] {
  const edits = new Map<string, Fix['edits'][number]>()
  for (const { setting } of found) {
    if (setting?.value.kind !== 'scalar' || typeof setting.value.value !== 'number') return []
    // What a double does not hold to the digit, or is written in another form, is not known here.
    const { uri, range } = setting.place
    const text = String(setting.value.value)
    if (!Number.isSafeInteger(setting.value.value) || range.end - range.start !== text.length) return []
    edits.set(`${uri} ${range.start}`, { uri, range, text: `"${text}"` })
  }
  return [{ title: t('Put it in quotes in the values'), safe: false, edits: [...edits.values()] }]
}
