/**
 * A value of the wrong kind given to an argument: the component instead of its receiver, a receiver outside a list, a
 * list inside a list, a reference in quotes. `alloy validate` does not look at what references give; the start refuses
 * it (1.18.0). Literals of the wrong type are for `alloy/type`, secrets for `alloy/secret-as-string`.
 */
import type { ExportChain } from '../../model/alloy/exportType.ts'
import { fits } from '../../model/alloy/exportType.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { catalogueOf, type Misfit, misfitsIn, quotedChain } from '../../model/alloy/wiring.ts'
import type { Expression } from '../../syntax/alloy/ast.ts'
import { referenceNames, sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Edit, Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const misfit of misfitsIn(document, workspace)) {
    const { expression, given, certain, at } = misfit
    if (!certain || given.word === 'secret' || !isMeant(context, misfit)) continue
    const tree = alloyTree(document)
    const range = rangeOf(tree, expression)
    if (isUnknown(document, range)) continue
    yield {
      range,
      ...(mayBeEmpty(misfit) || isLaterPanic(misfit) ? {} : refusedAtStart(tree, at.holders)),
      message: messageOf(context, misfit),
      fixes: fixOf(context, misfit),
    }
  }
}

/** Whether the start passes as long as a list that a component exports has nothing in it: then a later change fails. */
function mayBeEmpty({ expression, given, asked }: Misfit): boolean {
  return expression.kind !== 'array' && (given.word ?? '').startsWith('list(') && asked.startsWith('list(')
}

/** `null` as a receiver: the start passes, and the first line that comes ends the process. */
function isLaterPanic({ given, asked }: Misfit): boolean {
  return given.word === 'null' && asked === 'LogsReceiver'
}

/** Whether every component that the value names is there: a reference to none is another rule's. */
function isMeant({ document, workspace }: RuleContext, { given, at }: Misfit): boolean {
  if (given.chains.length === 0) return true
  const scope = scopeOf(document, workspace)
  const module = moduleOfBlock(scope.tree, at.holders.at(-1))
  return given.chains.every(({ id }) => meansComponent(scope, module, id))
}

function messageOf({ workspace }: RuleContext, { expression, argument, asked, given }: Misfit): string {
  const wanted = typeText(asked)
  const found = sourceOf(expression)
  if (given.word === 'null')
    return asked === 'LogsReceiver'
      ? t('Alloy panics when the first line comes: null is no receiver. Remove it from {argument}.', {
          argument: argument.name,
        })
      : t('Alloy does not start: a label of a target has to be a text, and not null.')
  if (expression.kind === 'string' && quotedChain(expression, catalogueOf(workspace)))
    return t(
      '{found} is a text, because it stands in quotes; {argument} takes {wanted} here, so Alloy does not start. Write the reference without quotes.',
      { found, argument: argument.name, wanted },
    )
  if (isComponent(expression, given.chains[0]) && given.chains[0]?.component === 'argument')
    return t(
      '{found} is an object that holds the value; {argument} takes {wanted} here, so Alloy does not start. Write {found}.value.',
      { found, argument: argument.name, wanted },
    )
  if (isComponent(expression, given.chains[0]))
    return t(
      '{found} is the component as a whole; {argument} takes {wanted} here, so Alloy does not start. Name an export of it.',
      { found, argument: argument.name, wanted },
    )
  return t('{found} is {given}; {argument} takes {wanted} here, so Alloy does not start.', {
    found: shortened(found),
    given: typeText(given.word ?? ''),
    argument: argument.name,
    wanted,
  })
}

/** Whether a chain ends at the component's label. */
function isComponent(expression: Expression, chain: ExportChain | undefined): chain is ExportChain {
  return chain !== undefined && chain.export === undefined && referenceNames(expression) !== undefined
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

function fixOf(context: RuleContext, misfit: Misfit): readonly Fix[] {
  const text = replacementOf(context, misfit)
  if (text === undefined) return []
  const { document } = context
  const edit: Edit = {
    uri: document.uri,
    range: rangeOf(alloyTree(document), misfit.expression),
    text,
  }
  return [
    { title: t('Write {text}', { text: shortened(text) }), safe: false, preferred: true, edits: [edit] },
  ]
}

/** What the value should be, where only one thing can be meant. */
function replacementOf({ document, workspace }: RuleContext, misfit: Misfit): string | undefined {
  const { expression, asked, given, at, argument } = misfit
  const found = sourceOf(expression)
  const chain = given.chains[0]
  const catalogue = catalogueOf(workspace)
  if (expression.kind === 'string') {
    const quoted = quotedChain(expression, catalogue)
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(scope.tree, at.holders.at(-1))
    const isThere = quoted && meansComponent(scope, module, quoted.id)
    return isThere && quoted.export && fits(quoted.word, asked) ? expression.value : undefined
  }
  if (isComponent(expression, chain)) {
    const fitting = chain.exports.filter(([, type]) => fits(type, asked) === true)
    const [only] = fitting
    return only && fitting.length === 1 ? `${found}.${only[0]}` : undefined
  }
  if (expression.kind === 'array') {
    const elements = expression.elements.map((each) => sourceOf(each))
    if (elements.length === 0) return undefined
    return elements.length === 1 ? elements[0] : `array.concat(${elements.join(', ')})`
  }
  // A single value where a list of them is taken.
  if (asked === argument.type && fits(`list(${given.word})`, asked) === true && given.word !== 'object')
    return `[${found}]`
  return undefined
}

export const rule: Rule = {
  id: 'alloy/wiring',
  title: 'A reference whose value is of another kind than the argument takes',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
