/**
 * A chart with its subcharts, as one release renders them: which charts stand in it under which key of the values,
 * which dependencies are not there, and the named templates that all of them share. A chart's folder may lie in
 * another one's `charts`, or be named by a `file://` path; a packed chart (`.tgz`) can't be read and counts as missing.
 */
import { memo } from '../../text/memo.ts'
import { folderOf, nameOf } from '../../text/uri.ts'
import type { Workspace } from '../workspace.ts'
import type { Chart, Dependency, TemplateFacts } from './charts.ts'
import type { Unit } from './uses.ts'
import { chartOf, chartsByFolder } from './values.ts'

/** A chart in its place in a release. One that is taken in under two aliases is two members. */
export interface Member {
  readonly chart: Chart
  /** Keys of the root chart's values under which this one's lie: none for the root itself. */
  readonly path: readonly string[]
  readonly parent: Member | undefined
  /** What the parent's `Chart.yaml` says of it; undefined for a folder in `charts` that it does not name. */
  readonly dependency: Dependency | undefined
}

/** A unit of a template, with the file and the chart that it is in. */
export interface PlacedUnit {
  readonly unit: Unit
  readonly file: TemplateFacts
  readonly chart: Chart
}

export interface Family {
  readonly root: Chart
  /** The root first; a parent before its children. */
  readonly members: readonly Member[]
  /** Dependencies whose charts are not in the workspace. */
  readonly missing: readonly { readonly of: Member; readonly dependency: Dependency }[]
  /**
   * Whether named templates may come from elsewhere: a dependency is missing or may be, or the root is a library,
   * which calls what its users define.
   */
  readonly open: boolean
  /** Whether there may be subcharts, or users of the chart, that nothing here tells of: what it reads is then not known. */
  readonly vague: boolean
  /** Every chart once. */
  readonly charts: readonly Chart[]
  /** Template files of every chart, each once. */
  readonly files: readonly { readonly file: TemplateFacts; readonly chart: Chart }[]
  /** Named templates of all charts by name: Helm knows them under it wherever they are defined. */
  readonly named: ReadonlyMap<string, readonly PlacedUnit[]>
}

/** Charts that name each other in a circle end here. */
const maxMembers = 500

/** The family of the chart that holds a file. */
export function familyAt(workspace: Workspace, uri: string): Family | undefined {
  const chart = chartOf(workspace, uri)
  return chart && familyOf(workspace, chart)
}

/** The family of the outermost chart that has `chart` in its folder. */
export function familyOf(workspace: Workspace, chart: Chart): Family {
  return families(workspace)(rootOf(workspace, chart))
}

/**
 * The families that a chart is in: its own, and those of charts that take it in, by its path or, where it comes from
 * a repository, by its name.
 */
export function familiesWith(workspace: Workspace, chart: Chart): readonly Family[] {
  const families = new Set(rootsOf(workspace, chart).map((root) => familyOf(workspace, root)))
  return [...families].filter(
    ({ members, missing }) =>
      members.some((member) => member.chart.folder === chart.folder) ||
      missing.some(({ dependency }) => dependency.name === chart.name),
  )
}

/** The places that a chart has in the family. */
export function membersOf(family: Family, chart: Chart): readonly Member[] {
  return family.members.filter((member) => member.chart.folder === chart.folder)
}

/** The chart itself and the charts that take it in, directly or through others, by its path or by its name. */
function rootsOf(workspace: Workspace, chart: Chart): readonly Chart[] {
  const users = usersOf(workspace)
  const found = new Set([chart])
  for (const each of found)
    for (const key of [each.folder, each.name ?? '']) for (const user of users.get(key) ?? []) found.add(user)
  return [...found]
}

/** Charts by what they take in: a folder, or the name of a chart of a repository. */
const usersOf = memo((workspace: Workspace): ReadonlyMap<string, readonly Chart[]> => {
  const users = new Map<string, Chart[]>()
  for (const chart of chartsByFolder(workspace).values())
    for (const { folder, name } of chart.dependencies) {
      const key = folder ?? name
      users.set(key, [...(users.get(key) ?? []), chart])
    }
  return users
})

function rootOf(workspace: Workspace, chart: Chart): Chart {
  const charts = chartsByFolder(workspace)
  for (let at = chart; ; ) {
    const around = folderOf(at.folder)
    const parent = nameOf(around) === 'charts' ? charts.get(folderOf(around)) : undefined
    if (!parent) return at
    at = parent
  }
}

