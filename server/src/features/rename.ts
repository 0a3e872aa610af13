/**
 * Renaming: labels of components, declares, imports, arguments, exports and loops, and the variables of loops, in all
 * files that name them. A rename is made whole or not at all: the files are read again as they would be, and where any
 * name would come to mean something else, or a place can't be edited, it is refused with the reason. What a component
 * keeps on the disk under its name is not moved; the user is told.
 */
import { keptOnDisk } from '../model/alloy/diskState.ts'
import { type AlloyModule, modulesOf, referencesIn } from '../model/alloy/modules.ts'
import { type AlloyScope, customBeside, scopeOf } from '../model/alloy/scope.ts'
import type { AlloySubject } from '../model/alloy/subjects.ts'
import { catalogueOf } from '../model/alloy/wiring.ts'
import type { Workspace } from '../model/workspace.ts'
import { type AlloyCatalogue, componentNames, configBlockNames, isLibraryName } from '../schema/alloy.ts'
import { isIdentifier } from '../syntax/alloy/lexer.ts'
import { labelOf } from '../syntax/alloy/visit.ts'
import { alloyTree, isUnknown, maskedText } from '../syntax/parse.ts'
import { type Document, linesOf, placeOf } from '../text/document.ts'
import { lineAt } from '../text/lines.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'
import { outerEdit } from '../text/region.ts'
import { t } from '../text/translate.ts'
import { fileOf, pathFrom } from '../text/uri.ts'
import { alloyTexts, type Mention, mentionsOf, type Named, namedAt } from './alloyAt.ts'
import { type FileEdit, misreadAfter } from './renameCheck.ts'

/** What can be renamed at a place. */
export interface Renamable {
  readonly named: Named
  /** The name, in the file. */
  readonly range: Range
  readonly name: string
}

/** Edits of files, and what else the user should know; or the reason why there are none. */
export type Renamed =
  | { readonly edits: readonly FileEdit[]; readonly note: string | undefined }
  | { readonly refused: string }

/** What could be renamed at an offset of a file. */
export function renamableAt(file: Document, workspace: Workspace, offset: number): Renamable | undefined {
  const named = namedAt(file, workspace, offset)
  if (!named?.exact) return undefined
  const { range, occurrence } = named
  // The text in the file is another one where the host writes it with escapes.
  return file.text.slice(range.start, range.end) === occurrence.subject.name
    ? { named, range, name: occurrence.subject.name }
    : undefined
}

/**
 * Gives a new name to what is named at a place.
 * @param files all files that may name it, as `filesAbout` tells
 */
export function rename(
  { named }: Renamable,
  to: string,
  files: readonly Document[],
  workspace: Workspace,
): Renamed {
  const { subject } = named.occurrence
  if (to === subject.name) return { edits: [], note: undefined }
  const mentions = mentionsOf(subject, files, workspace)
  const refused =
    wrongName(subject, to, catalogueOf(workspace)) ??
    taken(mentions, to, workspace) ??
    hidden(subject, files, workspace)
  if (refused !== undefined) return { refused }
  const edits: FileEdit[] = []
  for (const mention of mentions) {
    const edit = editOf(mention, to)
    if (!edit) return { refused: unwritable(mention, workspace) }
    edits.push(edit)
  }
  const misread = misreadAfter({ subject, to, edits, files, workspace })
  return misread ? { refused: misread } : { edits, note: noteOn(mentions, to) }
}

/** Why a text can't be the name of something. */
function wrongName({ kind }: AlloySubject, to: string, catalogue: AlloyCatalogue): string | undefined {
  if (!isIdentifier(to))
    return t('`{name}` is not a name: only letters, digits and `_` are allowed, and no digit first.', {
      name: to,
    })
  const isFirst = kind === 'declare' || kind === 'import' || kind === 'variable'
  // References and blocks begin with it, and these beginnings are taken.
  return isFirst && (firstNames(catalogue).has(to) || isLibraryName(to, catalogue))
    ? t('`{name}` is a name of Alloy itself. Choose another one.', { name: to })
    : undefined
}

/** What the names of Alloy's own blocks begin with. */
const firstNames = memo((catalogue: AlloyCatalogue): ReadonlySet<string> => {
  const names = [...componentNames(catalogue), ...configBlockNames(catalogue), 'module_path']
  return new Set(names.map((name) => name.split('.')[0] ?? ''))
})

