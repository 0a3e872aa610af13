/**
 * An endpoint of `loki.write` that logs in as one user and names another tenant, at a gateway that makes the tenant out
 * of the user: the tenant is ignored there (grafana/alloy#1164). Which gateways do is known of Grafana Cloud, and of
 * Loki's chart where its values list the user as a tenant; of others called a gateway it is advice.
 */
import { perDefinition } from '../../model/alloy/nested.ts'
import { constantIn } from '../../model/alloy/value.ts'
import { allFacts, type Workspace } from '../../model/workspace.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlock } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Endpoints that log in and name a tenant. */
const endpoints = perDefinition(
  ({ name }) => (name === 'loki/write.EndpointOptions' ? true : undefined),
  ({ block }) => (attribute(block, 'tenant_id') && childBlock(block, 'basic_auth') ? [block] : []),
)

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const endpoint of endpoints(document)) yield* judge(document, workspace, endpoint)
}

function* judge(document: Document, workspace: Workspace, endpoint: Block): Iterable<Finding> {
  const tenant = attribute(endpoint, 'tenant_id')
  const login = childBlock(endpoint, 'basic_auth')
  const user = login && attribute(login, 'username')
  if (!tenant || !user) return
  const name = textIn(document, user.value)
  const other = textIn(document, tenant.value)
  if (!name || !other || name === other) return
  const host = hostOf(textIn(document, attribute(endpoint, 'url')?.value))
  const isCertain = /(^|\.)grafana\.net$/.test(host) || tenantsOf(workspace).has(name)
  if (!isCertain && !/(^|[-.])gateway([-.]|$)/.test(host)) return
  const tree = alloyTree(document)
  yield {
    range: rangeOf(tree, tenant.value),
    ...(isCertain ? {} : { severity: 'info' as const }),
    message: isCertain
      ? t(
          '{host} takes the user {user} for the tenant, so the logs do not go to the tenant {tenant}. Log in as a user of that name, or remove tenant_id.',
          { host, user: name, tenant: other },
        )
      : t(
          'A gateway of the Loki chart takes the user {user} for the tenant where its values list tenants: then the logs do not go to the tenant {tenant}.',
          { user: name, tenant: other },
        ),
    related: [{ ...placeOf(document, rangeOf(tree, user.value)), message: t('The user is given here.') }],
  }
}

function textIn(
  document: Document,
  expression: Parameters<typeof constantIn>[1] | undefined,
): string | undefined {
  const value = expression && constantIn(document, expression)
  return typeof value === 'string' ? value : undefined
}

function hostOf(url: string | undefined): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url ?? '')?.[1]?.toLowerCase() ?? ''
}

/** The users that values of the Loki chart make tenants: `loki.tenants[].name`. */
const tenantsOf = memo(
  (workspace: Workspace): ReadonlySet<string> =>
    new Set(
      allFacts(workspace, 'values').flatMap(({ scalars }) =>
        scalars.flatMap(({ path, value }) =>
          path.at(-3) === 'tenants' && path.at(-1) === 'name' && typeof value === 'string' ? [value] : [],
        ),
      ),
    ),
)

export const rule: Rule = {
  id: 'alloy/tenant-conflict',
  title: 'A tenant that a gateway replaces by the user who logs in',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
