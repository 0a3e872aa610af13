/**
 * A team's own policy rows (`policyRows` of `logkeel.yaml`): a value by its kind of file and its path, held against
 * what each environment wants. Loki's paths are Loki's own, whatever the layout; other kinds are read as YAML.
 */
import { lokiKey } from '../../schema/loki.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { entries, get, resolve, scalarOf } from '../../syntax/yaml/path.ts'
import { type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { memorySize } from '../containers/logging.ts'
import type { PolicyRow } from '../settings.ts'
import { durationMs } from '../units.ts'
import { documentsOf, type FoundValue, lokiOf, type RowSource, type Scope } from './scope.ts'

type Scalar = string | number | boolean

/** A team's row as a row of the table. */
export function policyRow(row: PolicyRow): RowSource {
  return {
    id: `policyRows.${row.name}`,
    title: row.name,
    expected: ({ environment }) => expectedText(row, environment),
    find: (scope) => (row.kind === 'loki' ? inLoki(row, scope) : inYaml(row, scope)),
  }
}

const signs = [
  ['equals', '='],
  ['atLeast', '≥'],
  ['atMost', '≤'],
] as const

function expectedText(row: PolicyRow, environment: string | undefined): string | undefined {
  const said = signs.flatMap(([field, sign]) => {
    const wanted = wantedBy(row[field], environment)
    return wanted === undefined ? [] : [`${sign} ${wanted}`]
  })
  return said.length > 0 ? said.join(', ') : undefined
}

function wantedBy<T extends Scalar>(
  wanted: Readonly<Record<string, T>> | undefined,
  environment: string | undefined,
): T | undefined {
  return environment !== undefined && wanted && Object.hasOwn(wanted, environment)
    ? wanted[environment]
    : undefined
}

/** Whether a value is what an environment wants of a row; `undefined` where that can't be told. */
export function fitsRow(
  row: PolicyRow,
  environment: string | undefined,
  value: Scalar | null | undefined,
): boolean | undefined {
  if (value === undefined || value === null) return undefined
  const equals = wantedBy(row.equals, environment)
  const least = wantedBy(row.atLeast, environment)
  const most = wantedBy(row.atMost, environment)
  const answers = [
    equals === undefined ? true : String(value) === String(equals) || compare(value, equals) === 0,
    least === undefined ? true : holds(compare(value, least), (order) => order >= 0),
    most === undefined ? true : holds(compare(value, most), (order) => order <= 0),
  ]
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true
}

function holds(order: number | undefined, test: (order: number) => boolean): boolean | undefined {
  return order === undefined ? undefined : test(order)
}

/** The order of two values that are both numbers, both durations or both sizes. */
function compare(a: Scalar, b: Scalar): number | undefined {
  for (const measure of [toNumber, toDuration, toSize]) {
    const [one, other] = [measure(a), measure(b)]
    if (one !== undefined && other !== undefined) return one - other
  }
  return undefined
}

function toNumber(value: Scalar): number | undefined {
  return typeof value !== 'boolean' && /^-?\d*\.?\d+$/.test(String(value)) ? Number(value) : undefined
}

function toDuration(value: Scalar): number | undefined {
  return typeof value === 'string' ? durationMs(value) : value === 0 ? 0 : undefined
}

function toSize(value: Scalar): number | undefined {
  return typeof value === 'boolean' ? undefined : memorySize(value)
}

function inLoki(row: PolicyRow, scope: Scope): readonly FoundValue[] {
  const pattern = patternOf(row.path)
  return lokiOf(scope).flatMap(({ scalars, settings, whole }): readonly FoundValue[] => {
    const found = [...scalars].filter(([key]) => pattern.test(key)).map(([, scalar]) => scalar)
    if (found.length > 0) return found.map(({ value, place }) => valueAt(row, scope, value, place))
    // Of a whole configuration a key that is absent has Loki's default.
    const steps = stepsOf(row.path).map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    const value = whole ? lokiKey(steps)?.default : undefined
    if (value === undefined) return []
    const fits = fitsRow(row, scope.environment, value)
    return [{ text: t('{value} (default)', { value }), fits, place: settings.place, of: [] }]
  })
}

function inYaml(row: PolicyRow, scope: Scope): readonly FoundValue[] {
  const steps = stepsOf(row.path)
  return documentsOf(scope).flatMap((document) => {
    if (document.kind !== row.kind) return []
    const tree = yamlTree(document)
    return tree.documents.flatMap(({ root }) =>
      nodesAt(root, steps).flatMap((node): readonly FoundValue[] => {
        const scalar = scalarOf(node)
        if (!scalar) return []
        const value = scalar.hole ? undefined : scalar.value
        const place = placeOf(document, rangeOf(tree, scalar))
        return [valueAt(row, scope, typeof value === 'bigint' ? Number(value) : value, place)]
      }),
    )
  })
}

function valueAt(
  row: PolicyRow,
  { environment }: Scope,
  value: Scalar | null | undefined,
  place: Place,
): FoundValue {
  return { text: String(value ?? '?'), fits: fitsRow(row, environment, value), place, of: [] }
}

/** Steps of a path: keys, indices, `*` or `[]` for any of them. */
function stepsOf(path: string): readonly string[] {
  return path
    .replaceAll(/\[(\d*)\]/g, (_, index: string) => `.${index === '' ? '*' : index}`)
    .split('.')
    .filter((step) => step !== '')
}

function patternOf(path: string): RegExp {
  const steps = stepsOf(path).map((step) => (step === '*' ? '[^.]+' : step.replaceAll(/[^\w]/g, '\\$&')))
  return new RegExp(`^${steps.join('\\.')}$`)
}

function nodesAt(node: YamlNode | undefined, [step, ...rest]: readonly string[]): readonly YamlNode[] {
  if (step === undefined) return node ? [node] : []
  const at = resolve(node)
  if (at?.kind === 'sequence') {
    const items = step === '*' ? at.items : [at.items[Number(step)]]
    return items.flatMap((item) => nodesAt(item, rest))
  }
  if (at?.kind !== 'map') return []
  if (step === '*') return entries(at).flatMap((pair) => nodesAt(pair.value, rest))
  return nodesAt(get(at, [step]), rest)
}
