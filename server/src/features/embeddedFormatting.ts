/**
 * Formats the Alloy texts inside another file: in a ConfigMap, in Helm values, in an Argo CD application, in a Compose
 * file, through every nesting. Nothing outside these texts changes. A text with template actions in it is no Alloy
 * text yet, and one in a folded or quoted scalar is written in a way that its author chose: both stay as they are.
 */
import { embedded } from '../syntax/embed.ts'
import { alloyTree } from '../syntax/parse.ts'
import { createDocument, type Document, placeOf } from '../text/document.ts'
import { applyEdits, type TextEdit } from '../text/edit.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'
import { t } from '../text/translate.ts'
import type { Action } from './codeActions.ts'
import {
  alloyTextsIn,
  type FormatFault,
  formattedText,
  holdsActions,
  inFile,
  splitEdit,
} from './formatting.ts'

/** What formatting the Alloy texts inside a file comes to. Ranges are the file's. */
export interface EmbeddedFormatting {
  /** Line by line. */
  readonly edits: readonly TextEdit[]
  /** The faults of the texts that have some, in order. */
  readonly faults: readonly FormatFault[]
  /** The texts that are left as they are, and why. */
  readonly skipped: readonly FormatFault[]
}

/** The formatting of all Alloy texts inside `file`. */
export const formatEmbedded = memo((file: Document): EmbeddedFormatting => {
  const texts = embedded(file).filter(({ kind }) => kind === 'alloy')
  const outcomes = texts.map((document) => ({ document, outcome: outcomeOf(document) }))
  const edits = outcomes.flatMap(({ outcome }) => splitEdit(file, outcome.edit))
  const agrees =
    edits.length === 0 ||
    reads(
      file,
      edits,
      outcomes.map(({ document }) => document),
    )
  return {
    edits: agrees ? edits : [],
    faults: outcomes.flatMap(({ outcome }) => outcome.faults).sort((a, b) => a.range.start - b.range.start),
    skipped: outcomes.flatMap(({ document, outcome }) => skippedIn(document, outcome, agrees)),
  }
})

interface Outcome {
  readonly edit: TextEdit | undefined
  readonly faults: readonly FormatFault[]
  readonly skipped?: string
}

/** What formatting one embedded text comes to: at most one edit of its file. */
const outcomeOf = memo((document: Document): Outcome => {
  if (holdsActions(document))
    return {
      edit: undefined,
      faults: [],
      skipped: t('template actions stand in it, so it is no Alloy text yet'),
    }
  const tree = alloyTree(document)
  const after = formattedText(document)
  if (after === undefined) {
    const faults = tree.issues.map((issue) => ({
      range: placeOf(document, rangeOf(tree, issue)).range,
      message: issue.message,
    }))
    return { edit: undefined, faults }
  }
  if (after === document.text) return { edit: undefined, faults: [] }
  const edit = inFile(document, { range: { start: 0, end: document.text.length }, text: after })
  return edit
    ? { edit, faults: [] }
    : { edit, faults: [], skipped: t('only a text in a literal block scalar (`|`) can be formatted') }
})

function skippedIn(document: Document, { edit, skipped }: Outcome, agrees: boolean): readonly FormatFault[] {
  const message = skipped ?? (edit && !agrees ? t('the file would be read differently') : undefined)
  return message === undefined ? [] : [{ range: placeOf(document, { start: 0, end: 0 }).range, message }]
}

/** Whether the file is read as it should be once all edits are made: each text formatted or as it was. */
function reads(file: Document, edits: readonly TextEdit[], texts: readonly Document[]): boolean {
  const { uri, kind, layout, templated } = file
  const after = createDocument(uri, kind, applyEdits(file.text, edits), {
    templated,
    ...(layout && { layout }),
  })
  const found = new Map(embedded(after).map((document) => [document.uri, document.text]))
  return texts.every((document) => {
    const expected = outcomeOf(document).edit ? formattedText(document) : document.text
    return found.get(document.uri) === expected
  })
}

/** Formats the Alloy text that the cursor or the start of the selection stands in, where that changes something. */
export function formatHere(file: Document, range: Range): readonly Action[] {
  const [document] = alloyTextsIn(file, range)[0] ?? []
  const edit = document && outcomeOf(document).edit
  return edit
    ? [actionOf(file, 'refactor.rewrite', t('Format the Alloy text here'), splitEdit(file, edit))]
    : []
}

/** Formats all Alloy texts inside a file: what runs on save where the user asks for it. */
export function formatAllEmbedded(file: Document): readonly Action[] {
  const { edits } = formatEmbedded(file)
  const title = t('Format the Alloy texts in this file')
  return edits.length > 0 ? [actionOf(file, 'source.formatEmbedded', title, edits)] : []
}

function actionOf(file: Document, kind: Action['kind'], title: string, edits: readonly TextEdit[]): Action {
  return {
    title,
    kind,
    preferred: false,
    findings: [],
    edits: edits.map(({ range, text }) => ({ uri: file.uri, range, text })),
  }
}