const families = memo((workspace: Workspace) => {
  const known = new Map<string, Family>()
  return (root: Chart): Family => {
    const found = known.get(root.folder) ?? findFamily(workspace, root)
    known.set(root.folder, found)
    return found
  }
})

function findFamily(workspace: Workspace, root: Chart): Family {
  const all = chartsByFolder(workspace)
  const members: Member[] = []
  const missing: Family['missing'][number][] = []
  const pending: Member[] = [{ chart: root, path: [], parent: undefined, dependency: undefined }]
  for (let member = pending.shift(); member && members.length < maxMembers; member = pending.shift()) {
    members.push(member)
    const { chart, path } = member
    const vendored = vendoredIn(workspace).get(chart.folder) ?? []
    const named = new Set<Chart>()
    for (const dependency of chart.dependencies) {
      const local = dependency.folder === undefined ? undefined : all.get(dependency.folder)
      const found = vendored.find((each) => nameOfChart(each) === dependency.name) ?? local
      if (!found || isAbove(member, found)) missing.push({ of: member, dependency })
      else {
        named.add(found)
        const key = dependency.alias ?? dependency.name
        pending.push({ chart: found, path: [...path, key], parent: member, dependency })
      }
    }
    for (const each of vendored) {
      if (!named.has(each) && !isAbove(member, each))
        pending.push({
          chart: each,
          path: [...path, nameOfChart(each)],
          parent: member,
          dependency: undefined,
        })
    }
  }
  const charts = [...new Set(members.map(({ chart }) => chart))]
  const files = charts.flatMap((chart) => templatesOf(workspace, chart).map((file) => ({ file, chart })))
  const vague = root.library || charts.some((each) => mayHaveMore(workspace, each))
  const open = vague || missing.length > 0
  return { root, members, missing, open, vague, charts, files, named: namedIn(files) }
}

/** Whether a chart may have dependencies that are not known: one for Helm 2 names them in a file of its own. */
function mayHaveMore({ files }: Workspace, { folder, dependenciesOpen }: Chart): boolean {
  if (!dependenciesOpen) return false
  return !files.has(`${folder}/Chart.yaml`) || files.has(`${folder}/requirements.yaml`)
}

function nameOfChart(chart: Chart): string {
  return chart.name ?? nameOf(chart.folder)
}

function isAbove(member: Member, chart: Chart): boolean {
  for (let at: Member | undefined = member; at; at = at.parent) if (at.chart === chart) return true
  return false
}

/** Charts in the `charts` folder of another one. */
const vendoredIn = memo((workspace: Workspace): ReadonlyMap<string, readonly Chart[]> => {
  const found = new Map<string, Chart[]>()
  for (const chart of chartsByFolder(workspace).values()) {
    const around = folderOf(chart.folder)
    if (nameOf(around) !== 'charts') continue
    const parent = folderOf(around)
    found.set(parent, [...(found.get(parent) ?? []), chart])
  }
  return found
})

/** The template files of a chart itself, without its subcharts'. */
export function templatesOf(workspace: Workspace, chart: Chart): readonly TemplateFacts[] {
  return templatesByChart(workspace).get(chart.folder) ?? []
}

const templatesByChart = memo((workspace: Workspace): ReadonlyMap<string, readonly TemplateFacts[]> => {
  const found = new Map<string, TemplateFacts[]>()
  for (const file of [...workspace.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1))) {
    const chart = file.kind === 'helm-template' ? chartOf(workspace, file.uri) : undefined
    if (!chart || !file.uri.startsWith(`${chart.folder}/templates/`)) continue
    const facts = file.facts.templates
    const known = found.get(chart.folder)
    if (known) known.push(...facts)
    else found.set(chart.folder, [...facts])
  }
  return found
})

function namedIn(files: Family['files']): ReadonlyMap<string, readonly PlacedUnit[]> {
  const named = new Map<string, PlacedUnit[]>()
  for (const { file, chart } of files) {
    for (const unit of file.units) {
      if (unit.name === undefined) continue
      const known = named.get(unit.name)
      if (known) known.push({ unit, file, chart })
      else named.set(unit.name, [{ unit, file, chart }])
    }
  }
  return named
}
