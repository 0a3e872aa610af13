/**
 * Runs the nodes of a template: text and the output of actions become pieces, blocks are run as their conditions say.
 * Where a condition is unknown all branches are run, each from the same state; a loop over something unknown is run
 * once, with an element that is unknown.
 */
import type {
  ActionNode,
  BlockNode,
  Branch,
  ControlNode,
  Pipeline,
  Tag,
  TemplateCallNode,
  TemplateNode,
  TextNode,
} from '../../../syntax/template/ast.ts'
import { rangeOf } from '../../../text/part.ts'
import { type Frame, originOf, pipeValue } from './expressions.ts'
import { printed } from './format.ts'
import { failure } from './functions/function.ts'
import { assign, attempt, type Failure, maxDepth, type Run, step, tryAnyTimes, tryEach } from './run.ts'
import type { Template } from './templates.ts'
import { calledAt, type Origin, type Piece, plainText } from './text.ts'
import { tplTemplate, withDefinitions } from './tpl.ts'
import { entriesOf, isUnknown, truth, unknown, type Value } from './value.ts'

/** How a body ended: by its end, or by a jump. `lost` is a jump that may be taken: what runs after it is not known. */
type Flow = 'on' | 'break' | 'continue' | 'lost'

/** The output of a template called with `dot`. Where it stops, `run` says why. */
export function runTemplate(
  run: Run,
  template: Template,
  dot: Value,
  caller: Origin | undefined,
): readonly Piece[] {
  const out: Piece[] = []
  if (run.depth >= maxDepth) {
    run.exhausted = true
    return out
  }
  const frame: Frame = {
    run,
    template,
    caller,
    variables: [{ name: '$', value: dot }],
    include: (name, data) => includeTemplate(run, name, data),
    expandText: (text, data, at) => expandText(run, text, data, at),
  }
  run.depth++
  walk(frame, template.body, dot, out)
  run.depth--
  return out
}

/** What `include` gives; nothing where no template of that name is known. */
function includeTemplate(run: Run, name: string, dot: Value): readonly Piece[] | Failure | undefined {
  const template = run.templates.get(name)
  return template && runTemplate(run, template, dot, undefined)
}

/** What `tpl` gives. Everything it prints belongs to the action that calls it. */
function expandText(
  run: Run,
  text: string,
  dot: Value,
  caller: Origin | undefined,
): readonly Piece[] | Failure | undefined {
  const template = tplTemplate(run, text)
  if (template.tree.issues.length > 0) return failure(`cannot parse template ${JSON.stringify(text)}`)
  const around = run.templates
  run.templates = withDefinitions(around, template)
  const pieces = runTemplate(run, template, dot, caller)
  run.templates = around
  return withoutNoValue(pieces)
}

/** Helm takes out what Go prints for nil. */
export function withoutNoValue(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.kind !== 'text' || !piece.text.includes('<no value>')) return [piece]
    const text = piece.text.replaceAll('<no value>', '')
    return text === ''
      ? []
      : [{ ...piece, text, ...(piece.origin && { origin: { ...piece.origin, exact: false } }) }]
  })
}

function walk(frame: Frame, nodes: readonly TemplateNode[], dot: Value, out: Piece[]): Flow {
  let isLost = false
  for (const node of nodes) {
    if (!step(frame.run)) return 'on'
    const flow = walkNode(frame, node, dot, out)
    if (flow === 'break' || flow === 'continue') return isLost ? 'lost' : flow
    isLost ||= flow === 'lost'
  }
  return isLost ? 'lost' : 'on'
}

function walkNode(frame: Frame, node: TemplateNode, dot: Value, out: Piece[]): Flow {
  switch (node.kind) {
    case 'text':
      printText(frame, node, out)
      return 'on'
    case 'action':
      printAction(frame, node, dot, out)
      return 'on'
    case 'if':
    case 'with':
      return walkBranches(frame, node, node.branches, dot, out)
    case 'range':
      return walkRange(frame, node, dot, out)
    case 'template':
    case 'block':
      callTemplate(frame, node, dot, out)
      return 'on'
    case 'break':
    case 'continue':
      return node.kind
    default:
      return 'on'
  }
}

function printText(frame: Frame, node: TextNode, out: Piece[]): void {
  const { value } = node
  if (value === '') return
  const { template, caller, run } = frame
  run.output -= value.length
  if (run.output < 0) run.exhausted = true
  if (template.uri === undefined) {
    out.push({ kind: 'text', text: value, origin: caller })
    return
  }
  const { start, end } = rangeOf(template.tree, node)
  const source = template.tree.text.slice(start, end)
  // The blanks that a trim marker takes away stand before the first other character.
  const from = start + (source.startsWith(value) ? 0 : source.search(/\S/))
  out.push({
    kind: 'text',
    text: value,
    origin: { uri: template.uri, start: from, end: from + value.length, exact: true },
  })
}

