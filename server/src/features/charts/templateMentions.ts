/**
 * Where a named template is defined and called, over the families that share it: Helm knows a template by its name in
 * every chart of a release. Told from facts.
 */
import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import { knownOf } from '../../model/charts/known.ts'
import type { Call, Unit } from '../../model/charts/uses.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Range } from '../../text/range.ts'

/** A place that names a template. */
export interface TemplateMention {
  readonly uri: string
  readonly range: Range
  readonly role: 'definition' | 'call'
  /** Whether the name is written there as it is; else it is computed, and may be another one. */
  readonly literal: boolean
}

/** The places that name a template in some families. */
export function templateMentions(
  workspace: Workspace,
  families: readonly Family[],
  name: string,
): readonly TemplateMention[] {
  const found = new Map<string, TemplateMention>()
  const add = (mention: TemplateMention) =>
    found.set(`${mention.uri}:${mention.range.start}:${mention.range.end}`, mention)
  for (const family of families)
    for (const { file } of family.files)
      for (const unit of file.units) {
        if (unit.name === name)
          for (const range of unit.ranges) add({ uri: file.uri, range, role: 'definition', literal: true })
        for (const call of unit.calls) {
          const names = namesOf(workspace, family, unit, call)
          const literal = call.name.kind === 'text'
          if (names?.includes(name)) add({ uri: file.uri, range: call.range, role: 'call', literal })
        }
      }
  return [...found.values()]
}

/** The names that a call may have: undefined where that can't be told. */
export function namesOf(
  workspace: Workspace,
  family: Family,
  unit: Unit,
  { kind, name }: Call,
): readonly string[] | undefined {
  if (kind === 'tpl') return []
  if (name.kind === 'text') return [name.value]
  const flow = flowOf(workspace, family.root)
  const found: string[] = []
  for (const argument of flow.argumentsOf(unit)) {
    const known = knownOf(name, argument)
    for (const each of known.kind === 'any' ? known.of : [known]) {
      if (each.kind !== 'text') return undefined
      found.push(each.value)
    }
  }
  return found
}
