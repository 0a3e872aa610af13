/**
 * The port table as `logkeel ports` prints it: for a terminal, as JSON, as the Markdown table of a handbook, and as
 * filters for VPC flow logs. Rows that one Service and `logkeel.yaml` give are one.
 */
import { componentOf } from '../model/ports/components.ts'
import { type PortRow, portTable, type RowPort } from '../model/ports/ports.ts'
import { pathOf, type Workspace } from '../model/workspace.ts'
import { t } from '../text/translate.ts'

export const portFormats = ['text', 'json', 'markdown', 'flow-logs'] as const
export type PortFormat = (typeof portFormats)[number]

/** One line of the printed table. */
export interface PortLine {
  readonly name: string
  /** Rows of `logkeel.yaml` that no Compose file has are Kubernetes's. */
  readonly runtime: 'kubernetes' | 'compose'
  readonly namespace: string | null
  readonly environment: string | null
  readonly component: string | null
  readonly http: readonly number[]
  readonly grpc: readonly number[]
  readonly other: readonly { readonly port: number; readonly name: string | null }[]
  readonly purpose: string | null
  /** Whether it may have more ports than are known. */
  readonly open: boolean
  /** Files that define it, relative to the root. */
  readonly files: readonly string[]
}

/** The rows of the table that have ports, in a stable order: by namespace, their lowest port, name. Compose comes last. */
export function portLines(workspace: Workspace): readonly PortLine[] {
  const groups = new Map<string, PortRow[]>()
  for (const row of portTable(workspace).rows) {
    const key = keyOf(row)
    const known = groups.get(key)
    if (known) known.push(row)
    else groups.set(key, [row])
  }
  return [...withSettings(groups)]
    .map((rows) => lineOf(workspace, rows))
    .filter((line) => numbersOf(line).length > 0)
    .sort(inOrder)
}

function keyOf({ source, name, namespace, environment, place }: PortRow): string {
  const project = source === 'compose' ? place?.uri : ''
  return [name, namespace ?? '', environment ?? '', project].join('\n')
}

/** A row of the settings that names no environment joins those of every environment. */
function withSettings(groups: ReadonlyMap<string, readonly PortRow[]>): Iterable<readonly PortRow[]> {
  const all = [...groups.values()]
  const isSettings = (rows: readonly PortRow[]) => rows.every(({ source }) => source === 'settings')
  return all.flatMap((rows) => {
    const [first] = rows
    if (!first) return []
    const twins = all.filter(
      ([other]) =>
        other &&
        other !== first &&
        other.name === first.name &&
        other.source !== 'compose' &&
        agree(other.namespace, first.namespace),
    )
    if (isSettings(rows))
      return twins.some((each) => !isSettings(each)) && first.environment === undefined ? [] : [rows]
    const told = twins.filter((each) => isSettings(each) && each[0]?.environment === undefined)
    return first.source === 'compose' ? [rows] : [[...told.flat(), ...rows]]
  })
}

function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

function lineOf(workspace: Workspace, rows: readonly PortRow[]): PortLine {
  const first = <T>(read: (row: PortRow) => T | undefined): T | null =>
    rows.map(read).find((value) => value !== undefined) ?? null
  const ports = unique(rows.flatMap((row) => row.ports))
  const numbers = (protocol: RowPort['protocol']) =>
    ports.filter((port) => port.protocol === protocol).map(({ port }) => port)
  return {
    name: rows[0]?.name ?? '',
    runtime: rows.some(({ source }) => source === 'compose') ? 'compose' : 'kubernetes',
    namespace: first((row) => row.namespace),
    environment: first((row) => row.environment),
    component: first((row) => row.component) ?? first(componentOf),
    http: numbers('http'),
    grpc: numbers('grpc'),
    other: ports
      .filter(({ protocol }) => protocol !== 'http' && protocol !== 'grpc')
      .map(({ port, name }) => ({ port, name: name ?? null })),
    purpose: first((row) => row.purpose),
    open: rows.every(({ closed }) => !closed),
    files: [...new Set(rows.flatMap(({ place }) => (place ? [pathOf(workspace, place.uri)] : [])))].sort(),
  }
}

function unique(ports: readonly RowPort[]): readonly RowPort[] {
  const said = new Set(ports.filter(({ protocol }) => protocol !== undefined).map(({ port }) => port))
  const seen = new Set<string>()
  return ports
    .filter(({ port, protocol }) => {
      const key = `${port}/${protocol ?? ''}`
      if (seen.has(key) || (protocol === undefined && said.has(port))) return false
      return seen.add(key)
    })
    .sort((a, b) => a.port - b.port)
}

function numbersOf({ http, grpc, other }: PortLine): readonly number[] {
  return [...http, ...grpc, ...other.map(({ port }) => port)]
}

