/**
 * Whether what is written in a template is a value just as its file is given it: a path from the root object, also
 * through `with`, `range` and variables, but through no function that could make something else of it.
 */
import { templateTree } from '../../syntax/parse.ts'
import type { Arg, Command, Pipeline, TemplateNode } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { branchesAround } from './conditions.ts'

/** No real template hands a value on through more names. */
const maxSteps = 20

/** Whether a value or a lookup (`index`, `get`) is plain. */
export function isPlain(document: Document, node: Arg | Command, steps = 0): boolean {
  if (steps > maxSteps) return false
  switch (node.kind) {
    case 'field':
    case 'dot':
      return isPlainDot(document, rangeOf(templateTree(document), node).start, steps)
    case 'variable':
      return node.name === '$' || isPlainVariable(document, node.name, steps)
    case 'paren':
      return isPlainPipe(document, node.pipe, steps)
    case 'command': {
      const [head, base] = node.args
      if (head.kind !== 'identifier') return node.args.length === 1 && isPlain(document, head, steps + 1)
      const isLookup = head.name === 'index' || head.name === 'get'
      return isLookup && base !== undefined && isPlain(document, base, steps + 1)
    }
    default:
      return false
  }
}

function isPlainPipe(document: Document, { commands }: Pipeline, steps: number): boolean {
  const [only, ...others] = commands
  return only !== undefined && others.length === 0 && isPlain(document, only, steps + 1)
}

function isPlainDot(document: Document, offset: number, steps: number): boolean {
  const around = branchesAround(document, offset).findLast(
    ({ keyword, pipe }) => pipe && (keyword === 'range' || keyword.endsWith('with')),
  )
  return !around?.pipe || isPlainPipe(document, around.pipe, steps)
}

/** Whether everything that the name is given in the file is plain: which of them holds is not asked. */
function isPlainVariable(document: Document, name: string, steps: number): boolean {
  const given = declarationsOf(document).get(name)
  return given?.every((pipe) => isPlainPipe(document, pipe, steps)) ?? false
}

const declarationsOf = memo((document: Document): ReadonlyMap<string, readonly Pipeline[]> => {
  const found = new Map<string, Pipeline[]>()
  const note = (pipe: Pipeline | undefined): void => {
    for (const { name } of pipe?.declarations ?? [])
      if (pipe) found.set(name, [...(found.get(name) ?? []), pipe])
  }
  const pending: TemplateNode[] = [...templateTree(document).nodes]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('pipe' in node) note(node.pipe)
    if ('body' in node) pending.push(...node.body)
    if (!('branches' in node)) continue
    for (const { pipe, body } of node.branches) {
      note(pipe)
      pending.push(...body)
    }
  }
  return found
})
