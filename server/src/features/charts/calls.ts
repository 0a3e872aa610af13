/**
 * The call hierarchy of a chart: which templates call a named one, and which ones it calls. A file's own text calls,
 * too; it is called where another one includes it by its name.
 */
import type { Family } from '../../model/charts/family.ts'
import { templatesNamed } from '../../model/charts/flow.ts'
import type { Unit } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import { factsAt, type Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { contains, type Range, touches } from '../../text/range.ts'
import { nameOf } from '../../text/uri.ts'
import type { FlowItem, FlowStep } from '../callHierarchy.ts'
import { familiesWith } from './families.ts'
import { chartNamedAt } from './named.ts'
import { namesOf } from './templateMentions.ts'

interface Placed {
  readonly uri: string
  readonly unit: Unit
}

/** The template that is named at an offset, else the one that the offset is in. */
export function templateItemAt(file: Document, workspace: Workspace, offset: number): FlowItem | undefined {
  const named = chartNamedAt(file, workspace, offset)
  if (named?.kind === 'template') {
    const [found] = named.families.flatMap((family) => templatesNamed(family, named.name) ?? [])
    return found && itemOf(workspace, { uri: found.file.uri, unit: found.unit })
  }
  const units = unitsAt(workspace, file.uri)
  const around = units.findLast(({ name, range }) => name !== undefined && touches(range, offset)) ?? units[0]
  return around && itemOf(workspace, { uri: file.uri, unit: around })
}

/** The templates that call the one whose name stands at a range. */
export function callersOf(file: Document, workspace: Workspace, selection: Range): readonly FlowStep[] {
  const unit = unitAt(workspace, file, selection)
  if (!unit) return []
  return steps(
    workspace,
    placedIn(workspace, file.uri).map((caller) => ({
      placed: caller,
      places: callsOf(workspace, caller, (called) => called.unit === unit),
    })),
  )
}

/** The templates that are called by the one whose name stands at a range. */
export function calleesOf(file: Document, workspace: Workspace, selection: Range): readonly FlowStep[] {
  const unit = unitAt(workspace, file, selection)
  if (!unit) return []
  const caller = { uri: file.uri, unit }
  return steps(
    workspace,
    placedIn(workspace, file.uri).map((callee) => ({
      placed: callee,
      places: callsOf(workspace, caller, (called) => called.unit === callee.unit),
    })),
  )
}

function steps(
  workspace: Workspace,
  found: readonly { readonly placed: Placed; readonly places: readonly Range[] }[],
): readonly FlowStep[] {
  return found.flatMap(({ placed, places }) =>
    places.length === 0 ? [] : [{ item: itemOf(workspace, placed), places }],
  )
}

/** Where a template calls such ones. */
function callsOf(
  workspace: Workspace,
  { uri, unit }: Placed,
  isMeant: (called: { readonly unit: Unit }) => boolean,
): readonly Range[] {
  const families = familiesOf(workspace, uri)
  return unit.calls.flatMap((call) => {
    const isHit = families.some((family) =>
      (namesOf(workspace, family, unit, call) ?? []).some((name) =>
        templatesNamed(family, name)?.some(isMeant),
      ),
    )
    return isHit ? [call.range] : []
  })
}

function familiesOf(workspace: Workspace, uri: string): readonly Family[] {
  const chart = chartOf(workspace, uri)
  return chart ? familiesWith(workspace, chart) : []
}

/** Every template of the families that a file is in, once. */
function placedIn(workspace: Workspace, uri: string): readonly Placed[] {
  const found = new Map<Unit, Placed>()
  for (const { files } of familiesOf(workspace, uri))
    for (const { file } of files) for (const unit of file.units) found.set(unit, { uri: file.uri, unit })
  return [...found.values()]
}

function unitsAt(workspace: Workspace, uri: string): readonly Unit[] {
  return factsAt(workspace, uri).templates.flatMap(({ units }) => units)
}

function unitAt(workspace: Workspace, { uri }: Document, selection: Range): Unit | undefined {
  return unitsAt(workspace, uri).find((unit) => {
    const { start, end } = headOf(unit)
    return start === selection.start && end === selection.end
  })
}

/** The name of a template; the very start of a file for its own text. */
function headOf({ name, ranges: [head], range: { start } }: Unit): Range {
  return name !== undefined && head ? head : { start, end: start }
}

function itemOf(workspace: Workspace, { uri, unit }: Placed): FlowItem {
  const chart = chartOf(workspace, uri)
  const selection = headOf(unit)
  const range = contains(unit.range, selection) ? unit.range : selection
  const kind = unit.name === undefined ? ('text' as const) : ('template' as const)
  return { name: unit.name ?? nameOf(uri), detail: chart?.name ?? '', kind, uri, range, selection }
}
