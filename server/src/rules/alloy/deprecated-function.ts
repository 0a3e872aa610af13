/**
 * Calls of functions by names that Alloy has given up: it still starts with them and logs a line, and `alloy validate`
 * exits 1 (1.18.0). Names that the file gives to something of its own are left alone.
 */
import { componentsOf } from '../../model/alloy/components.ts'
import { replacementOf } from '../../schema/alloy.ts'
import type { AlloyPart, AlloyTree, Block, Identifier } from '../../syntax/alloy/ast.ts'
import { attribute, stringValue, walk } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, hostOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  const tree = alloyTree(document)
  for (const part of tree.parts) {
    for (const callee of deprecatedIn(part)) {
      const range = rangeOf(tree, callee)
      const { name } = callee
      const replacement = replacementOf(name)
      if (!replacement || ownNames(tree).has(name) || isUnknown(document, range)) continue
      yield {
        range,
        ...(mayBeAgents(document) ? { severity: 'info' as const } : {}),
        refusedBy: 'alloy',
        message: t(
          'The function {name} is deprecated: alloy validate exits with 1 on it, and a later Alloy may drop it. It is called {replacement} now.',
          { name, replacement },
        ),
        fixes: [
          {
            title: t('Call {replacement}', { replacement }),
            safe: true,
            preferred: true,
            edits: [{ uri: document.uri, range, text: replacement }],
          },
        ],
      }
    }
  }
}

/** Whether Grafana Agent in Flow mode may read the text: it knows the old names alone. */
function mayBeAgents(document: Document): boolean {
  const name = document.within?.path.at(-1) ?? document.uri
  return /\.river$/i.test(String(name)) || /\bgrafana\/agent(?:[:@\s"']|$)/.test(hostOf(document).text)
}

/** Calls of deprecated names in a part. */
const deprecatedIn = memo((part: AlloyPart): readonly Identifier[] => {
  // Most parts call nothing: a look at the text spares the walk over their trees.
  if (!part.text.includes('(')) return []
  const found: Identifier[] = []
  walk(part, (node) => {
    if (node.kind !== 'call' || node.callee.kind !== 'identifier') return
    if (replacementOf(node.callee.name)) found.push(node.callee)
  })
  return found
})

/** The names that the file's own modules, components and loops give: they stand before the functions of the same name. */
const ownNames = memo((tree: AlloyTree): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const part of tree.parts) for (const block of componentsOf(part)) addNames(names, block)
  return names
})

function addNames(names: Set<string>, block: Block): void {
  const first = block.names[0]?.name
  if (first) names.add(first)
  if (block.label && (first === 'declare' || first === 'import')) names.add(block.label.value)
  const variable = first === 'foreach' ? stringValue(attribute(block, 'var')?.value) : undefined
  if (variable) names.add(variable)
}

export const rule: Rule = {
  id: 'alloy/deprecated-function',
  title: 'A function called by a name that Alloy has given up',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