function printAction(frame: Frame, node: ActionNode, dot: Value, out: Piece[]): void {
  const { run } = frame
  const before = [...run.reads]
  run.reads.clear()
  const value = pipeValue(frame, node.pipe, dot, node)
  if (node.pipe.declarations.length === 0 && !run.stop) print(frame, node, value, out)
  for (const each of before) run.reads.add(each)
}

function print(frame: Frame, node: ActionNode, value: Value, out: Piece[]): void {
  const origin = originOf(frame, node.tag)
  const { run } = frame
  const values = run.reads.size > 0 ? [...run.reads] : undefined
  const isText = typeof value === 'object' && value !== null && value.kind === 'text'
  const text = value === null ? '<no value>' : isText ? plainText(value.pieces) : printed(value)
  run.output -= text?.length ?? 0
  if (run.output < 0) run.exhausted = true
  if (text !== undefined && !(isText && text.includes('\n'))) {
    if (text !== '') out.push({ kind: 'text', text, origin, ...(values && { values }) })
  } else if (isText) {
    for (const piece of calledAt(value.pieces, origin)) out.push(piece)
  } else out.push({ kind: 'hole', node, raw: rawOf(frame, node), origin })
}

function rawOf({ template }: Frame, { tag }: { readonly tag: Tag }): string {
  const { start, end } = rangeOf(template.tree, tag)
  return template.tree.text.slice(start, end)
}

function callTemplate(frame: Frame, node: TemplateCallNode | BlockNode, dot: Value, out: Piece[]): void {
  const { run } = frame
  const origin = originOf(frame, node.tag)
  const name = node.name?.value
  const data = pipeValue(frame, node.pipe, dot, node)
  const template = name === undefined ? undefined : run.templates.get(name)
  if (run.stop) return
  if (!template) {
    out.push({ kind: 'hole', node, raw: rawOf(frame, node), origin })
    return
  }
  for (const piece of calledAt(runTemplate(run, template, data, undefined), origin)) out.push(piece)
}

/** Runs the first of the branches that holds, or all from the first one on of which that is not known. */
function walkBranches(
  frame: Frame,
  node: ControlNode,
  branches: readonly Branch[],
  dot: Value,
  out: Piece[],
): Flow {
  const { variables, run } = frame
  const mark = variables.length
  let flow: Flow = 'on'
  for (const [i, branch] of branches.entries()) {
    const value = branch.pipe ? pipeValue(frame, branch.pipe, dot, node) : true
    if (run.stop || run.exhausted) break
    const holds = truth(value)
    if (holds === false) continue
    const inner = branch.pipe && branch.keyword.endsWith('with') ? value : dot
    const first = (into: Piece[]) => walk(frame, branch.body, inner, into)
    const rest = (into: Piece[]) => walkBranches(frame, node, branches.slice(i + 1), dot, into)
    flow = holds ? first(out) : walkAll(frame, node, [first, rest], out)
    break
  }
  variables.splice(mark)
  return flow
}

/** Runs what may be run instead of each other. */
function walkAll(
  frame: Frame,
  node: ControlNode,
  choices: readonly ((out: Piece[]) => Flow)[],
  out: Piece[],
): Flow {
  const { run, variables } = frame
  const mark = variables.length
  const outputs: Piece[][] = choices.map(() => [])
  const flows: Flow[] = choices.map(() => 'on')
  const taken = tryEach(
    run,
    choices.map((choice, i) => () => {
      flows[i] = choice(outputs[i] as Piece[]) // One for each choice.
      variables.splice(mark)
    }),
  )
  const possible = outputs.filter((_, i) => taken[i])
  if (possible.length === 0) {
    run.stop = { kind: 'failure', by: 'error', message: 'every branch fails', origin: originOf(frame, node) }
    return 'on'
  }
  putAlternatives(frame, node, possible, out)
  return flows.some((flow, i) => taken[i] && flow !== 'on') ? 'lost' : 'on'
}

