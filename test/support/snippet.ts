/**
 * Snippets as VS Code inserts them when every placeholder keeps its default. Knows the parts of the snippet syntax
 * that ours use: `$1`, `${1}`, `${1:default}`, `${1|one,two|}` and `\$`; no variables, transforms or nesting.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../../snippets')

/** A snippet of a file of `snippets/`. */
export interface Snippet {
  /** The file's name without its extension. */
  readonly file: string
  readonly name: string
  readonly prefix: string
  readonly description: string
  /** The text after insertion, with a final line break. */
  readonly text: string
}

/** The text that a body gives; a place that is named twice repeats the default that it got first. */
export function expand(body: readonly string[]): string {
  const defaults = new Map<string, string>()
  const place = /\\([$}\\])|\$(\d+)|\$\{(\d+)(?::([^}]*)|\|([^|]*)\|)?\}/g
  const text = body
    .join('\n')
    .replace(place, (_, escaped?: string, plain?: string, id = plain, value?: string, choices?: string) => {
      if (escaped !== undefined) return escaped
      const first = value ?? choices?.split(',')[0]
      if (first !== undefined && !defaults.has(id ?? '')) defaults.set(id ?? '', first)
      return defaults.get(id ?? '') ?? ''
    })
  return `${text}\n`
}

/** All snippets, in the order of their files. */
export function snippets(): readonly Snippet[] {
  return fs
    .readdirSync(folder)
    .sort()
    .flatMap((name) => {
      // The shape is VS Code's own; the test of the extension's manifest would fail on another one.
      const file = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Record<
        string,
        { prefix: string; description: string; body: string[] }
      >
      return Object.entries(file).map(([title, { prefix, description, body }]) => ({
        file: path.basename(name, '.json'),
        name: title,
        prefix,
        description,
        text: expand(body),
      }))
    })
}
