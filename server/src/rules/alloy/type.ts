/**
 * A value that is not what its argument takes: literals, elements of lists and objects, operators between two literals.
 * What only a start sees, such as the type of an export, is for another rule, and so are regular expressions.
 */
import { type Repair, repairsOf } from '../../model/alloy/repairs.ts'
import { textFault } from '../../model/alloy/textCheck.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import type { Given, ValueFault } from '../../model/alloy/valueCheck.ts'
import { typeWord, type ValueType } from '../../model/alloy/valueType.ts'
import { alloyChoice } from '../../schema/alloyChoices.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { attribute, fault } of faultsOfKind(validation, 'value')) {
    const message = messageFor(attribute.name.name, fault)
    if (message === undefined) continue
    const range = rangeOf(validation.scope.tree, fault.node)
    yield {
      range,
      message,
      ...claimOf(validation, true, fault.node),
      fixes: repairsOf(fault).map((repair) => ({
        ...fixFor(repair),
        edits: [{ uri: document.uri, range, text: repair.text }],
      })),
    }
  }
}

function fixFor({ text, isCertain }: Repair): Omit<Fix, 'edits'> {
  const title = t('Write {text}', { text })
  return isCertain ? { title, safe: true, preferred: true } : { title, safe: false }
}

/** Undefined for what other rules say. */
function messageFor(name: string, fault: ValueFault): string | undefined {
  switch (fault.kind) {
    case 'type':
      return typeMessage(name, fault.expected, fault.given)
    case 'text':
      return textMessage(name, fault.expected, fault.text)
    case 'operand':
      return t('The operator {operator} does not take {given}.', {
        operator: fault.operator,
        given: givenText(fault.given),
      })
    case 'zero':
      return t('This divides by zero.')
    default:
      return undefined
  }
}

function typeMessage(name: string, expected: ValueType, given: Given): string {
  const choice = expected.kind === 'text' ? alloyChoice(expected.text) : undefined
  if (choice)
    return t('{name} takes one of {values}, not {given}.', {
      name,
      values: choice.values.join(', '),
      given: givenText(given),
    })
  if (expected.kind === 'duration')
    return t('{name} takes a duration such as "30s", not {given}.', { name, given: givenText(given) })
  if (expected.kind === 'capsule' || expected.kind === 'receiver')
    return t('{name} takes {expected}, which only another component can give, not {given}.', {
      name,
      expected: typeText(typeWord(expected)),
      given: givenText(given),
    })
  return t('{name} takes {expected}, not {given}.', {
    name,
    expected: expected.kind === 'target' ? t('an object of labels') : typeText(typeWord(expected)),
    given: givenText(given),
  })
}

function givenText(given: Given): string {
  switch (given) {
    case 'null':
      return 'null'
    case 'string':
      return t('a text')
    case 'bool':
      return t('true or false')
    case 'number':
      return t('a number')
    case 'list':
      return t('a list')
    default:
      return t('an object')
  }
}

function textMessage(name: string, expected: ValueType, text: string): string {
  if (expected.kind === 'duration')
    return t(
      '{name}: "{text}" is no duration for Alloy, whose units are h, m, s, ms, us and ns, as in "1h30m".',
      {
        name,
        text,
      },
    )
  const type = expected.kind === 'text' ? expected.text : ''
  const choice = alloyChoice(type)
  if (choice)
    return t('{name} takes one of {values}, not "{text}".', { name, values: choice.values.join(', '), text })
  const fault = textFault(type, text)
  switch (fault?.kind) {
    case 'size':
      return t(
        '{name}: "{text}" is no size for Alloy: an amount with a unit such as "5MiB", without a blank.',
        {
          name,
          text,
        },
      )
    case 'url':
      return t('{name}: "{text}" is no address that Alloy can read.', { name, text })
    case 'template':
      return t('{name}: Go cannot read this template. {reason}', { name, reason: fault.message })
    default:
      return t('{name} must not be empty.', { name })
  }
}

export const rule: Rule = {
  id: 'alloy/type',
  title: 'A value that is not what its argument takes',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
