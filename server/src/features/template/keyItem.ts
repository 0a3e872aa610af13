/** What completion says of a key of values. */
import type { ValuesNode } from '../../model/charts/valuesTree.ts'
import { pathOf, type Workspace } from '../../model/workspace.ts'
import { t } from '../../text/translate.ts'
import type { KnownKey } from './keys.ts'
import { code } from './names.ts'
import { paragraphs } from './valueHover.ts'
import { aboutEntry, valueText } from './valueText.ts'

/** Kind and default of a key in a few words. */
export function keyDetail({ chart, others, subchart }: KnownKey): string {
  if (subchart && !chart) return t('subchart')
  const [first] = others
  if (chart) return nodeDetail(chart.value)
  return first ? t('not in the chart’s values') : t('read, but set nowhere')
}

function nodeDetail(node: ValuesNode): string {
  switch (node.kind) {
    case 'map':
      return node.entries.length === 0 ? t('map, empty') : t('map of {n}', { n: node.entries.length })
    case 'list':
      return node.items.length === 0 ? t('list, empty') : t('list of {n}', { n: node.items.length })
    case 'scalar':
      return node.value === null
        ? t('null')
        : t('{type}, default {value}', { type: typeof node.value, value: short(node.value) })
    default:
      return t('made by a template')
  }
}

function short(value: string | number | boolean): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** What the chart says of a key, and what other documents have. */
export function keyMarkdown(workspace: Workspace, { chart, others }: KnownKey): string | undefined {
  const about = chart?.about === undefined ? undefined : aboutEntry(chart.about)
  const lines = others
    .slice(0, 5)
    .map(({ uri, entry }) => `- ${code(pathOf(workspace, uri))}: ${valueText(entry.value)}`)
  const more = others.length > 5 ? [`- ${t('and {n} more', { n: others.length - 5 })}`] : []
  return paragraphs([about, [...lines, ...more].join('\n')]) || undefined
}
