/**
 * The port table: every name that the workspace knows to be dialled, with its ports, and which row a host name means
 * where it is written. A host that nothing here defines, that leads elsewhere, or that could be one of several with
 * different ports means nothing: silence is right where a doubt is left.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { get, textOf } from '../../syntax/yaml/path.ts'
import { type Document, hostOf, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { contains } from '../../text/range.ts'
import { fileOf, folderOf } from '../../text/uri.ts'
import type { Application, TemplateFacts } from '../charts/charts.ts'
import { releasesAt } from '../charts/expand/fragments.ts'
import { valueFilesOf } from '../charts/values.ts'
import type { Facts } from '../facts.ts'
import { allFacts, factsAt, type Workspace } from '../workspace.ts'
import { isTelling } from './components.ts'
import { type ComposeFile, composeFiles, composeFilesFor } from './compose.ts'
import { kubernetesRows, type PortRow, type RowPort, settingsRows } from './rows.ts'

export type { PortRow, RowPort } from './rows.ts'

export interface PortTable {
  /** Of `logkeel.yaml`, then of Services, then of Compose files. */
  readonly rows: readonly PortRow[]
  readonly compose: readonly ComposeFile[]
  readonly byName: ReadonlyMap<string, readonly PortRow[]>
}

/** Where a host name is written. */
export interface DialContext {
  /** The file's uri. */
  readonly uri: string
  readonly environment: string | undefined
  readonly namespace: string | undefined
  /** What runs the file; undefined where that can't be told. */
  readonly runtime: 'kubernetes' | 'compose' | undefined
}

/** What a host name means. */
export interface Resolved {
  /** The rows that it stands for; they agree. */
  readonly rows: readonly PortRow[]
  readonly ports: readonly RowPort[]
  /** Whether it certainly has no other ports. */
  readonly closed: boolean
  readonly headless: boolean
  /** The row's name as the host has it, at the host's start unless a pod's name stands before it. */
  readonly name: string
  /** Other rows of the same place: of the same namespace, or the same Compose files. */
  neighbours(): readonly PortRow[]
}

/** The port table of a workspace. An edit of a file that has nothing to say to it keeps the table. */
export const portTable = memo((workspace: Workspace): PortTable => {
  if (!latest || !sameSources(latest.workspace, workspace))
    latest = { workspace, table: makeTable(workspace) }
  return latest.table
})

/** A memo of one entry: workspaces follow each other, and a keystroke seldom changes what the table is made of. */
let latest: { readonly workspace: Workspace; readonly table: PortTable } | undefined

const sources = ['services', 'containers', 'applications', 'charts', 'values', 'loki'] as const

function sameSources(a: Workspace, b: Workspace): boolean {
  if (a.settings !== b.settings || a.root !== b.root || a.forced !== b.forced) return false
  if (a.files.size !== b.files.size) return false
  for (const [uri, file] of b.files) {
    const other = a.files.get(uri)
    if (!other || other.kind !== file.kind) return false
    if (other.facts !== file.facts && !sameSource(other.facts, file.facts)) return false
  }
  return true
}

/** Of templates only what names and values are made of counts; where it stands is no part of the table. */
function sameSource(a: Facts, b: Facts): boolean {
  if (sources.some((area) => a[area].length + b[area].length > 0)) return false
  return (
    a.templates.length === b.templates.length && a.templates.every((each, i) => isSame(each, b.templates[i]))
  )
}

function isSame(a: TemplateFacts, b: TemplateFacts | undefined): boolean {
  if (a.defines.length !== b?.defines.length || a.reads.length !== b.reads.length) return false
  return (
    a.defines.every(({ name, text }, i) => name === b.defines[i]?.name && text === b.defines[i]?.text) &&
    a.reads.every(({ path }, i) => {
      const other = b.reads[i]?.path
      return path.length === other?.length && path.every((key, at) => key === other[at])
    })
  )
}

function makeTable(workspace: Workspace): PortTable {
  const compose = composeFiles(workspace)
  const cluster = [...settingsRows(workspace), ...kubernetesRows(workspace)]
  const byName = new Map<string, PortRow[]>()
  for (const row of cluster) {
    const known = byName.get(row.name)
    if (known) known.push(row)
    else byName.set(row.name, [row])
  }
  return { rows: [...cluster, ...compose.flatMap(({ rows }) => rows)], compose, byName }
}

/** A host name of Kubernetes taken apart. */
interface HostParts {
  readonly name: string
  readonly namespace: string | undefined
  /** Whether a pod's own name stands first: then it is a headless Service's. */
  readonly pod: boolean
  /** Whether `.svc` shows that nothing else can be meant. */
  readonly certain: boolean
}

