/**
 * Texts of charts' files that lead to other files: values files and charts that an application names, dependencies,
 * `.Files.Get`, a template that is included by its file's name. Only files of the workspace are led to.
 */
import { membersOf } from '../../model/charts/family.ts'
import { chartFolderOf, chartOf, chartsByFolder, valueFileOf } from '../../model/charts/values.ts'
import { factsAt, type Workspace } from '../../model/workspace.ts'
import { templateTree, yamlTree } from '../../syntax/parse.ts'
import type { Arg, Command, StringArg } from '../../syntax/template/ast.ts'
import { nodeAt, walk } from '../../syntax/template/visit.ts'
import type { YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'
import { resolvePath } from '../../text/uri.ts'
import type { Link } from '../links.ts'
import { familiesWith } from './families.ts'

/** The links of a file. */
export function chartLinks(file: Document, workspace: Workspace): readonly Link[] {
  switch (file.kind) {
    case 'helm-template':
      return inTemplate(file, workspace)
    case 'helm-chart':
      return ofDependencies(file, workspace)
    case 'argocd':
      return ofApplications(file, workspace)
    default:
      return []
  }
}

function inTemplate(file: Document, workspace: Workspace): readonly Link[] {
  if (!/\.Files\b|\.BasePath\b/.test(file.text)) return []
  const chart = chartOf(workspace, file.uri)
  const tree = templateTree(file)
  if (!chart) return []
  const links: Link[] = []
  for (const node of walk(tree.nodes)) {
    if (node.kind !== 'command') continue
    const path = fileRead(node) ?? templateNamed(node)
    if (!path) continue
    const uri = resolvePath(chart.folder, path.path)
    const { start, end } = rangeOf(tree, path.text)
    if (workspace.files.has(uri)) links.push({ range: { start: start + 1, end: end - 1 }, uri })
  }
  return links
}

interface Path {
  readonly text: StringArg
  /** Relative to the chart. */
  readonly path: string
}

/** `.Files.Get "path"`, from whatever the files are reached. */
function fileRead({ args: [head, text] }: Command): Path | undefined {
  const names = namesOf(head)
  if (text?.kind !== 'string' || names.at(-2) !== 'Files') return undefined
  return ['Get', 'GetBytes', 'Lines'].includes(names.at(-1) ?? '') ? { text, path: text.value } : undefined
}

/** `print $.Template.BasePath "/configmap.yaml"`. */
function templateNamed({ args: [head, base, text] }: Command): Path | undefined {
  if (head.kind !== 'identifier' || !/^printf?$/.test(head.name) || !base || text?.kind !== 'string')
    return undefined
  const names = namesOf(base)
  const isBase = names.at(-1) === 'BasePath' && names.at(-2) === 'Template'
  return isBase && text.value.startsWith('/') ? { text, path: `templates${text.value}` } : undefined
}

function namesOf(arg: Arg): readonly string[] {
  return arg.kind === 'field' || arg.kind === 'variable' || arg.kind === 'chain'
    ? arg.names.map(({ name }) => name)
    : []
}

function ofDependencies(file: Document, workspace: Workspace): readonly Link[] {
  const chart = [...chartsByFolder(workspace).values()].find(
    ({ folder }) => file.uri === `${folder}/Chart.yaml`,
  )
  const tree = yamlTree(file)
  const items = sequenceOf(get(tree.documents[0]?.root, ['dependencies']))?.items ?? []
  if (!chart) return []
  const members = familiesWith(workspace, chart).flatMap((family) => {
    const own = membersOf(family, chart)
    return family.members.filter(({ parent }) => parent && own.includes(parent))
  })
  return items.flatMap((item) => {
    const name = get(item, ['name'])
    const called = textOf(get(item, ['alias'])) ?? textOf(name)
    const found = members.find(({ path }) => path.at(-1) === called)
    const uri = found && `${found.chart.folder}/Chart.yaml`
    if (!name || !uri || !workspace.files.has(uri)) return []
    const repository = get(item, ['repository'])
    const isPath = textOf(repository)?.startsWith('file://')
    return [name, ...(isPath && repository ? [repository] : [])].map((node) => linkAt(file, tree, node, uri))
  })
}

function linkAt({ text }: Document, tree: YamlTree, node: YamlNode, uri: string): Link {
  const { start, end } = rangeOf(tree, node)
  const quote = /["']/.test(text[start] ?? '') ? 1 : 0
  return { range: { start: start + quote, end: end - quote }, uri }
}

function ofApplications(file: Document, workspace: Workspace): readonly Link[] {
  const tree = yamlTree(file)
  return factsAt(workspace, file.uri).applications.flatMap((application) => {
    const { root } =
      tree.documents.find(
        (each) => each.root && contains(rangeOf(tree, each.root), application.place.range),
      ) ?? {}
    const source = get(root, application.source)
    const links: Link[] = []
    const add = (node: YamlNode | undefined, uri: string | undefined) => {
      if (node && uri !== undefined && workspace.files.has(uri)) links.push(linkAt(file, tree, node, uri))
    }
    for (const item of sequenceOf(get(source, ['helm', 'valueFiles']))?.items ?? []) {
      const path = textOf(item)
      // What a source's `ref` stands for is this repository, as far as a file of it has that path.
      const named = path?.replace(/^\$[^/]+(?=\/)/, '')
      if (item && named !== undefined) add(item, valueFileOf(workspace, application, named))
    }
    const folder = chartFolderOf(workspace, application)
    add(get(source, ['path']), folder === undefined ? undefined : `${folder}/Chart.yaml`)
    return links
  })
}

/** Where `.Chart.Name` and its like lead: to `Chart.yaml`. */
export function chartFileAt(
  file: Document,
  workspace: Workspace,
  offset: number,
): { readonly from: Range; readonly uri: string } | undefined {
  const chart = file.kind === 'helm-template' ? chartOf(workspace, file.uri) : undefined
  if (!chart) return undefined
  const tree = templateTree(file)
  const node = nodeAt(tree, offset).findLast(({ kind }) => kind === 'field' || kind === 'variable')
  if (node?.kind !== 'field' && node?.kind !== 'variable') return undefined
  const at = node.names.findIndex(({ name }) => name === 'Chart')
  const uri = `${chart.folder}/Chart.yaml`
  return at >= 0 && at <= 1 && workspace.files.has(uri) ? { from: rangeOf(tree, node), uri } : undefined
}
