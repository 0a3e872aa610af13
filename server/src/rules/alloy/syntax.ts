/**
 * Text that Alloy's parser refuses. The parser finds the faults and words them; this rule says who refuses them and
 * keeps silent where template output may stand, of a chart or of another program: what is rendered there is not known.
 */
import { syntaxRepair } from '../../model/alloy/syntaxRepair.ts'
import type { AlloyIssue, AlloyIssueCode } from '../../syntax/alloy/ast.ts'
import { alloyTree, maskedText } from '../../syntax/parse.ts'
import { hasTemplateMark } from '../../syntax/templateMarks.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** Faults within one token: template output elsewhere on another line does not make or mend them. */
const lexical: ReadonlySet<AlloyIssueCode> = new Set([
  'invalid-escape',
  'invalid-number',
  'invalid-character',
])

function* check({ document }: RuleContext): Iterable<Finding> {
  const tree = alloyTree(document)
  const { holes } = maskedText(document)
  if (tree.issues.some((issue) => hasTemplateMark(lineOf(document.text, rangeOf(tree, issue).start)))) return
  for (const issue of tree.issues) {
    const range = rangeOf(tree, issue)
    if (holes.length > 0 && (!lexical.has(issue.code) || nearHole(document.text, range.start, holes)))
      continue
    const { related } = issue
    yield {
      range,
      message: issue.message,
      // A limit of this parser is no fault of the file.
      ...(issue.code === 'too-deep' ? { severity: 'info' as const } : { refusedBy: 'alloy' as const }),
      ...(related && {
        related: [{ ...placeOf(document, rangeOf(tree, related)), message: related.message }],
      }),
      fixes: fixesFor(document, issue, range),
    }
  }
}

function fixesFor(document: Document, { code }: AlloyIssue, range: Range): readonly Fix[] {
  const repair = syntaxRepair(document.text, code, range)
  if (!repair) return []
  const { title, certain } = repair
  const edits = repair.edits.map((edit) => ({ uri: document.uri, ...edit }))
  return [{ title, safe: certain, preferred: true, edits }]
}

/** The line of an offset, without its line break. */
function lineOf(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const next = text.indexOf('\n', offset)
  return text.slice(start, next < 0 ? undefined : next)
}

/** Whether template output stands on the line of `offset`. */
function nearHole(
  text: string,
  offset: number,
  holes: readonly { readonly start: number; readonly end: number }[],
): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const next = text.indexOf('\n', offset)
  const end = next < 0 ? text.length : next
  return holes.some((hole) => hole.start < end && start < hole.end)
}

export const rule: Rule = {
  id: 'alloy/syntax',
  title: 'Text that Alloy cannot parse',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
