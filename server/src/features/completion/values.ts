/**
 * Keys and values of Helm values, in files and where they are embedded: what the chart's own values have, what its
 * templates read, what other environments' values say. Charts that are not in the workspace have none.
 */
import type { Keys } from '../../model/charts/known.ts'
import type { ValuesNode } from '../../model/charts/valuesTree.ts'
import { pathOf } from '../../model/workspace.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { fileOf } from '../../text/uri.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { actionStart } from '../template/cursor.ts'
import { keyDetail, keyMarkdown } from '../template/keyItem.ts'
import { type KnownKey, keysBelow, type Typed } from '../template/keys.ts'
import { type Holder, holdersOf, valuesAround } from '../template/valuesPlace.ts'
import { type YamlPlace, yamlPlace } from './yamlPlace.ts'

export const completion: CompletionSource = { kinds: ['helm-values', 'loki'], complete }

/** Characters whose typing asks; others ask for other languages' sake. */
const asking: ReadonlySet<string> = new Set([' ', ':', '"'])

function* complete(context: FeatureContext, offset: number, trigger?: string): Iterable<Completion> {
  if (trigger !== undefined && !asking.has(trigger)) return
  const { document, workspace } = context
  const around = valuesAround(document)
  // Inside an action it is a template that is written.
  if (!around || actionStart(document, offset) !== undefined) return
  // A part of a values document has the text of the whole one: its own keys come first in the path.
  const place = yamlPlace(around.document, offset)
  const [holder] = place ? holdersOf(workspace, around.document) : []
  if (!place || !holder) return
  // While a line is indented a list of keys would be in the way.
  if (trigger !== undefined && place.begun === 'key') return
  const path = place.keys.map((key) => (typeof key === 'number' ? undefined : key))
  if (place.begun === 'key') yield* keys(context, place, holder, path)
  else yield* values(context, place, holder, path)
}

/** A path of the document in the coordinates of the family's root. */
function inRoot({ member }: Holder, path: Keys): Keys {
  return path[0] === 'global' ? path : [...member.path, ...path]
}

function* keys(
  { workspace, document }: FeatureContext,
  place: YamlPlace,
  holder: Holder,
  path: Keys,
): Iterable<Completion> {
  const known = keysBelow(workspace, holder.family, inRoot(holder, path), typedAt(document, place))
  const names = new Set(known.map(({ name }) => name))
  for (const each of known) {
    if (place.siblings.has(each.name)) continue
    const markdown = keyMarkdown(workspace, each)
    yield {
      label: each.name,
      detail: keyDetail(each),
      ...(markdown !== undefined && { markdown }),
      range: place.range,
      insert: keyInsert(each, place),
      order: each.chart || each.others.length > 0 ? each.name : `~${each.name}`,
      kind: 'property',
    }
  }
  const isChart = path.length === 0 || known.some(({ subchart }) => subchart) || isSubchart(holder, path)
  if (isChart && !names.has('global') && !place.siblings.has('global'))
    yield {
      label: 'global',
      detail: t('seen by the chart and all its subcharts'),
      range: place.range,
      insert: place.colon ? 'global' : 'global:',
      order: '~global',
      kind: 'property',
    }
}

/** The word at the cursor in its file. */
function typedAt(document: Document, { range }: YamlPlace): Typed {
  const place = placeOf(document, range)
  return { uri: place.uri, offset: place.range.end }
}

function isSubchart(holder: Holder, path: Keys): boolean {
  const keys = inRoot(holder, path)
  return holder.family.members.some(
    (member) => member.path.length === keys.length && member.path.every((key, i) => key === keys[i]),
  )
}

function keyInsert({ name, chart, others, subchart }: KnownKey, { colon }: YamlPlace): string {
  const written = /^[\w./-]+$/.test(name) ? name : JSON.stringify(name)
  if (colon) return written
  const value = chart?.value ?? others[0]?.entry.value
  const isBlock = value ? isNested(value) : subchart !== undefined
  return isBlock ? `${written}:` : `${written}: `
}

/** Whether a value is written on the lines below its key. */
function isNested(node: ValuesNode): boolean {
  if (node.kind === 'map') return true
  return node.kind === 'list'
}

function* values(
  { workspace, document }: FeatureContext,
  place: YamlPlace,
  holder: Holder,
  path: Keys,
): Iterable<Completion> {
  const name = path.at(-1)
  if (name === undefined) return
  const found = keysBelow(
    workspace,
    holder.family,
    inRoot(holder, path.slice(0, -1)),
    typedAt(document, place),
  )
  const known = found.find((each) => each.name === name)
  if (!known) return
  const items = new Map<string, Completion>()
  const add = (node: ValuesNode, detail: string, order: string) => {
    const text = scalarText(node)
    if (text === undefined || items.has(text)) return
    items.set(text, { label: text, detail, range: place.range, insert: text, order, kind: 'value' })
  }
  const isOwn = known.chart && fileOf(known.chart.place.uri) === fileOf(document.uri)
  if (known.chart && !isOwn) add(known.chart.value, t('default of the chart'), '1')
  for (const { uri, entry } of known.others)
    if (fileOf(uri) !== fileOf(document.uri)) add(entry.value, pathOf(workspace, uri), '2')
  const [first] = [known.chart, ...known.others.map(({ entry }) => entry)].filter(
    (each) => each !== undefined,
  )
  if (first?.value.kind === 'scalar' && typeof first.value.value === 'boolean')
    for (const text of ['true', 'false'])
      if (!items.has(text))
        items.set(text, { label: text, range: place.range, insert: text, order: '3', kind: 'value' })
  yield* items.values()
}

/** A scalar, or an empty map or list, as it is written on one line. */
function scalarText(node: ValuesNode): string | undefined {
  if (node.kind === 'map') return node.entries.length === 0 ? '{}' : undefined
  if (node.kind === 'list') return node.items.length === 0 ? '[]' : undefined
  if (node.kind !== 'scalar' || node.value === null) return undefined
  if (typeof node.value !== 'string') return String(node.value)
  if (node.value.includes('\n') || node.value.length > 200) return undefined
  return isPlain(node.value) ? node.value : JSON.stringify(node.value)
}

/** Whether a text can stand in YAML without quotes and stays a text. */
function isPlain(text: string): boolean {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
}
