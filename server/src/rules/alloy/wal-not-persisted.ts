/**
 * A write-ahead log that lies on no volume of the container that runs Alloy. It is found where it is mended: at the
 * mount that was meant for it and lies elsewhere, else at the list of mounts. Silent where the command line, the
 * mounts or the configuration are not known in full.
 */

import type { AlloyWriter } from '../../model/alloy/components.ts'
import { walFolder } from '../../model/alloy/process.ts'
import type { Replacement } from '../../model/alloy/processFix.ts'
import { alloyRuns } from '../../model/alloy/processRuns.ts'
import { adviseVolume, isLogLost, writersOf } from '../../model/alloy/processVolume.ts'
import { type AlloyRun, environmentOfRun } from '../../model/alloy/run.ts'
import { policyOf } from '../../model/workspace.ts'
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

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const run of alloyRuns(document, workspace)) {
    const environment = environmentOfRun(workspace, context.environment, run)
    const policy = policyOf(workspace, environment)
    const severity = durabilitySeverity({ ...context, environment, policy })
    if (!severity) continue
    const writers = writersOf(run, severity === 'warning')
    if (isLogLost(run, writers)) yield { ...judge(document, run, writers, severity === 'warning'), severity }
  }
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
  const { kind, target, range, edits } = adviseVolume(document, run)
  const named = { target: target ?? '', log, storage }
  return {
    range,
    related,
    message: messages[kind](named),
    fixes: edits ? [fix(document, titles[kind](named), kind !== 'mount' || required, edits)] : [],
  }
}

interface Named {
  readonly target: string
  readonly log: string
  readonly storage: string
}

const messages = {
  mount: ({ log, storage }: Named) =>
    t(
      'Alloy keeps its write-ahead log in {log}, and no volume is mounted there: what Loki has not taken yet is lost when the container is replaced, with the positions of the sources. Mount a volume at {storage}.',
      { log, storage },
    ),
  'storage path': ({ log, target }: Named) =>
    t(
      'This volume keeps nothing of Alloy: the command has no --storage.path, so the write-ahead log lies in {log}, in the working directory, and is lost when the container is replaced. Add --storage.path={target} to the command.',
      { log, target },
    ),
  retarget: ({ log, target, storage }: Named) =>
    t(
      'This volume keeps nothing of Alloy: the write-ahead log lies in {log}, not in {target}, and is lost when the container is replaced. Mount the volume at {storage}.',
      { log, target, storage },
    ),
}

/** A new volume is for a person to say where nobody asked for a log. */
const titles = {
  mount: ({ storage }: Named) => t('Mount a named volume at {storage}', { storage }),
  'storage path': ({ target }: Named) => t('Add --storage.path={target} to the command', { target }),
  retarget: ({ storage }: Named) => t('Mount the volume at {storage}', { storage }),
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
