/**
 * Formats the Alloy texts in a file of another language for `logkeel fmt`. What the file is, its workspace's settings,
 * its name and its content tell; other files of the workspace are not read.
 */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findRoot, readText, uriOf } from '../disk/files.ts'
import { formatEmbedded } from '../features/embeddedFormatting.ts'
import { documentOf, settingsOf } from '../model/load.ts'
import { noSettings } from '../model/settings.ts'
import type { Document } from '../text/document.ts'
import { applyEdits } from '../text/edit.ts'
import { t } from '../text/translate.ts'

/** Something to say of a place in a file. */
export interface Remark {
  readonly start: number
  readonly message: string
}

export interface Formatted {
  /** Undefined where there are faults. */
  readonly text: string | undefined
  readonly remarks: readonly Remark[]
}

/** Formats the Alloy texts in a file of another language; what can't be formatted there is left and said. */
export async function formatHost(file: string, before: string): Promise<Formatted> {
  const { edits, faults, skipped } = formatEmbedded(await documentAt(file, before))
  const said = faults.length > 0 ? faults : skipped
  const left = (message: string) =>
    faults.length > 0 ? message : t('the Alloy text here was left as it is: {reason}', { reason: message })
  return {
    text: faults.length > 0 ? undefined : applyEdits(before, edits),
    remarks: said.map(({ range, message }) => ({ start: range.start, message: left(message) })),
  }
}

/** The document of a file, told by the settings of its workspace, its name and its content. */
async function documentAt(file: string, text: string): Promise<Document> {
  const root = findRoot([file])
  const settings = ['logkeel.yaml', 'logkeel.yml'].map((name) => readText(join(root, name)))
  const found = settings.find((read) => read.kind === 'text')
  const { value } = found ? await settingsOf(found.text) : noSettings
  const charts: string[] = []
  for (let at = dirname(resolve(file)); at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, 'Chart.yaml'))) charts.push(uriOf(at))
  return documentOf(uriOf(root), uriOf(file), text, value, new Set(charts))
}
