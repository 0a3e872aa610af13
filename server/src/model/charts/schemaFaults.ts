/**
 * What the values of a document do that a chart's `values.schema.json` forbids, judged on the merged values of every
 * release that the document is for: what another file sets over it is no fault of this one. A release of which values
 * may be missing is not judged. Helm validates the values of each chart that is taken in by its own schema.
 */
import { memo } from '../../text/memo.ts'
import type { Workspace } from '../workspace.ts'
import type { Chart, Values } from './charts.ts'
import { readersOf } from './effect.ts'
import type { Member } from './family.ts'
import { type MergedNode, mergedAt, type Setting } from './merged.ts'
import type { Violation } from './outcome.ts'
import { type Deployment, isEnabled, releasesOf, valuesOfMember } from './releases.ts'
import { type Json, schemaOf } from './schemas.ts'
import { violationsOf } from './validate.ts'

export interface SchemaFault {
  readonly violation: Violation
  /** The chart whose schema it is. */
  readonly chart: Chart
  /** Where it stands in the document: keys and decimal indices. Of a key that is missing, the map around it. */
  readonly path: readonly string[]
  /** What stands there in the end. */
  readonly node: MergedNode | undefined
  readonly release: Deployment
}

/** The faults of a values document, each once. Nothing where it is not certain what the document is for. */
export function schemaFaultsOf(workspace: Workspace, values: Values): readonly SchemaFault[] {
  const known = faultsBy(workspace)
  const found = known.get(values.uri) ?? findFaults(workspace, values)
  known.set(values.uri, found)
  return found
}

const faultsBy = memo((_workspace: Workspace) => new Map<string, readonly SchemaFault[]>())

function findFaults(workspace: Workspace, values: Values): readonly SchemaFault[] {
  const found = readersOf(workspace, values)
  const families = new Set(found?.readers.flatMap(({ flow, member }) => (member ? [flow.family] : [])))
  const faults = new Map<string, SchemaFault>()
  for (const family of families)
    for (const release of releasesOf(workspace, family))
      for (const fault of faultsIn(workspace, release, values, found?.own === true)) {
        const key = `${fault.path.join('\n')} ${fault.violation.path.join('\n')} ${fault.violation.kind}`
        if (!faults.has(key)) faults.set(key, fault)
      }
  return [...faults.values()]
}

function* faultsIn(
  workspace: Workspace,
  release: Deployment,
  { uri }: Values,
  own: boolean,
): Iterable<SchemaFault> {
  if (release.missing.length > 0 || release.elsewhere) return
  if (own ? release.by !== 'chart' : !release.layers.some((layer) => layer.values.uri === uri)) return
  for (const member of release.family.members) {
    const schema = schemaOf(workspace, member.chart)
    const values = isEnabled(release, member) === true ? valuesOfMember(release, member) : undefined
    if (schema === undefined || !values) continue
    for (const violation of violationsBy(values, schema)) {
      const placed = placeOf(release, member, violation, uri)
      if (placed) yield { violation, chart: member.chart, release, ...placed }
    }
  }
}

const judged = memo((_values: MergedNode) => new Map<Json, readonly Violation[]>())

function violationsBy(values: MergedNode, schema: Json): readonly Violation[] {
  const known = judged(values)
  const found = known.get(schema) ?? violationsOf(schema, values)
  known.set(schema, found)
  return found
}

/** Where a violation stands in a document; nothing where it is another one's. */
function placeOf(
  release: Deployment,
  member: Member,
  { kind, path }: Violation,
  uri: string,
): Pick<SchemaFault, 'path' | 'node'> | undefined {
  const keys = [...member.path, ...path]
  if (kind === 'missing-key') {
    const around = keys.slice(0, -1)
    const holder = lastGiven(release, around)
    return holder?.document === uri ? { path: around, node: undefined } : undefined
  }
  const node = mergedAt(release.values, keys)
  const setting = node?.set.at(-1)
  if (setting?.document !== uri) return undefined
  const inDocument = setting.role === 'chart' ? withoutMember(release, uri, keys) : keys
  return inDocument && { path: inDocument, node }
}

/** Who could have given a key of a map: the last one who gave some of the map, else of the values at all. */
function lastGiven({ values }: Deployment, keys: readonly string[]): Setting | undefined {
  for (let length = keys.length; length >= 0; length--) {
    const given = mergedAt(values, keys.slice(0, length))?.set.findLast(({ role }) => role !== 'chart')
    if (given) return given
  }
  return undefined
}

/** A path of the root's values by those of the chart whose own values the document is. */
function withoutMember(
  { family }: Deployment,
  uri: string,
  keys: readonly string[],
): readonly string[] | undefined {
  const member = family.members.findLast(
    ({ chart, path }) => uri === `${chart.folder}/values.yaml` && path.every((key, i) => keys[i] === key),
  )
  return member && keys.slice(member.path.length)
}
