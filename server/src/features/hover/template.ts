/**
 * Hovers in templates: values with what they are in each release, Helm's objects, functions, named templates, variables,
 * keywords. What they say is written in `features/template`.
 */
import type { Family, Member } from '../../model/charts/family.ts'
import { type Known, rootKeys } from '../../model/charts/known.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { AnyNode } from '../../syntax/template/ast.ts'
import { nodeAt } from '../../syntax/template/visit.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, shift, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { blockWordsAt, wordOf } from '../charts/keywords.ts'
import { variableAt } from '../charts/variables.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'
import { actionStart } from '../template/cursor.ts'
import { namedText } from '../template/namedText.ts'
import { code } from '../template/names.ts'
import {
  expressionAt,
  meaningsOf,
  type Pointed,
  pointedAt,
  type Stand,
  standAt,
} from '../template/pointed.ts'
import { paragraphs, pathsText, type SeenPath } from '../template/valueHover.ts'
import { functionText, keywordText, objectText } from '../template/words.ts'

export const hover: HoverSource = { kinds: ['helm-template', 'helm-values'], hover: hoverAt }

function hoverAt(context: FeatureContext, offset: number): Hover | undefined {
  const { document } = context
  if (document.kind === 'helm-template') return templateHover(context, document, offset)
  // A text of values that a template runs: its action is looked at alone.
  const start = actionStart(document, offset)
  const end = start === undefined ? -1 : document.text.indexOf('}}', offset)
  if (start === undefined || end < 0) return undefined
  const action = createDocument(document.uri, 'helm-template', document.text.slice(start, end + 2))
  const found = templateHover(context, action, offset - start)
  return found && { ...found, range: shift(found.range, start) }
}

/** @param document the template: the context's own document, or an action of it */
function templateHover(context: FeatureContext, document: Document, offset: number): Hover | undefined {
  const tree = templateTree(document)
  const path = nodeAt(tree, offset)
  const node = path.at(-1)
  if (!node || node.kind === 'text' || node.kind === 'comment') return undefined
  const range = rangeOf(tree, node)
  const asked: Asked = { context, document, stand: standAt(context, offset) }
  const word = wordText(asked, path)
  if (word !== undefined) return { range, markdown: word }
  const pointed = pointedAt(document, offset)
  const markdown = pointed && pointedText(asked, pointed)
  if (pointed && markdown !== undefined) return { range: pointed.range, markdown }
  return keywordAt(document, path, offset) ?? declarationAt(asked, path, range)
}

interface Asked {
  readonly context: FeatureContext
  readonly document: Document
  readonly stand: Stand | undefined
}

/** Functions, and names of templates where they are called or defined. */
function wordText({ context: { workspace }, stand }: Asked, path: readonly AnyNode[]): string | undefined {
  const [node, parent] = [path.at(-1), path.at(-2)]
  if (node?.kind === 'identifier') return functionText(node.name)
  if (node?.kind !== 'string' || !parent || !isName(node, parent)) return undefined
  return stand && namedText(workspace, stand.flow, node.value)
}

/** Whether a text is the name of a template. */
function isName(node: AnyNode, parent: AnyNode): boolean {
  if (parent.kind === 'template' || parent.kind === 'define' || parent.kind === 'block') return true
  if (parent.kind !== 'command') return false
  const [head, first] = parent.args
  return head.kind === 'identifier' && head.name === 'include' && first === node
}

function keywordAt(document: Document, path: readonly AnyNode[], offset: number): Hover | undefined {
  const tree = templateTree(document)
  const call = path.findLast((node) => 'tag' in node)
  const own = call && 'tag' in call ? wordOf(tree, call.tag) : undefined
  const words = own && touches(own, offset) ? [own] : blockWordsAt(document, offset)
  const range = words?.find((each) => touches(each, offset))
  const markdown = range && keywordText(document.text.slice(range.start, range.end))
  return range && markdown ? { range, markdown } : undefined
}

/** A variable where it is declared, or of which nothing is known: it is what its pipeline gives. */
function declarationAt(asked: Asked, path: readonly AnyNode[], range: Range): Hover | undefined {
  const { document } = asked
  const [node, parent] = [path.at(-1), path.at(-2)]
  const variable = node?.kind === 'variable' ? node : node?.kind === 'name' ? parent : undefined
  const own =
    variable?.kind === 'variable'
      ? variableText(document, rangeOf(templateTree(document), variable).start)
      : undefined
  if (own !== undefined) return { range, markdown: own }
  if (node?.kind !== 'declaration') return undefined
  const used = variableAt(document, range.start)?.places.find((place) => !touches(place.range, range.start))
  const pointed = used && pointedAt(document, used.range.end)
  const known = pointed?.index === -1 ? pointedText(asked, pointed) : undefined
  const markdown = known ?? variableText(document, range.start)
  return markdown === undefined ? undefined : { range, markdown }
}

