/**
 * Reads the files of a chart as they would be after a rename, to see that templates read the same values as before
 * under the new name, and that every value is set as before. What a rename can't see in advance shows here: an anchor
 * that several keys share, a name that hides another one.
 */
import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import { chartsByFolder } from '../../model/charts/values.ts'
import type { ValuesNode } from '../../model/charts/valuesTree.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { type FileEdit, mover } from '../renameCheck.ts'
import { workspaceAfter } from './after.ts'
import { dottedIn } from './dotted.ts'
import { covers, familiesIn, instancesOf, shownKeys } from './families.ts'
import type { KeyRename } from './renamePlan.ts'
import { settersOf } from './setters.ts'
import { byFamily } from './valueMentions.ts'

/** A sentence about the first thing that would be read or set otherwise after the edits; nothing where none would. */
export function misreadKeyAfter(rename: KeyRename, edits: readonly FileEdit[]): string | undefined {
  const { workspace, subject, to, files } = rename
  const { next, changed } = workspaceAfter(workspace, files, edits)
  const moved = mover(edits)
  for (const [family, paths] of byFamily(instancesOf(workspace, subject))) {
    const after = familiesIn(next).find(({ root }) => root.folder === family.root.folder)
    const renamed = (keys: Keys): Keys => {
      const path = paths.find((each) => covers(each, keys.slice(0, each.length)))
      return path ? [...keys.slice(0, path.length - 1), to, ...keys.slice(path.length)] : keys
    }
    const wrong = after
      ? (differing(readsOf(workspace, family, renamed, moved), readsOf(next, after)) ??
        differing(valuesOf(workspace, family, renamed), valuesOf(next, after)) ??
        differing(dottedOf(workspace, files.values(), renamed), dottedOf(next, changed, undefined)))
      : [...(paths[0] ?? [])]
    if (wrong)
      return t('After this rename `{key}` would mean something else. Rename it by hand.', {
        key: shownKeys(wrong),
      })
  }
  return undefined
}

type Said = ReadonlyMap<string, Keys>
type Renamed = (keys: Keys) => Keys

const same: Renamed = (keys) => keys

/** What templates read, by place. */
function readsOf(
  workspace: Workspace,
  family: Family,
  renamed: Renamed = same,
  moved: (uri: string, offset: number) => number = (_uri, offset) => offset,
): Said {
  const found = new Map<string, Keys>()
  for (const { keys, how, use, uri } of flowOf(workspace, family.root).reads) {
    const path = renamed(keys)
    // A template in a value moves with its text.
    const at = uri === undefined ? '' : `${uri}:${moved(uri, use.range.start)}`
    found.set(`${at} ${how} ${JSON.stringify(path)}`, path)
  }
  return found
}

/** Every path of every values document. */
function valuesOf(workspace: Workspace, family: Family, renamed: Renamed = same): Said {
  const found = new Map<string, Keys>()
  for (const { values, under } of settersOf(workspace, family)) {
    const visit = (node: ValuesNode, path: Keys): void => {
      const keys = renamed(path[0] === 'global' ? path : [...under, ...path])
      found.set(`${values.uri} ${JSON.stringify(keys)} ${node.kind}`, keys)
      if (node.kind === 'map') for (const { name, value } of node.entries) visit(value, [...path, name])
      // Items of lists are any item, as they are for who reads them.
      if (node.kind === 'list') for (const item of node.items) visit(item, [...path, undefined])
    }
    if (values.tree) visit(values.tree, [])
  }
  return found
}

/** The keys of dotted texts, by the charts that they speak of. */
function dottedOf(workspace: Workspace, files: Iterable<Document>, renamed: Renamed = same): Said {
  const found = new Map<string, Keys>()
  const charts = chartsByFolder(workspace)
  for (const file of files)
    for (const { chart, keys } of dottedIn(file, workspace)) {
      if (!charts.has(chart.folder)) continue
      const path = renamed(keys)
      found.set(`${file.uri} ${JSON.stringify(path)}`, path)
    }
  return found
}

function differing(before: Said, after: Said): Keys | undefined {
  for (const [key, keys] of before) if (!after.has(key)) return keys
  for (const [key, keys] of after) if (!before.has(key)) return keys
  return undefined
}