/** The ways in which a host can name a Service: `name`, `name.ns`, `name.ns.svc`, with the cluster's domain, with a pod before it. */
export function hostForms(host: string): readonly HostParts[] {
  const labels = host.split('.')
  const [first = '', second, third] = labels
  const svc = labels.indexOf('svc')
  if (svc === 2) return [{ name: first, namespace: second, pod: false, certain: true }]
  if (svc === 3) return [{ name: second ?? '', namespace: third, pod: true, certain: true }]
  if (svc >= 0) return []
  if (labels.length === 1) return [{ name: first, namespace: undefined, pod: false, certain: false }]
  const asPod = /-\d+$/.test(first)
  if (labels.length === 2) {
    const plain = { name: first, namespace: second, pod: false, certain: false }
    return asPod ? [plain, { name: second ?? '', namespace: undefined, pod: true, certain: false }] : [plain]
  }
  return labels.length === 3 && asPod
    ? [{ name: second ?? '', namespace: third, pod: true, certain: false }]
    : []
}

/** What `host` means in a file; nothing where that is unknown or in doubt. */
export function resolveHost(table: PortTable, host: string, context: DialContext): Resolved | undefined {
  const inCompose = composeFilesFor(table.compose, context.uri)
  if (inCompose.length > 0 && context.runtime !== 'kubernetes') {
    const found = resolveCompose(table, host, inCompose, context)
    if (found !== 'unknown') return found
  }
  for (const form of hostForms(host)) {
    if (!form.certain && inCompose.length > 0 && context.runtime !== 'kubernetes') continue
    // A bare name in a file of no known runtime may be a container's; what the table says is meant for every file.
    const doubtful = form.namespace === undefined && context.runtime === undefined && table.compose.length > 0
    const found = resolveCluster(doubtful ? settingsOnly(table) : table, form, context)
    if (found) return found
  }
  return undefined
}

const settingsOnly = memo((table: PortTable): PortTable => {
  const byName = new Map(
    [...table.byName].map(([name, rows]) => [name, rows.filter(({ source }) => source === 'settings')]),
  )
  return { ...table, byName }
})

function resolveCompose(
  table: PortTable,
  host: string,
  files: readonly ComposeFile[],
  context: DialContext,
): Resolved | undefined | 'unknown' {
  const visible = files.flatMap(({ rows }) => rows)
  const named = visible.filter((row) => row.name === host || row.aliases.includes(host))
  if (named.length === 0) return 'unknown'
  if (new Set(named.map(({ name }) => name)).size > 1 || named.some(({ external }) => external))
    return undefined
  const own = inEnvironment(named, context.environment)
  const whole = own.filter(({ closed }) => closed)
  const settings = (table.byName.get(host) ?? []).filter((row) => row.source === 'settings' && !row.namespace)
  return {
    rows: [...own, ...settings],
    ports: mergedPorts([...own, ...settings]),
    closed:
      settings.length > 0 ||
      (own.length > 0 &&
        whole.length === own.filter((row) => !isPartial(row, own)).length &&
        whole.length > 0),
    headless: false,
    name: host,
    neighbours: () => inEnvironment(visible, context.environment).filter((row) => !own.includes(row)),
  }
}

/** An override that says nothing of what runs. */
function isPartial(row: PortRow, all: readonly PortRow[]): boolean {
  return !row.closed && row.component === undefined && all.some((each) => each !== row && each.closed)
}

/** Rows of an environment, else those of none; all where it is not known. */
function inEnvironment(rows: readonly PortRow[], environment: string | undefined): readonly PortRow[] {
  if (environment === undefined) return rows
  const own = rows.filter((row) => row.environment === environment)
  return own.length > 0 ? own : rows.filter((row) => row.environment === undefined)
}

function resolveCluster(table: PortTable, form: HostParts, context: DialContext): Resolved | undefined {
  const named = table.byName.get(form.name) ?? []
  const placed = inNamespace(named, form, context).filter((row) => isWithin(row, form, context))
  const fitting = form.pod ? placed.filter((row) => row.headless || row.source === 'settings') : placed
  const services = inEnvironment(
    fitting.filter(({ source }) => source === 'kubernetes'),
    context.environment,
  )
  const settings = inEnvironment(
    fitting.filter(({ source }) => source === 'settings'),
    context.environment,
  )
  const rows = [...settings, ...services]
  if (rows.length === 0 || rows.some(({ external }) => external)) return undefined
  if (!agree(services) || !agree(settings)) return undefined
  const namespaces = new Set([form.namespace, ...rows.map((row) => row.namespace)])
  return {
    rows,
    ports: mergedPorts(rows),
    // A row of the settings tells what a template leaves open.
    closed: settings.length > 0 || services.every(({ closed }) => closed),
    headless: services.some(({ headless }) => headless),
    name: form.name,
    neighbours: () =>
      inEnvironment(
        table.rows.filter(
          (row) =>
            row.source !== 'compose' &&
            !rows.includes(row) &&
            row.name !== form.name &&
            namespaces.has(row.namespace),
        ),
        context.environment,
      ),
  }
}