/** What a variable is declared as, as it is written. */
function variableText(document: Document, offset: number): string | undefined {
  const variable = variableAt(document, offset)
  if (!variable) return undefined
  const source = document.text.slice(variable.pipe.start, variable.pipe.end).replaceAll(/\s+/g, ' ').trim()
  return paragraphs([
    `**${code(variable.name)}**`,
    t('Declared by {source}', { source: code(source.length > 120 ? `${source.slice(0, 119)}…` : source) }),
  ])
}

/** What a mention stands for. */
function pointedText(asked: Asked, pointed: Pointed): string | undefined {
  const { document, stand } = asked
  const { unit, use, index, range } = pointed
  if (!stand) return undefined
  const known = meaningsOf(stand.given, expressionAt(pointed))
  const said = knownText(asked, stand, known, pointed) ?? handedText(document, stand, pointed)
  const name = document.text.slice(range.start, range.end)
  const isVariable = index < 0 && name.startsWith('$') && name !== '$'
  const declared = isVariable ? variableText(document, range.start) : undefined
  const key = index >= 0 ? document.text.slice(use.range.start, range.end) : undefined
  const callers =
    said !== undefined && stand.assumed
      ? t('Nothing calls {name}: it is shown as if it were called with the root object.', {
          name: code(unit.name ?? ''),
        })
      : undefined
  const handed =
    said !== undefined && key !== undefined && (known.length === 0 || isHanded(known))
      ? `**${code(key)}**`
      : undefined
  return paragraphs([declared, handed, said, callers]) || undefined
}

/** A key of the map that callers hand over, of whose value nothing is known. */
function handedText(
  document: Document,
  { given }: Stand,
  { unit, use, index, range }: Pointed,
): string | undefined {
  const isArgument = index === 0 && use.from.kind === 'path' && use.from.steps.length === 0
  if (!isArgument || unit.name === undefined || given.length === 0) return undefined
  const maps = given.flatMap((each) => (each.kind === 'dict' ? [each] : []))
  if (maps.length < given.length) return undefined
  const key = document.text.slice(range.start, range.end)
  const name = code(unit.name)
  return maps.some(({ entries }) => entries.some(([entry]) => entry === key))
    ? t('What calls {name} hands it over; its value is known only when rendered.', { name })
    : t('Nothing that calls {name} hands it over.', { name })
}

/** Whether it is something that a caller makes or hands over, and that has no name of its own. */
function isHanded([first]: readonly Known[]): boolean {
  return first?.kind === 'dict' || first?.kind === 'list' || first?.kind === 'text' || first?.kind === 'root'
}

function knownText(
  { context: { workspace } }: Asked,
  stand: Stand,
  known: readonly Known[],
  pointed: Pointed,
): string | undefined {
  const { family } = stand.flow
  const paths = distinctPaths(known)
  if (paths.length > 0) return pathsText(workspace, family, paths)
  const [first] = known
  switch (first?.kind) {
    case 'object':
      return objectText(workspace, family, memberAbove(stand, pointed), first.names)
    case 'root':
      return t('The root object: {names}.', {
        names: ['.Values', '.Release', '.Chart', '.Capabilities', '.Files', '.Template'].map(code).join(', '),
      })
    case 'dict':
      return t('A map that a template makes, with the keys {names}.', {
        names: first.entries
          .slice(0, 12)
          .map(([name]) => code(name))
          .join(', '),
      })
    case 'text': {
      const texts = known.flatMap((each) => (each.kind === 'text' ? [code(JSON.stringify(each.value))] : []))
      const shown = texts.slice(0, 8).join(', ') + (texts.length > 8 ? ', …' : '')
      return texts.length > 1
        ? t('One of the texts {texts}.', { texts: shown })
        : t('The text {text}.', { text: shown })
    }
    default:
      return undefined
  }
}

/** The paths of values among what something may be, each once. */
function distinctPaths(known: readonly Known[]): readonly SeenPath[] {
  const found = new Map<string, SeenPath>()
  for (const each of known) {
    if (each.kind !== 'values') continue
    const keys = rootKeys(each)
    found.set(JSON.stringify(keys.map((key) => key ?? null)), { keys, own: each.keys })
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
}

/** The member of the family whose root object a key is looked up in: its `.Chart` is that one's. */
function memberAbove({ flow, given }: Stand, pointed: Pointed): Member | undefined {
  for (let { index } = pointed; index >= 0; index--) {
    const [root] = meaningsOf(given, expressionAt({ ...pointed, index: index - 1 }))
    if (root?.kind === 'root') return memberAt(flow.family, root.at)
  }
  return undefined
}

function memberAt({ members }: Family, at: readonly string[]): Member | undefined {
  return members.find(({ path }) => path.length === at.length && path.every((key, i) => key === at[i]))
}
