/**
 * Operands of which an operation can't be made: two lists joined with `+`, a number added to what `sys.env` gives. The
 * start refuses it; `alloy validate` looks at plain literals alone (1.18.0).
 */
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { type OperandFault, operandFaultsIn } from '../../model/alloy/operations.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const said = new Set<number>()
  for (const fault of operandFaultsIn(document, catalogueOf(workspace))) {
    const tree = alloyTree(document)
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(tree, fault.moduleBlock)
    if (!fault.chains.every(({ id }) => meansComponent(scope, module, id))) continue
    const whole = rangeOf(tree, fault.operation)
    // Of a row of operations the outermost one says it.
    if (isUnknown(document, whole) || said.has(whole.start)) continue
    said.add(whole.start)
    yield {
      range: rangeOf(tree, fault.node),
      ...refusedAtStart(tree, fault.moduleBlock ? [fault.moduleBlock] : []),
      message: messageOf(fault),
      fixes: fixesOf(document, fault),
    }
  }
}

function messageOf({ operation, operand, given, other }: OperandFault): string {
  const source = sourceOf(operand).replace(/\s+/g, ' ')
  const values = {
    operand: source.length > 60 ? `${source.slice(0, 57)}…` : source,
    operator: operation.operator,
    given: typeText(given),
    other: typeText(other ?? ''),
  }
  if (other !== undefined)
    return t(
      'Alloy does not start: {operand} is {given}, and + adds it to {other}. Both have to be of one type.',
      values,
    )
  return given.startsWith('list(')
    ? t(
        'Alloy does not start: {operand} is {given}, which {operator} does not take. array.concat joins lists.',
        values,
      )
    : t('Alloy does not start: {operand} is {given}, which {operator} does not take.', values)
}

/** Lists that are added up, in one call; a literal number as a text. */
function fixesOf(document: Document, { operation, operand, given, other }: OperandFault): readonly Fix[] {
  const fix = (range: ReturnType<typeof rangeOf>, text: string): readonly Fix[] => [
    {
      title: t('Write {text}', { text: text.length > 60 ? `${text.slice(0, 57)}…` : text }),
      safe: false,
      preferred: true,
      edits: [{ uri: document.uri, range, text }],
    },
  ]
  const tree = alloyTree(document)
  if (other === 'string' && operand.kind === 'number') {
    return fix(rangeOf(tree, operand), JSON.stringify(sourceOf(operand)))
  }
  if (operation.kind !== 'binary' || operation.operator !== '+' || !given.startsWith('list(')) return []
  const parts = addends(operation)
  return parts.length === 2
    ? fix(rangeOf(tree, operation), `array.concat(${parts.map((each) => sourceOf(each)).join(', ')})`)
    : []
}

function addends({ left, right }: Extract<OperandFault['operation'], { kind: 'binary' }>) {
  // A longer row has its operations inside each other, of which only the innermost is judged.
  return left.kind === 'binary' ? [] : [left, right]
}

export const rule: Rule = {
  id: 'alloy/operand',
  title: 'An operand that an operation does not take',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
