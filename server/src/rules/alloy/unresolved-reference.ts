/**
 * A reference that names nothing: no block that can be seen from where it stands, no variable, nothing of the standard
 * library. In a folder that Alloy may load as a whole its other files count too. What a component exports is for
 * another rule, and so are functions.
 */
import { type Correction, correctionOf } from '../../model/alloy/corrections.ts'
import { type AlloyModule, modulesOf, resolveIn } from '../../model/alloy/modules.ts'
import type { PlacedReference } from '../../model/alloy/references.ts'
import { claimOf, type Validation, validationOf } from '../../model/alloy/validation.ts'
import { isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const { scope } = validation
  for (const placed of validation.references.unresolved) {
    const { reference, followedBy } = placed
    const range = rangeOf(scope.tree, reference.expression)
    if (reference.call || isUnknown(document, range)) continue
    const correction = correctionOf(scope, placed)
    yield {
      range: correction?.isLikely ? correction.range : range,
      // A module that nothing uses here harms nobody yet.
      ...(followedBy === undefined && reference.names[0]?.name === 'argument'
        ? { severity: 'warning' as const }
        : {}),
      message: messageFor(validation, placed, correction),
      ...(followedBy === 'alloy' ? claimOf(validation, false) : {}),
      ...(followedBy === 'alloy run' && validation.reaches ? { refusedBy: 'alloy run' as const } : {}),
      fixes: fixesFor(document, placed, correction, range),
    }
  }
}

function messageFor(
  { scope }: Validation,
  { reference: { names }, module }: PlacedReference,
  correction: Correction | undefined,
): string {
  const name = names.map((each) => each.name).join('.')
  if (correction?.isLikely)
    return t('{name} names nothing here. Did you mean {id}?', { name, id: correction.id })
  if (names[0]?.name === 'argument')
    return module.kind === 'root'
      ? t('{name} names nothing here: only a declare block has arguments.', { name })
      : t('This module has no argument {name}.', { name: names[1]?.name ?? name })
  const elsewhere = modulesOf(scope.tree).find((other) => other !== module && resolveIn(other, names))
  if (elsewhere) return outOfScope(name, module, elsewhere)
  const [only] = names
  if (names.length === 1 && only)
    return t('{name} names nothing here. A text stands in quotes: "{name}".', { name: only.name })
  if (correction) return t('{name} names nothing here. There is {id}.', { name, id: correction.id })
  return t('{name} names nothing: no component, argument or variable that can be seen from here.', { name })
}

function outOfScope(name: string, module: AlloyModule, elsewhere: AlloyModule): string {
  const label = elsewhere.block?.label?.value ?? ''
  if (elsewhere.kind === 'foreach')
    return t('{name} stands in the template of foreach "{label}" and cannot be seen from outside.', {
      name,
      label,
    })
  if (elsewhere.kind === 'declare')
    return t('{name} stands in declare "{label}" and cannot be seen from outside: export what is needed.', {
      name,
      label,
    })
  return t(
    '{name} stands outside of declare "{label}", which sees only what is in it: take it as an argument.',
    {
      name,
      label: declareAround(module)?.block?.label?.value ?? '',
    },
  )
}

function declareAround(module: AlloyModule): AlloyModule | undefined {
  return module.kind === 'declare' ? module : module.parent && declareAround(module.parent)
}

/** Words of other languages for values that Alloy has too. */
const values: Readonly<Record<string, string>> = {
  True: 'true',
  TRUE: 'true',
  yes: 'true',
  on: 'true',
  False: 'false',
  FALSE: 'false',
  no: 'false',
  off: 'false',
  nil: 'null',
  Null: 'null',
  NULL: 'null',
  None: 'null',
  none: 'null',
}

function fixesFor(
  { uri }: Document,
  { reference: { names } }: PlacedReference,
  correction: Correction | undefined,
  range: Range,
): readonly Fix[] {
  const fixes: Fix[] = []
  const [only] = names
  if (correction) {
    fixes.push({
      title: t('Change it to {id}', { id: correction.id }),
      safe: false,
      ...(correction.isLikely ? { preferred: true } : {}),
      edits: [{ uri, range: correction.range, text: correction.id }],
    })
  }
  if (names.length > 1 || !only || correction?.isLikely) return fixes
  const value = Object.hasOwn(values, only.name) ? values[only.name] : undefined
  if (value)
    fixes.push({
      title: t('Change it to {id}', { id: value }),
      safe: false,
      edits: [{ uri, range, text: value }],
    })
  fixes.push({
    title: t('Put it in quotes'),
    safe: false,
    edits: [{ uri, range, text: `"${only.name}"` }],
  })
  return fixes
}

export const rule: Rule = {
  id: 'alloy/unresolved-reference',
  title: 'A reference to something that is not there',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
