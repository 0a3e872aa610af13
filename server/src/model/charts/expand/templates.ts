/**
 * Templates of a family as Helm parses them together: every file under its full name, and every named template. Of
 * several definitions of one name the one that is parsed last counts: that of the file that lies less deep, of files
 * as deep that with the lower name.
 */
import { templateTreeOf } from '../../../syntax/parse.ts'
import type { BlockNode, DefineNode, TemplateNode, TemplateTree } from '../../../syntax/template/ast.ts'
import { memo } from '../../../text/memo.ts'
import { nameOf } from '../../../text/uri.ts'
import type { Chart, TemplateFacts } from '../charts.ts'
import type { Family, Member } from '../family.ts'
import { compareTexts } from './value.ts'

/** A file's text, or a named template. */
export interface Template {
  readonly tree: TemplateTree
  readonly body: readonly TemplateNode[]
  /** The file that it stands in; none for the text of a `tpl`. */
  readonly uri: string | undefined
  /** What it was read from: the same as long as it says the same. */
  readonly source: object
}

export interface NamedTemplates {
  get(name: string): Template | undefined
}

/** A template file in its place in a release. */
export interface PlacedFile {
  readonly file: TemplateFacts
  readonly member: Member
  /** As Helm names it, such as `loki/charts/minio/templates/service.yaml`. */
  readonly name: string
}

/** The tree of a template file. */
export const fileTree = memo((file: TemplateFacts): TemplateTree => templateTreeOf(file.text))

/** The names that a file defines, in the order of its text; blocks are definitions too. */
const definitions = memo((file: TemplateFacts): readonly (DefineNode | BlockNode)[] =>
  file.text.includes('define') || file.text.includes('block') ? definesIn(fileTree(file).nodes) : [],
)

/** The definitions in a template, in the order of its text. */
export function definesIn(nodes: readonly TemplateNode[]): readonly (DefineNode | BlockNode)[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'define' || node.kind === 'block') return [...definesIn(node.body), node]
    return 'branches' in node ? node.branches.flatMap(({ body }) => definesIn(body)) : []
  })
}

/** The template files of the members that are taken in, in the order in which Helm parses and renders them. */
export function filesInOrder(family: Family, isTaken: (member: Member) => boolean): readonly PlacedFile[] {
  const byChart = new Map<Chart, TemplateFacts[]>()
  for (const { file, chart } of family.files) {
    const known = byChart.get(chart)
    if (known) known.push(file)
    else byChart.set(chart, [file])
  }
  const placed: (PlacedFile & { readonly depth: number })[] = []
  for (const member of family.members.filter(isTaken)) {
    const path = chartPath(member)
    for (const file of byChart.get(member.chart) ?? []) {
      if (member.chart.library && !nameOf(file.uri).startsWith('_')) continue
      const name = path + file.uri.slice(member.chart.folder.length)
      placed.push({ file, member, name, depth: depthOf(name) })
    }
  }
  return placed.sort((a, b) => b.depth - a.depth || compareTexts(b.name, a.name))
}

function depthOf(name: string): number {
  let depth = 0
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) depth++
  return depth
}

/** The name of a chart in its place: `loki/charts/minio`. */
export function chartPath(member: Member): string {
  const own = member.path.at(-1) ?? member.chart.name ?? nameOf(member.chart.folder)
  return member.parent ? `${chartPath(member.parent)}/charts/${own}` : own
}

/** The templates by their names. */
export function namedTemplates(files: readonly PlacedFile[]): NamedTemplates {
  const known = new Map<string, () => Template>()
  for (const { file, name } of files) {
    known.set(name, () => ({ tree: fileTree(file), body: fileTree(file).nodes, uri: file.uri, source: file }))
    for (const node of definitions(file)) {
      if (node.name && !(isBlank(node) && known.has(node.name.value)))
        known.set(node.name.value, () => ({
          tree: fileTree(file),
          body: node.body,
          uri: file.uri,
          source: file,
        }))
    }
  }
  return { get: (name) => known.get(name)?.() }
}

/** Go keeps an earlier definition where a later one is empty. */
function isBlank(node: DefineNode | BlockNode): boolean {
  return node.body.every(
    (each) => each.kind === 'comment' || (each.kind === 'text' && each.value.trim() === ''),
  )
}
