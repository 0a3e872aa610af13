/**
 * The annotation of topology-aware routing beside `trafficDistribution`: it wins, so the field does nothing. In
 * manifests, in templates that write the annotation out, and in values that put both on the same Services.
 */

import { allValuesOf, chartOf, chartsOfValues, valuesWith } from '../../model/charts/values.ts'
import { type Change, pairsTo, removePair } from '../../model/charts/valuesEdit.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { operandsOf, valuesOperands } from '../../model/traffic/chains.ts'
import { isPrinted, unquoted } from '../../model/traffic/lines.ts'
import { overridesIn } from '../../model/traffic/override.ts'
import { fieldsOf, templateServices } from '../../model/traffic/services.ts'
import { fieldName, trafficWish } from '../../model/traffic/wish.ts'
import { turnsTopologyOn } from '../../schema/kubernetes.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, mapOf, textOf } from '../../syntax/yaml/path.ts'
import { linesOf, type Place, placeOf } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/traffic-distribution-overridden',
  title: 'A topology annotation that overrides trafficDistribution',
  kinds: ['kubernetes', 'helm-template', 'helm-values'],
  severity: 'warning',
  check(context: RuleContext): Iterable<Finding> {
    if (!context.document.text.includes('service.kubernetes.io/topology-')) return []
    const { kind } = context.document
    if (kind === 'kubernetes') return inManifests(context)
    return kind === 'helm-template' ? inTemplate(context) : inValues(context)
  },
}

function* inManifests(context: RuleContext): Iterable<Finding> {
  const { document } = context
  const tree = yamlTree(document)
  for (const { kind, apiVersion, node } of manifestsOf(document)) {
    const field = get(node, ['spec', fieldName])
    if (kind !== 'Service' || apiVersion !== 'v1' || !field || (textOf(field) ?? '') === '') continue
    if (textOf(get(node, ['spec', 'clusterIP'])) === 'None') continue
    const annotations = mapOf(get(node, ['metadata', 'annotations']))
    for (const pair of annotations?.pairs ?? []) {
      if (pair.key.hole || !turnsTopologyOn(pair.key.text, textOf(pair.value))) continue
      const alone = annotations?.pairs.length === 1 && !annotations.flow && annotations.anchor === undefined
      const path = ['metadata', 'annotations', ...(alone ? [] : [pair.key.text])]
      const edit = removePair(document, node, path)
      const related = placeOf(document, rangeOf(tree, field))
      yield finding(context, rangeOf(tree, pair), pair.key.text, edit, related)
    }
  }
}

function* inTemplate(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  const chart = chartOf(workspace, document.uri)
  for (const service of templateServices(document)) {
    const [field] = fieldsOf(service, fieldName)
    if (!field?.line.keyRange || fieldsOf(service, 'clusterIP').length > 0) continue
    const paths = valuesOperands(operandsOf(field))
    const isSet = paths.some((path) =>
      chart
        ? allValuesOf(workspace, chart)
            .lookup(path)
            .places.some(({ value }) => value)
        : false,
    )
    if (!isSet && isPrinted(field.line.value)) continue
    for (const line of service.annotations) {
      if (!line.keyRange || !turnsTopologyOn(line.key ?? '', unquoted(line.value))) continue
      const alone = service.annotations.length === 1
      const starts = linesOf(document)
      const next = starts[lineAt(starts, line.start) + 1] ?? document.text.length
      const edit = alone ? undefined : { range: { start: line.start, end: next }, text: '' }
      const range = { start: line.keyRange.start, end: line.start + line.text.trimEnd().length }
      yield finding(context, range, line.key ?? '', edit, placeOf(document, field.line.keyRange))
    }
  }
}

function* inValues(context: RuleContext): Iterable<Finding> {
  const { document, workspace, environment } = context
  const all = valuesWith(workspace, document.uri, environment)
  const scalars = all.layers.flatMap(({ values }) => values.scalars)
  const own = all.layers
    .filter(({ values }) => values.uri === document.uri)
    .flatMap(({ values }) => values.scalars)
  const [chart, ...more] = chartsOfValues(workspace, document.uri)
  const global = chart && more.length === 0 ? trafficWish(workspace, chart).global : undefined
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  for (const { annotation, field } of overridesIn(own, scalars, global)) {
    const pair = pairsTo(root, annotation.path).at(-1)?.pair
    if (!pair || pair.key.text !== annotation.path.at(-1)) continue
    const edit = removePair(document, root, annotation.path)
    yield finding(context, rangeOf(tree, pair), pair.key.text, edit, field.place, field.path.join('.'))
  }
}

function finding(
  { document }: RuleContext,
  range: Range,
  annotation: string,
  edit: Change | undefined,
  related: Place,
  path: string = fieldName,
): Finding {
  return {
    range,
    message: t(
      '{annotation} overrides trafficDistribution: where both stand on a Service, Kubernetes routes by the annotation and {path} does nothing. Keep one of the two; the field is the newer way.',
      { annotation, path },
    ),
    related: [{ ...related, message: t('trafficDistribution, which the annotation overrides') }],
    // Which of the two is wanted is the user's to say: the ways differ where zones have few endpoints.
    fixes: edit
      ? [
          {
            title: t('Remove the annotation, so that trafficDistribution holds'),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, ...edit }],
          },
        ]
      : [],
  }
}
