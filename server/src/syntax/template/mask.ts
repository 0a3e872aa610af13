/**
 * Hides template actions so that the rest of a template can be parsed in its own language, YAML above all.
 *
 * `text` has exactly the length and the line breaks of the source: every offset stays what it was. What is hidden
 * is recorded as holes; what stands in one is unknown. Nothing is rendered here, and both sides of an `if` stay
 * visible where they stand on lines of their own. The decisions:
 *
 * 1. On a line with nothing visible but actions, all become blanks: a printing one (`{{- toYaml . | nindent 4 }}`)
 *    is a hole of kind `line`, because it may stand for any number of lines.
 * 2. Beside visible text a printing action becomes a placeholder (`xxxx`): letters are a plain scalar, part of
 *    one, part of a quoted one and a key. It is a hole of kind `value`.
 * 3. What prints nothing (openers, `else`, `end`, assignments, comments) becomes blanks, of kind `control`.
 * 4. A block that opens and closes on one line beside visible text is one placeholder as a whole, so that
 *    `- {{ if .x }}"a"{{ else }}"b"{{ end }}` stays one value. Where it is all that the line has, its first branch
 *    with text stays visible and only the actions are hidden: `{{- if .x }}key: v{{- end }}` still shows its key.
 * 5. After `key:` an action that starts a line of its own (`nindent`) becomes blanks: what follows are its siblings.
 * 6. An action over several lines is a placeholder on its first line and blanks on the others.
 * 7. An action that is never closed is hidden as far as its tag goes: to the end of its line.
 * 8. Where the text is YAML, `maskYaml.ts` looks at the result once more.
 */
import { lineAt, lineStarts } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import type { BlockNode, ControlNode, Tag, TemplateNode, TemplateTree } from './ast.ts'
import { alignYaml } from './maskYaml.ts'
import { applyPatches, type Hole, type Patch } from './patch.ts'
import { isPrinting } from './visit.ts'

export type { Hole } from './patch.ts'

export interface Masked {
  readonly text: string
  /** In the order of the source; they do not overlap. */
  readonly holes: readonly Hole[]
}

/** A tag, or a block on one line that is dealt with as a whole. */
interface Entry extends Range {
  readonly node: TemplateNode
  readonly prints: boolean
  /** The block, where the entry is a whole one. */
  readonly group: ControlNode | BlockNode | undefined
}

interface Plan {
  readonly source: string
  readonly lines: readonly number[]
  readonly entries: Entry[]
  /** For each line, whether it shows anything outside of actions and one-line blocks. */
  readonly visible: boolean[]
  /** The blocks over several lines. */
  readonly controls: ControlNode[]
}

/** What the text between the actions is parsed as. */
export type Between = 'yaml' | 'other'

/** Masks the actions of a template for a parser of what is between them. Takes time linear in the text. */
export function maskTemplate(tree: TemplateTree, between: Between = 'yaml'): Masked {
  const plan = makePlan(tree)
  const patches: Patch[] = []
  const { entries } = plan
  if (entries.length === 0) return { text: tree.text, holes: [] }
  for (let first = 0; first < entries.length; ) {
    const line = lineAt(plan.lines, entries[first]!.start)
    let next = first + 1
    while (next < entries.length && lineAt(plan.lines, entries[next]!.start) === line) next++
    for (const patch of patchLine(plan, line, entries.slice(first, next))) patches.push(patch)
    first = next
  }
  const text = applyPatches(tree.text, patches)
  const final = between === 'yaml' ? alignYaml(tree.text, text, plan.lines, plan.controls, patches) : patches
  const holes = final.map(({ start, end, action, kind }): Hole => ({ start, end, action, kind }))
  return { text: final === patches ? text : applyPatches(tree.text, final), holes }
}

function makePlan(tree: TemplateTree): Plan {
  const lines = lineStarts(tree.text)
  const plan: Plan = { source: tree.text, lines, entries: [], visible: lines.map(() => false), controls: [] }
  const pending: (TemplateNode | Entry)[] = tree.nodes.toReversed()
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if ('node' in item) plan.entries.push(item)
    else if (item.kind === 'text') showText(plan, item)
    else for (const part of open(plan, item).reverse()) pending.push(part)
  }
  return plan
}

function showText(plan: Plan, text: Range): void {
  for (let line = lineAt(plan.lines, text.start); line < plan.lines.length; line++) {
    const start = Math.max(text.start, plan.lines[line]!)
    if (start >= text.end) return
    const end = Math.min(text.end, plan.lines[line + 1] ?? text.end)
    if (plan.source.slice(start, end).trim() !== '') plan.visible[line] = true
  }
}

