/**
 * Links from Markdown to places in files. The core knows the offsets of places in files that are not open, and no lines:
 * a link says the offset, and the adapter, which can read the file, makes a line of it.
 */
import { pathOf, type Workspace } from '../model/workspace.ts'
import { type Document, linesOf, type Place } from '../text/document.ts'
import { lineAt } from '../text/lines.ts'

/** A link to a place: the file's path in the workspace, without a line until `withLines` puts it in. */
export function linkToPlace(workspace: Workspace, { uri, range }: Place): string {
  return `[${pathOf(workspace, uri).replaceAll(/[[\]]/g, '\\$&')}](${escaped(uri)}#@${range.start})`
}

const shownFiles = 5

/**
 * Links to places, one for each file: to the first place in it, with their number.
 * @param folder what paths are said from, where they lie in it
 */
export function linksByFile(workspace: Workspace, places: readonly Place[], folder?: string): string {
  const byFile = new Map<string, Place[]>()
  for (const place of places) {
    const known = byFile.get(place.uri)
    if (known) known.push(place)
    else byFile.set(place.uri, [place])
  }
  const links = [...byFile.values()].slice(0, shownFiles).flatMap(([first, ...others]) => {
    if (!first) return []
    return [linkFrom(workspace, first, folder) + (others.length > 0 ? ` ×${others.length + 1}` : '')]
  })
  return links.join(', ') + (byFile.size > shownFiles ? ', …' : '')
}

function linkFrom(workspace: Workspace, place: Place, folder: string | undefined): string {
  const whole = linkToPlace(workspace, place)
  const path = pathOf(workspace, place.uri)
  const start = folder === undefined ? '' : pathOf(workspace, `${folder}/`)
  return start !== '' && path.startsWith(start) ? `[${whole.slice(1 + start.length)}` : whole
}

const link = /\]\(([^()\s]+)#@(\d+)\)/g

/** The files that the links of `linkToPlace` in a Markdown text lead to, each once. */
export function linkedFiles(markdown: string): readonly string[] {
  return [...new Set([...markdown.matchAll(link)].map(([, target = '']) => plain(target)))]
}

/** The text with lines in its links; a link to a file whose text is unknown leads to the file. */
export function withLines(markdown: string, lookup: (uri: string) => Document | undefined): string {
  return markdown.replaceAll(link, (_, target: string, offset: string) => {
    const document = lookup(plain(target))
    if (!document) return `](${target})`
    const line = lineAt(linesOf(document), Number(offset)) + 1
    return `:${line}](${target}#L${line})`
  })
}

/** A uri as the target of a link in Markdown, and back. */
function escaped(uri: string): string {
  return uri.replaceAll(/[\s()<>]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function plain(target: string): string {
  return target.replaceAll('%28', '(').replaceAll('%29', ')')
}
