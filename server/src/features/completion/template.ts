/**
 * Completion in templates: keys of values and of Helm's objects behind a dot, variables, functions, keywords, names of
 * templates, keys in texts of `index`. Outside of actions it is YAML's affair.
 */
import { type Expression, steps } from '../../model/charts/expressions.ts'
import type { Family } from '../../model/charts/family.ts'
import { type Known, rootKeys } from '../../model/charts/known.ts'
import { chartOf } from '../../model/charts/values.ts'
import { pathOf } from '../../model/workspace.ts'
import { helmFunction, helmFunctionNames } from '../../schema/helm.ts'
import { helmKeyword, helmKeywords, helmObjectsBelow } from '../../schema/helmObjects.ts'
import { placeOf } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { fileOf } from '../../text/uri.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import {
  commandOf,
  type TemplateCursor,
  type TemplateWriting,
  templateCursor,
  templateWriting,
} from '../template/cursor.ts'
import { lookedIn, below as stepsBelow, valueOfArg, valueOfVariable } from '../template/evaluate.ts'
import { keyDetail, keyMarkdown } from '../template/keyItem.ts'
import { type KnownKey, keysBelow } from '../template/keys.ts'
import { aboutNamed } from '../template/namedText.ts'
import { isName, keyPath } from '../template/names.ts'
import { meaningsOf, type Stand, standAt } from '../template/pointed.ts'
import { functionWords, signatureOf } from '../template/words.ts'

export const completion: CompletionSource = { kinds: ['helm-template', 'helm-values'], complete }

interface Place {
  readonly context: FeatureContext
  readonly cursor: TemplateCursor
  readonly stand: Stand | undefined
}

/** The characters whose typing asks for one kind of writing alone. */
const asks: Readonly<Record<string, TemplateWriting['at']>> = { '.': 'member', '"': 'text', $: 'variable' }

function* complete(context: FeatureContext, offset: number, trigger?: string): Iterable<Completion> {
  const cursor = templateCursor(context.document, offset)
  const writing = cursor && templateWriting(cursor)
  if (!cursor || !writing || !isAsked(writing, trigger)) return
  const place: Place = { context, cursor, stand: standAt(context, cursor.start) }
  switch (writing.at) {
    case 'member':
      yield* members(place, writing)
      return
    case 'variable':
      yield* variables(place, writing.range)
      return
    case 'word':
      yield* words(place, writing)
      return
    case 'text':
      yield* texts(place, writing)
  }
}

/** A blank asks where an action or a command begins; elsewhere a list would be in the way. */
function isAsked(writing: TemplateWriting, trigger: string | undefined): boolean {
  if (trigger === undefined) return true
  const wanted = Object.hasOwn(asks, trigger) ? asks[trigger] : undefined
  if (wanted) return writing.at === wanted
  return trigger === ' ' && writing.at === 'word' && writing.first && (writing.opens || writing.piped)
}

/** What an expression may stand for here. */
function meanings({ stand }: Place, expression: Expression): readonly Known[] {
  return meaningsOf(stand?.given ?? [{ kind: 'root', at: [] }], expression)
}

function* members(
  place: Place,
  { arg, index, range, whole, alone }: TemplateWriting & { readonly at: 'member' },
): Iterable<Completion> {
  const { cursor } = place
  if (!('names' in arg)) return
  const before = arg.names.slice(0, index)
  const base =
    arg.kind === 'field'
      ? stepsBelow(cursor.view.dot, before)
      : arg.kind === 'variable'
        ? stepsBelow(valueOfVariable(arg.name, cursor.view), before)
        : stepsBelow(valueOfArg(arg.base, cursor.view), before)
  const written = cursor.document.text.slice(whole.start, range.start - 1)
  yield* below(place, meanings(place, base), (name) => {
    if (isName(name)) return { range, insert: name }
    // A key that is no name stands behind no dot: the whole argument becomes a lookup.
    const lookup = `index ${written === '' ? '.' : written} ${JSON.stringify(name)}`
    return { range: whole, insert: alone ? lookup : `(${lookup})`, filter: `${written}.${name}` }
  })
}

