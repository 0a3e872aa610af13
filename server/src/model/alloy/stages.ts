/**
 * The stages of `loki.process` as far as values flow between them: what each reads from the map of extracted values
 * and puts into it, and which labels it sets, as Alloy 1.18.0 does. The labels of an entry are in the map from the
 * start, so a name that nothing extracts may still be there. What lines hold is not known here.
 */
import type { Attribute, Block, Expression, Field } from '../../syntax/alloy/ast.ts'
import { attribute, blocksOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { parseRe2 } from '../../syntax/re2.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Located } from '../../text/part.ts'
import { type Nested, perDefinition } from './nested.ts'
import { constantOf } from './value.ts'

/** A name that a stage looks up or sets, and where it says so. */
export interface StageName {
  readonly name: string
  readonly place: Located
}

/** A label, the name of the value that it takes, and where the two are written. */
export interface StageLabel {
  readonly label: string
  readonly source: string
  /** Absent where a group of an expression gives both. */
  readonly field: Field | undefined
  readonly place: Located
}

export interface Stage {
  readonly block: Block
  /** The name behind `stage.`. */
  readonly kind: string
  readonly reads: readonly StageName[]
  readonly writes: readonly StageName[]
  /** Whether it may write values of any name. */
  readonly open: boolean
  /** The labels that it sets from extracted values. */
  readonly labels: readonly StageLabel[]
  /** The stages inside `stage.match`. */
  readonly inner: readonly Stage[]
}

/** A `loki.process`. */
export interface Pipeline {
  readonly nested: Nested
  readonly stages: readonly Stage[]
}

/** A function that gives what `compute` finds in the pipelines of a document. Call it at the top of a module. */
export function perPipeline<T>(
  compute: (pipeline: Pipeline) => readonly T[],
): (document: Document) => readonly T[] {
  return perDefinition(
    ({ name }) => (name === 'loki/process.Arguments' ? true : undefined),
    (nested) => compute({ nested, stages: stagesOf(nested.block) }),
  )
}

const stagesOf = memo((component: Block): readonly Stage[] => stagesIn(component))

/** The stages directly in a `loki.process` or a `stage.match`. */
export function stagesIn(block: Block): readonly Stage[] {
  return blocksOf(block).flatMap((each) => (each.name.startsWith('stage.') ? [stageOf(each)] : []))
}

/** What a stage does beyond its `source`. */
type Draft = Partial<Pick<Stage, 'reads' | 'writes' | 'open' | 'labels' | 'inner'>>

function stageOf(block: Block): Stage {
  const kind = block.name.slice('stage.'.length)
  const draft = Object.hasOwn(kinds, kind) ? (kinds[kind]?.(block) ?? {}) : { open: true }
  return { block, kind, reads: [], writes: [], open: false, labels: [], inner: [], ...draft }
}

const kinds: Readonly<Record<string, (block: Block) => Draft>> = {
  docker: (block) => ({ writes: fixed(block, 'output', 'stream', 'timestamp') }),
  cri: (block) => ({ writes: fixed(block, 'flags', 'stream', 'content', 'time') }),
  json: (block) => ({ reads: source(block), ...mapped(block, 'expressions') }),
  logfmt: (block) => ({ reads: source(block), ...mapped(block, 'mapping') }),
  regex: (block) => ({ reads: source(block), ...grouped(block, regexNames) }),
  pattern: (block) => ({ reads: source(block), ...grouped(block, patternNames) }),
  replace: (block) => ({ reads: source(block), ...grouped(block, regexNames) }),
  template: templateStage,
  labels: labelsStage,
  structured_metadata: (block) => ({ reads: fieldsOf(block, 'values').map(sourceOfField) }),
  timestamp: (block) => ({ reads: source(block) }),
  output: (block) => ({ reads: source(block) }),
  tenant: (block) => ({ reads: source(block) }),
  luhn: (block) => ({ reads: source(block) }),
  split_json: (block) => ({ reads: source(block) }),
  drop: (block) => ({
    reads: source(block).flatMap(({ name, place }) => name.split(',').map((each) => ({ name: each, place }))),
  }),
  geoip: (block) => ({ reads: source(block), open: true }),
  eventlogmessage: (block) => ({ reads: source(block), open: true }),
  windowsevent: (block) => ({ reads: source(block), open: true }),
  truncate: (block) => ({ writes: fixed(block, 'truncated') }),
  metrics: (block) => ({ reads: blocksOf(block).flatMap(metricRead) }),
  match: (block) => ({ inner: stagesIn(block) }),
  ...Object.fromEntries(
    [
      'decolorize',
      'label_drop',
      'label_keep',
      'limit',
      'multiline',
      'pack',
      'sampling',
      'static_labels',
      'structured_metadata_drop',
    ].map((kind) => [kind, () => ({})]),
  ),
}

function textOf(expression: Expression | undefined): string | undefined {
  const value = expression && constantOf(expression)
  return typeof value === 'string' ? value : undefined
}

function fixed(block: Block, ...names: readonly string[]): readonly StageName[] {
  return names.map((name) => ({ name, place: block.names[0] ?? block }))
}

/** What `source` names; nothing where it is absent, empty or unknown. */
function source(block: Block): readonly StageName[] {
  const written = attribute(block, 'source')
  const name = textOf(written?.value)
  return written && name ? [{ name, place: written.value }] : []
}

/** Names that are the keys of a map; a `regex` adds any. */
function mapped(block: Block, name: string): Draft {
  const map = attribute(block, name)
  const isKnown = map === undefined || unwrapped(map.value).kind === 'object'
  const regex = attribute(block, 'regex')
  const anyName = regex !== undefined && textOf(regex.value) !== ''
  return {
    writes: fieldsOf(block, name).map((field) => ({ name: field.name, place: field.key })),
    open: !isKnown || anyName,
  }
}

function fieldsOf(block: Block, name: string): readonly Field[] {
  const value = attribute(block, name)?.value
  const object = value && unwrapped(value)
  return object?.kind === 'object' ? object.fields : []
}

interface Named {
  readonly attribute: Attribute | undefined
  /** Undefined where the text is not known. */
  readonly names: readonly string[] | undefined
}

function regexNames(block: Block): Named {
  const written = attribute(block, 'expression')
  const text = textOf(written?.value)
  const groups = text === undefined ? undefined : parseRe2(text).groups
  return { attribute: written, names: groups?.flatMap((name) => name ?? []) }
}

/** `<name>` in a pattern; `<_>` is passed over. */
function patternNames(block: Block): Named {
  const written = attribute(block, 'pattern')
  const text = textOf(written?.value)
  const names =
    text === undefined ? undefined : [...text.matchAll(/<([A-Za-z_]\w*)>/g)].map(([, name = '']) => name)
  return { attribute: written, names: names?.filter((name) => name !== '_') }
}

function grouped(block: Block, namesOf: (block: Block) => Named): Draft {
  const { attribute: written, names } = namesOf(block)
  const place = written?.value ?? block
  const writes = (names ?? []).map((name) => ({ name, place }))
  const toLabels = attribute(block, 'labels_from_groups')
  const labelled = toLabels !== undefined && constantOf(toLabels.value) === true
  return {
    writes,
    open: written !== undefined && names === undefined,
    labels: labelled
      ? writes.map(({ name }) => ({ label: name, source: name, field: undefined, place }))
      : [],
  }
}

function templateStage(block: Block): Draft {
  const [own] = source(block)
  const written = attribute(block, 'template')
  const text = textOf(written?.value) ?? ''
  const reads: StageName[] = []
  for (const [action] of text.matchAll(/\{\{[^}]*\}\}/g)) {
    for (const [, name = ''] of action.matchAll(/(?<![\w)\]"`$])\.([A-Za-z_]\w*)/g)) {
      if (name === 'Entry') continue
      const read = name === 'Value' ? own : { name, place: written?.value ?? block }
      if (read && !reads.some((each) => each.name === read.name)) reads.push(read)
    }
  }
  return { reads, writes: own ? [own] : [], open: attribute(block, 'source') !== undefined && !own }
}

function labelsStage(block: Block): Draft {
  const type = textOf(attribute(block, 'source_type')?.value)
  const fields = fieldsOf(block, 'values')
  const labels = fields.map((field) => {
    return { label: field.name, source: sourceOfField(field).name, field, place: field }
  })
  return { reads: type === undefined || type === 'extracted' ? fields.map(sourceOfField) : [], labels }
}

/** What a field such as `level = "lvl"` takes: its own name where it says nothing else. */
function sourceOfField(field: Field): StageName {
  const text = textOf(field.value)
  return text
    ? { name: text, place: field.value }
    : { name: unknownSource(field) ? '' : field.name, place: field }
}

function unknownSource({ value }: Field): boolean {
  return constantOf(value) === undefined
}

function metricRead(block: Block): readonly StageName[] {
  const all = attribute(block, 'match_all')
  if (all && constantOf(all.value) !== false) return []
  const written = attribute(block, 'source') ?? attribute(block, 'name')
  const name = textOf(written?.value)
  return written && name ? [{ name, place: written.value }] : []
}