/** What a node other than text consists of: its tags as entries, and the nodes between them. */
function open(plan: Plan, node: Exclude<TemplateNode, { kind: 'text' }>): (TemplateNode | Entry)[] {
  const silent = (tag: Tag): Entry => ({
    start: tag.start,
    end: tag.end,
    node,
    prints: false,
    group: undefined,
  })
  const isOneLine = lineAt(plan.lines, node.start) === lineAt(plan.lines, Math.max(node.start, node.end - 1))
  switch (node.kind) {
    case 'action':
    case 'template':
      return [{ ...silent(node.tag), prints: isPrinting(node) }]
    case 'define':
      if (isOneLine) return [{ ...silent(node.tag), end: node.end }]
      return [silent(node.tag), ...node.body, ...(node.endTag ? [silent(node.endTag)] : [])]
    case 'block':
      if (isOneLine && node.endTag) return [{ ...silent(node.tag), end: node.end, prints: true, group: node }]
      return [silent(node.tag), ...node.body, ...(node.endTag ? [silent(node.endTag)] : [])]
    case 'if':
    case 'with':
    case 'range': {
      if (isOneLine && node.endTag) {
        return [{ ...silent(node.endTag), start: node.start, prints: printsAnything(node), group: node }]
      }
      plan.controls.push(node)
      const branches = node.branches.flatMap(({ tag, body }) => [silent(tag), ...body])
      return [...branches, ...(node.endTag ? [silent(node.endTag)] : [])]
    }
    default:
      return [silent(node.tag)]
  }
}

/** Whether a block shows anything: text or the output of an action. */
function printsAnything(block: TemplateNode): boolean {
  return some(block, (node) => (node.kind === 'text' ? node.value.trim() !== '' : isPrinting(node)))
}

/** Whether an action of the node begins a line of its own: its last command is `nindent`. */
function startsLine(root: TemplateNode): boolean {
  return some(root, (node) => {
    const last = node.kind === 'action' ? node.pipe.commands.at(-1)?.args[0] : undefined
    return last?.kind === 'identifier' && last.name === 'nindent'
  })
}

function some(root: TemplateNode, test: (node: TemplateNode) => boolean): boolean {
  const pending: TemplateNode[] = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (test(node)) return true
    for (const child of bodyOf(node)) pending.push(child)
  }
  return false
}

function bodyOf(node: TemplateNode): readonly TemplateNode[] {
  if ('branches' in node) return node.branches.flatMap((branch) => branch.body)
  return 'body' in node ? node.body : []
}

/** What becomes of the entries that start on one line. */
function patchLine(plan: Plan, line: number, entries: readonly Entry[]): readonly Patch[] {
  if (plan.visible[line]) return entries.map((_, index) => patchInline(plan, line, entries, index))
  const printing = entries.filter((entry) => entry.prints)
  const shown = printing.length === 1 ? revealed(plan, printing[0]!) : undefined
  return entries.flatMap((entry) =>
    shown !== undefined && entry === printing[0] ? shown : [patch(entry, entry.prints ? 'line' : 'control')],
  )
}

function patch({ start, end, node }: Entry, kind: Hole['kind']): Patch {
  return { start, end, action: node, kind, fill: kind === 'value' ? 'letters' : 'blank' }
}

/** How far before an action its key, dash or block indicator is looked for. */
const nearby = 80

/** An entry beside visible text: see the decisions 2 to 5 above. */
function patchInline(plan: Plan, line: number, entries: readonly Entry[], index: number): Patch {
  const entry = entries[index]!
  if (!entry.prints) return patch(entry, 'control')
  // What stands directly before is enough, and a line may be as long as the file.
  const before = plan.source.slice(Math.max(plan.lines[line]!, entry.start - nearby), entry.start)
  const isBlockScalar = /(?:^|\s)[|>][-+0-9]*\s*$/.test(before)
  const isValue = /(?::|^\s*-|\s-)\s*$/.test(before)
  const ownLines = isBlockScalar || (isValue && startsLine(entry.node))
  return patch(entry, ownLines && endsLine(plan, line, entries, index) ? 'line' : 'value')
}

/** Whether only blanks, a comment and what prints nothing follow on the line. */
function endsLine(plan: Plan, line: number, entries: readonly Entry[], index: number): boolean {
  const lineEnd = plan.lines[line + 1] ?? plan.source.length
  let from = entries[index]!.end
  for (let next = index + 1; next < entries.length; next++) {
    const later = entries[next]!
    if (later.prints || plan.source.slice(from, later.start).trim() !== '') return false
    from = later.end
  }
  return from >= lineEnd || /^\s*(?:#|$)/.test(plan.source.slice(from, lineEnd))
}

/** A block alone on its line whose text is a line of YAML: that text stays, the rest of the block is hidden. */
function revealed(plan: Plan, entry: Entry): readonly Patch[] | undefined {
  const { group } = entry
  if (group === undefined) return undefined
  const branches =
    group.kind === 'block'
      ? [{ tag: group.tag, body: group.body, end: group.endTag?.start ?? group.end }]
      : group.branches
  const index = branches.findIndex((branch) => branch.body.some(printsAnything))
  const branch = branches[index]
  if (branch === undefined) return undefined
  const inner: Plan = { ...plan, entries: [] }
  for (const node of branch.body)
    if (node.kind !== 'text')
      for (const part of open(plan, node)) if ('node' in part) inner.entries.push(part)
  const patches = inner.entries.map((part) => patch(part, part.prints ? 'value' : 'control'))
  const before: Patch = { ...patch(entry, 'control'), end: branch.tag.end }
  const after: Patch = { ...patch(entry, 'control'), start: branch.end }
  const masked = applyPatches(plan.source.slice(0, entry.end), [before, ...patches, after]).slice(entry.start)
  return yamlLine.test(masked) ? [before, ...patches, after] : undefined
}

/** A list item, a comment or a key with its colon. */
const yamlLine = /^\s*(?:-(?:\s|$)|#|[^\s#].*:(?:\s|$))/