function inOrder(a: PortLine, b: PortLine): number {
  return (
    compare(b.runtime, a.runtime) ||
    compare(a.namespace ?? '', b.namespace ?? '') ||
    Math.min(...numbersOf(a), 65536) - Math.min(...numbersOf(b), 65536) ||
    compare(a.name, b.name) ||
    compare(a.environment ?? '', b.environment ?? '') ||
    compare(a.files.join(), b.files.join())
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The port table as text that ends with a line break. */
export function renderPortTable(workspace: Workspace, format: PortFormat): string {
  const lines = portLines(workspace)
  switch (format) {
    case 'json':
      return `${JSON.stringify({ version: 1, services: lines }, undefined, 2)}\n`
    case 'markdown':
      return markdown(lines)
    case 'flow-logs':
      return flowLogs(lines, workspace)
    default:
      return lines.length === 0 ? `${t('No services are known here.')}\n` : aligned(cellsOf(lines))
  }
}

const list = (numbers: readonly number[]): string => (numbers.length > 0 ? numbers.join(', ') : '-')

function otherText({ other }: PortLine): string {
  return other.map(({ port, name }) => (name ? `${port} (${name})` : String(port))).join(', ') || '-'
}

/** The columns of a handbook's table; those that no row fills are left out, the guide's own ones never. */
function cellsOf(lines: readonly PortLine[]): readonly (readonly string[])[] {
  const columns: readonly (readonly [title: string, always: boolean, cell: (line: PortLine) => string])[] = [
    [t('Component'), true, (line) => line.component ?? line.name],
    [t('HTTP Port'), true, (line) => list(line.http)],
    [t('gRPC Port'), true, (line) => list(line.grpc)],
    [t('Other Ports'), false, otherText],
    [t('Purpose'), true, (line) => line.purpose ?? '-'],
    [t('Service'), true, (line) => (line.namespace ? `${line.name}.${line.namespace}` : line.name)],
    [t('Environment'), false, (line) => line.environment ?? '-'],
    [t('Defined in'), true, (line) => line.files.join(', ') || '-'],
  ]
  const used = columns.filter(([, always, cell]) => always || lines.some((line) => cell(line) !== '-'))
  return [used.map(([title]) => title), ...lines.map((line) => used.map(([, , cell]) => cell(line)))]
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function markdown(lines: readonly PortLine[]): string {
  const [head = [], ...rows] = cellsOf(lines)
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/**
 * Python lists of the ports of each namespace, as filters of VPC flow logs use them, and the same filter for
 * CloudWatch Logs Insights and for SQL. Runs of three and more ports are ranges.
 */
function flowLogs(lines: readonly PortLine[], workspace: Workspace): string {
  const groups = new Map<string, number[]>()
  // A network of Compose is no VPC's: its containers show only where nothing else is known.
  const shown = lines.filter(({ runtime }) => runtime === 'kubernetes')
  for (const line of shown.length > 0 ? shown : lines) {
    const name = line.namespace ?? 'service'
    groups.set(name, [...(groups.get(name) ?? []), ...numbersOf(line)])
  }
  const blocks = [...groups].map(([name, all]) => {
    const ports = [...new Set(all)].sort((a, b) => a - b)
    if (ports.length === 0) return ''
    const sql = ports.join(', ')
    return [
      `# ${name}`,
      `${variableName(name)} = ${pythonList(ports)}`,
      '',
      '# CloudWatch Logs Insights',
      `# filter dstPort in [${sql}] or srcPort in [${sql}]`,
      '# SQL (Athena)',
      `# WHERE dstport IN (${sql}) OR srcport IN (${sql})`,
      '',
    ].join('\n')
  })
  return [...blocks.filter((block) => block !== ''), ...zones(workspace)].join('\n')
}

function variableName(namespace: string): string {
  const name = namespace.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  return `${/^\d/.test(name) ? `ns_${name}` : name}_ports`
}

/** `[4080, 4090, 4091] + list(range(4101, 4108))` */
function pythonList(ports: readonly number[]): string {
  const single: number[] = []
  const ranges: string[] = []
  for (let start = 0; start < ports.length; ) {
    let end = start
    while (ports[end + 1] === (ports[end] ?? 0) + 1) end++
    if (end - start >= 2) ranges.push(`list(range(${ports[start]}, ${(ports[end] ?? 0) + 1}))`)
    else single.push(...ports.slice(start, end + 1))
    start = end + 1
  }
  return [...(single.length > 0 ? [`[${single.join(', ')}]`] : []), ...ranges].join(' + ')
}

/** The networks of the zones, for reading addresses beside the ports. */
function zones({ settings }: Workspace): readonly string[] {
  if (settings.zones.length === 0) return []
  const entries = settings.zones.map(({ cidr, zone }) => `    ip_network("${cidr}"): "${zone}",\n`).join('')
  return [
    `from ipaddress import ip_address, ip_network\n\nzones = {\n${entries}}\n\ndef zone_of(ip):\n    return next((zone for network, zone in zones.items() if ip_address(ip) in network), "unknown")\n`,
  ]
}
