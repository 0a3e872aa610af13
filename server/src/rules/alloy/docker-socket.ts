/**
 * A component that talks to Docker through a socket which its container does not have. Addresses over TCP (a proxy in
 * front of the socket) are not asked about; silent where the mounts or the configuration are not known in full.
 */

import { isShared } from '../../model/alloy/hosts.ts'
import { addMount } from '../../model/alloy/processFix.ts'
import { alloyRuns } from '../../model/alloy/processRuns.ts'
import { type AlloyRun, isMounted } from '../../model/alloy/run.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const run of alloyRuns(document, workspace)) {
    const needs = run.configurations.flatMap((each) => each.needs.filter(({ kind }) => kind === 'socket'))
    const paths = new Set(needs.flatMap(({ path }) => path ?? []))
    for (const path of paths) {
      if (isMounted(run, path) !== false) continue
      const all = needs.filter((need) => need.path === path)
      yield {
        range: run.at,
        // What one configuration asks for may be for another one of the containers that run it.
        severity: isShared(workspace, run.configurations) ? 'warning' : 'error',
        message: t(
          '{component} talks to Docker through {path}, and this container does not have it: no container is found and no log is read. Mount the socket, as in {path}:{path}:ro.',
          { component: all[0]?.title ?? '', path },
        ),
        related: all.map(({ place, title }) => ({
          ...place,
          message: t('{component} connects to {path}.', { component: title, path }),
        })),
        fixes: mountFixes(document, run, path),
      }
    }
  }
}

/** Who may talk to the socket may do everything on the host, so a person has to say it. */
function mountFixes(document: Document, run: AlloyRun, path: string): readonly Fix[] {
  const edit = run.service && addMount(document, run.tree, run.service, `${path}:${path}:ro`)
  if (!edit) return []
  const edits = [{ uri: document.uri, ...edit }]
  return [{ title: t('Mount {path}', { path }), safe: false, preferred: true, edits }]
}

export const rule: Rule = {
  id: 'alloy/docker-socket',
  title: 'A Docker source whose container has no Docker socket',
  kinds: ['compose', 'kubernetes', 'helm-values'],
  severity: 'error',
  check,
}