function putAlternatives(
  frame: Frame,
  node: ControlNode,
  outputs: readonly (readonly Piece[])[],
  out: Piece[],
): void {
  const [first = []] = outputs
  const texts = outputs.map(plainText)
  const isSame = texts[0] !== undefined && texts.every((text) => text === texts[0])
  if (outputs.length === 1 || isSame) {
    for (const piece of first) out.push(piece)
    return
  }
  const mark = { node, origin: originOf(frame, node.branches[0].tag), raw: rawOf(frame, node.branches[0]) }
  for (const [i, output] of outputs.entries()) {
    out.push({ kind: i === 0 ? 'open' : 'next', ...mark })
    for (const piece of output) out.push(piece)
  }
  out.push({ kind: 'close', ...mark })
}

function walkRange(frame: Frame, node: ControlNode, dot: Value, out: Piece[]): Flow {
  const { variables, run } = frame
  const mark = variables.length
  const [first, ...others] = node.branches
  const value = pipeValue(frame, first.pipe ? { ...first.pipe, declarations: [] } : undefined, dot, node)
  if (run.stop || run.exhausted) return 'on'
  const rounds = roundsOf(value)
  if (rounds === 'refused' || (typeof value === 'bigint' && (first.pipe?.declarations.length ?? 0) > 1)) {
    run.stop = {
      kind: 'failure',
      by: 'error',
      message: "range can't iterate over the value",
      origin: originOf(frame, first.tag),
    }
    return 'on'
  }
  const otherwise = (into: Piece[]) => {
    for (const { body } of others) walk(frame, body, dot, into)
    return 'on' as const
  }
  if (rounds && rounds.length === 0) return otherwise(out)
  const isDone = rounds ? attempt(run, () => walkRounds(frame, first, rounds, out)) : false
  variables.splice(mark)
  if (isDone) return 'on'
  anyRounds(frame, node, truth(value) === true ? undefined : otherwise, out)
  variables.splice(mark)
  return 'on'
}

type Round = readonly [key: Value, element: Value]

const maxRounds = 100_000

/** What a loop goes over: nothing where that is not known, `refused` where Go does not go over it. */
function roundsOf(value: Value): readonly Round[] | 'refused' | undefined {
  if (value === null) return []
  if (typeof value === 'bigint')
    return value > maxRounds
      ? undefined
      : Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [null, BigInt(i)])
  if (typeof value !== 'object' || value.kind === 'text' || value.kind === 'struct') return 'refused'
  if (value.kind === 'list') return value.items.map((item, i) => [BigInt(i), item] as const)
  if (value.kind === 'unknown' || value.open) return undefined
  const entries = entriesOf(value)
  return entries.some(([, entry]) => isUnknown(entry) && entry.maybe) ? undefined : entries
}

/** Runs known rounds; false where it is lost how many there are. Then what they did is undone. */
function walkRounds(frame: Frame, branch: Branch, rounds: readonly Round[], out: Piece[]): boolean {
  const { run, variables } = frame
  const pieces: Piece[] = []
  const mark = variables.length
  for (const round of rounds) {
    if (!step(run)) break
    bindRound(frame, branch.pipe, round)
    const flow = walk(frame, branch.body, round[1], pieces)
    variables.splice(mark)
    if (flow === 'lost') return false
    if (flow === 'break') break
  }
  for (const piece of pieces) out.push(piece)
  return true
}

function bindRound({ run, variables }: Frame, pipe: Pipeline | undefined, [key, element]: Round): void {
  const names = pipe?.declarations.map(({ name }) => name) ?? []
  const held = names.length > 1 ? [key, element] : [element]
  for (const [i, name] of names.entries()) {
    const value = held[i] ?? null
    if (!pipe?.assigns) variables.push({ name, value })
    else {
      const variable = variables.findLast((each) => each.name === name)
      if (variable) assign(run, variable, value)
    }
  }
}

/** Runs the body of a loop once, for any round there may be; `otherwise` is what may be run instead. */
function anyRounds(
  frame: Frame,
  node: ControlNode,
  otherwise: ((out: Piece[]) => Flow) | undefined,
  out: Piece[],
): void {
  const [first] = node.branches
  let pieces: Piece[] = []
  const body = () => {
    bindRound(frame, first.pipe, [unknown, unknown])
    walk(frame, first.body, unknown, pieces)
  }
  tryAnyTimes(frame.run, body, () => {
    pieces = []
  })
  const rest: Piece[] = []
  if (otherwise) tryEach(frame.run, [() => {}, () => otherwise(rest)])
  const mark = { node, origin: originOf(frame, first.tag), raw: rawOf(frame, first) }
  out.push({ kind: 'open', ...mark })
  for (const piece of pieces) out.push(piece)
  out.push({ kind: 'next', ...mark })
  for (const piece of rest) out.push(piece)
  out.push({ kind: 'close', ...mark })
}
