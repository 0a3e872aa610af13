/**
 * A block at the level of a module that is no component of Alloy and that nothing declares or imports. The names inside
 * an imported module are known where its file lies in the workspace; `alloy validate` leaves those to the start.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { customNamesFrom } from '../../model/alloy/customCheck.ts'
import { mayBeCutOff } from '../../model/alloy/extraBrace.ts'
import { componentsWithBlock } from '../../model/alloy/homes.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import { componentNames, configBlockNames, configBlockOf } from '../../schema/alloy.ts'
import { componentGone } from '../../schema/alloyReleases.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const { catalogue, scope } = validation
  for (const { block, moduleBlock } of faultsOfKind(validation, 'unknown-component')) {
    const isInner = componentsWithBlock(block.name, catalogue).length > 0
    if (isInner && mayBeCutOff(scope.tree, block)) continue
    const custom = customNamesFrom(scope, moduleBlock)
    const known = [
      ...custom,
      ...componentNames(catalogue),
      ...configBlockNames(catalogue).filter((name) => configBlockOf(name, catalogue)?.place !== 'nowhere'),
    ]
    const gone = componentGone(block.name)
    if (gone) {
      yield goneIn(validation, block, gone)
      continue
    }
    const near = nearestName(block.name, known)
    yield {
      range: nameRange(document, block),
      message: messageFor(validation, block.name, near),
      ...claimOf(validation, true),
      fixes: renameTo(document, block, near),
    }
  }
  for (const { block, names, moduleBlock } of faultsOfKind(validation, 'unknown-custom')) {
    const [namespace = '', ...rest] = block.name.split('.')
    const name = rest.join('.')
    const near = nearestName(name, names)
    yield {
      range: nameRange(document, block),
      message:
        name === ''
          ? t('{namespace} is an imported module: name one of its components, such as {namespace}.{first}.', {
              namespace,
              first: names[0] ?? 'name',
            })
          : t('The module that is imported as {namespace} declares no {name}. It declares: {names}.', {
              namespace,
              name,
              names: names.join(', ') || t('nothing'),
            }),
      ...(validation.reaches ? refusedAtStart(scope.tree, moduleBlock ? [moduleBlock] : []) : {}),
      fixes: renameTo(document, block, near && `${namespace}.${near}`),
    }
  }
}

/** A component that other releases have: in those of the catalogue's own number nothing is said against it. */
function goneIn(
  validation: Validation,
  block: Block,
  { first, last }: { readonly first: string; readonly last: string },
): Finding {
  const { catalogue, scope } = validation
  const values = { name: block.name, first, last, version: catalogue.version }
  const range = nameRange(scope.document, block)
  if (last !== catalogue.version)
    return {
      range,
      message: t('Alloy {version} has no component {name}: {first} to {last} had it.', values),
      ...claimOf(validation, true),
    }
  return {
    range,
    severity: 'info',
    message: t(
      '{name} is in Alloy {first} to {last} and gone from what comes after; its arguments are not checked.',
      values,
    ),
  }
}

function messageFor({ catalogue }: Validation, name: string, near: string | undefined): string {
  if (near)
    return t(
      'Alloy {version} has no component {name}, and nothing declares or imports it. Did you mean {near}?',
      {
        version: catalogue.version,
        name,
        near,
      },
    )
  const homes = componentsWithBlock(name, catalogue)
  if (homes.length > 0)
    return homes.length > 4
      ? t('{name} is no component but a block inside one: it belongs in {components} and {count} others.', {
          name,
          components: homes.slice(0, 3).join(', '),
          count: homes.length - 3,
        })
      : t('{name} is no component but a block inside one: it belongs in {components}.', {
          name,
          components: homes.join(', '),
        })
  return t(
    'Alloy {version} has no component {name}, and nothing in this configuration declares or imports it.',
    {
      version: catalogue.version,
      name,
    },
  )
}

function renameTo(document: Document, block: Block, near: string | undefined): readonly Fix[] {
  if (near === undefined) return []
  return [
    {
      title: t('Change it to {near}', { near }),
      safe: false,
      preferred: true,
      edits: [{ uri: document.uri, range: nameRange(document, block), text: near }],
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/unknown-component',
  title: 'A component that Alloy does not have and nothing declares',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
