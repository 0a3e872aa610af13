/**
 * Checks a case of a fixture: findings in both directions (a missing one and one too many fail), the text after the
 * fixes, and that nothing is found at those places afterwards.
 */
import assert from 'node:assert/strict'
import { checkNow, type Reported } from '../../server/src/rules/run.ts'
import { linesOf } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { lineAt, positionAt } from '../../server/src/text/lines.ts'
import type { Case, Expected } from './fixture.ts'
import { loadFiles, root } from './memoryFiles.ts'

/** Everything that is found in a workspace of files. Fails where a rule throws. */
export async function findings(files: ReadonlyMap<string, string>): Promise<readonly Reported[]> {
  const { workspace, documents } = await loadFiles(files)
  return [...documents.values()].flatMap((document) => {
    const checked = checkNow(document, workspace)
    assert.deepEqual(checked.crashes, [], 'a rule threw')
    return checked.findings
  })
}

/** Runs a case. */
export async function runCase(one: Case): Promise<void> {
  const found = await findings(one.files)
  assert.deepEqual(
    found.map((finding) => shown(finding, one.files)).sort(),
    one.expected.map(expectedLine).sort(),
  )
  for (const expected of one.expected) {
    const match = found.find((finding) => shown(finding, one.files) === expectedLine(expected))
    assert.ok(
      match?.message.includes(expected.message),
      `the message is\n  ${match?.message}\nand lacks\n  ${expected.message}`,
    )
  }
  if (one.fixed.size > 0) await checkFixes(one, found)
}

/** Changes by the preferred fix of each finding, else by its first one. */
export function fixedFiles(
  files: ReadonlyMap<string, string>,
  found: readonly Reported[],
): ReadonlyMap<string, string> {
  const edits = found.flatMap(({ fixes }) => (fixes.find((fix) => fix.preferred) ?? fixes[0])?.edits ?? [])
  return new Map(
    [...files].map(([path, text]) => [
      path,
      applyEdits(
        text,
        edits.filter((edit) => edit.uri === `${root}/${path}`),
      ),
    ]),
  )
}

async function checkFixes(one: Case, found: readonly Reported[]): Promise<void> {
  const after = fixedFiles(one.files, found)
  for (const [path, text] of one.fixed) {
    const crlf = one.files.get(path)?.includes('\r\n')
    assert.equal(after.get(path), crlf ? text.replaceAll('\n', '\r\n') : text, `the fixed ${path}`)
  }
  const mended = new Set(
    found.filter(({ fixes }) => fixes.length > 0).map(({ rule, uri }) => `${rule} ${uri}`),
  )
  const unmended = new Map<string, number>()
  for (const { rule, uri, fixes } of found)
    if (fixes.length === 0) unmended.set(`${rule} ${uri}`, (unmended.get(`${rule} ${uri}`) ?? 0) + 1)
  const still = (await findings(after)).filter(({ rule, uri }) => mended.has(`${rule} ${uri}`))
  const left = still.filter(({ rule, uri }) => !unmended.has(`${rule} ${uri}`))
  assert.deepEqual(
    left.map((finding) => shown(finding, after)),
    [],
    'nothing is found again after the fix',
  )
}

function shown(
  { uri, range, severity, refusedBy, rule }: Reported,
  files: ReadonlyMap<string, string>,
): string {
  const file = uri.slice(root.length + 1)
  const text = files.get(file) ?? ''
  const starts = linesOf({ uri, kind: 'text', text, version: 0, templated: false })
  const start = positionAt(starts, range.start)
  const lineText = text.slice(starts[start.line], starts[start.line + 1]).trimEnd()
  const end =
    lineAt(starts, range.end) === start.line ? positionAt(starts, range.end).character : lineText.length
  return `${file}:${start.line + 1} [${start.character}-${end}] ${severity}${refusedBy ? `(${refusedBy})` : ''} ${rule}`
}

function expectedLine({ file, line, start, end, severity, refusedBy, rule }: Expected): string {
  return `${file}:${line + 1} [${start}-${end}] ${severity}${refusedBy ? `(${refusedBy})` : ''} ${rule}`
}
