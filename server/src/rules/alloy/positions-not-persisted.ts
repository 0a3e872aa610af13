/**
 * Positions of a source that lie on no volume of the container that runs Alloy. It is found where it is mended, like
 * `alloy/wal-not-persisted`, and silent where that rule speaks of the same process: one volume mends both. Silent too
 * where the command line, the mounts or the configuration are not known in full.
 */
import type { AlloySource } from '../../model/alloy/machine.ts'
import { isFolderKept } from '../../model/alloy/process.ts'
import { alloyRuns } from '../../model/alloy/processRuns.ts'
import { adviseVolume, isLogLost, writersOf } from '../../model/alloy/processVolume.ts'
import { type AlloyRun, environmentOfRun } from '../../model/alloy/run.ts'
import { policyOf } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { durabilitySeverity, type Finding, type Fix, type Rule, type RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const run of alloyRuns(document, workspace)) {
    const environment = environmentOfRun(workspace, context.environment, run)
    const policy = policyOf(workspace, environment)
    const severity = durabilitySeverity({ ...context, environment, policy })
    if (!severity) continue
    const lost = run.configurations
      .flatMap(({ sources }) => sources)
      .filter((source) => isFolderKept(run.mounts, folderOf(run, source)) === false)
    const [first] = lost
    if (!first || isLogLost(run, writersOf(run, severity === 'warning'))) continue
    yield { ...judge(document, run, first, lost), severity }
  }
}

/** Where a source keeps its positions. */
function folderOf({ storage }: AlloyRun, { component, label }: AlloySource): string {
  return `${storage.replace(/\/+$/, '')}/${component}.${label}`
}

function judge(
  document: Document,
  run: AlloyRun,
  first: AlloySource,
  lost: readonly AlloySource[],
): Pick<Finding, 'range' | 'message' | 'related' | 'fixes'> {
  const advice = adviseVolume(document, run)
  const { storage } = run
  const target = advice.target ?? ''
  const file = `${folderOf(run, first)}/positions.yml`
  const effect = effects[first.component](first)
  return {
    range: advice.range,
    message: messages[advice.kind]({ file, storage, target, effect }),
    related: lost.map((source) => ({
      ...source.place,
      message: t('This source keeps its positions in {file}.', {
        file: `${folderOf(run, source)}/positions.yml`,
      }),
    })),
    fixes: advice.edits ? [fixOf(document, titles[advice.kind]({ storage, target }), advice)] : [],
  }
}

function fixOf(document: Document, title: string, { kind, edits }: ReturnType<typeof adviseVolume>): Fix {
  const own = (edits ?? []).map((edit) => ({ uri: document.uri, ...edit }))
  // A new volume is for a person to say.
  return { title, safe: kind !== 'mount', preferred: true, edits: own }
}

interface Named {
  readonly file: string
  readonly storage: string
  readonly target: string
  readonly effect: string
}

/** What happens without positions (1.18.0). */
const effects: Readonly<Record<AlloySource['component'], (source: AlloySource) => string>> = {
  'loki.source.file': ({ fromEnd }) =>
    fromEnd === undefined
      ? t('files are sent again, or what was written meanwhile is lost')
      : fromEnd
        ? t('what was written meanwhile is lost, since tail_from_end starts at the end of each file')
        : t('all files are sent again from their beginning'),
  'loki.source.docker': () => t('all that Docker still keeps of each container is sent again'),
  'loki.source.journal': () => t('the journal is sent again as far back as max_age (7h by default)'),
}

const messages: Readonly<Record<ReturnType<typeof adviseVolume>['kind'], (named: Named) => string>> = {
  mount: ({ file, storage, effect }) =>
    t(
      'Alloy keeps its positions in {file}, and no volume is mounted there: when the container is replaced, {effect}. Mount a volume at {storage}.',
      { file, effect, storage },
    ),
  'storage path': ({ file, target, effect }) =>
    t(
      'This volume keeps nothing of Alloy: the command has no --storage.path, so the positions lie in {file}, in the working directory: when the container is replaced, {effect}. Add --storage.path={target} to the command.',
      { file, effect, target },
    ),
  retarget: ({ file, target, storage, effect }) =>
    t(
      'This volume keeps nothing of Alloy: the positions lie in {file}, not in {target}: when the container is replaced, {effect}. Mount the volume at {storage}.',
      { file, target, effect, storage },
    ),
}

const titles: Readonly<
  Record<ReturnType<typeof adviseVolume>['kind'], (named: Pick<Named, 'storage' | 'target'>) => string>
> = {
  mount: ({ storage }) => t('Mount a named volume at {storage}', { storage }),
  'storage path': ({ target }) => t('Add --storage.path={target} to the command', { target }),
  retarget: ({ storage }) => t('Mount the volume at {storage}', { storage }),
}

export const rule: Rule = {
  id: 'alloy/positions-not-persisted',
  title: 'Positions of a source that lie on no volume',
  kinds: ['compose', 'kubernetes', 'helm-values'],
  severity: 'warning',
  check,
}
