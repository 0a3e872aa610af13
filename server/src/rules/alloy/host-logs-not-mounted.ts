/**
 * Log files and journals that Alloy reads and that its container does not have, since nothing is mounted there. Paths
 * that the image itself has (`/etc`, `/proc`, its own data) are not asked about; silent where the image is another
 * one, or where the mounts or the configuration are not known in full.
 */
import { hostFolders } from '../../model/alloy/chartRuns.ts'
import { isOfficialImage } from '../../model/alloy/commandLine.ts'
import { hasOwnImage, isShared } from '../../model/alloy/hosts.ts'
import type { AlloyNeed } from '../../model/alloy/machine.ts'
import { liesIn } from '../../model/alloy/process.ts'
import { addMount } from '../../model/alloy/processFix.ts'
import { alloyRuns } from '../../model/alloy/processRuns.ts'
import { type AlloyRun, type ChartPart, isMounted } from '../../model/alloy/run.ts'
import { setValue } from '../../model/charts/valuesEdit.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** Folders that are in the official image, or that every container has. */
const own = ['/etc', '/tmp', '/proc', '/sys', '/dev', '/usr', '/bin', '/root', '/var/lib/alloy', '/var/tmp']
/** Where systemd keeps its journal: on disk, or in memory. */
const journals = ['/var/log/journal', '/run/log/journal']

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const run of alloyRuns(document, workspace)) {
    if (run.container && !isOfficialImage(run.container)) continue
    if (run.chart && hasOtherChart(run, run.chart)) continue
    const needs = run.configurations.flatMap((each) => each.needs.filter((need) => isOfHost(run, need)))
    const states = needs.map((need) => isGiven(run, need))
    const missing = needs.filter((_, i) => states[i] === false)
    const [first] = missing
    if (!first) continue
    // One configuration may serve several hosts, not all of which have everything.
    const isSure = states.every((state) => state === false) && !isShared(workspace, run.configurations)
    yield { ...judge(document, run, first, missing), severity: isSure ? 'error' : 'warning' }
  }
}

/** Whether other values may mount something, or the image is not known to be Grafana's. */
function hasOtherChart({ tree }: AlloyRun, { prefix, isLayered }: ChartPart): boolean {
  return isLayered([['alloy', 'mounts'], ['image']]) || hasOwnImage(tree.documents[0]?.root, prefix)
}

function isOfHost({ storage }: AlloyRun, { kind, path }: AlloyNeed): boolean {
  if (kind === 'socket') return false
  return path === undefined || !(liesIn(path, storage) || own.some((folder) => liesIn(path, folder)))
}

function isGiven(run: AlloyRun, { path }: AlloyNeed): boolean | undefined {
  if (path !== undefined) return isMounted(run, path)
  const states = journals.map((folder) => isMounted(run, folder))
  return states.includes(true) ? true : states.includes(undefined) ? undefined : false
}

function judge(
  document: Document,
  run: AlloyRun,
  first: AlloyNeed,
  missing: readonly AlloyNeed[],
): Pick<Finding, 'range' | 'message' | 'related' | 'fixes'> {
  const component = first.title
  return {
    range: run.at,
    message:
      first.path === undefined
        ? t(
            '{component} reads the journal of the host, and this container has neither {disk} nor {memory}: it finds no entry of the host. Mount the one that the host has, and /etc/machine-id.',
            { component, disk: journals[0] ?? '', memory: journals[1] ?? '' },
          )
        : t(
            '{component} reads {path}, and nothing is mounted there: the container sees its own file system and not that of the host, so nothing is read. Mount the folder of the host.',
            { component, path: first.path },
          ),
    related: missing.map(({ place, title, path }) => ({
      ...place,
      message: t('{component} reads {path}.', { component: title, path: path ?? journals.join(', ') }),
    })),
    fixes: mountFixes(document, run, missing),
  }
}

/** What is logged below `/var/log` of the container is meant to be that of the host; of other folders nobody can tell. */
function mountFixes(document: Document, run: AlloyRun, missing: readonly AlloyNeed[]): readonly Fix[] {
  // A journal in its usual place comes with `/var/log`; alone it may be one that is kept in memory.
  const mends = (target: string) =>
    missing.some(({ path }) => path !== undefined) &&
    missing.every(({ path }) => liesIn(path ?? journals[0] ?? '', target))
  const folder = hostFolders.find(([, target]) => mends(target))
  if (!folder) return []
  const [key, target] = folder
  const edit = run.chart
    ? setValue(document, run.tree.documents[0]?.root, [...run.chart.prefix, 'alloy', 'mounts', key], 'true')
    : run.service && addMount(document, run.tree, run.service, `${target}:${target}:ro`)
  if (!edit) return []
  const edits = [{ uri: document.uri, range: edit.range, text: edit.text }]
  return [{ title: t('Mount {path}', { path: target }), safe: false, preferred: true, edits }]
}

export const rule: Rule = {
  id: 'alloy/host-logs-not-mounted',
  title: 'Logs of the host that the container of Alloy does not have',
  kinds: ['compose', 'kubernetes', 'helm-values'],
  severity: 'error',
  check,
}
