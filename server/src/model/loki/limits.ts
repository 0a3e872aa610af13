/**
 * Limits of the Loki that an Alloy configuration writes to, where its address and its configuration are in the
 * workspace: those of the Compose service that is dialled, or of the Loki configurations of the environment behind a
 * Kubernetes Service. Where single tenants may have limits of their own, nothing is known; of several values the
 * largest is given.
 */

import type { Attribute } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document, Place } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains } from '../../text/range.ts'
import { lokiSettingsOf } from '../ports/compose.ts'
import type { PortRow } from '../ports/ports.ts'
import { addressesOf, meaningOf } from '../ports/verdict.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import type { LokiSettings } from './loki.ts'

/** A limit that is written. */
export interface LokiLimit {
  readonly value: number
  readonly place: Place
}

/**
 * The largest value that is written for a limit of the Loki behind an address.
 * @param url the attribute that holds the address
 * @param name the limit's name in `limits_config`
 * @returns nothing where the Loki is not known, where it sets no such limit, or where a value is not known
 */
export function limitBehind(
  workspace: Workspace,
  document: Document,
  url: Attribute,
  environment: string | undefined,
  name: string,
): LokiLimit | undefined {
  const range = rangeOf(alloyTree(document), url.value)
  const address = addressesOf(workspace, document).find((each) => contains(range, each.range))
  const resolved = address && meaningOf(workspace, document, address, environment)
  const found = new Set(resolved?.rows.flatMap((row) => settingsBehind(workspace, row)))
  return largest([...found], name)
}

function settingsBehind(workspace: Workspace, row: PortRow): readonly LokiSettings[] {
  if (row.source === 'compose') return lokiSettingsOf(workspace, row)
  // A Service or a row of `logkeel.yaml` does not name its configuration; of what is called Loki those of the environment are meant.
  return /loki/.test(row.name) ? inEnvironment(workspace, row) : []
}

function inEnvironment(workspace: Workspace, { environment }: PortRow): readonly LokiSettings[] {
  return allFacts(workspace, 'loki').filter(({ place }) => {
    const its = environmentOf(workspace, place.uri)
    return its === undefined || environment === undefined || its === environment
  })
}

/** Nothing where single tenants may have limits of their own: those are not among the facts. */
function largest(settings: readonly LokiSettings[], name: string): LokiLimit | undefined {
  let limit: LokiLimit | undefined
  for (const { scalars } of settings) {
    for (const { path, value, place } of scalars) {
      if (path[0] === 'runtime_config' || path[1] === 'per_tenant_override_config') return undefined
      if (path[0] !== 'limits_config' || path.length !== 2 || path[1] !== name) continue
      if (typeof value !== 'number') return undefined
      if (!limit || value > limit.value) limit = { value, place }
    }
  }
  return limit
}
