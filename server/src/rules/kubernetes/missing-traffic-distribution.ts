/**
 * A Service whose template never renders `trafficDistribution`, or renders only the component's own value, in a
 * chart that wants it. Headless Services and ExternalNames are left alone: kube-proxy does not route them; so are
 * those that are only scraped, and components that a wish for another one does not mean. Whether a chart's values set the field is `kubernetes/unset-traffic-distribution`'s business.
 */

import { chartOf } from '../../model/charts/values.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { readsOf } from '../../model/traffic/access.ts'
import { type Operand, operandsOf, valuesOperands } from '../../model/traffic/chains.ts'
import { addFallback, insertField, type TrafficPlace } from '../../model/traffic/fix.ts'
import { isMeant, isScraped, mayBeUnrouted, opensField, routedManifest } from '../../model/traffic/routing.ts'
import { fieldsOf, type TemplateService, templateServices } from '../../model/traffic/services.ts'
import { fieldName, isNamed, trafficWish, wantsZones, wishingChart } from '../../model/traffic/wish.ts'
import { trafficDistributionFor } from '../../schema/kubernetes.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { keyIndent, pairAt } from '../../syntax/yaml/path.ts'
import { linesOf } from '../../text/document.ts'
import { lineAt, lineEnd } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/missing-traffic-distribution',
  title: 'A Service leaves out trafficDistribution although its chart or policy asks for it',
  kinds: ['helm-template', 'kubernetes'],
  severity: 'warning',
  check: (context) => (context.document.kind === 'kubernetes' ? inManifests(context) : inTemplate(context)),
}

function* inTemplate(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  const services = templateServices(document)
  const own = services.length > 0 ? chartOf(workspace, document.uri) : undefined
  if (!own) return
  const chart = wishingChart(workspace, own)
  const wish = trafficWish(workspace, chart)
  const named = isNamed(wish)
  if (!named && context.policy.zoneAware !== true && !wantsZones(workspace, chart)) return
  const place: TrafficPlace = { document, workspace, chart, wish }
  for (const service of services) {
    const leave = mayBeUnrouted(service, workspace, chart) || isScraped(service)
    const finding = leave ? undefined : inService(place, service)
    if (finding) yield { ...finding, ...(named ? {} : { severity: policySeverity(context, 'warning') }) }
  }
}

function inService(place: TrafficPlace, service: TemplateService): Finding | undefined {
  if (opensField(service.open, place.workspace, place.chart, fieldName)) return undefined
  const fields = fieldsOf(service, fieldName)
  if (fields.length > 0) return withoutFallback(place, service)
  const { document, wish } = place
  return isMeant(wish, readsOf(document, service)) ? missing(place, service) : undefined
}

function missing(place: TrafficPlace, service: TemplateService): Finding {
  const { document, wish } = place
  const edit = insertField(place, service)
  const path = (wish.global ?? wish.values[0]?.path ?? wish.read[0])?.join('.')
  return {
    range: service.specRange,
    message: path
      ? t(
          'This Service never renders trafficDistribution, although its chart has {path}: whatever the values say, its traffic goes to endpoints in every zone. Render the field in its spec.',
          { path },
        )
      : t(
          'This Service never renders trafficDistribution, although the policy wants traffic kept within its zone. Render the field in its spec, from a value.',
        ),
    related: wish.place ? [{ ...wish.place, message: t('The chart names trafficDistribution here.') }] : [],
    fixes: edit
      ? [
          {
            title: t('Render trafficDistribution in this Service'),
            safe: true,
            preferred: true,
            edits: [{ uri: document.uri, ...edit }],
          },
        ]
      : [],
  }
}

function withoutFallback(place: TrafficPlace, service: TemplateService): Finding | undefined {
  const { document, wish } = place
  const fields = fieldsOf(service, fieldName)
  const operands = fields.flatMap(operandsOf)
  if (!wish.global || operands.length === 0 || operands.some(isFallback)) return undefined
  const global = wish.global.join('.')
  const paths = valuesOperands(operands).map((path) => path.join('.'))
  const shared = wish.shared
  if (paths.some((path) => path === global || shared.has(path))) return undefined
  const field = fields[0]
  if (!field?.line.keyRange) return undefined
  const edits = fields.length === 1 ? addFallback(place, service, field) : undefined
  return {
    range: field.line.keyRange,
    message: t(
      'This Service renders trafficDistribution from {own} alone: where only {global} is set, it stays without the field and its traffic goes to endpoints in every zone. Fall back to {global}.',
      { own: paths[0] ?? t('its own value'), global },
    ),
    related: wish.place ? [{ ...wish.place, message: t('The chart names trafficDistribution here.') }] : [],
    fixes: edits
      ? [
          {
            title: t('Fall back to {global}', { global }),
            safe: true,
            preferred: true,
            edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
          },
        ]
      : [],
  }
}

/** What gives the Service a value of its own accord, or what can't be followed. */
function isFallback({ kind }: Operand): boolean {
  return kind === 'text' || kind === 'call'
}

/** Manifests that no chart makes: only a policy asks for the field there. */
function* inManifests(context: RuleContext): Iterable<Finding> {
  const { document, policy, workspace } = context
  if (policy.zoneAware !== true) return
  const tree = yamlTree(document)
  const value = trafficDistributionFor(workspace.settings.versions.kubernetes)
  for (const manifest of manifestsOf(document)) {
    const spec = routedManifest(manifest)
    if (!spec || pairAt(spec.value, fieldName)) continue
    const first = spec.value?.kind === 'map' && !spec.value.flow ? spec.value.pairs[0] : undefined
    const key = rangeOf(tree, spec.key)
    const at = lineEnd(document.text, linesOf(document), lineAt(linesOf(document), key.start))
    const eol = document.text.includes('\r\n') ? '\r\n' : '\n'
    yield {
      range: key,
      severity: policySeverity(context, 'warning'),
      message: t(
        'This Service has no trafficDistribution, although the policy of {environment} wants traffic kept within its zone: its traffic goes to endpoints in every zone. Set it to {value}.',
        { environment: context.environment ?? '', value },
      ),
      fixes: first
        ? [
            {
              title: t('Set trafficDistribution to {value}', { value }),
              safe: false,
              preferred: true,
              edits: [
                {
                  uri: document.uri,
                  range: { start: at, end: at },
                  text: `${eol}${' '.repeat(keyIndent(tree, first))}${fieldName}: ${value}`,
                },
              ],
            },
          ]
        : [],
    }
  }
}
