/**
 * Stages of `loki.process` that read a value which only a later stage takes out of the line, and stages that look for
 * what Docker's record says after `stage.docker` has put the log line in its place. A name that no stage extracts may
 * be a label of the entry, so nothing is said of it.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { anyUnknown } from '../../model/alloy/nested.ts'
import { moveBehind } from '../../model/alloy/removal.ts'
import { perPipeline, type Stage, type StageName } from '../../model/alloy/stages.ts'
import { constantOf } from '../../model/alloy/value.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Stages that take values out of lines. */
const extracts = new Set(['json', 'logfmt', 'regex', 'pattern', 'docker', 'cri'])

/** What may be wrong in a part: where template output stands in it, it is not known. */
type Fault =
  | { readonly kind: 'early'; readonly stage: Stage; readonly read: StageName; readonly writer: Stage }
  | { readonly kind: 'docker'; readonly docker: Stage; readonly place: Located }

const faults = perPipeline(({ stages }) => [...inOrder(stages, { names: new Set(), open: false })])

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const fault of faults(document)) {
    if (fault.kind === 'docker') {
      if (!anyUnknown(document, [fault.place])) yield afterRecord(document, fault.docker, fault.place)
    } else if (!anyUnknown(document, [fault.read.place, fault.writer.block])) {
      yield tooEarly(document, fault.stage, fault.read, fault.writer)
    }
  }
}

/** What earlier stages may have extracted. */
interface Extracted {
  readonly names: Set<string>
  open: boolean
}

function* inOrder(stages: readonly Stage[], before: Extracted): Iterable<Fault> {
  for (const [i, stage] of stages.entries()) {
    for (const read of stage.reads) {
      if (before.open || before.names.has(read.name)) continue
      const writer = stages
        .slice(i + 1)
        .find((each) => extracts.has(each.kind) && each.writes.some(({ name }) => name === read.name))
      if (writer) yield { kind: 'early', stage, read, writer }
    }
    if (stage.inner.length > 0) yield* inOrder(stage.inner, before)
    addAll(before, stage)
    if (stage.kind === 'docker') yield* afterDocker(stage, stages.slice(i + 1))
  }
}

function addAll(before: Extracted, stage: Stage): void {
  for (const { name } of stage.writes) before.names.add(name)
  // A label is a value too inside the next `stage.match`, and for structured metadata.
  for (const { label } of stage.labels) before.names.add(label)
  if (stage.open) before.open = true
}

function tooEarly(document: Document, stage: Stage, read: StageName, writer: Stage): Finding {
  const values = { stage: stage.block.name, name: read.name, writer: writer.block.name }
  const edits = moveBehind(document, stage.block, writer.block)
  return {
    range: rangeOf(alloyTree(document), read.place),
    message: t(
      '{stage} reads {name}, which only the later {writer} takes out of the line: where the entry has no label of that name, it finds nothing. Put it behind {writer}.',
      values,
    ),
    related: [
      {
        ...placeOf(document, nameRange(document, writer.block)),
        message: t('{name} is extracted here.', values),
      },
    ],
    fixes: edits
      ? [
          {
            title: t('Move {stage} behind {writer}', values),
            safe: false,
            edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
          },
        ]
      : [],
  }
}

/** The keys of a record that Docker's json-file driver writes. */
const recordKeys = new Set(['log', 'stream', 'time'])

/** Stages that look into Docker's record when the line is no record any more. */
function* afterDocker(docker: Stage, later: readonly Stage[]): Iterable<Fault> {
  for (const stage of later) {
    // Another stage may make a new line.
    if (stage.kind === 'output' || stage.kind === 'match' || stage.kind === 'pack') return
    const place = stage.kind === 'json' ? recordKey(stage) : undefined
    if (place) yield { kind: 'docker', docker, place }
  }
}

function afterRecord(document: Document, docker: Stage, place: Located): Finding {
  return {
    range: rangeOf(alloyTree(document), place),
    message: t(
      'stage.docker has put the log line in the place of the record of Docker, so this stage does not find what the record has beside it. Put it before stage.docker.',
    ),
    related: [
      { ...placeOf(document, nameRange(document, docker.block)), message: t('The record ends here.') },
    ],
  }
}

/** The expression of a `stage.json` that can only mean Docker's record: `attrs`, or two of its keys. */
function recordKey({ block }: Stage): Located | undefined {
  const value = attribute(block, 'expressions')?.value
  const object = value && unwrapped(value)
  if (object?.kind !== 'object' || attribute(block, 'source')) return undefined
  const paths = object.fields.map((field) => {
    const path = constantOf(field.value)
    return { field, path: path === '' ? field.name : path }
  })
  const attrs = paths.find(({ path }) => typeof path === 'string' && /^attrs(?:\.|$)/.test(path))
  if (attrs) return attrs.field
  const keys = paths.filter(({ path }) => typeof path === 'string' && recordKeys.has(path))
  return keys.length > 1 ? keys[0]?.field : undefined
}

export const rule: Rule = {
  id: 'alloy/stage-order',
  title: 'A stage that reads what only a later stage extracts',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
