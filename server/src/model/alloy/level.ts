/**
 * Which of Alloy's features a process may use: `--stability.level` and `--feature.community-components.enabled`, from
 * `logkeel.yaml`, else from the command lines and values of the Alloy chart in the workspace. Which process reads
 * which file is not asked: of several the one that allows most counts.
 *
 * Alloy 1.18.0 starts at `generally-available` and without community components unless it is told otherwise.
 */
import { memo } from '../../text/memo.ts'
import { type Container, isAlloy } from '../containers/containers.ts'
import type { StabilityLevel } from '../settings.ts'
import { allFacts, type Workspace } from '../workspace.ts'

export interface AlloyLevel {
  readonly level: StabilityLevel
  readonly community: boolean
  /** Whether the settings, a command line or the chart's values say so; else these are Alloy's defaults. */
  readonly stated: boolean
}

/** The levels from the most settled to the least. */
const levels: readonly StabilityLevel[] = ['generally-available', 'public-preview', 'experimental']

/** Whether a process at `level` takes what is at `stability`. */
export function permits(level: StabilityLevel, stability: StabilityLevel): boolean {
  return levels.indexOf(level) >= levels.indexOf(stability)
}

/** What the Alloy processes of a workspace may use. */
export const alloyLevel = memo((workspace: Workspace): AlloyLevel => {
  const { stabilityLevel, communityComponents } = workspace.settings.alloy
  const told = [...ofContainers(workspace), ...ofValues(workspace)]
  const index = Math.max(0, ...told.map(({ level }) => levels.indexOf(level ?? 'generally-available')))
  return {
    level: stabilityLevel ?? levels[index] ?? 'generally-available',
    community: communityComponents ?? told.some(({ community }) => community === true),
    stated: stabilityLevel !== undefined || communityComponents !== undefined || told.some(isStated),
  }
})

/** What one command line or chart says. */
interface Told {
  readonly level?: StabilityLevel | undefined
  readonly community?: boolean | undefined
}

function isStated({ level, community }: Told): boolean {
  return level !== undefined || community !== undefined
}

function ofContainers(workspace: Workspace): readonly Told[] {
  return allFacts(workspace, 'containers').flatMap((container) => {
    if (!isAlloy(container)) return []
    const words = commandWords(container)
    return words ? [toldBy(words)] : []
  })
}

/** The words of a command line that is known in full. */
function commandWords({ args, entrypoint, argsOpen, open }: Container): readonly string[] | undefined {
  if (argsOpen || open) return undefined
  const words = [...(entrypoint ?? []), ...(args ?? [])].map(({ value }) => value)
  return words.includes(undefined) ? undefined : words.map((word) => word ?? '')
}

function toldBy(words: readonly string[]): Told {
  return {
    level: levelOf(optionOf(words, '--stability.level')),
    community: booleanOf(words, '--feature.community-components.enabled'),
  }
}

function optionOf(words: readonly string[], name: string): string | undefined {
  const joined = words.findLast((word) => word.startsWith(`${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 1)
  const at = words.lastIndexOf(name)
  return at < 0 ? undefined : words[at + 1]
}

function booleanOf(words: readonly string[], name: string): boolean | undefined {
  const joined = words.findLast((word) => word.startsWith(`${name}=`))
  if (joined !== undefined) return /=(1|t|true)$/i.test(joined)
  return words.includes(name) ? true : undefined
}

function levelOf(text: string | undefined): StabilityLevel | undefined {
  return levels.find((level) => level === text)
}

/** `alloy.stabilityLevel` and `alloy.extraArgs` of the Alloy chart; values that name neither say nothing. */
function ofValues(workspace: Workspace): readonly Told[] {
  return allFacts(workspace, 'values').flatMap(({ scalars }) =>
    scalars.flatMap(({ path, value }): readonly Told[] => {
      const at = path.lastIndexOf('alloy')
      if (at < 0 || typeof value !== 'string') return []
      if (path[at + 1] === 'stabilityLevel') return [{ level: levelOf(value) }]
      return path[at + 1] === 'extraArgs' && /^--(stability|feature)\./.test(value) ? [toldBy([value])] : []
    }),
  )
}
