/**
 * Inlay hints: what a line comes to and does not say. There are two, and both tell what is decided elsewhere: the
 * value that the workspace gives to an environment variable, and how long an endpoint with a limit on its tries holds
 * out. Neither stands where the text says it already, so a configuration has few of them; whoever wants none turns
 * the editor's own setting off. What may be a secret is never shown.
 */

import { patienceOf, retriesOf } from '../model/alloy/componentsRetry.ts'
import { blocksNamed } from '../model/alloy/partIndex.ts'
import { roughText } from '../model/alloy/value.ts'
import { variablesGivenTo } from '../model/ports/givenVariables.ts'
import type { Workspace } from '../model/workspace.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf } from '../text/document.ts'
import { type Located, rangeOf } from '../text/part.ts'
import { type Range, touches } from '../text/range.ts'
import { t } from '../text/translate.ts'
import { alloyTexts } from './alloyAt.ts'
import { variableNames } from './definition.ts'

/** A remark behind a place of a file. */
export interface InlayHint {
  readonly offset: number
  readonly label: string
  readonly tooltip: string
}

/** The hints of the Alloy texts of a file that stand in a range. */
export function inlayHintsIn(file: Document, workspace: Workspace, range: Range): readonly InlayHint[] {
  return alloyTexts(file)
    .flatMap((document) => [...valuesIn(document, workspace), ...patiencesIn(document)])
    .filter(({ offset }) => touches(range, offset))
    .sort((a, b) => a.offset - b.offset)
}

/** A value longer than this is cut. */
const longest = 40

function valuesIn(document: Document, workspace: Workspace): readonly InlayHint[] {
  // Containers mount files: nobody gives variables to a text inside another file that would be known here.
  const given = document.within ? undefined : variablesGivenTo(workspace, document.uri)
  if (!given) return []
  return variableNames(document).flatMap(({ name, call }) => {
    const value = given.get(name)
    if (value === undefined || call.close === undefined || isSecret(name, value)) return []
    const shown = value.length > longest ? `${value.slice(0, longest)}…` : value
    const tooltip = t('The only value that the workspace gives to {name} for this file.', { name })
    return placed(
      document,
      { origin: call.origin, start: call.end, end: call.end },
      `= ${JSON.stringify(shown)}`,
      tooltip,
    )
  })
}

/** Whether a variable's name or value looks like something that is not to be shown. */
function isSecret(name: string, value: string): boolean {
  return (
    /pass|pwd|secret|token|key|cred|auth|dsn|cert|private|salt|signature|sas\b/i.test(name) ||
    /:\/\/[^/\s]*@/.test(value)
  )
}

function patiencesIn(document: Document): readonly InlayHint[] {
  return blocksNamed(document, 'endpoint').flatMap(({ block, around }) => {
    const retries = around?.block.name === 'loki.write' ? retriesOf(document, block) : undefined
    if (!retries?.written || retries.retries === 0) return []
    const { shortest, longest: most } = patienceOf(retries)
    const label = t('drops after {from} to {to}', { from: roughText(shortest), to: roughText(most) })
    const tooltip = t(
      'A batch that Loki does not take is dropped so long after the first try, with the waits and the timeout that this endpoint has.',
    )
    const { value } = retries.written
    return placed(document, { origin: value.origin, start: value.end, end: value.end }, label, tooltip)
  })
}

function placed(document: Document, at: Located, label: string, tooltip: string): readonly InlayHint[] {
  const place = exactPlaceOf(document, rangeOf(alloyTree(document), at))
  return place ? [{ offset: place.range.start, label, tooltip }] : []
}
