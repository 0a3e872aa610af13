/**
 * Why a key of values can't be renamed as a whole: others than the files of the workspace know it, templates print or
 * hand on a map around it, or the new name is taken. What only the places themselves tell is in `renamePlan.ts`.
 */
import type { Member } from '../../model/charts/family.ts'
import { type Flow, flowOf } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import type { Unit } from '../../model/charts/uses.ts'
import type { Workspace } from '../../model/workspace.ts'
import { templateTree } from '../../syntax/parse.ts'
import { walk } from '../../syntax/template/visit.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { nameOf } from '../../text/uri.ts'
import { copiedFrom } from './copies.ts'
import { isSubchartName, keysBelow } from './definition.ts'
import { instancesOf, mayBeSame, shownKeys, startsLike, type ValueSubject } from './families.ts'
import { pathsBehind } from './namings.ts'
import { dottedPlaces } from './references.ts'
import { filesToRun, type KeyRename, shownPlace } from './renamePlan.ts'
import { schemaProperties } from './schemaPlaces.ts'
import { entriesAt, settersOf } from './setters.ts'
import { byFamily, type ValueMention, valueMentions, wholeReads } from './valueMentions.ts'

type Reason = string | undefined

/** The reason why a key can't be renamed, where there is one. */
export function refusal(rename: KeyRename): Reason {
  for (const check of [ofName, ofOwner, ofTaken, ofWhole, ofSets, ofTexts]) {
    const reason = check(rename)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Words that YAML readers take for something else than a text. */
const words = /^(?:true|false|null|yes|no|on|off|y|n)$/i

function ofName({ mentions, files, to }: KeyRename): Reason {
  if (!/^[\p{L}_][\p{L}\p{Nd}_-]*$/u.test(to) || words.test(to))
    return t('`{name}` is no name for a key that templates can read. Use letters, digits and `_`.', {
      name: to,
    })
  const isField = ({ uri, range }: ValueMention) => range && files.get(uri)?.text[range.start - 1] === '.'
  return to.includes('-') && mentions.some(isField)
    ? t('`{name}` can’t be read as `.{name}` in a template. Use letters, digits and `_`.', { name: to })
    : undefined
}

/** Keys that are others' to name. */
function ofOwner(rename: KeyRename): Reason {
  const { subject, workspace, name } = rename
  const { keys, chart } = subject
  const instances = instancesOf(workspace, subject)
  if (keys.length === 0 || instances.some(isSubchartName))
    return t('`{name}` is the name of a subchart. It is given in Chart.yaml.', { name })
  const isHelms = keys.length === 1 && (name === 'global' || name === 'tags')
  if (isHelms || keys[0] === 'tags') return t('`{name}` is a name that Helm itself reads.', { name })
  for (const { family, keys: path } of instances) {
    const absent = family.missing.find(
      ({ of, dependency }) =>
        keys[0] === 'global' || startsLike(path, [...of.path, dependency.alias ?? dependency.name]),
    )
    if (absent)
      return t('The chart `{chart}`, which may read `{name}`, is not in the workspace or packed.', {
        chart: absent.dependency.name,
        name,
      })
    const importing = family.members.find((member) => imports(member, path))
    if (importing)
      return t(
        'Values of the subchart `{chart}` are imported under other names (`import-values`), `{name}` among them. Rename it by hand.',
        {
          chart: nameOf(importing.chart.folder),
          name,
        },
      )
  }
  const copied = copiedFrom(chart, rename.files)
  return copied === undefined
    ? undefined
    : t(
        '`{chart}` is a copy of a chart from {repository}; what is changed in it is lost with its next update.',
        {
          chart: chart.name ?? nameOf(chart.folder),
          repository: copied,
        },
      )
}

function imports({ dependency, path, parent }: Member, keys: Keys): boolean {
  return (dependency?.imported ?? []).some(({ child, parent: into }) => {
    const source = [...path, ...steps(child)]
    const target = [...(parent?.path ?? []), ...steps(into)]
    return [source, target].some((each) =>
      each.length > 0 ? startsLike(keys, each) || startsLike(each, keys) : keys.length === 1,
    )
  })
}

function steps(dotted: string): readonly string[] {
  return dotted.split('.').filter((step) => step !== '')
}

/** Another key that has the new name already. */
function ofTaken(rename: KeyRename): Reason {
  const { workspace, subject, to, files } = rename
  const taken = { ...subject, keys: [...subject.keys.slice(0, -1), to] }
  for (const { family, keys } of instancesOf(workspace, taken))
    for (const { values, under } of settersOf(workspace, family))
      for (const { place } of entriesAt(values.tree, keysBelow(keys, under)))
        return t('There is a `{name}` already in {place}.', {
          name: to,
          place: shownPlace(workspace, place, files),
        })
  const read = valueMentions(workspace, taken).find(({ exact }) => exact)
  const dotted = [...files.values()].flatMap((file) => dottedPlaces(taken, file, workspace))[0]
  const place = read ? { uri: read.uri, range: read.range ?? read.use.range } : dotted
  if (place)
    return t('`{name}` is read already in {place}.', { name: to, place: shownPlace(workspace, place, files) })
  const schema = files.get(`${subject.chart.folder}/values.schema.json`)
  const [described] = schema ? schemaProperties(schema, taken.keys) : []
  return schema && described
    ? t('There is a `{name}` already in {place}.', {
        name: to,
        place: shownPlace(workspace, { uri: schema.uri, range: described }, files),
      })
    : undefined
}

/** A map around the key that is printed, handed to what is not known, or gone over. */
function ofWhole(rename: KeyRename): Reason {
  const { workspace, subject, name, files } = rename
  const reads = wholeReads(workspace, subject).filter(({ keys }) => isThere(workspace, subject, keys))
  // Texts that are run as templates are looked through one by one, those of values by `valueTexts.ts`.
  const read = reads.find(({ handed, everything }) => handed !== 'text' || !everything)
  if (!read) return reads.length > 0 ? inOtherFile(rename) : undefined
  const place =
    read.uri === undefined
      ? t('a template in the values')
      : shownPlace(workspace, { uri: read.uri, range: read.range }, files)
  const around = read.keys.length === 0 ? '.Values' : shownKeys(read.keys)
  if (read.handed)
    return t('`{around}` is handed to a template in {place} that is not known and may read `{name}` of it.', {
      around,
      place,
      name,
    })
  return read.how === 'each'
    ? t('{place} goes over all keys of `{around}`, `{name}` among them. Rename it by hand.', {
        place,
        around,
        name,
      })
    : t('{place} prints or reads `{around}` as a whole, with the name `{name}` in it. Rename it by hand.', {
        place,
        around,
        name,
      })
}

/** A file of a chart that may be run as a template, and seems to name the key. */
function inOtherFile({ workspace, name, files, subject }: KeyRename): Reason {
  const others = new Set(filesToRun(workspace, subject))
  for (const file of files.values()) {
    if (!others.has(file.uri) || !file.text.includes('{{')) continue
    const at = file.text.indexOf(`.${name}`)
    if (at >= 0)
      return t('{place} may be run as a template that reads `{name}`. Rename it by hand.', {
        place: shownPlace(workspace, { uri: file.uri, range: { start: at, end: at } }, files),
        name,
      })
  }
  return undefined
}

/** Whether there is a key below what is read, where the key stands for those of several maps. */
function isThere(workspace: Workspace, subject: ValueSubject, read: Keys): boolean {
  if (!subject.keys.slice(0, -1).includes(undefined)) return true
  return instancesOf(workspace, subject).some(({ family, keys }) => {
    const narrowed = keys.map((key, i) => key ?? read[i])
    return settersOf(workspace, family).some(
      ({ values, under }) => entriesAt(values.tree, keysBelow(narrowed, under)).length > 0,
    )
  })
}

/** A key that templates themselves write. */
function ofSets({ workspace, subject, name }: KeyRename): Reason {
  for (const [family, paths] of byFamily(instancesOf(workspace, subject))) {
    const sets = flowOf(workspace, family.root).sets
    const hit = sets.find((set) => paths.some((path) => startsLike(path, set)))
    if (hit)
      return t(
        'A template writes `{key}` by `set`, so what `{name}` means is only known when it is rendered.',
        {
          key: shownKeys(hit),
          name,
        },
      )
  }
  return undefined
}

/** Functions whose texts are keys of a map, which is not followed. */
const byText = new Set(['pick', 'omit', 'unset', 'pluck', 'PathValue', 'Table'])

/** A text that is handed to a function which takes keys of the map around the key. */
function ofTexts({ workspace, subject, name, files }: KeyRename): Reason {
  for (const [family, paths] of byFamily(instancesOf(workspace, subject))) {
    const flow = flowOf(workspace, family.root)
    for (const { file } of family.files) {
      const document = files.get(file.uri)
      if (!document?.text.includes(`"${name}"`)) continue
      const found = textCall(document, name, (range) => mayBeAround(flow, file.units, range, paths))
      if (found)
        return t('`{call} "{name}"` in {place} may mean this key. Rename it by hand.', {
          call: found.call,
          name,
          place: shownPlace(workspace, { uri: file.uri, range: found.range }, files),
        })
    }
  }
  return undefined
}

/** A call of such a function with a text, where the map that it is called with may be the one around the key. */
function textCall(
  document: Document,
  name: string,
  isAround: (map: Range) => boolean,
): { readonly call: string; readonly range: Range } | undefined {
  const tree = templateTree(document)
  for (const node of walk(tree.nodes)) {
    if (node.kind !== 'command') continue
    const [head, ...rest] = node.args
    if (head.kind !== 'identifier' || !byText.has(head.name)) continue
    const text = rest.find((arg) => arg.kind === 'string' && arg.value === name)
    const maps = rest.filter(({ kind }) => kind !== 'string')
    if (text && (maps.length === 0 || maps.some((map) => isAround(rangeOf(tree, map)))))
      return { call: head.name, range: rangeOf(tree, text) }
  }
  return undefined
}

/** Whether what stands at a range may be the map around a key; what is not known may be. */
function mayBeAround(flow: Flow, units: readonly Unit[], range: Range, paths: readonly Keys[]): boolean {
  let isKnown = false
  for (const unit of units)
    for (const use of unit.uses) {
      if (!contains(range, use.range)) continue
      isKnown = true
      const behind = pathsBehind(flow.argumentsOf(unit), use)
      if (behind.some((keys) => paths.some((path) => mayBeSame(path.slice(0, -1), keys)))) return true
    }
  return !isKnown
}
