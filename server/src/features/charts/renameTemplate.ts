/**
 * Renaming a named template: where it is defined, and every call of it in the charts of every family that shares it.
 * Whoever defines it twice, or calls what can't be told by a computed name, keeps it from being renamed.
 */
import type { Family } from '../../model/charts/family.ts'
import type { Workspace } from '../../model/workspace.ts'
import { type Document, exactPlaceOf, type Place } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { nameOf } from '../../text/uri.ts'
import type { Renamed } from '../rename.ts'
import type { FileEdit } from '../renameCheck.ts'
import { workspaceAfter } from './after.ts'
import { copiedFrom } from './copies.ts'
import { familiesWith } from './families.ts'
import { holdsTemplate } from './references.ts'
import { outer, shownPlace } from './renamePlan.ts'
import { settersOf } from './setters.ts'
import { namesOf, templateMentions } from './templateMentions.ts'
import { textCalls } from './valueTexts.ts'

export interface TemplateRename {
  readonly workspace: Workspace
  readonly families: readonly Family[]
  readonly name: string
  readonly to: string
  readonly files: ReadonlyMap<string, Document>
}

/** The families that know a template by its name: those of every chart that defines it. */
function sharing(workspace: Workspace, families: readonly Family[], name: string): readonly Family[] {
  const defining = families.flatMap((family) => (family.named.get(name) ?? []).map(({ chart }) => chart))
  return [...new Set(defining.flatMap((chart) => familiesWith(workspace, chart)))]
}

/** The files that have to be read to rename a template. */
export function templateRenameFiles(
  workspace: Workspace,
  families: readonly Family[],
  name: string,
): readonly string[] {
  const shared = sharing(workspace, families, name)
  const files = new Set<string>()
  for (const { uri } of templateMentions(workspace, shared, name)) files.add(uri)
  for (const family of shared) {
    for (const { values } of settersOf(workspace, family))
      if (holdsTemplate(values.tree)) files.add(values.uri.replace(/#.*$/s, ''))
    for (const { folder } of family.charts) files.add(`${folder}/Chart.yaml`)
  }
  return [...files].filter((uri) => workspace.files.has(uri))
}

/** Gives a named template another name. */
export function renameTemplate(rename: TemplateRename): Renamed {
  const { workspace, name, to, files } = rename
  const families = sharing(workspace, rename.families, name)
  const refused = whyNot(rename, families)
  if (refused !== undefined) return { refused }
  const edits = new Map<string, FileEdit>()
  const add = (edit: FileEdit) => edits.set(`${edit.uri}:${edit.range.start}`, edit)
  for (const { uri, range, literal } of templateMentions(workspace, families, name)) {
    const isWritten = literal && files.get(uri)?.text.slice(range.start, range.end) === name
    if (!isWritten) return unwritable(rename, { uri, range })
    add({ uri, range, text: to })
  }
  for (const edit of editsInValues(rename, families)) {
    if ('refused' in edit) return edit
    add(edit)
  }
  const all = [...edits.values()]
  return isSameAfter(rename, families, all)
    ? { edits: all, note: undefined }
    : {
        refused: t('After this rename `{name}` would mean another template. Choose another name.', {
          name: to,
        }),
      }
}

function whyNot(rename: TemplateRename, families: readonly Family[]): string | undefined {
  const { workspace, name, to, files } = rename
  if (!/^[^\s"`\\{}]+$/.test(to))
    return t('`{name}` is no name for a template: blanks, quotes and braces are not allowed.', { name: to })
  const defining = families.flatMap((family) => family.named.get(name) ?? [])
  const [first] = defining
  if (!first) return t('The place that gives this name its meaning was not found.')
  const charts = new Map(defining.map(({ chart }) => [chart.folder, chart]))
  if (charts.size > 1)
    return t(
      '`{name}` is defined in several charts: {charts}. Which one is meant is known only when they are rendered.',
      {
        name,
        charts: [...charts.values()].map((chart) => chart.name ?? nameOf(chart.folder)).join(', '),
      },
    )
  const { chart } = first
  const repository = copiedFrom(chart, files)
  if (repository !== undefined)
    return t(
      '`{chart}` is a copy of a chart from {repository}; what is changed in it is lost with its next update.',
      {
        chart: chart.name ?? nameOf(chart.folder),
        repository,
      },
    )
  if (chart.library)
    return t('`{chart}` is a library: charts that are not in the workspace may call `{name}`.', {
      chart: chart.name ?? nameOf(chart.folder),
      name,
    })
  const [taken] = templateMentions(workspace, families, to)
  if (taken)
    return t('There is a `{name}` already in {place}.', {
      name: to,
      place: shownPlace(workspace, taken, files),
    })
  return computedCall(rename, families)
}

/** A call whose name can't be told: it may be this one. */
function computedCall(
  { workspace, name, files }: TemplateRename,
  families: readonly Family[],
): string | undefined {
  for (const family of families)
    for (const { file } of family.files)
      for (const unit of file.units)
        for (const call of unit.calls) {
          if (namesOf(workspace, family, unit, call) !== undefined) continue
          return t(
            'The name of the template that is called in {place} is computed, and may be `{name}`. Rename it by hand.',
            {
              place: shownPlace(workspace, { uri: file.uri, range: call.range }, files),
              name,
            },
          )
        }
  return undefined
}

/** The edits in templates that values hold. */
function* editsInValues(
  rename: TemplateRename,
  families: readonly Family[],
): Generator<FileEdit | { readonly refused: string }> {
  const { workspace, name, to, files } = rename
  for (const { file, document, range } of textCalls(workspace, families, name, files.values())) {
    const isWritten = document?.text.slice(range.start, range.end) === name
    const edit = isWritten ? outer(document, range, to) : undefined
    const place = document && exactPlaceOf(document, range)
    yield edit ?? unwritable(rename, place ?? { uri: file.uri, range: { start: 0, end: 0 } })
  }
}

function unwritable({ workspace, files }: TemplateRename, place: Place): { readonly refused: string } {
  const at = shownPlace(workspace, place, files)
  return { refused: t('The name in {place} can’t be changed there, so nothing was.', { place: at }) }
}

/** Whether all that named the template names it afterwards, and nothing else does. */
function isSameAfter(
  { workspace, name, to, files }: TemplateRename,
  families: readonly Family[],
  edits: readonly FileEdit[],
): boolean {
  const { next } = workspaceAfter(workspace, files, edits)
  const before = templateMentions(workspace, families, name)
  const roots = new Set(families.map(({ root }) => root.folder))
  const after = families
    .flatMap((family) => familiesWith(next, family.root))
    .filter(({ root }) => roots.has(root.folder))
  const now = templateMentions(next, [...new Set(after)], to)
  const left = templateMentions(next, [...new Set(after)], name)
  return before.length === now.length && left.length === 0
}
