/**
 * Texts that something fills in before Alloy reads the file, or that a guide leaves to the reader: `${LOKI_URL}` of
 * `envsubst`, `<URL>`, `@HOST@`, `%%PORT%%`, `__TOKEN__`. What stands there in the end is unknown.
 */

const marks =
  /<[^<>\s]*>|\$\{|\$\(|\$[A-Z_]{2,}|\{\{|@@?[A-Z][A-Z0-9_]*@@?|%%?[A-Z][A-Z0-9_]*%%?|__[A-Z][A-Z0-9_]*__/

/** Whether a text has a mark in it that something else is to be put for. */
export function hasPlaceholder(text: string): boolean {
  return marks.test(text)
}
