/** What a hover says of values, on a template's path and on a key of a values file alike. */
import type { Family } from '../../model/charts/family.ts'
import type { Keys } from '../../model/charts/known.ts'
import type { Workspace } from '../../model/workspace.ts'
import { t } from '../../text/translate.ts'
import { ownerOf } from '../charts/families.ts'
import { code, keyPath, valuesPath } from './names.ts'
import { aboutText, defaultsAt, summaryOf } from './valueText.ts'

/** A path with what a template calls it. */
export interface SeenPath {
  /** By the keys of the family's root. */
  readonly keys: Keys
  /** By those of the chart whose template reads it. */
  readonly own: Keys
}

const maxPaths = 5

/** What is said of the paths that a mention stands for: one in full, several as a list. */
export function pathsText(workspace: Workspace, family: Family, paths: readonly SeenPath[]): string {
  const [only] = paths
  if (only && paths.length === 1) return pathText(workspace, family, only)
  const all = paths.map(({ keys, own }) => ({ own, ...summaryOf(workspace, family, keys) }))
  const set = all.filter(({ unset }) => !unset)
  const lines = set.slice(0, maxPaths).map(({ own, short }) => `- ${code(valuesPath(own))}: ${short}`)
  const more = set.length > maxPaths ? [`- ${t('and {n} more', { n: set.length - maxPaths })}`] : []
  const unset = all.filter((each) => each.unset).map(({ own }) => code(valuesPath(own)))
  return paragraphs([
    `**${t('One of {n} values, by what calls this template', { n: paths.length })}**`,
    [...lines, ...more].join('\n'),
    unset.length > 0 &&
      t('Not set: {paths}', {
        paths: unset.slice(0, maxPaths).join(', ') + (unset.length > maxPaths ? ', …' : ''),
      }),
  ])
}

function pathText(workspace: Workspace, family: Family, { keys, own }: SeenPath): string {
  const owner = ownerOf(family, keys)
  const name = code(owner.path.at(-1) ?? '')
  const isOthers = keys.length > own.length
  const subchart =
    owner.path.length === 0
      ? undefined
      : isOthers
        ? t('Value of the subchart {name}: {path} in the values of {chart}.', {
            name,
            path: code(keyPath(keys)),
            chart: code(family.root.name ?? ''),
          })
        : t('Belongs to the subchart {name}.', { name })
  return paragraphs([
    `**${code(valuesPath(own))}**`,
    aboutText(defaultsAt(workspace, family, keys)),
    summaryOf(workspace, family, keys).markdown,
    subchart,
  ])
}

/** Paragraphs; those that say nothing are left out. */
export function paragraphs(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part).join('\n\n')
}
