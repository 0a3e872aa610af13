/** Upstream's pages on Alloy's components, blocks and functions, and how sentences call stability. */
import { type AlloyComponent, componentOf, configBlockOf, functionOf } from '../../schema/alloy.ts'
import { t } from '../../text/translate.ts'

const reference = 'https://grafana.com/docs/alloy/latest/reference'

/** Groups whose pages have a heading for each block of a component. */
const withHeadings: ReadonlySet<string> = new Set([
  'discovery',
  'local',
  'loki',
  'otelcol',
  'prometheus',
  'pyroscope',
  'remote',
])

/** Configuration blocks without a page. */
const withoutPage: ReadonlySet<string> = new Set(['cluster', 'labelstore', 'otel', 'ui'])

/**
 * The page of a component or configuration block.
 * @param block the block inside it that is meant
 */
export function pageOf(name: string, block?: string): string | undefined {
  if (componentOf(name)) {
    const group = name.split('.')[0] ?? ''
    const anchor = block !== undefined && withHeadings.has(group) ? anchorOf(block) : ''
    return `${reference}/components/${group}/${name}/${anchor}`
  }
  if (!configBlockOf(name) || withoutPage.has(name)) return undefined
  return `${reference}/config-blocks/${name}/${block === undefined ? '' : anchorOf(block)}`
}

/** The page of a function or constant. */
export function functionPage(name: string): string {
  const [group = '', member] = name.split('.')
  if (member === undefined) return `${reference}/stdlib/${name}/`
  const heading = group === 'convert' ? member : name
  return `${reference}/stdlib/${group}/${functionOf(name)?.kind === 'constant' ? '' : anchorOf(heading)}`
}

/** A heading's anchor: dots are left out. */
function anchorOf(heading: string): string {
  return `#${heading.toLowerCase().replaceAll('.', '')}`
}

/** A link to a page, as the last line of a hover. */
export function linkTo(page: string | undefined): string | undefined {
  return page && `[${t('Documentation')}](${page})`
}

/** Stability as a sentence calls it. */
export function stabilityText(stability: AlloyComponent['stability'] | 'deprecated'): string {
  switch (stability) {
    case 'generally-available':
      return t('generally available')
    case 'public-preview':
      return t('public preview')
    case 'experimental':
      return t('experimental')
    case 'community':
      return t('community')
    case 'deprecated':
      return t('deprecated')
  }
}
