/**
 * The edits that give a key of values another name: in every values document that sets it, every template that names
 * it, the conditions, parameters and schema that speak of it. A place that can't be edited makes the whole impossible.
 */
import type { Workspace } from '../../model/workspace.ts'
import { type Document, linesOf, type Place } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import { outerEdit } from '../../text/region.ts'
import { t } from '../../text/translate.ts'
import { fileOf, pathFrom } from '../../text/uri.ts'
import type { FileEdit } from '../renameCheck.ts'
import { keysBelow } from './definition.ts'
import { dottedFiles } from './dotted.ts'
import { instancesOf, type ValueSubject } from './families.ts'
import { dottedPlaces, holdsTemplate } from './references.ts'
import { schemaNames } from './schemaPlaces.ts'
import { entriesAt, settersOf } from './setters.ts'
import { byFamily, type ValueMention, wholeReads } from './valueMentions.ts'
import { textMentions } from './valueTexts.ts'

/** A rename of a key that is asked for. */
export interface KeyRename {
  readonly workspace: Workspace
  readonly subject: ValueSubject
  readonly name: string
  readonly to: string
  /** Every file that is read, by its uri. */
  readonly files: ReadonlyMap<string, Document>
  /** The places of templates that name the key, or may. */
  readonly mentions: readonly ValueMention[]
}

/** Edits, or the reason why there are none. */
export type Planned = { readonly edits: readonly FileEdit[] } | { readonly refused: string }

/** The files in which a rename of a key may edit something, or look for a reason not to. */
export function filesToRename(workspace: Workspace, subject: ValueSubject): readonly string[] {
  const files = new Set<string>([`${subject.chart.folder}/values.schema.json`])
  for (const [family, paths] of byFamily(instancesOf(workspace, subject))) {
    for (const { values, under } of settersOf(workspace, family)) {
      const isSet = paths.some((keys) => entriesAt(values.tree, keysBelow(keys, under)).length > 0)
      if (isSet || holdsTemplate(values.tree)) files.add(fileOf(values.uri))
    }
    for (const { file } of family.files) files.add(file.uri)
    for (const { folder } of family.charts) files.add(`${folder}/Chart.yaml`)
    for (const uri of dottedFiles(workspace, family)) files.add(uri)
  }
  if (wholeReads(workspace, subject).some(({ handed }) => handed === 'text'))
    for (const uri of filesToRun(workspace, subject)) files.add(uri)
  return [...files].filter((uri) => workspace.files.has(uri))
}

/** The files of charts that templates may read and run (`tpl (.Files.Get …)`). */
export function filesToRun(workspace: Workspace, subject: ValueSubject): readonly string[] {
  const families = [...byFamily(instancesOf(workspace, subject)).keys()]
  const folders = [...new Set(families.flatMap((family) => family.charts.map(({ folder }) => folder)))]
  const own = new Set<Document['kind']>(['helm-template', 'helm-values', 'helm-chart'])
  return [...workspace.files.values()].flatMap(({ uri, kind }) => {
    if (own.has(kind)) return []
    const folder = folders.find((each) => uri.startsWith(`${each}/`))
    const path = folder === undefined ? undefined : uri.slice(folder.length + 1)
    // What describes or tests the chart is no part of what it renders.
    return path === undefined || path === 'values.schema.json' || /^(?:unit)?tests?\//.test(path) ? [] : [uri]
  })
}

/** The edits of a rename, in no order. */
export function planEdits(rename: KeyRename): Planned {
  const edits = new Map<string, FileEdit>()
  const add = (edit: FileEdit) => edits.set(`${edit.uri}:${edit.range.start}`, edit)
  for (const plan of [inValues, inTemplates, inTexts, inDotted, inSchema]) {
    const planned = plan(rename)
    if ('refused' in planned) return planned
    for (const edit of planned.edits) add(edit)
  }
  return { edits: [...edits.values()] }
}

function inValues(rename: KeyRename): Planned {
  const { workspace, subject, name, to, files } = rename
  const edits: FileEdit[] = []
  for (const { family, keys } of instancesOf(workspace, subject)) {
    for (const { values, under } of settersOf(workspace, family)) {
      for (const { place } of entriesAt(values.tree, keysBelow(keys, under))) {
        const range = nameIn(files.get(place.uri), place.range, name)
        if (!range) return unwritable(rename, place)
        edits.push({ uri: place.uri, range, text: to })
      }
    }
  }
  return { edits }
}

