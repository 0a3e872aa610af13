/** What the extension and the page of the pipeline view say to each other. Types only: both sides import them. */
import type { Pipeline } from '../../../server/src/lsp/protocol.ts'

/** From the extension to the page. */
export type ToPage =
  /** `same`: it is the file that was shown before, so that zoom and place are kept. */
  | {
      readonly type: 'show'
      readonly uri: string
      readonly title: string
      readonly pipeline: Pipeline
      readonly same: boolean
    }
  /** The block that the cursor is in; absent where it is in none. */
  | { readonly type: 'mark'; readonly id?: string }
  /** Something was done that the page tells. */
  | { readonly type: 'say'; readonly text: string }

/** From the page to the extension. */
export type FromPage =
  | { readonly type: 'ready' }
  /** Go to a node's block, or to an edge's reference; `stay` leaves the keyboard with the page. */
  | { readonly type: 'node'; readonly id: string; readonly stay: boolean }
  | { readonly type: 'edge'; readonly index: number }
  | { readonly type: 'export'; readonly format: 'svg' | 'mermaid' }

/** What the page keeps over a restart of the window. */
export interface PageState {
  readonly uri?: string
  readonly zoom?: number
  readonly left?: number
  readonly top?: number
  readonly outline?: boolean
  readonly legend?: boolean
}

/** The page's sentences, in the user's language. */
export interface PageTexts {
  readonly search: string
  readonly matches: string
  readonly noMatch: string
  readonly outline: string
  readonly pipeline: string
  readonly loading: string
}
