/**
 * Suppression comments: `logkeel-disable-next-line <rules> -- reason`, `…-line`, `…-file`, in the comment form of the
 * file's language, embedded documents included. One that suppresses nothing is itself reported.
 */
import { alloyTree, maskedText, templateTree, yamlTree } from '../syntax/parse.ts'
import { type Document, linesOf, placeOf } from '../text/document.ts'
import { lineAt } from '../text/lines.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'

/** One rule named by one comment. */
export interface Suppression {
  readonly rule: string
  /** Of the rule's name in the comment, in the file. */
  readonly range: Range
  /** First and last line (of the file, from zero) that it covers. */
  readonly lines: readonly [number, number]
}

const directive = /logkeel-disable-(next-line|line|file)[ \t]+([^\n]*)/g
const ruleName = /[\w-]+\/[\w-]+/g

/** A suppression with what tells the line that a `next-line` means. */
interface Found extends Suppression {
  readonly form: string
  /** First and last line of a comment with nothing before it on its line. */
  readonly alone: readonly [number, number] | undefined
}

/** The suppressions of a file, those in its embedded documents included. */
export function suppressionsOf(documents: readonly Document[]): readonly Suppression[] {
  const found = documents.flatMap((document) =>
    document.text.includes('logkeel-disable') ? inDocument(document) : [],
  )
  // Comments that stand one above the other all mean the line below the last of them.
  const passed = new Set<number>()
  for (const { form, alone } of found) {
    if (form !== 'next-line' || !alone) continue
    for (let line = alone[0]; line <= alone[1]; line++) passed.add(line)
  }
  return found.map(({ rule, range, form, lines }) => {
    let [line] = lines
    while (form === 'next-line' && passed.has(line)) line++
    return { rule, range, lines: form === 'next-line' ? [line, line] : lines }
  })
}

function inDocument(document: Document): readonly Found[] {
  if (document.subtree) return [] // The host's own comments say it already.
  return commentsOf(document).flatMap((comment) => {
    const text = document.text.slice(comment.start, comment.end)
    return [...text.matchAll(directive)].flatMap((match) => inDirective(document, comment, match))
  })
}

function inDirective(document: Document, comment: Range, match: RegExpExecArray): readonly Found[] {
  const names = (match[2] ?? '').split(/\s--(?:\s|$)/)[0] ?? ''
  const start = comment.start + match.index + match[0].length - (match[2] ?? '').length
  const form = match[1] ?? ''
  const lines = linesCovered(document, form, comment)
  const alone = ownLines(document, comment)
  return [...names.matchAll(ruleName)].map((name) => {
    const own = { start: start + name.index, end: start + name.index + name[0].length }
    return { rule: name[0], range: placeOf(document, own).range, lines, form, alone }
  })
}

function ownLines(document: Document, comment: Range): readonly [number, number] | undefined {
  const before = document.text.slice(document.text.lastIndexOf('\n', comment.start - 1) + 1, comment.start)
  if (before.trim() !== '') return undefined
  const host = hostLines(document)
  return [host({ start: comment.start, end: comment.start }), host({ start: comment.end, end: comment.end })]
}

function linesCovered(document: Document, form: string, comment: Range): readonly [number, number] {
  const host = hostLines(document)
  if (form === 'file')
    return [host({ start: 0, end: 0 }), host({ start: document.text.length, end: document.text.length })]
  const line = host(form === 'next-line' ? { start: comment.end, end: comment.end } : comment)
  return form === 'next-line' ? [line + 1, line + 1] : [line, line]
}

/** The line in the file of a position in a document. */
function hostLines(document: Document): (range: Range) => number {
  let host = document
  while (host.within) host = host.within.host
  return (range) => {
    const mapped = placeOf(document, range).range
    // The end of an embedded text may not map; the region then stands for it, and its end is what is asked for.
    return lineAt(
      linesOf(host),
      range.start > 0 && document.within && mapped.start === document.within.region.range.start
        ? mapped.end
        : mapped.start,
    )
  }
}

function commentsOf(document: Document): readonly Range[] {
  const own = ownComments(document)
  if (!document.templated || !document.text.includes('{{')) return own
  const tree = templateTree(document)
  const inActions = tree.nodes.length
    ? [...document.text.matchAll(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g)]
    : []
  return [...own, ...inActions.map((match) => ({ start: match.index, end: match.index + match[0].length }))]
}

function ownComments(document: Document): readonly Range[] {
  if (document.kind === 'alloy') {
    const tree = alloyTree(document)
    return tree.parts.flatMap((part) => part.comments.map((comment) => rangeOf(tree, comment)))
  }
  if (document.kind === 'text' || document.kind === 'iam-policy') return []
  if (document.kind === 'environment-file') return lineComments(document.text)
  return maskedText(document).text === document.text
    ? yamlTree(document).comments
    : lineComments(document.text)
}

/** `#` comments found line by line: enough for a directive, where no tree tells. */
function lineComments(text: string): readonly Range[] {
  return [...text.matchAll(/(?:^|[ \t])#[^\n]*/gm)].map((match) => ({
    start: match.index,
    end: match.index + match[0].trimEnd().length,
  }))
}