/**
 * The rows that a name can mean by its namespace. A namespace that the host names must be a row's; a row whose
 * namespace nobody tells stands in where another one or the form shows that a Service is meant. A bare name is
 * looked up in the namespace of the file.
 */
function inNamespace(rows: readonly PortRow[], form: HostParts, context: DialContext): readonly PortRow[] {
  const wanted = form.namespace ?? context.namespace
  if (wanted === undefined) return rows
  const isOwn = (row: PortRow) => row.namespace === wanted
  if (!form.certain && form.namespace !== undefined && !rows.some(isOwn)) return []
  return (['settings', 'kubernetes'] as const).flatMap((source) => {
    const all = rows.filter((row) => row.source === source)
    const own = all.filter(isOwn)
    return own.length > 0 ? own : all.filter((row) => row.namespace === undefined)
  })
}

/**
 * Whether a bare name can mean a Service from where it is written: one of its own namespace, one that is called like
 * nothing else, or one of the same folder or chart. Another folder's `db` is most often another application's.
 */
function isWithin(row: PortRow, form: HostParts, context: DialContext): boolean {
  if (form.namespace !== undefined || row.source !== 'kubernetes' || !row.place) return true
  if (isTelling(row.name) || (row.namespace !== undefined && row.namespace === context.namespace)) return true
  const [own, other] = [`${projectOf(context.uri)}/`, `${projectOf(row.place.uri)}/`]
  return own.startsWith(other) || other.startsWith(own)
}

/** A file's folder; for a chart's template the chart's. */
function projectOf(uri: string): string {
  return folderOf(fileOf(uri)).replace(/\/templates(?:\/.*)?$/, '')
}

/** Whether rows that one name could mean say the same, so that it does not matter which one is meant. */
function agree(rows: readonly PortRow[]): boolean {
  const first = rows[0]
  return rows.every(
    (row) => first !== undefined && row.closed === first.closed && shape(row) === shape(first),
  )
}

function shape({ ports }: PortRow): string {
  return [...new Set(ports.map(({ port }) => port))].sort((a, b) => a - b).join()
}

/** The ports of several rows; of one port with several entries the first that says most. */
function mergedPorts(rows: readonly PortRow[]): readonly RowPort[] {
  const found = new Map<string, RowPort>()
  for (const port of rows.flatMap(({ ports }) => ports)) {
    const key = `${port.port}/${port.protocol ?? ''}`
    if (!found.has(key)) found.set(key, port)
  }
  return [...found.values()]
    .filter(
      (port) =>
        port.protocol !== undefined ||
        ![...found.values()].some((other) => other.port === port.port && other.protocol !== undefined),
    )
    .sort((a, b) => a.port - b.port)
}

/** Where an address at `offset` of `document` is written. */
export function contextAt(
  workspace: Workspace,
  document: Document,
  offset: number,
  environment: string | undefined,
): DialContext {
  const host = hostOf(document)
  const { range } = placeOf(document, { start: offset, end: offset })
  const runtime = runtimeOf(host)
  return {
    uri: fileOf(document.uri),
    environment,
    runtime,
    namespace: namespaceAt(workspace, host, range.start),
  }
}

function runtimeOf({ kind }: Document): DialContext['runtime'] {
  if (kind === 'compose') return 'compose'
  return kind === 'kubernetes' ||
    kind === 'argocd' ||
    kind === 'helm-template' ||
    kind === 'helm-values' ||
    kind === 'helm-chart'
    ? 'kubernetes'
    : undefined
}

/** The namespace in which what a file says is run: its manifest's, or where its application deploys. */
function namespaceAt(workspace: Workspace, host: Document, offset: number): string | undefined {
  const at = { start: offset, end: offset }
  switch (host.kind) {
    case 'argocd':
      return only(factsAt(workspace, host.uri).applications.filter(({ place }) => contains(place.range, at)))
    case 'helm-values':
      return only(applicationsByFile(workspace).get(host.uri) ?? [])
    case 'helm-template':
      return only(releasesAt(workspace, host.uri))
    case 'kubernetes': {
      const document = yamlTree(host).documents.find(({ range }) => contains(range, at))
      return textOf(get(document?.root, ['metadata', 'namespace']))
    }
    default:
      return undefined
  }
}

/** The one namespace that all of them have. */
function only(deployed: readonly { readonly namespace: string | undefined }[]): string | undefined {
  const named = new Set(deployed.map(({ namespace }) => namespace))
  return named.size === 1 ? [...named][0] : undefined
}

/** The applications that name each values file. */
const applicationsByFile = memo((workspace: Workspace): ReadonlyMap<string, readonly Application[]> => {
  const found = new Map<string, Application[]>()
  for (const application of allFacts(workspace, 'applications'))
    for (const uri of valueFilesOf(workspace, application))
      found.set(uri, [...(found.get(uri) ?? []), application])
  return found
})
