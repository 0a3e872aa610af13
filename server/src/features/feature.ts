/**
 * What editor features share: pure answers about a document at an offset. A source answers for some kinds of
 * document; embedded documents are asked like any other, the adapter maps the answer to the file.
 */

import type { RuleContext } from '../rules/rule.ts'
import type { Kind } from '../text/document.ts'
import type { Range } from '../text/range.ts'

/** A feature sees what a rule sees. */
export type FeatureContext = RuleContext

/** What is known of the thing at a position. */
export interface Hover {
  /** In the document that was asked. */
  readonly range: Range
  readonly markdown: string
}

/** Answers hovers for some kinds of document. */
export interface HoverSource {
  readonly kinds: readonly Kind[]
  /** @param offset UTF-16, in the document */
  hover(context: FeatureContext, offset: number): Hover | undefined
}

/** One thing that could be written at a position. */
export interface Completion {
  readonly label: string
  readonly detail?: string
  readonly markdown?: string
  /** Replaced by `insert`. */
  readonly range: Range
  /** A snippet with `$1` or `${1:name}` places where `snippet` is set, else plain text. */
  readonly insert: string
  readonly snippet?: boolean
  /** What the text that is typed is held against, where that is not the label. */
  readonly filter?: string
  /** Lists are sorted by it, where that is not by the label. */
  readonly order?: string
  readonly deprecated?: boolean
  readonly kind: 'property' | 'value' | 'unit' | 'module' | 'function' | 'variable' | 'snippet'
}

/** Answers completions for some kinds of document. */
export interface CompletionSource {
  readonly kinds: readonly Kind[]
  /**
   * @param offset UTF-16, in the document
   * @param trigger the character whose typing asks, where it was not the user who asked
   */
  complete(context: FeatureContext, offset: number, trigger?: string): Iterable<Completion>
}