/** The range of a key's name, without quotes; nothing where it is not written as it is read. */
function nameIn(file: Document | undefined, { start, end }: Range, name: string): Range | undefined {
  const text = file?.text.slice(start, end)
  if (text === name) return { start, end }
  return text === `"${name}"` || text === `'${name}'` ? { start: start + 1, end: end - 1 } : undefined
}

function inTemplates(rename: KeyRename): Planned {
  const { mentions, name, to, files } = rename
  const edits: FileEdit[] = []
  for (const mention of mentions) {
    const place = { uri: mention.uri, range: mention.range ?? mention.use.range }
    const reason = whyNot(rename, mention, place)
    if (reason) return reason
    if (files.get(place.uri)?.text.slice(place.range.start, place.range.end) !== name)
      return unwritable(rename, place)
    edits.push({ ...place, text: to })
  }
  return { edits }
}

/** Why a place of a template can't be given another name. */
function whyNot(
  { workspace, name, files }: KeyRename,
  { exact, ambiguous, range }: ValueMention,
  place: Place,
): { readonly refused: string } | undefined {
  if (exact && !ambiguous && range) return undefined
  const at = shownPlace(workspace, place, files)
  return {
    refused:
      exact && ambiguous
        ? t('In {place} `{name}` is read of several maps. Rename it by hand.', { place: at, name })
        : t('In {place} a key is read that is computed and may be `{name}`. Rename it by hand.', {
            place: at,
            name,
          }),
  }
}

function inTexts(rename: KeyRename): Planned {
  const { workspace, subject, name, to, files } = rename
  const edits: FileEdit[] = []
  for (const mention of textMentions(workspace, subject, files.values())) {
    const { document, uri } = mention
    const range = mention.range ?? mention.use.range
    const place = { uri, range: document?.within?.region.range ?? { start: 0, end: 0 } }
    const reason = whyNot(rename, mention, place)
    if (reason) return reason
    const edit =
      document?.text.slice(range.start, range.end) === name ? outer(document, range, to) : undefined
    if (!edit) return unwritable(rename, place)
    edits.push(edit)
  }
  return { edits }
}

/** An edit of an embedded document as one of its file. */
export function outer(document: Document, range: Range, text: string): FileEdit | undefined {
  let at = document
  let edit: { readonly range: Range; readonly text: string } | undefined = { range, text }
  for (; at.within && edit; at = at.within.host)
    if (!at.subtree) edit = outerEdit(at.within.region, edit, at.text, at.within.host.text)
  return edit && { uri: at.uri, range: edit.range, text: edit.text }
}

function inDotted(rename: KeyRename): Planned {
  const { workspace, subject, name, to, files } = rename
  const edits: FileEdit[] = []
  for (const file of files.values()) {
    for (const { uri, range, exact } of dottedPlaces(subject, file, workspace)) {
      if (!exact || file.text.slice(range.start, range.end) !== name)
        return unwritable(rename, { uri, range })
      edits.push({ uri, range, text: to })
    }
  }
  return { edits }
}

function inSchema(rename: KeyRename): Planned {
  const { subject, name, to, files, workspace } = rename
  const file = files.get(`${subject.chart.folder}/values.schema.json`)
  if (!file) return { edits: [] }
  const found = schemaNames(file, subject.keys)
  if (found.shared)
    return {
      refused: t('`{name}` is described in {place} together with keys of other maps. Rename it by hand.', {
        name,
        place: shownPlace(workspace, { uri: file.uri, range: found.shared }, rename.files),
      }),
    }
  const wrong = found.names.find(({ start, end }) => file.text.slice(start, end) !== name)
  if (wrong) return unwritable(rename, { uri: file.uri, range: wrong })
  return { edits: found.names.map((range) => ({ uri: file.uri, range, text: to })) }
}

function unwritable({ workspace, files }: KeyRename, place: Place): { readonly refused: string } {
  return {
    refused: t('The name in {place} can’t be changed there, so nothing was.', {
      place: shownPlace(workspace, place, files),
    }),
  }
}

/** `values.yaml, line 3`, for a sentence; the line only of a file that was read. */
export function shownPlace(
  { root }: Workspace,
  { uri, range }: Place,
  files: ReadonlyMap<string, Document>,
): string {
  const file = pathFrom(root, fileOf(uri))
  const document = files.get(fileOf(uri))
  if (!document) return file
  return t('{file}, line {line}', { file, line: lineAt(linesOf(document), range.start) + 1 })
}
