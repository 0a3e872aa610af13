/**
 * Signature help in templates: the function whose arguments are being written. What is piped in is its last argument,
 * which is said; which parameter the cursor is at counts from the first that is written.
 */
import type { AnyNode, Command } from '../syntax/template/ast.ts'
import type { Document } from '../text/document.ts'
import { t } from '../text/translate.ts'
import type { SignatureHelp } from './signatureHelp.ts'
import { templateCursor } from './template/cursor.ts'
import { code } from './template/names.ts'
import { functionWords, type Signature, signatureOf } from './template/words.ts'

/** The signature of the call around an offset of a template, or of an action in a text of values. */
export function templateSignatureAt(document: Document, offset: number): SignatureHelp | undefined {
  const cursor = templateCursor(document, offset)
  const call = cursor && callOf(cursor.path)
  if (!cursor || !call) return undefined
  const { command, index } = call
  const [head] = command.args
  const signature = head.kind === 'identifier' ? signatureOf(head.name) : undefined
  if (!signature || head.kind !== 'identifier') return undefined
  const isPiped = isBehindPipe(cursor.path, command)
  const last = signature.parameters.at(-1)
  const piped =
    isPiped && last ? t('{parameter} is what is piped in.', { parameter: code(last.name) }) : undefined
  return {
    label: signature.label,
    markdown: [piped, functionWords(head.name)].filter((part) => part).join('\n\n'),
    parameters: signature.parameters.map(({ range }) => range),
    active: activeOf(signature, index, isPiped),
  }
}

/** The innermost command one of whose arguments holds the cursor, and which one. */
function callOf(path: readonly AnyNode[]): { readonly command: Command; readonly index: number } | undefined {
  for (let i = path.length - 2; i >= 0; i--) {
    const command = path[i]
    const inner = path[i + 1]
    if (command?.kind !== 'command' || !inner || inner === command.args[0]) continue
    const index = command.args.findIndex(({ start }) => start === inner.start)
    if (index > 0) return { command, index: index - 1 }
  }
  return undefined
}

function isBehindPipe(path: readonly AnyNode[], command: Command): boolean {
  return path.some((node) => node.kind === 'pipe' && node.commands.indexOf(command) > 0)
}

/** The parameter of an argument; one that repeats takes all that follow, but for those behind it. */
function activeOf({ parameters }: Signature, index: number, isPiped: boolean): number {
  const last = parameters.length - 1
  const repeating = parameters.findIndex(({ repeats }) => repeats)
  // With the piped one behind it a written argument can't be the last parameter, unless that repeats.
  const most = isPiped && repeating !== last ? last - 1 : last
  if (repeating < 0 || index <= repeating) return Math.max(0, Math.min(index, most))
  return repeating === last ? last : Math.max(repeating, Math.min(index, most))
}
