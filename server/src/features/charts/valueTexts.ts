/**
 * Templates that values hold, which a chart runs by `tpl`: where such a text names a key of values. The file is read
 * for its positions; a text that can't be mapped to the character has none.
 */
import type { Family } from '../../model/charts/family.ts'
import { type Flow, flowOf, templateUnits } from '../../model/charts/flow.ts'
import type { Keys, Known } from '../../model/charts/known.ts'
import type { Unit } from '../../model/charts/uses.ts'
import type { Workspace } from '../../model/workspace.ts'
import { embedded } from '../../syntax/embed.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { decodeNode } from '../../syntax/yaml/scalar.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import { instancesOf, ownerOf, type ValueSubject } from './families.ts'
import { settersOf } from './setters.ts'
import { byFamily, mentionsIn, type ValueMention } from './valueMentions.ts'

/** A template that a value holds. */
export interface ValueText {
  /** The text as a document inside that of the values; undefined where it can't be mapped. */
  readonly document: Document | undefined
  readonly unit: Unit
  /** What it is run with. Where that is not known, the root object of the chart: a text that was rendered may be run again. */
  readonly given: readonly Known[]
}

interface Text {
  readonly document: Document | undefined
  readonly unit: Unit
  readonly path: Keys
}

/** The values documents of a file: itself, or those inside it. */
export const valuesDocuments = memo((file: Document): readonly Document[] =>
  [file, ...embedded(file)].filter(({ kind }) => kind === 'helm-values'),
)

/** The texts with template actions in a values document. */
const textsIn = memo((values: Document): readonly Text[] => {
  const found: Text[] = []
  if (!values.text.includes('{{')) return found
  const tree = yamlTree(values)
  const root = tree.documents[0]?.root
  if (!root) return found
  walk(root, ({ node, path }) => {
    if (node.kind !== 'scalar' || !node.text.includes('{{')) return
    const [unit] = templateUnits(node.text)
    if (!unit) return
    const decoded = decodeNode(tree, node)
    const document =
      decoded &&
      createDocument(`${values.uri}#${path.join('/')}`, 'helm-template', decoded.text, {
        within: { host: values, region: decoded.region, path: [...path] },
      })
    found.push({ document, unit, path: path.map((step) => (typeof step === 'number' ? undefined : step)) })
  })
  return found
})

/** The templates in the values of a file, as a family runs them. */
export function valueTextsIn(workspace: Workspace, file: Document, flow: Flow): readonly ValueText[] {
  return valuesDocuments(file).flatMap((values) => {
    const holders = settersOf(workspace, flow.family).filter((setter) => setter.values.uri === values.uri)
    if (holders.length === 0) return []
    return textsIn(values).map(({ document, unit, path }) => {
      const known = flow.argumentsOf(unit)
      const owners = holders.map(({ under }) => ownerOf(flow.family, [...under, ...path]))
      const roots = owners.map((owner): Known => ({ kind: 'root', at: owner.path }))
      return { document, unit, given: known.length > 0 ? known : roots }
    })
  })
}

/** A mention in a template that values hold. */
export interface TextMention extends ValueMention {
  /** The text, in which the ranges are; undefined where it can't be mapped. */
  readonly document: Document | undefined
}

/** The places of templates in the values of some files that name a key. */
export function textMentions(
  workspace: Workspace,
  subject: ValueSubject,
  files: Iterable<Document>,
): readonly TextMention[] {
  const found: TextMention[] = []
  const families = [...byFamily(instancesOf(workspace, subject))]
  for (const file of files)
    for (const [family, paths] of families) {
      const flow = flowOf(workspace, family.root)
      for (const { document, unit, given } of valueTextsIn(workspace, file, flow))
        for (const mention of mentionsIn(given, unit, file.uri, paths)) found.push({ ...mention, document })
    }
  return found
}

/** A call of a named template in a template that values hold. */
export interface TextCall {
  readonly file: Document
  /** The text, in which the range is; undefined where it can't be mapped. */
  readonly document: Document | undefined
  readonly range: Range
}

/** The calls of a named template in the values of some files. */
export function textCalls(
  workspace: Workspace,
  families: readonly Family[],
  name: string,
  files: Iterable<Document>,
): readonly TextCall[] {
  const found: TextCall[] = []
  for (const file of files)
    for (const family of families)
      for (const { document, unit } of valueTextsIn(workspace, file, flowOf(workspace, family.root)))
        for (const { kind, name: called, range } of unit.calls)
          if (kind !== 'tpl' && called.kind === 'text' && called.value === name)
            found.push({ file, document, range })
  return found
}
