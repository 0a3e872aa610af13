/**
 * Where a volume for Alloy's data is to be mended: at the mount that was meant for it and lies elsewhere, at the
 * command that lacks the storage path, or at the list of mounts. What is lost without one is for the rules to say.
 */
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import type { Mount } from '../containers/containers.ts'
import type { AlloyConfiguration, AlloyWriter } from './components.ts'
import { isKept, liesIn, misplacedMount, walFolder } from './process.ts'
import { addVolume, appendWord, type Replacement, retarget } from './processFix.ts'
import type { AlloyRun } from './run.ts'

/** What to do so that Alloy's data lies on a volume. */
export interface VolumeAdvice {
  /** Mount a volume; mount the one that is there elsewhere; tell the command to use it. */
  readonly kind: 'mount' | 'retarget' | 'storage path'
  /** Where the misplaced volume is mounted. */
  readonly target: string | undefined
  readonly range: Range
  /** Undefined where the document is written in a way that they do not master. */
  readonly edits: readonly Replacement[] | undefined
}

export function adviseVolume(document: Document, run: AlloyRun): VolumeAdvice {
  const { storage } = run
  const others = run.mounts.filter((mount) => !keepsLog(run, mount))
  const meant = misplacedMount(others, run.config)
  const target = meant?.target
  if (!meant || target === undefined) {
    const edits = run.service && addVolume(document, run.tree, run.service, storage)
    return { kind: 'mount', target, range: run.at, edits }
  }
  const range = run.rangeOf(meant)
  if (run.by === 'working directory') {
    const edit = appendWord(document, run.tree, run.command, `--storage.path=${target}`)
    return { kind: 'storage path', target, range, edits: edit && [edit] }
  }
  const edit = retarget(document, range, target, storage)
  return { kind: 'retarget', target, range, edits: edit && [edit] }
}

/** Whether a mount holds the write-ahead log of a writer as it should. */
function keepsLog({ configurations, storage }: AlloyRun, { target }: Mount): boolean {
  const holds = ({ label }: AlloyWriter) => liesIn(walFolder(storage, label) ?? '', target ?? '/-')
  return configurations.some(({ writers }) => writers.some(holds))
}

/** The writers of a run that have a write-ahead log, and where one is required those that lack it. */
export function writersOf({ configurations }: AlloyRun, required: boolean): readonly AlloyWriter[] {
  const logs = ({ writers }: AlloyConfiguration) =>
    writers.filter(({ wal }) => wal === 'on' || (required && (wal === 'off' || wal === 'missing')))
  return configurations.flatMap(logs)
}

/** Whether the write-ahead logs of a run certainly lie on no volume. */
export function isLogLost(run: AlloyRun, writers: readonly AlloyWriter[]): boolean {
  return writers.length > 0 && isKept(run.mounts, run.storage, writers) === false
}
