/**
 * An argument that its block does not have, and a field that its object does not have. What is written as an argument
 * and is a block has a rule of its own.
 */
import { innerHomes } from '../../model/alloy/homes.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import { type AlloyDefinition, argumentsOf } from '../../schema/alloy.ts'
import { attributesOf } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { owner, definition, attribute } of faultsOfKind(validation, 'unknown-argument')) {
    const { name } = attribute.name
    const given = new Set(attributesOf(owner).map((each) => each.name.name))
    const free = argumentsOf(definition)
      .map((each) => each.name)
      .filter((each) => !given.has(each))
    const near = nearestName(name, free)
    const message = messageFor(owner.name, name, definition, near)
    yield unknown(document, validation, attribute.name, message, near)
  }
  for (const { fault } of faultsOfKind(validation, 'value')) {
    if (fault.kind !== 'field') continue
    const { name } = fault.node
    const near = nearestName(name, fault.names)
    const message = t('This object has no field {name}. Its fields: {names}.', {
      name,
      names: fault.names.join(', '),
    })
    yield unknown(document, validation, fault.node.key, message, near)
  }
}

function unknown(
  document: Document,
  validation: Validation,
  place: Located,
  message: string,
  near: string | undefined,
): Finding {
  const range = rangeOf(validation.scope.tree, place)
  return {
    range,
    message,
    ...claimOf(validation, true, place),
    fixes: near
      ? [
          {
            title: t('Change it to {near}', { near }),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, range, text: near }],
          },
        ]
      : [],
  }
}

function messageFor(
  owner: string,
  name: string,
  definition: AlloyDefinition,
  near: string | undefined,
): string {
  if (near) return t('{owner} has no argument {name}. Did you mean {near}?', { owner, name, near })
  const homes = innerHomes(definition, name)
  if (homes.length > 0)
    return t('{owner} has no argument {name}: it belongs in its block {blocks}.', {
      owner,
      name,
      blocks: homes.join(', '),
    })
  const names = argumentsOf(definition).map((each) => each.name)
  if (names.length === 0) return t('{owner} has no argument {name}: it takes none.', { owner, name })
  return t('{owner} has no argument {name}. It takes: {names}.', { owner, name, names: listed(names) })
}

function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')
}

export const rule: Rule = {
  id: 'alloy/unknown-argument',
  title: 'An argument that the block does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
