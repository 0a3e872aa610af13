/** Hovers on functions and constants of Alloy's standard library. */
import { functionOf } from '../../schema/alloy.ts'
import { functionText } from '../../schema/alloyDescriptions.ts'
import { parametersOf } from '../../schema/alloyParameters.ts'
import type { Identifier } from '../../syntax/alloy/ast.ts'
import { t } from '../../text/translate.ts'
import { functionPage, linkTo } from '../alloy/links.ts'
import { signatureText } from '../alloy/signature.ts'
import { noteOn } from './alloyNotes.ts'
import { type Hovered, heading, paragraphs } from './alloyText.ts'

/** What is known of a chain of names as a function or constant. */
export function aboutFunction({ catalogue }: Hovered, names: readonly Identifier[]): string | undefined {
  const name = names.map((each) => each.name).join('.')
  const found = functionOf(name, catalogue)
  if (!found) return undefined
  const { signature, kind, replacement, experimental } = found
  const now = replacement ?? name
  const shown =
    kind === 'function' ? signatureText(name, signature, parametersOf(now)).label : `${name}: ${signature}`
  return paragraphs([
    heading(name, kind === 'function' ? t('function') : t('constant'), experimental && t('experimental')),
    `\`\`\`\n${shown}\n\`\`\``,
    functionText(now),
    replacement &&
      t('Deprecated: it is called {name} now. alloy validate exits with 1 on the old name (1.18.0).', {
        name: `\`${replacement}\``,
      }),
    experimental ? t('Experimental: Alloy takes it only with `--stability.level=experimental`.') : undefined,
    noteOn(now),
    linkTo(functionPage(now)),
  ])
}
