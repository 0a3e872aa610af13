/**
 * Signature help: the function whose arguments are being written, and which of its parameters the cursor is at: those
 * of Alloy's standard library here, those of templates in `templateSignature.ts`. Custom components of Alloy take
 * arguments by name and have none.
 */
import { nameOf } from '../model/alloy/exportType.ts'
import type { Workspace } from '../model/workspace.ts'
import { contextOf } from '../rules/run.ts'
import { catalogueFor, functionOf } from '../schema/alloy.ts'
import { functionText } from '../schema/alloyDescriptions.ts'
import { parametersOf } from '../schema/alloyParameters.ts'
import type { Call, Node } from '../syntax/alloy/ast.ts'
import { nodeAt } from '../syntax/alloy/visit.ts'
import { alloyTree } from '../syntax/parse.ts'
import type { Document } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { t } from '../text/translate.ts'
import { cursorAt } from './alloy/cursor.ts'
import { functionPage, linkTo } from './alloy/links.ts'
import { signatureText } from './alloy/signature.ts'
import { documentsAt } from './at.ts'
import { templateSignatureAt } from './templateSignature.ts'

/** A function's signature with the parameter that is being written. */
export interface SignatureHelp {
  readonly label: string
  readonly markdown: string
  /** Places of the parameters in the label. */
  readonly parameters: readonly Range[]
  readonly active: number
}

/** The signature of the call around `offset` of a file. */
export function signatureHelpAt(
  file: Document,
  workspace: Workspace,
  offset: number,
): SignatureHelp | undefined {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    const inTemplate =
      document.kind === 'helm-template' || document.kind === 'helm-values'
        ? templateSignatureAt(document, at)
        : undefined
    if (inTemplate) return inTemplate
    if (document.kind !== 'alloy') continue
    const found = callAt(document, workspace, at)
    const help = found && helpFor(found, workspace)
    if (help) return help
  }
  return undefined
}

interface Called {
  readonly call: Call
  readonly index: number
}

/** The innermost call in whose brackets the offset lies. Unfinished texts show it once a mark is put in. */
function callAt(document: Document, workspace: Workspace, offset: number): Called | undefined {
  const cursor = cursorAt(contextOf(document, workspace), offset)
  if (cursor) return marked(cursor.path)
  const place = nodeAt(alloyTree(document), offset)
  return place && !place.comment ? around(place.path, place.offset) : undefined
}

/** Of a path to the cursor, whose last node stands where it is. */
function marked(path: readonly Node[]): Called | undefined {
  const i = path.findLastIndex((node, at) => node.kind === 'call' && path[at + 1] !== node.callee)
  const [call, child] = [path[i], path[i + 1]]
  if (call?.kind !== 'call' || !child) return undefined
  return { call, index: call.arguments.findIndex(({ start }) => start === child.start) }
}

/** Of a path in the text as it is. */
function around(path: readonly Node[], offset: number): Called | undefined {
  const call = path.findLast(
    (node): node is Call =>
      node.kind === 'call' && offset > node.open && (node.close === undefined || offset <= node.close),
  )
  if (!call) return undefined
  const before = call.arguments.filter(({ start }) => start <= offset)
  const last = before.at(-1)
  const behind = last ? call.origin.text.slice(last.end, offset).includes(',') : false
  return { call, index: Math.max(0, before.length - (behind ? 0 : 1)) }
}

function helpFor({ call, index }: Called, workspace: Workspace): SignatureHelp | undefined {
  const name = nameOf(call.callee)
  const found = functionOf(name, catalogueFor(workspace.settings.versions.alloy))
  if (found?.kind !== 'function') return undefined
  const now = found.replacement ?? name
  const { label, parameters, repeats } = signatureText(name, found.signature, parametersOf(now))
  const last = parameters.length - 1
  return {
    label,
    parameters,
    active: repeats ? Math.min(index, last) : index,
    markdown: [
      functionText(now),
      found.replacement && t('Deprecated: it is called {name} now.', { name: `\`${found.replacement}\`` }),
      linkTo(functionPage(now)),
    ]
      .filter((part) => part)
      .join('\n\n'),
  }
}
