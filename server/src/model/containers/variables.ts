/**
 * Environment variables that files of the workspace give to processes: env files here, containers in `containers.ts`.
 * Read as Compose reads them; a value with a variable in it is unknown.
 */
import { type Document, type Place, placeOf } from '../../text/document.ts'

export interface Variable {
  readonly name: string
  readonly value: string | undefined
  readonly place: Place
}

/** `NAME=value` lines, with `export`, quotes (also over several lines) and comments behind a blank. */
const line =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:][ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\r\n]*)))?/gm

/** The variables of an env file, the last of equal names last. */
export function variablesIn(document: Document): readonly Variable[] {
  if (document.kind !== 'environment-file') return []
  return [...document.text.matchAll(line)].map((found) => {
    const [whole, name = '', double, single, plain] = found
    const start = found.index + whole.search(/\S/)
    const place = placeOf(document, { start, end: found.index + whole.trimEnd().length })
    return { name, value: textOf(double, single, plain), place }
  })
}

function textOf(
  double: string | undefined,
  single: string | undefined,
  plain: string | undefined,
): string | undefined {
  if (single !== undefined) return single
  const text =
    double?.replace(/\\(["\\nrt$])/g, (_, char: string) => escapes[char] ?? char) ??
    plain?.replace(/(?:^|[ \t]+)#.*$/, '').trim()
  return text === undefined || /(?<!\\)\$(?:\{|[A-Za-z_])/.test(text) ? undefined : text
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
