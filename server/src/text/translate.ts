/**
 * The one way by which a sentence reaches a user: English text with named values, translated where a bundle for
 * the user's language is loaded. Rules and features call `t` and never build sentences from pieces.
 */
import * as l10n from '@vscode/l10n'

/** A value put into a sentence. */
export type Value = string | number | boolean

/**
 * Gives the sentence for `message` in the user's language, its `{name}` places filled from `values`.
 * @param message the English sentence; it is also the key of its translation
 */
export function t(message: string, values: Readonly<Record<string, Value>> = {}): string {
  return l10n.t(message, values)
}
