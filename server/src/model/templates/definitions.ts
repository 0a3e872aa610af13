/**
 * Which definition of a named template Helm takes where several files of a release have one: the names of a chart and
 * of all its subcharts are one space. Measured with Helm 3.22: files are read from the deepest path to the shallowest
 * and within a depth from the last name to the first, and what is read later replaces what was there, unless it holds
 * nothing but blanks and comments.
 */
import { memo } from '../../text/memo.ts'
import { nameOf } from '../../text/uri.ts'
import type { Chart, TemplateFacts } from '../charts/charts.ts'
import type { Family, Member } from '../charts/family.ts'

/** A definition of a named template in its place in a release. */
export interface Definition {
  readonly define: TemplateFacts['defines'][number]
  readonly chart: Chart
  /** The file's path as Helm has it, from the root chart's name on. */
  readonly path: string
}

/** The definitions of a family by name: the one that Helm takes first, the others in no certain order. */
export const definitionsIn = memo((family: Family): ReadonlyMap<string, readonly Definition[]> => {
  const found = new Map<string, Definition[]>()
  for (const { file, chart } of family.files) {
    const place = file.uri.slice(chart.folder.length)
    // Of a library chart Helm reads the files of helpers alone.
    if (chart.library && !nameOf(file.uri).startsWith('_')) continue
    const path = `${firstPath(family, chart)}${place}`
    for (const define of file.defines) {
      const known = found.get(define.name)
      if (known) known.push({ define, chart, path })
      else found.set(define.name, [{ define, chart, path }])
    }
  }
  for (const definitions of found.values()) if (definitions.length > 1) definitions.sort(byPrecedence)
  return found
})

/** The path of a chart in a release; of one that is there several times the one that wins. */
function firstPath(family: Family, chart: Chart): string {
  const paths = family.members.flatMap((member) => (member.chart === chart ? [pathOf(member)] : []))
  return paths.sort(comparePaths)[0] ?? nameOfChart(chart)
}

function pathOf({ chart, parent, dependency }: Member): string {
  const name = dependency?.alias ?? nameOfChart(chart)
  return parent ? `${pathOf(parent)}/charts/${name}` : name
}

function nameOfChart({ name, folder }: Chart): string {
  return name ?? nameOf(folder)
}

function byPrecedence(a: Definition, b: Definition): number {
  const empty = Number(isEmpty(a.define.text)) - Number(isEmpty(b.define.text))
  return empty || comparePaths(a.path, b.path)
}

/** The shallower path first, then in the order of the alphabet. */
function comparePaths(a: string, b: string): number {
  const depth = a.split('/').length - b.split('/').length
  return depth || (a < b ? -1 : a > b ? 1 : 0)
}

/** Whether a body is nothing but blanks and comments. */
export function isEmpty(body: string): boolean {
  return body.replace(/\{\{(?:- )?\/\*[\s\S]*?\*\/(?: -)?\}\}/g, '').trim() === ''
}

/** Whether two bodies say the same: they may be laid out in other ways. */
export function saysTheSame(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b)
}

function plain(body: string): string {
  return body.replace(/\{\{(?:- )?\/\*[\s\S]*?\*\/(?: -)?\}\}/g, '').replace(/\s+/g, '')
}
