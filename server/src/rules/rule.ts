/**
 * What a rule is: a plain object with one pure function. Detection, message and fix stand together in one file;
 * the file's path is the rule's id. A rule never imports another one, reads no clock and no file.
 */

import type { Policy, Severity } from '../model/settings.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Document, Kind, Place } from '../text/document.ts'
import type { Range } from '../text/range.ts'

/** The programs whose refusal a finding can claim: see `refusedBy` in the product's contract. */
export type Program = 'alloy' | 'alloy run' | 'loki' | 'helm' | 'memcached' | 'kubernetes' | 'compose'

/** A change of text. `uri` is that of a document, embedded ones included; the runner maps it to the file. */
export interface Edit {
  readonly uri: string
  readonly range: Range
  readonly text: string
}

/** A way to mend a finding. */
export interface Fix {
  /** The result, as in *Change the port to 4101*. */
  readonly title: string
  /** Behaviour can't change beyond the fault: only safe fixes run on save or with `--fix`. */
  readonly safe: boolean
  /** The one that is certainly right. */
  readonly preferred?: boolean
  readonly edits: readonly Edit[]
}

/** Another place that makes a finding true. */
export interface Related extends Place {
  readonly message: string
}

/** How editors draw what is not wrong but need not be there: faded, or struck through. */
export type Tag = 'unnecessary' | 'deprecated'

/** What a rule says. Ranges are in the rule's own document. */
export interface Finding {
  readonly range: Range
  readonly message: string
  readonly severity?: Severity
  readonly refusedBy?: Program
  readonly tag?: Tag
  readonly related?: readonly Related[]
  readonly fixes?: readonly Fix[]
}

/** What a rule may look at. Trees come from `syntax/parse.ts`, memoised by document. */
export interface RuleContext {
  readonly document: Document
  readonly workspace: Workspace
  /** The file's environment, where it is known. */
  readonly environment: string | undefined
  /** What that environment expects; empty where the environment is unknown. */
  readonly policy: Policy
  /** Today as `YYYY-MM-DD`. */
  readonly today: string
}

export interface Rule {
  /** Equals the path: `memcached/port-flag`. Never changes. */
  readonly id: string
  /** One line for lists: what it finds. */
  readonly title: string
  readonly kinds: readonly Kind[]
  /** Where the finding does not say otherwise. */
  readonly severity: Severity
  check(context: RuleContext): Iterable<Finding>
}

/** A finding's severity under a policy: `info` until `logkeel.yaml` names environments or a policy. */
export function policySeverity(context: RuleContext, wanted: Severity): Severity {
  return context.workspace.settings.stated ? wanted : 'info'
}

/**
 * The severity of what decides whether logs survive an outage, or `undefined` where it is not asked for: `warning`
 * where the environment is staging or prod or its policy requires a WAL, `info` where the environment is unknown,
 * nothing in dev unless the policy says otherwise.
 */
export function durabilitySeverity(context: RuleContext): Severity | undefined {
  if (context.environment === undefined) return 'info'
  return context.policy.alloyWal === 'required' ? 'warning' : undefined
}
