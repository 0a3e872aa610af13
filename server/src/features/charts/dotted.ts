/**
 * Dotted texts that name keys of values: the conditions of dependencies in `Chart.yaml`, and the names of parameters in
 * Argo CD applications. One with escapes is told without places.
 */
import type { Chart } from '../../model/charts/charts.ts'
import type { Family } from '../../model/charts/family.ts'
import { chartFolderOf, chartsByFolder } from '../../model/charts/values.ts'
import { allFacts, factsAt, type Workspace } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** A dotted text. */
export interface Dotted {
  /** The chart whose values it speaks of. */
  readonly chart: Chart
  /** The keys of that chart; `undefined` is an index. */
  readonly keys: readonly (string | undefined)[]
  /** Where each key is written; none where that can't be told to the character. */
  readonly ranges: readonly Range[]
  /** The whole text. */
  readonly range: Range
}

/** The files with dotted texts about the charts of a family. */
export function dottedFiles(workspace: Workspace, family: Family): readonly string[] {
  const folders = new Set(family.charts.map(({ folder }) => folder))
  const conditions = family.charts
    .filter(({ dependencies }) => dependencies.some(({ condition }) => condition !== undefined))
    .map(({ folder }) => `${folder}/Chart.yaml`)
  const parameters = allFacts(workspace, 'applications')
    .filter((app) => app.parameters.length > 0 && folders.has(chartFolderOf(workspace, app) ?? ''))
    .map(({ place }) => place.uri)
  return [...new Set([...conditions, ...parameters])]
}

/** The dotted texts of a file. */
export function dottedIn(document: Document, workspace: Workspace): readonly Dotted[] {
  return document.kind === 'helm-chart'
    ? conditionsIn(document, workspace)
    : parametersIn(document, workspace)
}

function conditionsIn(document: Document, workspace: Workspace): readonly Dotted[] {
  const chart = [...chartsByFolder(workspace).values()].find(
    ({ folder }) => document.uri === `${folder}/Chart.yaml`,
  )
  const tree = yamlTree(document)
  if (!chart) return []
  const items = sequenceOf(get(tree.documents[0]?.root, ['dependencies']))?.items ?? []
  return items.flatMap((item) => {
    const scalar = scalarOf(get(item, ['condition']))
    if (!scalar || scalar.hole) return []
    const range = rangeOf(tree, scalar)
    const content = contentOf(document.text, range, scalar.text)
    let at = 0
    return scalar.text.split(',').flatMap((piece) => {
      const start = at + piece.length - piece.trimStart().length
      at += piece.length + 1
      const text = piece.trim()
      return text === '' ? [] : [{ chart, range, ...keysIn(text, content && content.start + start) }]
    })
  })
}

function parametersIn(document: Document, workspace: Workspace): readonly Dotted[] {
  const charts = chartsByFolder(workspace)
  return factsAt(workspace, document.uri).applications.flatMap((application) => {
    const folder = chartFolderOf(workspace, application)
    const chart = folder === undefined ? undefined : charts.get(folder)
    if (!chart) return []
    return application.parameters.map(
      ({
        name,
        places: {
          name: { range },
        },
      }) => {
        const content = contentOf(document.text, range, name)
        return { chart, range, ...keysIn(name, content?.start) }
      },
    )
  })
}

/** The range of a scalar's text without its quotes, where it is written as it is read. */
function contentOf(text: string, { start, end }: Range, read: string): Range | undefined {
  const quote = /["']/.test(text[start] ?? '') ? 1 : 0
  const content = { start: start + quote, end: end - quote }
  return text.slice(content.start, content.end) === read && !read.includes('\\') ? content : undefined
}

/** The keys of a dotted text, an index in brackets being any item. */
function keysIn(text: string, start: number | undefined): Pick<Dotted, 'keys' | 'ranges'> {
  const keys: (string | undefined)[] = []
  const ranges: Range[] = []
  for (const found of text.matchAll(/\[[^\]]*\]|(?:\\.|[^.[\\])+/g)) {
    const isIndex = found[0].startsWith('[')
    keys.push(isIndex ? undefined : found[0].replace(/\\(.)/g, '$1'))
    if (start !== undefined)
      ranges.push({ start: start + found.index, end: start + found.index + found[0].length })
  }
  return { keys, ranges: start === undefined ? [] : ranges }
}
