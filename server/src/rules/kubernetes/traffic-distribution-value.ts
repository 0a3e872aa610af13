/**
 * A `trafficDistribution` that the target version of Kubernetes does not take, or that it has a newer name for. In
 * values and where it is written out in manifests and templates; what a template computes is unknown.
 */

import { chartsOfValues } from '../../model/charts/values.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { fieldsOf, templateServices } from '../../model/traffic/services.ts'
import { unusedInManifest, unusedInTemplate } from '../../model/traffic/unused.ts'
import { fieldName, trafficWish } from '../../model/traffic/wish.ts'
import {
  minorOf,
  nearestTrafficValue,
  trafficDistributionFor,
  trafficValues,
} from '../../schema/kubernetes.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, scalarOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** The first minor version that reads the field; older ones leave it out of the Service, whatever it says. */
const firstMinor = 31

/** A value as it is written. */
interface Written {
  readonly text: string
  readonly range: Range
  /** Whether it certainly reaches the API server. */
  readonly reaches: boolean
  /** Whether the field does nothing there, which `kubernetes/traffic-distribution-unused` tells. */
  readonly unused: boolean
}

export const rule: Rule = {
  id: 'kubernetes/traffic-distribution-value',
  title: 'A trafficDistribution that the target version of Kubernetes does not take',
  kinds: ['helm-values', 'helm-template', 'kubernetes'],
  severity: 'error',
  *check(context: RuleContext): Iterable<Finding> {
    const minor = minorOf(context.workspace.settings.versions.kubernetes)
    if (minor === undefined || !context.document.text.includes(fieldName)) return
    for (const written of writtenIn(context)) {
      const finding = judge(context, written, minor)
      if (finding) yield finding
    }
  },
}

function writtenIn(context: RuleContext): readonly Written[] {
  const { kind } = context.document
  if (kind === 'helm-values') return inValues(context)
  return kind === 'helm-template' ? inTemplate(context) : inManifests(context)
}

function inManifests({ document }: RuleContext): readonly Written[] {
  const tree = yamlTree(document)
  return manifestsOf(document).flatMap(({ kind, apiVersion, node }) => {
    const scalar = scalarOf(get(node, ['spec', fieldName]))
    if (kind !== 'Service' || apiVersion !== 'v1' || !scalar || scalar.hole || scalar.value === null)
      return []
    return [
      {
        text: scalar.text,
        range: rangeOf(tree, scalar),
        reaches: true,
        unused: unusedInManifest(node) !== undefined,
      },
    ]
  })
}

function inTemplate({ document }: RuleContext): readonly Written[] {
  return templateServices(document).flatMap((service) => {
    const unused = unusedInTemplate(service) !== undefined
    return fieldsOf(service, fieldName).flatMap(({ line }) => {
      const found = /^["']?([\w-]+)["']?$/.exec(line.value)
      if (!found?.[1] || line.outputs.length > 0 || !line.keyRange) return []
      const start = document.text.indexOf(line.value, line.keyRange.end)
      return [{ text: found[1], range: { start, end: start + line.value.length }, reaches: true, unused }]
    })
  })
}

function inValues({ document, workspace }: RuleContext): readonly Written[] {
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  const found: Written[] = []
  if (!root) return found
  const [chart, ...others] = chartsOfValues(workspace, document.uri)
  const read = chart && others.length === 0 ? trafficWish(workspace, chart).read : []
  walk(root, ({ node, path, pair }) => {
    if (pair?.key.text !== fieldName || pair.key.hole) return
    if (node.kind !== 'scalar' || node.hole || node.value === null || node.text === '') return
    const reaches = read.some((each) => each.join('.') === path.join('.'))
    found.push({ text: node.text, range: rangeOf(tree, node), reaches, unused: false })
  })
  return found
}

function judge(context: RuleContext, written: Written, minor: number): Finding | undefined {
  if (minor < firstMinor) return ignored(written, minor)
  const known = trafficValues.find(({ name }) => name === written.text)
  if (!known) return wrong(context, written, minor)
  const version = `1.${minor}`
  if (minor < known.since) {
    const behindGate = minor >= known.alpha
    const since = `1.${known.since}`
    const message = behindGate
      ? t(
          'Kubernetes {version} takes {value} only with a feature gate turned on; from {since} on it takes it by default.',
          { version, value: written.text, since },
        )
      : t('Kubernetes {version} does not know {value}, which came with {since}: it refuses the Service.', {
          version,
          value: written.text,
          since,
        })
    const certain = !behindGate && written.reaches
    return {
      range: written.range,
      severity: behindGate ? 'warning' : 'error',
      message: `${message} ${t('Use {value}.', { value: 'PreferClose' })}`,
      ...(certain && { refusedBy: 'kubernetes' }),
      fixes: written.text === 'PreferSameZone' ? [fix(context, written, 'PreferClose', true)] : [],
    }
  }
  // A better name for what does nothing anyway helps nobody.
  if (!known.alias || minor < known.alias.since || written.unused) return undefined
  const { of } = known.alias
  return {
    range: written.range,
    severity: 'info',
    message: t(
      'From Kubernetes 1.{since} on, {value} is the old name of {of}, which says what it does. It still works.',
      {
        since: known.alias.since,
        value: written.text,
        of,
      },
    ),
    fixes: [fix(context, written, of, true)],
  }
}

/** Without its feature gate the field is dropped before anything looks at it (`dropServiceDisabledFields`). */
function ignored({ range, text }: Written, minor: number): Finding {
  const version = `1.${minor}`
  const since = `1.${firstMinor}`
  return {
    range,
    severity: 'warning',
    message:
      minor === 30 && text === 'PreferClose'
        ? t(
            'Kubernetes {version} takes {value} only with a feature gate turned on; from {since} on it takes it by default.',
            { version, value: text, since },
          )
        : t('Kubernetes {version} leaves trafficDistribution out of the Service; it came with {since}.', {
            version,
            since,
          }),
  }
}

function wrong(context: RuleContext, written: Written, minor: number): Finding {
  const takes = trafficValues.filter(({ since }) => minor >= since).map(({ name }) => name)
  const nearest = nearestTrafficValue(written.text, takes)
  return {
    range: written.range,
    message: t(
      'Kubernetes {version} takes no trafficDistribution {found}: it refuses the Service. It takes {values}.',
      {
        version: `1.${minor}`,
        found: written.text,
        values: takes.join(', '),
      },
    ),
    ...(written.reaches && { refusedBy: 'kubernetes' }),
    fixes: nearest
      ? [fix(context, written, nearest, true)]
      : [fix(context, written, trafficDistributionFor(`1.${minor}`), false)],
  }
}

function fix({ document }: RuleContext, { range }: Written, value: string, preferred: boolean): Fix {
  return {
    title: t('Change it to {value}', { value }),
    safe: false,
    preferred,
    edits: [{ uri: document.uri, range, text: value }],
  }
}
