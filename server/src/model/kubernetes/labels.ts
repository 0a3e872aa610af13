/**
 * Labels and what selects them, as Kubernetes compares them (`k8s.io/apimachinery/pkg/labels`): three-valued, since a
 * label that template output or a variable makes may be anything. Nothing is looked up here.
 */
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'

/** The labels of an object. */
export interface Labels {
  /** Those that are known; of a key whose value is not known the value is `undefined`. */
  readonly known: Readonly<Record<string, string | undefined>>
  /** Whether there may be others. */
  readonly open: boolean
}

/** One condition of a selector; `matchLabels` and a Service's `selector` are `In` with one value. */
export interface Term {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export interface Selector {
  readonly terms: readonly Term[]
  /** Whether there are, or may be, conditions that are not known. */
  readonly open: boolean
}

/**
 * What stands for the name and the namespace of a release that has none: two texts that are made of it the same way are
 * equal, whether one is equal to another text is not known.
 */
export const unknownRelease = { name: 'release-name', namespace: 'release-namespace' } as const

/** Whether two texts are the same; `undefined` where that hangs on how a release is called. */
export function areEqual(a: string, b: string): boolean | undefined {
  if (a === b) return true
  return a.includes(unknownRelease.name) || b.includes(unknownRelease.name) ? undefined : false
}

export const noLabels: Labels = { known: {}, open: false }

/** What a label's value may look like: anything else is some other program's placeholder. */
const labelValue = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/
const labelKey = /^(?:[\w.-]+\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/

/** The text of a label's value; nothing where it is not known. */
function labelValueOf(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole) return undefined
  if (scalar.value === null) return ''
  return labelValue.test(scalar.text) ? scalar.text : undefined
}

/** The labels of a map. */
export function labelsOf(node: YamlNode | undefined): Labels {
  const map = mapOf(node)
  if (!map) return { known: {}, open: node !== undefined && scalarOf(node)?.value !== null }
  const known: Record<string, string | undefined> = {}
  let open = false
  for (const { key, value } of entries(map)) {
    if (key.hole || !labelKey.test(key.text)) open = true
    else known[key.text] = labelValueOf(value)
  }
  return { known, open }
}

/** The selector of a Service: a map of labels. */
export function mapSelector(node: YamlNode | undefined): Selector {
  const { known, open } = labelsOf(node)
  const terms = Object.entries(known).flatMap(([key, value]) =>
    value === undefined ? [] : [equals(key, value)],
  )
  return { terms, open: open || terms.length < Object.keys(known).length }
}

function equals(key: string, value: string): Term {
  return { key, operator: 'In', values: [value] }
}

const operators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])

/** A `LabelSelector`: `matchLabels` and `matchExpressions`. */
export function labelSelector(node: YamlNode | undefined): Selector {
  const labels = mapSelector(get(node, ['matchLabels']))
  const items = sequenceOf(get(node, ['matchExpressions']))?.items ?? []
  const terms = items.map(expressionOf)
  const known = terms.filter((term) => term !== undefined)
  const unknown = !mapOf(node) || scalarOf(get(node, ['matchExpressions']))?.hole === true
  return { terms: [...labels.terms, ...known], open: labels.open || unknown || known.length < terms.length }
}

function expressionOf(node: YamlNode | undefined): Term | undefined {
  const [key, operator] = [scalarOf(get(node, ['key'])), scalarOf(get(node, ['operator']))]
  const values = (sequenceOf(get(node, ['values']))?.items ?? []).map(labelValueOf)
  if (!key || key.hole || !operator || operator.hole || !operators.has(operator.text)) return undefined
  if (!labelKey.test(key.text) || values.some((value) => value === undefined)) return undefined
  return {
    key: key.text,
    operator: operator.text as Term['operator'], // One of the set, just asked.
    values: values.flatMap((value) => value ?? []),
  }
}

/** Whether a selector takes these labels; `undefined` where that hangs on what is not known. */
export function selects({ terms, open }: Selector, labels: Labels): boolean | undefined {
  let unknown = open
  for (const term of terms) {
    const holds = fits(term, labels)
    if (holds === false) return false
    if (holds === undefined) unknown = true
  }
  return unknown ? undefined : true
}

/** Whether one condition holds. */
export function fits({ key, operator, values }: Term, { known, open }: Labels): boolean | undefined {
  const has = Object.hasOwn(known, key)
  if (!has && open) return undefined
  const value = known[key]
  if (operator === 'Exists') return has
  if (operator === 'DoesNotExist') return !has
  if (has && value === undefined) return undefined
  const within = value === undefined ? false : isOneOf(value, values)
  if (within === undefined) return undefined
  return operator === 'In' ? within : !within
}

function isOneOf(value: string, values: readonly string[]): boolean | undefined {
  const equal = values.map((each) => areEqual(value, each))
  return equal.includes(true) || (equal.includes(undefined) ? undefined : false)
}

/** A selector as a user writes it on the command line: `app=web,tier in (a,b)`. */
export function selectorText({ terms }: Selector): string {
  return terms.map(termText).join(',')
}

export function termText({ key, operator, values }: Term): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
}
