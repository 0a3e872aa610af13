/**
 * A port of the table in `logkeel.yaml` that the Service of that name does not have, or has for another protocol: the
 * Services of manifests, and those of charts as their releases' values make them. A row whose Service is not in the
 * workspace, or is not known to the last port, is taken at its word.
 */

import { settingsFile } from '../../model/load.ts'
import { portsText, relatedRow } from '../../model/ports/fixes.ts'
import { type PortRow, portTable, type RowPort } from '../../model/ports/ports.ts'
import type { Workspace } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, numberOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'ports/table-conflict',
  title: 'The port table of logkeel.yaml and a Service disagree',
  kinds: ['settings'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (document.uri !== settingsFile(workspace.root, [document.uri])) return
    const tree = yamlTree(document)
    const items = sequenceOf(get(tree.documents[0]?.root, ['services']))?.items ?? []
    for (const item of items) yield* inRow(workspace, document.uri, tree, item)
  },
}

/** A port of a row of the table. */
interface Said {
  readonly node: YamlNode
  readonly port: number
  /** `http`, `grpc`, or the name of one of its other ports. */
  readonly name: string
}

function* inRow(
  workspace: Workspace,
  uri: string,
  tree: YamlTree,
  item: YamlNode | undefined,
): Iterable<Finding> {
  const rows = servicesOf(workspace, item)
  if (rows.length === 0 || rows.some(({ closed, external }) => !closed || external)) return
  for (const said of saidIn(item)) {
    const finding = judge(uri, tree, said, rows)
    if (finding) yield finding
  }
}

/** The Services that a row of the table is about. */
function servicesOf(workspace: Workspace, item: YamlNode | undefined): readonly PortRow[] {
  const [name, namespace, environment] = ['name', 'namespace', 'environment'].map((key) =>
    textOf(get(item, [key])),
  )
  if (name === undefined) return []
  const named = portTable(workspace).byName.get(name.toLowerCase()) ?? []
  const isOwn = (a: string | undefined, b: string | undefined) =>
    a === undefined || b === undefined || a === b
  return named.filter(
    (row) =>
      row.source === 'kubernetes' && isOwn(row.namespace, namespace) && isOwn(row.environment, environment),
  )
}

function saidIn(item: YamlNode | undefined): readonly Said[] {
  const own = ['http', 'grpc'].map((name) => ({ name, node: get(item, [name]) }))
  const others = mapOf(get(item, ['ports']))
  const more = (others ? entries(others) : []).map(({ key, value }) => ({ name: key.text, node: value }))
  return [...own, ...more].flatMap(({ name, node }) => {
    const port = numberOf(node)
    return node && port !== undefined ? [{ node, port, name }] : []
  })
}

function judge(uri: string, tree: YamlTree, said: Said, rows: readonly PortRow[]): Finding | undefined {
  const ports = rows.flatMap((row) => row.ports)
  const same = ports.filter(({ port }) => port === said.port)
  const other = said.name === 'http' ? 'grpc' : said.name === 'grpc' ? 'http' : undefined
  const speaks = same.length > 0 && other !== undefined && same.every(({ protocol }) => protocol === other)
  if (rows.some(({ perhaps }) => perhaps.includes(said.port)) || (same.length > 0 && !speaks))
    return undefined
  const range = rangeOf(tree, said.node)
  const [row] = rows
  const right = rightPort(said, ports)
  const values = {
    port: said.port,
    name: said.name,
    service: row?.name ?? '',
    ports: portsText(distinct(ports)),
    other: other ?? '',
  }
  return {
    range,
    message: speaks
      ? t(
          'This table says that port {port} of {service} is {name}, but the Service says that it is {other}. Addresses are checked against both, so mend the one that is wrong.',
          values,
        )
      : t(
          'This table says that {service} listens on {port} ({name}), but the Service has {ports}. Addresses are checked against both, so mend the one that is wrong.',
          values,
        ),
    related: rows.flatMap(relatedRow),
    fixes:
      right === undefined
        ? []
        : [
            {
              title: t('Change the table to {port}', { port: right }),
              safe: false,
              edits: [{ uri, range, text: String(right) }],
            },
          ],
  }
}

/** The one port of the Services that has the protocol, or the name. */
function rightPort({ name, port }: Said, ports: readonly RowPort[]): number | undefined {
  const named = ports.filter((each) => each.name === name)
  const speaking = named.length > 0 ? named : ports.filter(({ protocol }) => protocol === name)
  const numbers = new Set(speaking.map((each) => each.port).filter((each) => each !== port))
  return numbers.size === 1 ? [...numbers][0] : undefined
}

function distinct(ports: readonly RowPort[]): readonly RowPort[] {
  const byNumber = new Map(ports.map((port) => [port.port, port]))
  return [...byNumber.values()].sort((a, b) => a.port - b.port)
}
