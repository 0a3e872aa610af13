/**
 * Fixes of single values on memcached's command line: only the value changes, or the words around it where getopt
 * divides them otherwise than was meant.
 */
import type { Document } from '../../text/document.ts'
import type { TextEdit } from '../../text/edit.ts'
import { t } from '../../text/translate.ts'
import type { MemcachedRun } from './arguments.ts'
import { addElement } from './edit.ts'
import type { ValueFault } from './flagFaults.ts'
import type { FlagValue } from './flags.ts'

/** A fix as rules give it; edits are of the document itself. */
export interface ValueFix {
  readonly title: string
  readonly safe: boolean
  readonly preferred: true
  readonly edits: readonly (TextEdit & { readonly uri: string })[]
}

export function valueFixes(document: Document, run: MemcachedRun, fault: ValueFault): readonly ValueFix[] {
  const { value } = fault.flag
  // A variable's value stands elsewhere.
  if (!value || value.given === undefined) return []
  const made = madeFix(document, run, fault, value)
  if (!made?.edits) return []
  const edits = made.edits.map((edit) => ({ uri: document.uri, ...edit }))
  return [{ title: made.title, safe: made.safe, preferred: true, edits }]
}

interface Made {
  readonly title: string
  readonly safe: boolean
  readonly edits: readonly TextEdit[] | undefined
}

function madeFix(
  document: Document,
  run: MemcachedRun,
  fault: ValueFault,
  value: FlagValue,
): Made | undefined {
  const { flag } = fault
  const write = (text: string, safe: boolean): Made => ({
    title: t('Write {text}', { text }),
    safe,
    edits: [{ range: value.range, text }],
  })
  switch (fault.kind) {
    case 'sign': {
      const gap = /^(?:path|string|enum|address|comma)/.test(flag.option.type ?? '') ? '' : ' '
      const range = { start: flag.nameRange.end, end: value.range.start }
      return { title: t('Remove the equals sign'), safe: true, edits: [{ range, text: gap }] }
    }
    case 'blank-before': {
      const own = flag.from === flag.to
      const range = { start: flag.nameRange.end, end: value.range.start }
      return { title: t('Remove the blank'), safe: true, edits: own ? [{ range, text: '' }] : undefined }
    }
    case 'blank-after': {
      const blanks = /^\s*/.exec(document.text.slice(value.range.end))?.[0].length ?? 0
      const range = { start: value.range.end, end: value.range.end + blanks }
      return { title: t('Remove the blank'), safe: true, edits: [{ range, text: '' }] }
    }
    case 'suffix':
      return fault.meant === undefined ? undefined : write(fault.meant, false)
    case 'item-size':
      return fault.meant === undefined ? undefined : write(fault.meant, /[km]/i.test(fault.text))
    case 'choice':
      return fault.nearest === undefined ? undefined : write(fault.nearest, false)
    case 'several':
      return divided(document, run, fault, value)
    default:
      return undefined
  }
}

/** Further options of one element as elements of their own. */
function divided(
  document: Document,
  run: MemcachedRun,
  { flag, reads, rest }: Extract<ValueFault, { readonly kind: 'several' }>,
  { raw, range }: FlagValue,
): Made | undefined {
  if (run.elements.length === 0) return undefined
  const words = raw.slice(rest.start, rest.end).match(/-{1,2}\S+(?:\s+[^\s-]\S*)?/g) ?? []
  const added = words.flatMap((word) => {
    const element = word.startsWith('--') ? word.replace(/\s+/, '=') : word
    return addElement(document, run, flag, element) ?? []
  })
  const [first] = added
  if (!first || added.length < words.length || words.join(' ') !== raw.slice(rest.start).replace(/\s+/g, ' '))
    return undefined
  const cut = { range: { start: range.start + reads.length, end: range.start + rest.end }, text: '' }
  const edit = { range: first.range, text: added.map(({ text }) => text).join('') }
  return { title: t('Give each option an argument of its own'), safe: false, edits: [cut, edit] }
}
