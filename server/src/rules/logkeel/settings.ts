/**
 * Wrong places in `logkeel.yaml`. The parts that are right still hold; what zod says is put at its place.
 */
import { settingsFile } from '../../model/load.ts'
import type { SettingsIssue } from '../../model/settings.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlTree } from '../../syntax/yaml/ast.ts'
import { get, type KeyPath, pairAtPath } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'logkeel/settings',
  title: 'A wrong place in logkeel.yaml',
  kinds: ['settings'],
  severity: 'warning',
  // Only the file at the root is in force; loading the workspace has read it.
  check({ document, workspace }) {
    if (document.uri !== settingsFile(workspace.root, [document.uri])) return []
    const tree = yamlTree(document)
    return workspace.settingsIssues.map((issue) => finding(tree, issue))
  },
}

function finding(tree: YamlTree, { path, onKey, message }: SettingsIssue): Finding {
  return {
    range: placeIn(tree, path, onKey),
    message: t('{message} This part is ignored; the rest of the file holds.', { message }),
  }
}

/** The place of a path, or of the longest part of it that is there. */
function placeIn(tree: YamlTree, path: KeyPath, onKey: boolean): Range {
  const root = tree.documents[0]?.root
  for (let length = path.length; length > 0; length--) {
    const at = path.slice(0, length)
    const pair = pairAtPath(root, at)
    if (pair) return rangeOf(tree, onKey && length === path.length ? pair.key : (pair.value ?? pair.key))
    const node = get(root, at)
    if (node) return rangeOf(tree, node)
  }
  return root ? rangeOf(tree, root) : { start: 0, end: 0 }
}