/** Why a name is not free where it is defined. */
function taken(mentions: readonly Mention[], to: string, workspace: Workspace): string | undefined {
  const defined = mentions.filter(({ occurrence }) => occurrence.role === 'definition')
  if (defined.length === 0) return t('The place that gives this name its meaning was not found.')
  for (const { document, occurrence } of defined) {
    const { block, subject } = occurrence
    if (!block || subject.kind === 'variable') continue
    const scope = scopeOf(document, workspace)
    const module = modulesOf(scope.tree).find(({ entities }) => entities.some((each) => each.block === block))
    const id = `${block.name}.${to}`
    const isCustom = subject.kind === 'declare' || subject.kind === 'import'
    const isTaken =
      module?.byId.has(id) ||
      (module?.kind === 'root' && scope.beside.has(id)) ||
      (module && isCustom && isCustomName(scope, module, to))
    if (!isTaken) continue
    return isCustom
      ? t('A `declare` or import has the name `{name}` already. Choose another one.', { name: to })
      : t('There is a `{block} "{name}"` already. Choose another name.', { block: block.name, name: to })
  }
  return undefined
}

/** Whether a `declare` or import of this module has a name; one further out may be hidden by this one. */
function isCustomName(scope: AlloyScope, { entities, kind }: AlloyModule, name: string): boolean {
  const isOwn = entities.some(
    (each) => (each.kind === 'declare' || each.kind === 'import') && labelOf(each.block) === name,
  )
  return isOwn || (kind === 'root' && customBeside(scope, name) !== undefined)
}

/** Whether template output completes a name that could be this one. */
function hidden(subject: AlloySubject, files: readonly Document[], workspace: Workspace): string | undefined {
  const isFirst = subject.kind === 'declare' || subject.kind === 'import' || subject.kind === 'variable'
  const first = isFirst ? subject.name : subject.block.split('.')[0]
  for (const document of files.flatMap(alloyTexts)) {
    if (maskedText(document).holes.length === 0) continue
    const tree = alloyTree(document)
    for (const part of tree.parts) {
      const found = referencesIn(part).find(
        ({ names, expression }) => names[0]?.name === first && isUnknown(document, rangeOf(tree, expression)),
      )
      if (found)
        return t('Template output makes a name in {place}, which may be this one. Rename it by hand.', {
          place: shownPlace(document, rangeOf(tree, found.expression), workspace),
        })
    }
  }
  return undefined
}

/** What is lost of what components keep on the disk under the old name. */
function noteOn(mentions: readonly Mention[], to: string): string | undefined {
  for (const { occurrence } of mentions) {
    const { block, subject } = occurrence
    const state = block && subject.kind === 'component' ? keptOnDisk(block) : undefined
    if (!block || !state) continue
    const [before, after] = [`${block.name}.${subject.name}`, `${block.name}.${to}`]
    return state === 'positions'
      ? t(
          '{before} keeps on disk how far it has read, under its name. As {after} it starts anew: logs are sent again or skipped. To avoid that, stop Alloy and rename the folder {before} in its storage path.',
          { before, after },
        )
      : t(
          '{before} keeps on disk what it has yet to send, under its name. {after} does not send it. To avoid that, stop Alloy and rename the folder {before} in its storage path.',
          { before, after },
        )
  }
  return undefined
}

function editOf({ document, occurrence, place }: Mention, to: string): FileEdit | undefined {
  if (!place) return undefined
  let at = document
  let edit: { readonly range: Range; readonly text: string } | undefined = {
    range: rangeOf(alloyTree(document), occurrence.node),
    text: to,
  }
  for (; at.within && edit; at = at.within.host)
    if (!at.subtree) edit = outerEdit(at.within.region, edit, at.text, at.within.host.text)
  return edit && { uri: place.uri, range: edit.range, text: edit.text }
}

function unwritable({ document, occurrence }: Mention, workspace: Workspace): string {
  return t('The name in {place} can’t be changed there, so nothing was.', {
    place: shownPlace(document, rangeOf(alloyTree(document), occurrence.node), workspace),
  })
}

/** `config.alloy, line 3`, for a sentence. */
function shownPlace(document: Document, range: Range, { root }: Workspace): string {
  let host = document
  while (host.within) host = host.within.host
  const line = lineAt(linesOf(host), placeOf(document, range).range.start) + 1
  return t('{file}, line {line}', { file: pathFrom(root, fileOf(document.uri)), line })
}
