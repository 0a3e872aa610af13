/**
 * A value given to a module that the module can't use, such as one receiver where it wants a list of them. The start
 * refuses it at the place inside the module, `alloy validate` does not look (1.18.0). Modules of the same text alone;
 * arguments that a module does not have are for `alloy/unknown-argument`.
 */

import { fits } from '../../model/alloy/exportType.ts'
import { type ModuleMisfit, moduleMisfitsIn } from '../../model/alloy/moduleArguments.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { blocksNamed } from '../../model/alloy/partIndex.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { sourceOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  if (blocksNamed(document, 'declare').length === 0) return
  const tree = alloyTree(document)
  for (const misfit of moduleMisfitsIn(tree)(catalogueOf(workspace))) {
    const { holders, attribute, chains, use } = misfit
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(tree, holders.at(-1))
    if (!chains.every(({ id }) => meansComponent(scope, module, id))) continue
    const range = rangeOf(tree, attribute.value)
    if (isUnknown(document, range) || isUnknown(document, rangeOf(tree, use.expression))) continue
    yield {
      range,
      ...refusedAtStart(tree, holders),
      message: messageOf(misfit),
      related: [
        {
          ...placeOf(document, rangeOf(tree, use.expression)),
          message: t('The module uses it here.'),
        },
      ],
      fixes: fixesOf(document, misfit),
    }
  }
}

function messageOf({ component, attribute, given, use }: ModuleMisfit): string {
  return t(
    'Alloy does not start: {name} is given {given}, and the module {module} uses it where {asked} is taken.',
    {
      name: attribute.name.name,
      given: typeText(given),
      module: component.name,
      asked: typeText(use.asked),
    },
  )
}

/** A value in a list, or out of one that has it alone. */
function fixesOf(document: Document, { attribute: { value }, given, use }: ModuleMisfit): readonly Fix[] {
  const inner = unwrapped(value)
  const only = inner.kind === 'array' && inner.elements.length === 1 ? inner.elements[0] : undefined
  const text =
    fits(`list(${given})`, use.asked) === true
      ? `[${sourceOf(value)}]`
      : only && `list(${use.asked})` === given
        ? sourceOf(only)
        : undefined
  if (text === undefined) return []
  const range = rangeOf(alloyTree(document), value)
  return [
    {
      title: t('Write {text}', { text: text.length > 60 ? `${text.slice(0, 57)}…` : text }),
      safe: false,
      preferred: true,
      edits: [{ uri: document.uri, range, text }],
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/module-argument',
  title: 'A value given to a module that the module cannot use',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
