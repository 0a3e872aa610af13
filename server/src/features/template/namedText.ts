/** What is said of a named template: the comment above it, where it is, how it begins, who calls it with what. */
import type { Family, PlacedUnit } from '../../model/charts/family.ts'
import { type Flow, templatesNamed } from '../../model/charts/flow.ts'
import type { Known } from '../../model/charts/known.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Place } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { linksByFile, linkToPlace } from '../placeLinks.ts'
import { callersOf } from './callers.ts'
import { code, prose } from './names.ts'
import { paragraphs } from './valueHover.ts'

const shownLines = 12

/** A hover on the name of a template; nothing where the family has none of that name. */
export function namedText(workspace: Workspace, flow: Flow, name: string): string | undefined {
  const placed = templatesNamed(flow.family, name)
  const [first] = placed ?? []
  if (!placed || !first) return undefined
  const define = defineOf(first)
  const where = placed.slice(0, 3).map((each) => linkToPlace(workspace, placeOfUnit(each)))
  return paragraphs([
    `**${code(name)}**`,
    aboutNamed(first),
    define && `\`\`\`helm\n${firstLines(define.text)}\n\`\`\``,
    placed.length > 1
      ? t('Defined several times, of which the last one that Helm reads counts: {places}', {
          places: where.join(', '),
        })
      : t('In {place}', { place: where[0] ?? '' }),
    argumentText(flow, first),
    callsText(workspace, flow.family, name),
  ])
}

type Define = PlacedUnit['file']['defines'][number]

function defineOf({ unit, file }: PlacedUnit): Define | undefined {
  return file.defines.find(({ name }) => name === unit.name)
}

function placeOfUnit({ unit, file }: PlacedUnit): Place {
  return { uri: file.uri, range: unit.ranges[0] ?? unit.range }
}

/** The first lines of a body, without blank ones around them and without what all are indented by. */
function firstLines(text: string): string {
  const lines = text
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .trimEnd()
    .split(/\r?\n/)
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents, 40)
  const shown = lines.slice(0, shownLines).map((line) => line.slice(indent).replaceAll('```', "'''"))
  return shown.join('\n') + (lines.length > shownLines ? '\n…' : '')
}

/** What the comment above a definition says. */
export function aboutNamed(placed: PlacedUnit): string | undefined {
  const about = defineOf(placed)?.about
  return about === undefined ? undefined : prose(about)
}

/** What a named template is called with, where that is something in particular. */
function argumentText(flow: Flow, { unit }: PlacedUnit): string | undefined {
  const given = flow.argumentsOf(unit)
  const keys = new Set<string>()
  for (const known of given.flatMap((each) => (each.kind === 'any' ? each.of : [each])))
    if (known.kind === 'dict') for (const [name] of known.entries) keys.add(name)
  if (keys.size > 0)
    return t('Called with a map of {keys}.', { keys: [...keys].slice(0, 10).map(code).join(', ') })
  return given.length > 0 && given.every(isRoot) ? t('Called with the root object (`$`).') : undefined
}

function isRoot(known: Known): boolean {
  return known.kind === 'root'
}

/** Who calls a template, by name. */
function callsText(workspace: Workspace, family: Family, name: string): string {
  const places = callersOf(family).get(name) ?? []
  if (places.length === 0)
    return family.open ? t('Nothing in this workspace calls it.') : t('Nothing calls it.')
  const links = linksByFile(workspace, places, family.root.folder)
  return places.length === 1
    ? t('Called in {place}', { place: links })
    : t('Called in {n} places: {places}', { n: places.length, places: links })
}
