/** What is said of the values of `-o`, and how they are mended. */
import { suboption } from '../../schema/memcached.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { SuboptionFault } from './suboptionFaults.ts'
import type { ValueFix } from './valueFixes.ts'

export function suboptionMessage(fault: SuboptionFault): string {
  const { item, refused } = fault
  const said = { name: item.name, text: item.value ?? '', unit: suboption(item.name)?.unit ?? '' }
  switch (fault.kind) {
    case 'missing':
      return item.name === 'ext_path'
        ? t('ext_path needs a file and its size, such as `/data/file:64G`: memcached does not start.')
        : t('{name} needs a value: memcached does not start.', said)
    case 'number':
      return t(
        '{name} takes a whole number and nothing behind it; with {text} memcached does not start.',
        said,
      )
    case 'dropped':
      return t('memcached reads {reads} of {text} for {name} and drops the rest.', {
        ...said,
        reads: fault.reads,
      })
    case 'ignored':
      return t(
        'memcached drops the value of {name}: the name alone counts, whatever stands behind it. Leave the item out.',
        said,
      )
    case 'range':
      return rangeMessage(fault, said)
    case 'choice':
      return t('{name} takes one of {values}; with {text} memcached does not start.', {
        ...said,
        values: fault.values.join(', '),
      })
    case 'sum':
      return t(
        'hot_lru_pct and warm_lru_pct come to {sum} (20 and 40 where they are not written), and memcached does not start above 80.',
        {
          sum: fault.sum,
        },
      )
    case 'ttl':
      return t('temporary_ttl needs the LRU maintainer, which is turned off here: memcached does not start.')
    case 'buffer':
      return t(
        'ext_page_size ({page}) must be a multiple of ext_wbuf_size ({buffer}), and both even numbers of MiB: memcached does not start.',
        { page: fault.page, buffer: fault.buffer },
      )
    default:
      return extstoreMessage(fault.kind, refused, said)
  }
}

type Said = Readonly<Record<'name' | 'text' | 'unit', string>>

function rangeMessage(fault: Extract<SuboptionFault, { readonly kind: 'range' }>, said: Said): string {
  const more = { ...said, least: fault.least, most: fault.most ?? '' }
  if (!fault.refused)
    return t('{name} goes from {least} to {most}; newer releases do not start with {text}.', more)
  return fault.most === undefined
    ? t('{name} must be at least {least}; with {text} memcached does not start.', more)
    : t('{name} goes from {least} to {most}; with {text} memcached does not start.', more)
}

function extstoreMessage(kind: SuboptionFault['kind'], refused: boolean, said: Said): string {
  switch (kind) {
    case 'extstore-size':
      return refused
        ? t(
            'The size of ext_path takes one of the units m, g, t and p and nothing behind it; with {text} memcached does not start.',
            said,
          )
        : t(
            'The size of ext_path takes one of the units m, g, t and p and nothing behind it; with {text} memcached runs without its external storage.',
            said,
          )
    case 'extstore-zero':
      return refused
        ? t(
            '{text} is less than one page of the external storage (64 MiB by default), so memcached does not start: `supplied ext_path has zero size`.',
            said,
          )
        : t(
            '{text} is less than one page of the external storage (64 MiB by default): memcached runs without it.',
            said,
          )
    case 'extstore-order':
      return t('This release wants ext_page_size before ext_path and does not start otherwise.')
    default:
      return t(
        'The external storage has more than 65534 pages, so memcached does not start. Raise ext_page_size (64 MiB by default).',
      )
  }
}

export function suboptionFixes(document: Document, fault: SuboptionFault): readonly ValueFix[] {
  const { item } = fault
  const text = meant(fault)
  if (text === undefined || item.value === undefined) return []
  const edits = [{ uri: document.uri, range: item.valueRange, text }]
  return [{ title: t('Write {text}', { text }), safe: true, preferred: true, edits }]
}

/** The value that can only be meant. */
function meant({ kind, item, ...more }: SuboptionFault): string | undefined {
  const value = item.value ?? ''
  if (kind === 'choice' && 'nearest' in more) return item.name === 'ext_path' ? undefined : more.nearest
  if (kind !== 'extstore-size') return undefined
  const [, path = '', size, unit] = /^([^:]*:)(\d+)\s*([mgtp])i?b$/i.exec(value.replace(/i$/i, 'ib')) ?? []
  return size === undefined ? undefined : `${path}${size}${unit}`
}
