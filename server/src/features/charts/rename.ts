/**
 * Renaming in charts: a key of values in everything that sets and reads it, a named template with its calls, a variable
 * in its scope. A rename is made whole or not at all: what others than the files of the workspace know under its name,
 * or what is only known when it is rendered, is refused with the reason.
 */
import type { Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Renamed } from '../rename.ts'
import type { FileEdit } from '../renameCheck.ts'
import { fileAfter } from './after.ts'
import { instancesOf, isSamePath, mayBeSame, shownKeys, type ValueSubject } from './families.ts'
import type { ChartNamed } from './named.ts'
import { refusal } from './refusals.ts'
import { misreadKeyAfter } from './renameKeyCheck.ts'
import { filesToRename, type KeyRename, planEdits } from './renamePlan.ts'
import { renameTemplate, templateRenameFiles } from './renameTemplate.ts'
import { valueMentions } from './valueMentions.ts'
import { variablesIn } from './variables.ts'

/** What could be renamed at a place, or nothing. */
export function chartRenamable(named: ChartNamed | undefined, file: Document): ChartNamed | undefined {
  if (!named || (named.kind === 'value' && !named.written)) return undefined
  return file.text.slice(named.range.start, named.range.end) === named.name ? named : undefined
}

/** The files that have to be read for a rename. */
export function chartRenameFiles(named: ChartNamed, workspace: Workspace): readonly string[] {
  if (named.kind === 'variable') return []
  if (named.kind === 'template') return templateRenameFiles(workspace, named.families, named.name)
  return [
    ...new Set(
      named.subjects.flatMap((subject) => filesToRename(workspace, widen(workspace, subject).subject)),
    ),
  ]
}

/**
 * Gives a new name to what is named.
 * @param files all of `chartRenameFiles`, and the file itself
 */
export function renameInChart(
  named: ChartNamed,
  to: string,
  file: Document,
  files: readonly Document[],
  workspace: Workspace,
): Renamed {
  if (to === named.name) return { edits: [], note: undefined }
  const byUri = new Map(files.map((each) => [each.uri, each]))
  if (named.kind === 'variable') return renameVariable(named, to, file)
  if (named.kind === 'template')
    return renameTemplate({ workspace, families: named.families, name: named.name, to, files: byUri })
  return renameKey(named, to, byUri, workspace)
}

function renameKey(
  { subjects, name }: Extract<ChartNamed, { kind: 'value' }>,
  to: string,
  files: ReadonlyMap<string, Document>,
  workspace: Workspace,
): Renamed {
  const [subject, other] = subjects
  if (!subject || name === undefined) return { refused: t('Nothing that can be renamed stands here.') }
  if (other)
    return {
      refused: t(
        'This stands for several keys, `{one}` and `{other}` among them. Rename each where it is set.',
        {
          one: shownKeys(subject.keys),
          other: shownKeys(other.keys),
        },
      ),
    }
  const widened = widen(workspace, subject)
  const rename: KeyRename = { workspace, ...widened, name, to, files }
  const refused = refusal(rename)
  if (refused !== undefined) return { refused }
  const planned = planEdits(rename)
  if ('refused' in planned) return planned
  const misread = misreadKeyAfter(rename, planned.edits)
  if (misread !== undefined) return { refused: misread }
  const note = widened.subject === subject ? undefined : noteOn(widened.subject, to)
  return { edits: planned.edits, note }
}

/**
 * A key with all that templates read together with it: what a `range` reads of one entry of a map it reads of all of
 * them, so one can't get another name alone.
 */
function widen(workspace: Workspace, subject: ValueSubject): Pick<KeyRename, 'subject' | 'mentions'> {
  const mentions = valueMentions(workspace, subject)
  const from = instancesOf(workspace, subject)
  const keys = subject.keys.map((key, i) => {
    if (i === subject.keys.length - 1) return key
    const isAny = mentions.some(({ paths }) =>
      paths.some((path) =>
        from.some(
          (each) => mayBeSame(each.keys, path) && path[path.length - subject.keys.length + i] === undefined,
        ),
      ),
    )
    return isAny ? undefined : key
  })
  if (isSamePath(keys, subject.keys)) return { subject, mentions }
  const wider = { ...subject, keys }
  return { subject: wider, mentions: valueMentions(workspace, wider) }
}

function noteOn({ keys }: ValueSubject, to: string): string {
  const around = shownKeys(keys.slice(0, keys.indexOf(undefined)))
  return t('Templates read this of every entry of `{around}`, so it is called `{name}` in all of them.', {
    around,
    name: to,
  })
}

function renameVariable(
  { variable }: Extract<ChartNamed, { kind: 'variable' }>,
  given: string,
  file: Document,
): Renamed {
  const to = given.startsWith('$') ? given : `$${given}`
  if (!/^\$[\p{L}_][\p{L}\p{Nd}_]*$/u.test(to))
    return {
      refused: t('`{name}` is not a name: only letters, digits and `_` are allowed, and no digit first.', {
        name: given,
      }),
    }
  const edits: FileEdit[] = variable.places.map(({ range }) => ({ uri: file.uri, range, text: to }))
  const after = variablesIn(fileAfter(file, edits))
  const before = variablesIn(file)
  // The same variables with the same number of places each: none was hidden or caught by the new name.
  const isSame = (each: (typeof before)[number], i: number) => {
    const now = after[i]
    return now?.places.length === each.places.length && now.name === (each === variable ? to : each.name)
  }
  return before.every(isSame)
    ? { edits, note: undefined }
    : {
        refused: t('After this rename `{name}` would mean another variable. Choose another name.', {
          name: to,
        }),
      }
}
