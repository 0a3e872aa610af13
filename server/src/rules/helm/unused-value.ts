/**
 * A value that no template reads: what it says changes nothing. It is judged only where every reader is known
 * (`model/charts/effect.ts`); the highest key that nothing reads is named, not each one below it. Values of charts
 * that are not in the workspace are not judged.
 */
import { type Effect, effectOf, type Reader, type Readers, readersOf } from '../../model/charts/effect.ts'
import { renamedKeysIn } from '../../model/charts/lokiValues.ts'
import { misplacedIn } from '../../model/charts/misplaced.ts'
import { schemaFaultsOf } from '../../model/charts/schemaFaults.ts'
import { factsAt } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair } from '../../syntax/yaml/ast.ts'
import { keyYaml, removePair } from '../../syntax/yaml/edit.ts'
import { removeLines } from '../../syntax/yaml/nest.ts'
import { isMergeKey, keyText } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/unused-value',
  title: 'A value that no template reads',
  kinds: ['helm-values'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    const values = factsAt(workspace, document.uri).values.find(({ uri }) => uri === document.uri)
    const found = values && readersOf(workspace, values)
    const root = yamlTree(document).documents[0]?.root
    if (!values || !found || root?.kind !== 'map') return
    const refused = new Set(
      schemaFaultsOf(workspace, values).map(({ path, violation }) => `${violation.kind} ${path.join('.')}`),
    )
    // Other rules say more of these: `helm/value-type`, `helm/renamed-key`, `helm/subchart-key`.
    for (const { path } of renamedKeysIn(document)) refused.add(`unknown-key ${path.join('.')}`)
    for (const { pairs, path } of misplacedIn(workspace, document))
      for (const { key } of pairs) refused.add(`unknown-key ${[...path, key.text].join('.')}`)
    for (const unread of unreadIn(root, [], found))
      if (!refused.has(`unknown-key ${unread.path.join('.')}`)) yield finding(document, unread, found)
  },
}

interface Judged {
  readonly pair: YamlPair
  readonly path: readonly string[]
  readonly effect: Effect
}

interface Unread extends Omit<Judged, 'effect'> {
  readonly beside: YamlMap
}

function* unreadIn(map: YamlMap, path: readonly string[], found: Readers): Iterable<Unread> {
  const judged = map.pairs.flatMap((pair) => {
    const key = isMergeKey(pair.key) ? undefined : keyText(pair)
    if (key === undefined) return []
    const at = [...path, key]
    return [{ pair, path: at, effect: effectOf(found.readers, at) }]
  })
  if (path.length === 0 && !isMeant(judged, map, found)) return
  for (const { pair, path: at, effect } of judged) {
    if (effect === 'none') {
      if (!isLeftAlone(pair) && !isMisread(at, map, found)) yield { pair, path: at, beside: map }
    } else if (effect !== 'unknown' && pair.value?.kind === 'map') yield* unreadIn(pair.value, at, found)
  }
}

/** Whether a document is for its chart at all: of another one's values most keys are not read, nor any like them. */
function isMeant(judged: readonly Judged[], map: YamlMap, { own, readers }: Readers): boolean {
  const meant = judged.filter(({ effect, path }) => effect !== 'none' || nearestRead(readers, path, map))
  return own || meant.length * 2 >= judged.length
}

/** Values that a rule of their own speaks of where templates do not read them (`kubernetes/missing-traffic-distribution`). */
const others: ReadonlySet<string> = new Set(['trafficDistribution'])

/** Whether it is the chart's templates that misspell it: `helm/unknown-value` says so there. */
function isMisread(path: readonly string[], map: YamlMap, { own, readers }: Readers): boolean {
  const nearest = own ? nearestRead(readers, path, map, 1) : undefined
  if (nearest === undefined) return false
  return readers.some(({ flow, member, path: under }) => {
    const keys = [...under, ...path.slice(0, -1), nearest]
    return flow.reads.some(
      (read) =>
        read.uri?.startsWith(`${member?.chart.folder}/templates/`) &&
        keys.every((key, i) => read.keys[i] === key),
    )
  })
}

/** What is there for other keys (anchors), is marked as no value of the chart, or is spoken of elsewhere. */
function isLeftAlone(pair: YamlPair): boolean {
  const { text } = pair.key
  if (/^(?:_|x-|\.)/.test(text) || others.has(text) || hasOnly(pair.value, others)) return true
  return pair.value !== undefined && hasAnchor(pair.value)
}

/** Whether a map, and every map in it, holds nothing but such keys. */
function hasOnly(node: YamlNode | undefined, keys: ReadonlySet<string>): boolean {
  if (node?.kind !== 'map' || node.pairs.length === 0) return false
  return node.pairs.every(({ key, value }) => keys.has(key.text) || hasOnly(value, keys))
}

function hasAnchor(node: YamlNode): boolean {
  let found = false
  walk(node, (visit) => {
    found ||= visit.node.anchor !== undefined
    return !found
  })
  return found
}

function finding(document: Document, { pair, path, beside }: Unread, { readers, own }: Readers): Finding {
  const tree = yamlTree(document)
  const key = pair.key.text
  const nearest = nearestRead(readers, path, beside)
  const range = rangeOf(tree, pair.key)
  const name = path.join('.')
  const removal = removeLines(tree, beside, pair) ?? removePair(tree, pair)
  const fixes: Fix[] = []
  if (nearest !== undefined)
    fixes.push({
      title: t('Change it to {nearest}', { nearest }),
      safe: false,
      preferred: true,
      edits: [{ uri: document.uri, range, text: keyYaml(nearest) }],
    })
  if (removal)
    fixes.push({ title: t('Remove {key}', { key }), safe: false, edits: [{ uri: document.uri, ...removal }] })
  return {
    range,
    message:
      nearest === undefined
        ? t('{name} has no effect: no template of the chart or of its subcharts reads it.', { name })
        : t(
            '{name} has no effect: no template of the chart or of its subcharts reads it. They read {nearest}.',
            {
              name,
              nearest: [...path.slice(0, -1), nearest].join('.'),
            },
          ),
    tag: 'unnecessary',
    ...(own && nearest === undefined && { severity: 'info' as const }),
    fixes,
  }
}

/** The key that was likely meant: one that templates read there, and that the document does not set beside it. */
function nearestRead(
  readers: readonly Reader[],
  path: readonly string[],
  beside: YamlMap,
  most?: number,
): string | undefined {
  const around = path.slice(0, -1)
  const set = new Set(beside.pairs.map(({ key }) => key.text))
  const keys = readers.flatMap(({ flow, path: under }) => flow.keysRead([...under, ...around]))
  return nearestName(
    path.at(-1) ?? '',
    keys.filter((key) => !set.has(key)),
    most,
  )
}
