/**
 * What is known of an Alloy that a file of the workspace starts: on which mounts, with which options, and the nodes at
 * which that could be changed. `processRuns.ts` and `chartRuns.ts` find them; a run that is not known in full is none.
 */
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import type { Range } from '../../text/range.ts'
import type { Container, Mount } from '../containers/containers.ts'
import { environmentOf, type Workspace } from '../workspace.ts'
import type { CommandLine } from './commandLine.ts'
import type { AlloyConfiguration } from './components.ts'
import { type AlloyProcess, liesIn } from './process.ts'

/** An Alloy, what it runs and where its data lies. */
export interface AlloyRun extends AlloyProcess {
  readonly configurations: readonly AlloyConfiguration[]
  /** All mounts, none of them unknown. */
  readonly mounts: readonly Mount[]
  /** The options of `alloy run`; undefined where they are not known in full. */
  readonly options: CommandLine['options'] | undefined
  /** The container; undefined for values of the chart. */
  readonly container: Container | undefined
  /** The same container in other files that may be laid over this one: what they add is not in `mounts`. */
  readonly beside: readonly Container[]
  /** Where values of the chart tell. */
  readonly chart: ChartPart | undefined
  readonly tree: YamlTree
  /** Where a mount is to be added: the key of the mounts, else the name of what runs. In the document. */
  readonly at: Range
  /** A mount's range in the document. */
  readonly rangeOf: (mount: Mount) => Range
  /** The command's node, where a word could be added. */
  readonly command: YamlNode | undefined
  /** The map of a Compose service, where a volume could be added. */
  readonly service: YamlMap | undefined
}

/** The values of an Alloy chart. */
export interface ChartPart {
  /** The way to the chart's own values: empty unless another chart holds it. */
  readonly prefix: readonly string[]
  /** Whether other values that may be laid over these say something at one of these paths of the chart's own. */
  readonly isLayered: (paths: readonly (readonly string[])[]) => boolean
}

/**
 * Whether something is mounted at a path in the container, above it or below it. A pattern counts up to its first
 * wildcard. `undefined` where another file may mount something that is not known.
 */
export function isMounted({ mounts, beside }: AlloyRun, path: string): boolean | undefined {
  const wanted = plainPath(path)
  const covers = ({ target }: Mount) =>
    target !== undefined && (liesIn(wanted, plainPath(target)) || liesIn(plainPath(target), wanted))
  if (mounts.some(covers) || beside.some((other) => other.mounts.some(covers))) return true
  return beside.some(
    ({ mounts: its, mountsOpen }) => mountsOpen || its.some(({ target }) => target === undefined),
  )
    ? undefined
    : false
}

/** A path up to its first wildcard; in the official image `/var/run` is `/run`. */
function plainPath(path: string): string {
  const wildcard = path.search(/[*?[{\\]/)
  const fixed = wildcard < 0 ? path : path.slice(0, path.lastIndexOf('/', wildcard))
  return fixed.replace(/^\/var\/run(?=\/|$)/, '/run')
}

/** The environment of a run: the file's own, else that of the configuration that it runs. */
export function environmentOfRun(
  workspace: Workspace,
  own: string | undefined,
  { configurations }: AlloyRun,
): string | undefined {
  if (own !== undefined) return own
  const named = new Set(configurations.map(({ uri }) => environmentOf(workspace, uri)))
  return named.size === 1 ? [...named][0] : undefined
}
