/**
 * Leaves the schemas out of large CustomResourceDefinitions before they are parsed. They are generated, hold nothing
 * that any rule asks about, and are most of the YAML in many repositories. Every other text stays as it is.
 */

/** Definitions shorter than this, in UTF-16 units, cost nothing worth saving. */
const large = 8_000

const separator = /^---(?=\s|$)/m
const definition = /^kind:[ \t]*["']?CustomResourceDefinition["']?[ \t]*(?:#.*)?\r?$/m
const specKey = /^spec:[ \t]*(?:#.*)?\r?$/m

/** The text with what stands below `spec` of each large definition blank; of the same length, with the same lines. */
export function withoutSchemas(text: string): string {
  if (text.length < large || !definition.test(text)) return text
  const out: string[] = []
  for (let at = 0; at < text.length; ) {
    const found = separator.exec(text.slice(at + 3))
    const end = found ? at + 3 + found.index : text.length
    out.push(withoutSchema(text.slice(at, end)))
    at = end
  }
  return out.join('')
}

function withoutSchema(text: string): string {
  const spec = text.length < large || !definition.test(text) ? null : specKey.exec(text)
  if (!spec) return text
  const start = spec.index + spec[0].length
  const next = /^[^\s#]/m.exec(text.slice(start))
  const end = next ? start + next.index : text.length
  return (
    text.slice(0, start) +
    text.slice(start, end).replace(/[^\r\n]+/g, (run) => ' '.repeat(run.length)) +
    text.slice(end)
  )
}