/** How a member is written; its label is its name but where another one is given. */
type Write = (name: string) => Pick<Completion, 'range' | 'insert' | 'filter'> & { readonly label?: string }

/** The members of what something may be. */
function* below(place: Place, known: readonly Known[], write: Write): Iterable<Completion> {
  const { workspace } = place.context
  const seen = new Set<string>()
  for (const each of known) {
    for (const item of membersOf(each, write)) {
      if (!seen.has(item.insert)) yield item
      seen.add(item.insert)
    }
  }
  if (!place.stand) return
  const { family } = place.stand.flow
  const { document } = place.context
  const at = placeOf(document, { start: place.cursor.offset, end: place.cursor.offset })
  const typed = { uri: at.uri, offset: at.range.start }
  const keys = new Map<string, KnownKey>()
  for (const each of known)
    if (each.kind === 'values')
      for (const key of keysBelow(workspace, family, rootKeys(each), typed))
        if (!keys.has(key.name) || keys.get(key.name)?.chart === undefined) keys.set(key.name, key)
  for (const key of keys.values()) {
    const written = write(key.name)
    if (seen.has(written.insert)) continue
    const markdown = keyMarkdown(workspace, key)
    yield {
      label: key.name,
      detail: keyDetail(key),
      ...(markdown !== undefined && { markdown }),
      ...written,
      order: `${key.chart ? 1 : key.others.length > 0 ? 2 : 3}${key.name}`,
      kind: 'property',
    }
  }
}

/** What is mostly meant comes first. */
const rootOrder: Readonly<Record<string, number>> = { Values: 1, Release: 2, Chart: 3 }

/** The members of Helm's objects and of maps that templates make. */
function* membersOf(known: Known, write: Write): Iterable<Completion> {
  if (known.kind === 'root' || known.kind === 'object') {
    const path = known.kind === 'root' ? '' : known.names.join('.')
    for (const each of helmObjectsBelow(path)) {
      const name = each.path.slice(path === '' ? 0 : path.length + 1)
      yield {
        label: name,
        detail: each.call ? callDetail(each.call) : each.type,
        markdown: t(each.text),
        ...write(name),
        order: `0${rootOrder[each.path] ?? 9}${name}`,
        kind: each.call ? 'function' : 'property',
      }
    }
  } else if (known.kind === 'dict')
    for (const [name, value] of known.entries)
      yield { label: name, detail: handedDetail(value), ...write(name), kind: 'property' }
}

function callDetail(call: string): string {
  return call.slice(call.lastIndexOf('.', call.indexOf('(')) + 1)
}

/** What a caller hands over under a name. */
function handedDetail(value: Known): string {
  const [first] = value.kind === 'any' ? value.of : [value]
  const many = value.kind === 'any' ? ', …' : ''
  switch (first?.kind) {
    case 'values':
      return `.Values${first.keys.length > 0 ? `.${keyPath(first.keys)}` : ''}${many}`
    case 'root':
      return t('the root object')
    case 'text':
      return `${JSON.stringify(first.value)}${many}`
    case 'object':
      return `.${first.names.join('.')}`
    default:
      return t('handed over by the caller')
  }
}

function* variables(place: Place, range: Range): Iterable<Completion> {
  for (const [i, { name, value }] of place.cursor.view.variables.entries())
    yield {
      label: name,
      range,
      insert: name,
      detail: variableDetail(place, name, value),
      // Those of the innermost block first.
      order: `1${String(i).padStart(3, '0')}`,
      kind: 'variable',
    }
}

function variableDetail(place: Place, name: string, value: Expression): string {
  if (name === '$') return t('what the template is called with')
  const known = meanings(place, value)
  const [only] = known
  return only ? handedDetail(known.length > 1 ? { kind: 'any', of: known } : only) : t('variable')
}

function* words(place: Place, writing: TemplateWriting & { readonly at: 'word' }): Iterable<Completion> {
  const { cursor } = place
  const { range, first, piped, opens } = writing
  if (opens) yield* keywords(cursor, range)
  if (first) yield* functions(range, piped)
  if (piped) return
  yield* variables(place, range)
  yield* below(place, meanings(place, cursor.view.dot), (name) =>
    isName(name)
      ? { range, insert: `.${name}`, label: `.${name}` }
      : { range, insert: `(index . ${JSON.stringify(name)})`, label: `.${name}` },
  )
}

