/**
 * Values that the chart's `values.schema.json` forbids, and values that are no map at all: Helm refuses the release.
 * Judged on merged values (`model/charts/schemaFaults.ts`); it stands in the document that sets the value last.
 * Keys that a chart leaves for its user to fill in are no fault of the chart.
 */
import { readersOf } from '../../model/charts/effect.ts'
import type { MergedNode } from '../../model/charts/merged.ts'
import { type SchemaFault, schemaFaultsOf } from '../../model/charts/schemaFaults.ts'
import { typeName } from '../../model/charts/validate.ts'
import { factsAt } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { keyYaml } from '../../syntax/yaml/edit.ts'
import { goKeyOf } from '../../syntax/yaml/goScalar.ts'
import { resolve } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/value-type',
  title: "A value that the chart's schema forbids",
  kinds: ['helm-values'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    const values = factsAt(workspace, document.uri).values.find(({ uri }) => uri === document.uri)
    if (!values) return
    const root = yamlTree(document).documents[0]?.root
    if (root && values.tree && values.tree.kind !== 'map') {
      if (values.tree.kind === 'list' && readersOf(workspace, values)) yield noMap(document, root)
      return
    }
    for (const fault of schemaFaultsOf(workspace, values)) {
      const severity = severityOf(fault)
      const spot = severity && spotOf(document, fault)
      if (spot) yield { ...findingOf(document, fault, spot), severity }
    }
  },
}

function noMap(document: Document, root: YamlNode): Finding {
  const { start } = rangeOf(yamlTree(document), root)
  return {
    range: { start, end: start + 1 },
    message: t('Values are a map of keys, and this is a list: Helm does not read the file.'),
    refusedBy: 'helm',
  }
}

/** How bad a fault is, or nothing where it is none: a chart may leave keys empty for its user to fill in. */
function severityOf({ violation, node, release }: SchemaFault): 'error' | 'warning' | undefined {
  if (release.by === 'application') return 'error'
  // Files beside a chart may be meant to be used together.
  if (violation.kind === 'missing-key') return release.by === 'chart' ? undefined : 'warning'
  if (release.by !== 'chart') return 'error'
  return isEmpty(node) ? undefined : 'warning'
}

function isEmpty(node: MergedNode | undefined): boolean {
  if (node?.kind === 'map') return node.entries.size === 0
  if (node?.kind === 'list') return node.items.length === 0
  return node?.kind === 'scalar' && (node.value === null || node.value === '')
}

/** The pair and the value at a path, as they are written in the document itself. */
interface Spot {
  readonly pair: YamlPair | undefined
  readonly value: YamlNode | undefined
  readonly range: Range
}

function spotOf(document: Document, { path, violation }: SchemaFault): Spot | undefined {
  const tree = yamlTree(document)
  let value: YamlNode | undefined = tree.documents[0]?.root
  let pair: YamlPair | undefined
  for (const step of path) {
    const at: YamlNode | undefined = resolve(value)
    pair = at?.kind === 'map' ? at.pairs.findLast(({ key }) => goKeyOf(key) === step) : undefined
    value = at?.kind === 'sequence' ? at.items[Number(step)] : pair?.value
    // A map that this document does not have: a required key in it may still be given here.
    if (!pair && !value) return violation.kind === 'missing-key' ? rootSpot(tree) : undefined
  }
  if (path.length === 0) return rootSpot(tree)
  const isKey =
    violation.kind === 'unknown-key' || violation.kind === 'missing-key' || value?.kind !== 'scalar'
  const node = isKey ? (pair?.key ?? value) : value
  return node && { pair, value, range: rangeOf(tree, node) }
}

/** The document's first key. */
function rootSpot(tree: YamlTree): Spot | undefined {
  const root = tree.documents[0]?.root
  const [first] = root?.kind === 'map' ? root.pairs : []
  return first && { pair: undefined, value: undefined, range: rangeOf(tree, first.key) }
}

function findingOf(document: Document, fault: SchemaFault, spot: Spot): Finding {
  const { violation, chart } = fault
  const { kind, wanted, choices } = violation
  const key = violation.path.at(-1) ?? ''
  const nearest = kind === 'unknown-key' ? nearestName(key, choices) : undefined
  const values = {
    name: [...fault.path, ...(kind === 'missing-key' ? [key] : [])].join('.'),
    actual: actualOf(fault.node),
    wanted,
    chart: chart.name ?? '',
    nearest: nearest ?? '',
  }
  return {
    range: spot.range,
    message: messageOf(kind, values, nearest),
    fixes: fixesOf(document, fault, spot, nearest),
  }
}

function messageOf(
  kind: SchemaFault['violation']['kind'],
  values: Readonly<Record<string, string>>,
  nearest: string | undefined,
): string {
  switch (kind) {
    case 'unknown-key':
      return nearest === undefined
        ? t('The schema of {chart} knows no {name}: Helm refuses the release.', values)
        : t(
            'The schema of {chart} knows no {name}: Helm refuses the release. Did you mean {nearest}?',
            values,
          )
    case 'missing-key':
      return t('{name} is missing, which the schema of {chart} asks for: Helm refuses the release.', values)
    case 'enum':
      return t(
        '{name} is {actual}, and the schema of {chart} allows {wanted}: Helm refuses the release.',
        values,
      )
    default:
      return t(
        '{name} is {actual}, and the schema of {chart} wants {wanted}: Helm refuses the release.',
        values,
      )
  }
}

/** A value as a message shows it. */
function actualOf(node: MergedNode | undefined): string {
  if (node?.kind === 'map') return typeName('object')
  if (node?.kind === 'list') return typeName('array')
  if (node?.kind !== 'scalar') return ''
  const { value } = node
  if (typeof value === 'string')
    return t('the text {value}', {
      value: JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value),
    })
  return String(value)
}

function fixesOf(
  document: Document,
  { violation, node }: SchemaFault,
  { pair, value, range }: Spot,
  nearest: string | undefined,
): readonly Fix[] {
  const change = (to: string, preferred: boolean): Fix => ({
    title: t('Change it to {nearest}', { nearest: to }),
    safe: false,
    preferred,
    edits: [{ uri: document.uri, range, text: to }],
  })
  if (nearest !== undefined && pair) return [change(keyYaml(nearest), true)]
  if (
    value?.kind !== 'scalar' ||
    node?.kind !== 'scalar' ||
    value.style === 'literal' ||
    value.style === 'folded'
  )
    return []
  if (violation.kind === 'type') {
    const to = retyped(node.value, value.text, violation.choices)
    return to === undefined ? [] : [change(to, true)]
  }
  if (violation.kind !== 'enum' || typeof node.value !== 'string') return []
  const texts = violation.choices.map((choice) => JSON.parse(choice) as unknown)
  const near = nearestName(
    node.value,
    texts.filter((each) => typeof each === 'string'),
  )
  return near === undefined ? [] : [change(keyYaml(near), true)]
}

/** The same scalar as another type: in quotes, or without them. */
function retyped(value: unknown, text: string, wanted: readonly string[]): string | undefined {
  if (wanted.includes('string') && typeof value !== 'string' && value !== null) return JSON.stringify(text)
  if (typeof value !== 'string') return undefined
  if (wanted.includes('boolean') && /^(?:true|false)$/.test(value)) return value
  if (wanted.includes('integer') && /^(?:0|-?[1-9]\d*)$/.test(value)) return value
  return wanted.includes('number') && /^(?:0|-?[1-9]\d*)(?:\.\d+)?$/.test(value) ? value : undefined
}
