/**
 * Rows of the table of settings by environment about services of any program: what Docker keeps of their output, and
 * whether Kubernetes keeps their traffic within a zone.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { get, textOf } from '../../syntax/yaml/path.ts'
import { placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { dockerSize } from '../containers/logging.ts'
import { manifestsOf } from '../containers/manifests.ts'
import { routedManifest } from '../traffic/routing.ts'
import { factsAt } from '../workspace.ts'
import {
  atLeast,
  documentsOf,
  type FoundValue,
  type RowSource,
  reaches,
  type Scope,
  servicesOf,
} from './scope.ts'

/** Services whose output Docker keeps in json-file, with the option of this name. */
function logOptions(scope: Scope, name: string) {
  return servicesOf(scope).flatMap(({ name: service, logging, open, container }) => {
    if (logging?.driver && logging.driver.value !== 'json-file') return []
    const known = logging?.options.find((option) => option.name === name)?.value
    return [
      { service, known, open: open && !logging, place: known?.place ?? logging?.place ?? container.place },
    ]
  })
}

export const dockerLogMaxSize: RowSource = {
  id: 'dockerLogMaxSize',
  title: 'Docker log max-size',
  expected: ({ policy }) => atLeast(policy.dockerLogMaxSize),
  find: (scope) =>
    logOptions(scope, 'max-size').map(({ service, known, open, place }) => {
      const none = known === undefined || known.value === '-1'
      const amount = known?.value === undefined ? undefined : dockerSize(known.value)
      return {
        text: none ? (open ? '?' : t('no limit')) : known.raw,
        // Without a limit nothing is rotated away, until the disk is full: no policy wants that.
        fits: none
          ? open
            ? undefined
            : false
          : reaches(amount, dockerSize(scope.policy.dockerLogMaxSize ?? '')),
        place,
        of: [service],
      }
    }),
}

export const dockerLogMaxFile: RowSource = {
  id: 'dockerLogMaxFile',
  title: 'Docker log max-file',
  expected: ({ policy }) => atLeast(policy.dockerLogMaxFile),
  find: (scope) =>
    logOptions(scope, 'max-file').map(({ service, known, open, place }) => {
      const count = known
        ? /^\d+$/.test(known.value ?? '')
          ? Number(known.value)
          : undefined
        : open
          ? undefined
          : 1
      return {
        text: known ? known.raw : open ? '?' : t('1 (default)'),
        fits: reaches(count, scope.policy.dockerLogMaxFile),
        place,
        of: [service],
      }
    }),
}

export const zoneAware: RowSource = {
  id: 'zoneAware',
  title: 'trafficDistribution of Services',
  expected: ({ policy }) => (policy.zoneAware ? t('set') : undefined),
  find: (scope) => [...valuesDistribution(scope), ...manifestDistribution(scope)],
}

/** A component's empty value falls back to the one for all: it counts only where no value is set at all. */
function valuesDistribution({ workspace, uris }: Scope): readonly FoundValue[] {
  const all = uris.flatMap((uri) => factsAt(workspace, uri).values.flatMap(({ scalars }) => scalars))
  const named = all.filter(({ path }) => path.at(-1) === 'trafficDistribution')
  const isEmpty = ({ value }: (typeof named)[number]) => value === null || value === ''
  const set = named.filter((each) => !isEmpty(each))
  return (set.length > 0 ? set : named).map((each) => ({
    text: isEmpty(each) ? t('not set') : String(each.value ?? '?'),
    fits: isEmpty(each) ? false : each.value === undefined ? undefined : true,
    place: each.place,
    of: each.path.length > 1 ? [each.path.slice(0, -1).join('.')] : [],
  }))
}

function manifestDistribution(scope: Scope): readonly FoundValue[] {
  return documentsOf(scope).flatMap((document) => {
    if (document.kind !== 'kubernetes') return []
    const tree = yamlTree(document)
    return manifestsOf(document).flatMap((manifest): readonly FoundValue[] => {
      const spec = routedManifest(manifest)
      if (!spec) return []
      const node = get(spec.value, ['trafficDistribution'])
      const text = textOf(node)
      return [
        {
          text: text ?? (node ? '?' : t('not set')),
          fits: text !== undefined || (node ? undefined : false),
          place: placeOf(document, rangeOf(tree, node ?? spec.key)),
          of: manifest.name === undefined ? [] : [manifest.name],
        },
      ]
    })
  })
}