function* functions(range: Range, piped: boolean): Iterable<Completion> {
  for (const name of helmFunctionNames()) {
    const known = helmFunction(name)
    // What is piped in needs a parameter to go to.
    if (!known || (piped && known.maximum === 0)) continue
    const isOld = /^The old name of/.test(functionWords(name))
    yield {
      label: name,
      detail: signatureOf(name)?.label.slice(name.length) ?? '',
      markdown: functionWords(name),
      range,
      ...(name === 'include' && !piped
        ? { insert: `include "$1" \${2:.}`, snippet: true }
        : { insert: name }),
      ...(isOld && { deprecated: true }),
      order: `5${name}`,
      kind: 'function',
    }
  }
}

/** Keywords that can stand where an action begins. */
function* keywords({ document, start }: TemplateCursor, range: Range): Iterable<Completion> {
  const inside = openBlocks(document.text.slice(0, start))
  for (const word of helmKeywords()) {
    const known = helmKeyword(word)
    const innermost = inside.at(-1)
    if (!known || !fits(word, innermost, inside)) continue
    yield {
      label: word,
      detail: known.form,
      markdown: t(known.text),
      range,
      insert: word,
      order: word === 'end' ? '0' : `4${word}`,
      kind: 'snippet',
    }
  }
}

function fits(word: string, innermost: string | undefined, inside: readonly string[]): boolean {
  switch (word) {
    case 'end':
      return innermost !== undefined
    case 'else':
      return innermost === 'if' || innermost === 'with' || innermost === 'range'
    case 'else if':
      return innermost === 'if'
    case 'else with':
      return innermost === 'with'
    case 'break':
    case 'continue':
      return inside.includes('range')
    case 'define':
      return inside.length === 0
    default:
      return true
  }
}

/** The blocks that are open at the end of a text, the outermost first. */
function openBlocks(text: string): readonly string[] {
  const open: string[] = []
  const pattern = /\{\{-?\s*(?:(if|with|range|define|block|end)\b|\/\*[\s\S]*?\*\/)/g
  for (const [, word] of text.matchAll(pattern)) {
    if (word === 'end') open.pop()
    else if (word !== undefined) open.push(word)
  }
  return open
}

/** Names of templates, and keys of lookups. */
function* texts(place: Place, writing: TemplateWriting & { readonly at: 'text' }): Iterable<Completion> {
  const { cursor, stand } = place
  const { range, parent, node, open } = writing
  if (parent.kind === 'template' || parent.kind === 'block') {
    if (stand) yield* templateNames(place, stand.flow.family, range, open)
    return
  }
  const command = commandOf(cursor.path)
  if (parent.kind !== 'command' || !command) return
  const [head, ...rest] = command.args
  const index = rest.findIndex(({ start }) => start === node.start)
  if (head.kind === 'identifier' && head.name === 'include' && index === 0) {
    if (stand) yield* templateNames(place, stand.flow.family, range, open)
    return
  }
  const base = lookedIn(command, index, cursor.view)
  if (base)
    yield* below(place, meanings(place, steps(base, [])), (name) => ({
      range,
      insert: open ? `${name}"` : name,
      filter: name,
    }))
}

function* templateNames(
  { context: { document, workspace } }: Place,
  family: Family,
  range: Range,
  open: boolean,
): Iterable<Completion> {
  const own = chartOf(workspace, document.uri)
  for (const [name, [placed]] of family.named) {
    if (!placed) continue
    const markdown = aboutNamed(placed)
    yield {
      label: name,
      detail: pathOf(workspace, fileOf(placed.file.uri)),
      ...(markdown !== undefined && { markdown }),
      range,
      insert: open ? `${name}"` : name,
      order: `${placed.chart.folder === own?.folder ? 1 : 2}${name}`,
      kind: 'unit',
    }
  }
}
