/**
 * Hovers on texts: which values the workspace gives to a variable that `sys.env` reads, and how long a duration is.
 */
import { goDuration } from '../../model/alloy/value.ts'
import type { StringLiteral } from '../../syntax/alloy/ast.ts'
import { t } from '../../text/translate.ts'
import { wayOf } from '../alloy/body.ts'
import { expectedAt } from '../alloy/expected.ts'
import { type VariableSource, variablesOf } from '../alloy/variables.ts'
import { type Hovered, heading, linkToFile, paragraphs } from './alloyText.ts'

/** What is known of a text. */
export function aboutText(hovered: Hovered, literal: StringLiteral): string | undefined {
  const { path, blocks, catalogue } = hovered
  if (!path.some(({ kind }) => kind === 'attribute')) return undefined
  const expected = expectedAt(path, wayOf(blocks, catalogue)?.definition, catalogue)
  const taker = expected.parameter?.function
  if (taker === 'sys.env' || taker === 'env') return aboutVariable(hovered, literal.value)
  return expected.word === 'duration' && !expected.parameter ? aboutDuration(literal.value) : undefined
}

function aboutVariable(hovered: Hovered, name: string): string {
  const sources = variablesOf(hovered.workspace).get(name) ?? []
  return paragraphs([
    heading(name, t('environment variable')),
    sources.length === 0
      ? t(
          'No Compose file, manifest or env file of the workspace gives it. Where nothing gives it, it is an empty text.',
        )
      : sources
          .slice(0, 12)
          .map((source) => sourceLine(hovered, source))
          .join('\n'),
  ])
}

function sourceLine(hovered: Hovered, { environment, uri, value, secret }: VariableSource): string {
  const shown = secret ? t('not shown') : value === undefined ? t('not known') : codeOf(value)
  const link = linkToFile(hovered, { uri })
  return `- ${environment === undefined ? '' : `**${environment}** `}${shown} (${link})`
}

function codeOf(value: string): string {
  return value === '' ? t('empty') : `\`${value.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``
}

/** A duration in larger units, where it is written in small ones. */
function aboutDuration(text: string): string | undefined {
  const milliseconds = goDuration(text)
  if (milliseconds === undefined) return undefined
  const shown = spanText(milliseconds)
  return shown.replaceAll(' ', '') === text ? undefined : paragraphs([heading(text, shown)])
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
  [1, 'ms'],
] as const

/** The span in the two largest units that it has: `7 d`, `1 h 30 min`. */
function spanText(milliseconds: number): string {
  const parts: string[] = []
  let rest = Math.abs(milliseconds)
  for (const [size, unit] of units) {
    const amount = Math.floor(rest / size)
    if (amount > 0) parts.push(`${amount} ${unit}`)
    rest -= amount * size
  }
  return parts.slice(0, 3).join(' ') || '0 s'
}
