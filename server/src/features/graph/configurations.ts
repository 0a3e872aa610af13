/**
 * Which Alloy configurations a file or a folder holds: the file itself, the texts inside it, or the files that Alloy
 * reads together when it is given a folder.
 */
import { embedded } from '../../syntax/embed.ts'
import type { Document } from '../../text/document.ts'
import { folderOf } from '../../text/uri.ts'
import type { Configuration } from './build.ts'

/** The configurations of a file, in the order of the text: itself, or each Alloy text in it. */
export function configurationsOf(document: Document): readonly Configuration[] {
  return [document, ...embedded(document)]
    .filter(({ kind }) => kind === 'alloy')
    .map((each) => ({ label: labelOf(each), documents: [each] }))
}

/** The way to the text, such as `data.config.alloy`. */
function labelOf({ uri, within }: Document): string {
  const path: string[] = []
  for (let at = within; at; at = at.host.within) path.unshift(...at.path.map(String))
  return path.length > 0 ? path.join('.') : uri.slice(uri.lastIndexOf('/') + 1)
}

/** The configuration of a folder: its own files that end in `.alloy`, as Alloy takes them; not those in folders below. */
export function configurationOfFolder(
  folder: string,
  documents: Iterable<Document>,
): Configuration | undefined {
  const own = [...documents].filter(({ uri, kind }) => {
    return kind === 'alloy' && folderOf(uri) === folder && uri.endsWith('.alloy')
  })
  if (own.length === 0) return undefined
  return { label: folder, documents: own.sort((a, b) => (a.uri < b.uri ? -1 : 1)) }
}
