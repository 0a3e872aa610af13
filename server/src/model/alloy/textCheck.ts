/**
 * Texts that arguments read as a language of their own: addresses, sizes, templates of log lines. Regular expressions
 * have a rule of their own. What a text means is not looked at, only whether Alloy 1.18.0 reads it.
 */
import { issueMessage } from '../../syntax/template/issue.ts'
import { parseTemplate } from '../../syntax/template/parser.ts'
import { urlFault } from '../goUrl.ts'

/** Why a text is not read. */
export type TextFault =
  | { readonly kind: 'empty' | 'size' | 'url' }
  | { readonly kind: 'template'; readonly message: string }

/** What `stage.template` has beside Sprig's functions, and Sprig's that Helm takes away. */
const templateFunctions: ReadonlySet<string> = new Set([
  'ToLower',
  'ToUpper',
  'Replace',
  'Trim',
  'TrimLeft',
  'TrimRight',
  'TrimPrefix',
  'TrimSuffix',
  'TrimSpace',
  'Hash',
  'Sha2Hash',
  'env',
  'expandenv',
])

const readers: Readonly<Record<string, (text: string) => TextFault | undefined>> = {
  'common/config.URL': (text) => (urlFault(text) ? { kind: 'url' } : undefined),
  'github.com/alecthomas/units.Base2Bytes': (text) => (isByteSize(text) ? undefined : { kind: 'size' }),
  'loki/process/stages.Source': (text) => (text === '' ? { kind: 'empty' } : undefined),
  'loki/process/stages.Template': templateFault,
}

/**
 * Why a text type does not read a text.
 * @param type the name that the catalogue gives to it
 * @returns undefined where it reads it, or where nothing is known of the type
 */
export function textFault(type: string, text: string): TextFault | undefined {
  return Object.hasOwn(readers, type) ? readers[type]?.(text) : undefined
}

/** Amounts of bytes with units that count in powers of two: `5MiB`, `1.5GB`, `1KiB512B`; without a unit only `0`. */
function isByteSize(text: string): boolean {
  const amounts = /^[-+]?(.*)$/s.exec(text)?.[1] ?? ''
  if (amounts === '0') return true
  const amount = String.raw`(?:\d+\.?\d*|\.\d+)`
  return [`(?:${amount}(?:[KMGTPE]i)?B)+`, `(?:${amount}[KMGTPE]?B)+`].some((form) =>
    new RegExp(`^${form}$`).test(amounts),
  )
}

function templateFault(text: string): TextFault | undefined {
  if (!text.includes('{{')) return undefined
  const issue = templateIssues({ text }).find(
    ({ code, data }) => code !== 'too-deep' && !(code === 'unknown-function' && isKnown(data.name)),
  )
  return issue && { kind: 'template', message: issueMessage(issue.code, issue.data, 'Alloy') }
}

const templateIssues = ({ text }: { readonly text: string }) => parseTemplate(text).issues

function isKnown(name: unknown): boolean {
  return typeof name === 'string' && templateFunctions.has(name)
}
