/** What the parts of Alloy's hovers share: what was hovered, lines, links to places. */
import type { AlloyScope } from '../../model/alloy/scope.ts'
import { pathOf, type Workspace } from '../../model/workspace.ts'
import type { AlloyCatalogue } from '../../schema/alloy.ts'
import type { AlloyTree, Block, Node } from '../../syntax/alloy/ast.ts'
import { type Document, hostOf, linesOf, type Place, placeOf } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { fileOf } from '../../text/uri.ts'

/** A place in an Alloy text. */
export interface Hovered {
  readonly document: Document
  readonly workspace: Workspace
  readonly tree: AlloyTree
  readonly catalogue: AlloyCatalogue
  readonly scope: AlloyScope
  readonly path: readonly Node[]
  /** Those on the path, the outermost first. */
  readonly blocks: readonly Block[]
}

/** Paragraphs; those that say nothing are left out. */
export function paragraphs(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part).join('\n\n')
}

/** The first line: a name and what it is. */
export function heading(name: string, ...notes: readonly (string | undefined | false)[]): string {
  return [`**${escaped(name)}**`, ...notes.filter((note) => note)].join(' · ')
}

/** A name as Markdown shows it: `<HOST>` would be a tag and `__path__` bold. Underscores within a word are none. */
function escaped(name: string): string {
  const special = /[\\`*<>[\]]|(?<![\p{L}\p{Nd}])_+|_+(?![\p{L}\p{Nd}])/gu
  return name.replaceAll(special, (found) => found.replaceAll(/./g, '\\$&'))
}

/** Names as code, some of many. */
export function codes(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``)
  return shown.join(', ') + (names.length > most ? ', …' : '')
}

/** A link to a node of the hovered text: file and line. */
export function linkToNode({ document, tree, workspace }: Hovered, node: Located): string {
  const place = placeOf(document, rangeOf(tree, node))
  const line = lineAt(linesOf(hostOf(document)), place.range.start) + 1
  return `[${pathOf(workspace, place.uri)}:${line}](${linked(place.uri)}#L${line})`
}

/** A link to a file: lines of other files are not known here. */
export function linkToFile({ workspace }: Hovered, { uri }: Pick<Place, 'uri'>): string {
  const file = fileOf(uri)
  return `[${pathOf(workspace, file)}](${linked(file)})`
}

/** A uri as the target of a link in Markdown. */
function linked(uri: string): string {
  return uri.replaceAll(/[\s()<>]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
