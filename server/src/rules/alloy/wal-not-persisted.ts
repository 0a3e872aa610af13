/**
 * A write-ahead log that lies on no volume of the container that runs Alloy. It is found where it is mended: at the
 * mount that was meant for it and lies elsewhere, else at the list of mounts. Silent where the command line, the
 * mounts or the configuration are not known in full.
 */

import type { AlloyConfiguration, AlloyWriter } from '../../model/alloy/components.ts'
import { isKept, misplacedMount, walFolder } from '../../model/alloy/process.ts'
import { addVolume, appendWord, type Replacement, retarget } from '../../model/alloy/processFix.ts'
import { type AlloyRun, composeRuns, kubernetesRuns, valuesRuns } from '../../model/alloy/processRuns.ts'
import type { Mount } from '../../model/containers/containers.ts'
import { environmentOf, policyOf } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import {
  durabilitySeverity,
  type Finding,
  type Fix,
  type Related,
  type Rule,
  type RuleContext,
} from '../rule.ts'

const runsByKind: { readonly [kind: string]: ((context: RuleContext) => readonly AlloyRun[]) | undefined } = {
  compose: ({ document, workspace }) => composeRuns(document, workspace),
  kubernetes: ({ document, workspace }) => kubernetesRuns(document, workspace),
  'helm-values': ({ document, workspace }) => valuesRuns(document, workspace),
}

function* check(context: RuleContext): Iterable<Finding> {
  for (const run of runsByKind[context.document.kind]?.(context) ?? []) {
    const severity = durabilitySeverity(inEnvironmentOf(context, run))
    const writers = run.configurations.flatMap((each) =>
      severity ? logsOf(each, severity === 'warning') : [],
    )
    if (!severity || writers.length === 0) continue
    if (isKept(run.mounts, run.storage, writers) !== false) continue
    yield { ...judge(context.document, run, writers, severity === 'warning'), severity }
  }
}

/** The file's own environment, else that of the configuration that it runs. */
function inEnvironmentOf(context: RuleContext, { configurations }: AlloyRun): RuleContext {
  if (context.environment !== undefined) return context
  const named = new Set(configurations.map(({ uri }) => environmentOf(context.workspace, uri)))
  const environment = named.size === 1 ? [...named][0] : undefined
  return { ...context, environment, policy: policyOf(context.workspace, environment) }
}

/** The writers that have a write-ahead log, and where one is required those that lack it. */
function logsOf({ writers }: AlloyConfiguration, required: boolean): readonly AlloyWriter[] {
  return writers.filter(({ wal }) => wal === 'on' || (required && (wal === 'off' || wal === 'missing')))
}

function judge(
  document: Document,
  run: AlloyRun,
  writers: readonly AlloyWriter[],
  required: boolean,
): Finding {
  const { storage } = run
  const log =
    writers.map(({ label }) => walFolder(storage, label)).find((folder) => folder !== undefined) ?? storage
  const related = writers.map(
    ({ place, label }): Related => ({
      ...place,
      message: t('Alloy keeps the write-ahead log of this loki.write in {folder}.', {
        folder: walFolder(storage, label) ?? storage,
      }),
    }),
  )
  const meant = misplacedMount(run.mounts, run.config)
  if (!meant?.target) {
    return {
      range: run.at,
      related,
      message: t(
        'Alloy keeps its write-ahead log in {log}, and no volume is mounted there: what Loki has not taken yet is lost when the container is replaced, with the positions of the sources. Mount a volume at {storage}.',
        { log, storage },
      ),
      fixes: mountFixes(document, run, required),
    }
  }
  const named = { target: meant.target, log, storage }
  const relative = run.by === 'working directory'
  return {
    range: run.rangeOf(meant),
    related,
    message: relative
      ? t(
          'This volume keeps nothing of Alloy: the command has no --storage.path, so the write-ahead log lies in {log}, in the working directory, and is lost when the container is replaced. Add --storage.path={target} to the command.',
          named,
        )
      : t(
          'This volume keeps nothing of Alloy: the write-ahead log lies in {log}, not in {target}, and is lost when the container is replaced. Mount the volume at {storage}.',
          named,
        ),
    fixes: relative
      ? pathFixes(document, run, meant.target)
      : targetFixes(document, run, meant, meant.target),
  }
}

function targetFixes(document: Document, run: AlloyRun, mount: Mount, target: string): readonly Fix[] {
  const edit = retarget(document, run.rangeOf(mount), target, run.storage)
  return edit
    ? [fix(document, t('Mount the volume at {storage}', { storage: run.storage }), true, [edit])]
    : []
}

function pathFixes(document: Document, run: AlloyRun, target: string): readonly Fix[] {
  const edit = appendWord(document, run.tree, run.command, `--storage.path=${target}`)
  return edit
    ? [fix(document, t('Add --storage.path={target} to the command', { target }), true, [edit])]
    : []
}

/** A new volume is for a person to say where nobody asked for a log. */
function mountFixes(document: Document, run: AlloyRun, required: boolean): readonly Fix[] {
  const edits = run.service && addVolume(document, run.tree, run.service, run.storage)
  return edits
    ? [fix(document, t('Mount a named volume at {storage}', { storage: run.storage }), required, edits)]
    : []
}

function fix(document: Document, title: string, safe: boolean, edits: readonly Replacement[]): Fix {
  return { title, safe, preferred: true, edits: edits.map((edit) => ({ uri: document.uri, ...edit })) }
}

export const rule: Rule = {
  id: 'alloy/wal-not-persisted',
  title: 'A write-ahead log that lies on no volume',
  kinds: ['compose', 'kubernetes', 'helm-values'],
  severity: 'warning',
  check,
}
