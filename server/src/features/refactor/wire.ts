/**
 * Connects a component that hands on nothing yet: to the components that take what it gives, or, where nothing ends
 * its pipeline, to a new one.
 */
import { headRange, isOpen } from '../../model/alloy/components.ts'
import { insertAttribute, insertStatement } from '../../model/alloy/componentsEdit.ts'
import {
  type AlloyModule,
  moduleOfBlock,
  outward,
  referencesIn,
  resolveIn,
} from '../../model/alloy/modules.ts'
import { perPart } from '../../model/alloy/partIndex.ts'
import { scopeOf } from '../../model/alloy/scope.ts'
import { type AlloyArgument, componentOf } from '../../schema/alloy.ts'
import { signalsOf } from '../../schema/alloySignals.ts'
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks, nodeAt, sourceOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { isUnknown } from '../../syntax/parse.ts'
import type { TextEdit } from '../../text/edit.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { isModuleLevel, moduleBlockOf } from '../alloy/body.ts'
import {
  type Fitting,
  fitting,
  freeLabel,
  handedOn,
  isSink,
  seenFrom,
  type Viewpoint,
  viewpointAt,
} from '../alloy/exports.ts'
import type { Refactoring, Selected } from './refactor.ts'
import { tidied } from './tidy.ts'

/** How many components are offered. */
const most = 6

export function wire(selected: Selected): readonly Refactoring[] {
  const { document, workspace, tree, catalogue, range } = selected
  const path = nodeAt(tree, range.start)?.path ?? []
  const all = path.filter((node): node is Block => node.kind === 'block')
  const at = all.findLastIndex((_, i) => isModuleLevel(all.slice(0, i + 1)))
  const blocks = all.slice(0, at + 1)
  const block = blocks.at(-1)
  const component = block && componentOf(block.name, catalogue)
  if (!block || !component || block.close === undefined || isOpen(document, block)) return []
  if (isUnknown(document, headRange(document, block))) return []
  const module = moduleOfBlock(tree, moduleBlockOf(blocks))
  const view = viewpointAt(scopeOf(document, workspace), module, catalogue, blocks)
  const wiring: Wiring = { selected, block, view }
  const open = [...component.definition.arguments.values()].find(
    (each) => handedOn.test(each.type) && isEmpty(attribute(block, each.name)),
  )
  if (open) return byArgument(wiring, open)
  const output = component.definition.blocks.get('output')
  if (!output) return []
  const given = childBlocks(block, 'output')
  if (given.some((each) => !each.body.every((one) => one.kind === 'attribute' && isEmpty(one)))) return []
  const signals = [...output.definition.arguments.values()].filter(({ type }) => type === consumers)
  return byOutput(wiring, given[0], signals)
}

const consumers = 'list(otelcol.Consumer)'

interface Wiring {
  readonly selected: Selected
  readonly block: Block
  readonly view: Viewpoint
}

/** Whether nothing is given: no argument, none behind the `=`, or an empty list. */
function isEmpty(given: Attribute | undefined): boolean {
  if (!given) return true
  const value = unwrapped(given.value)
  return value.kind === 'error' || (value.kind === 'array' && value.elements.length === 0)
}

/** What can take it: ends of pipelines first, nothing that comes back to the block itself. */
function takers({ selected, block, view }: Wiring, type: string): readonly Fitting[] {
  const upstream = leadingTo(selected, block)
  const comesBack = ({ seen: { reference } }: Fitting): boolean => {
    const id = reference.slice(0, reference.lastIndexOf('.'))
    for (let at: AlloyModule | undefined = view.module; at; at = outward(at)) {
      const found = at.byId.get(id)
      if (found) return upstream.has(found.block)
    }
    return false
  }
  const found = fitting(seenFrom(view), type).filter((each) => each.certain && !comesBack(each))
  const sinks = new Map<string, boolean>()
  const isEnd = ({ seen: { of } }: Fitting): boolean => {
    const known = sinks.get(of) ?? isSink(of, view.catalogue)
    sinks.set(of, known)
    return known
  }
  const ends = found.filter(isEnd)
  return [...ends.slice(0, most), ...found.filter((each) => !isEnd(each)).slice(0, most)].slice(0, most)
}

const allReferences = perPart(referencesIn)

/** The blocks from which references lead to one, over any number of others; the block is one of them. */
function leadingTo({ document, tree }: Selected, block: Block): ReadonlySet<Block> {
  const sources = new Map<Block, Block[]>()
  for (const { names, owner, moduleBlock } of allReferences(document)) {
    const target = owner && resolveIn(moduleOfBlock(tree, moduleBlock), names)?.entity.block
    if (!target) continue
    const known = sources.get(target)
    if (known) known.push(owner)
    else sources.set(target, [owner])
  }
  const found = new Set<Block>()
  const next = [block]
  for (let at = next.pop(); at; at = next.pop()) {
    if (found.has(at)) continue
    found.add(at)
    next.push(...(sources.get(at) ?? []))
  }
  return found
}

function byArgument(wiring: Wiring, argument: AlloyArgument): readonly Refactoring[] {
  const found = takers(wiring, argument.type)
  const receiver = /\((.*)\)/.exec(argument.type)?.[1] ?? ''
  const forward = ({ seen, text }: Pick<Fitting, 'seen' | 'text'>): Refactoring => ({
    title: t('Forward to {component}', { component: seen.reference.replace(/\.[^.]*$/, '') }),
    kind: 'refactor.rewrite',
    edits: giving(wiring, wiring.block, argument.name, text),
  })
  const ends = found.some(({ seen }) => isSink(seen.of, wiring.view.catalogue))
  const added = ends ? undefined : newWriter(wiring, receiver)
  return [
    ...found.map(forward),
    ...(added
      ? [
          {
            title: t('Forward to a new {component}', { component: added.component }),
            kind: 'refactor.rewrite' as const,
            edits: [...giving(wiring, wiring.block, argument.name, `[${added.reference}]`), ...added.edits],
          },
        ]
      : []),
  ]
}

/** Gives an argument of a block a value. */
function giving({ selected, block }: Wiring, owner: Block, name: string, value: string): readonly TextEdit[] {
  return tidied(selected.document, block, given(selected, owner, name, value))
}

function given({ document, tree }: Selected, owner: Block, name: string, value: string): readonly TextEdit[] {
  const old = attribute(owner, name)
  if (!old) return insertAttribute(document, owner, name, value)
  const { start, end } = rangeOf(tree, old.value)
  // Behind an `=` without a value there may be no blank.
  const blank = old.value.kind === 'error' && sourceOf(old).endsWith('=') ? ' ' : ''
  return [{ range: { start, end }, text: blank + value }]
}

function byOutput(
  wiring: Wiring,
  output: Block | undefined,
  signals: readonly AlloyArgument[],
): readonly Refactoring[] {
  const found = takers(wiring, consumers)
  const added = found.some(({ seen }) => isSink(seen.of, wiring.view.catalogue))
    ? undefined
    : newWriter(wiring, 'otelcol.Consumer')
  const forward = (title: string, of: string, reference: string, more: readonly TextEdit[]) => {
    const taken: readonly string[] = signalsOf(of)
    const names = signals.map(({ name }) => name).filter((name) => taken.includes(name))
    const edits = [...outputEdits(wiring, output, names, `[${reference}]`), ...more]
    return names.length === 0 ? [] : [{ title, kind: 'refactor.rewrite' as const, edits }]
  }
  return [
    ...found.flatMap(({ seen: { reference, of } }) =>
      forward(
        t('Forward to {component}', { component: reference.replace(/\.[^.]*$/, '') }),
        of,
        reference,
        [],
      ),
    ),
    ...(added
      ? forward(
          t('Forward to a new {component}', { component: added.component }),
          added.component,
          added.reference,
          added.edits,
        )
      : []),
  ]
}

function outputEdits(
  { selected, block }: Wiring,
  output: Block | undefined,
  names: readonly string[],
  value: string,
): readonly TextEdit[] {
  const { document, tree } = selected
  const width = Math.max(...names.map((name) => name.length))
  const lines = ['output {', ...names.map((name) => `\t${name.padEnd(width)} = ${value}`), '}']
  if (!output) {
    const last = block.body.at(-1)
    return tidied(document, block, insertStatement(document, block, [...(last ? [''] : []), ...lines], last))
  }
  if (output.body.length === 0)
    return tidied(
      document,
      block,
      insertStatement(document, output, lines.slice(1, -1).map(outdented), undefined),
    )
  const old = output.body.flatMap((each) => (each.kind === 'attribute' ? [each] : []))
  const kept = old.filter(({ name }) => names.includes(name.name))
  const fresh = names.filter((name) => !kept.some((each) => each.name.name === name))
  const edits = kept.map((each) => ({ range: rangeOf(tree, each.value), text: value }))
  const more = fresh.map((name) => `${name} = ${value}`)
  const last = output.body.at(-1)
  return tidied(document, block, [
    ...edits,
    ...(more.length > 0 && last ? insertStatement(document, output, more, last) : []),
  ])
}

function outdented(line: string): string {
  return line.replace(/^\t/, '')
}

/** A component that ends a pipeline, with an address to fill in. */
interface Added {
  readonly component: string
  readonly reference: string
  readonly edits: readonly TextEdit[]
}

const writers: Readonly<Record<string, readonly [component: string, block: string, argument: string]>> = {
  LogsReceiver: ['loki.write', 'endpoint', 'url = "https://loki.example.com/loki/api/v1/push"'],
  MetricsReceiver: [
    'prometheus.remote_write',
    'endpoint',
    'url = "https://prometheus.example.com/api/v1/write"',
  ],
  ProfilesReceiver: ['pyroscope.write', 'endpoint', 'url = "https://pyroscope.example.com"'],
  'otelcol.Consumer': ['otelcol.exporter.otlphttp', 'client', 'endpoint = "https://otlp.example.com"'],
}

function newWriter({ selected, view }: Wiring, receiver: string): Added | undefined {
  const [component, inner, argument] = writers[receiver] ?? []
  if (!component || !inner || !argument) return undefined
  const label = freeLabel(view, component)
  const exported = componentOf(component, view.catalogue)?.exports[0]?.[0] ?? 'receiver'
  const lines = [`${component} "${label}" {`, `\t${inner} {`, `\t\t${argument}`, '\t}', '}']
  return {
    component,
    reference: `${component}.${label}.${exported}`,
    edits: atEnd(selected, view.module, lines),
  }
}

/** Puts a block behind everything in a module. */
function atEnd(
  { document }: Selected,
  { block }: AlloyModule,
  lines: readonly string[],
): readonly TextEdit[] {
  if (block) {
    const holder = block.name === 'foreach' ? childBlocks(block, 'template')[0] : block
    const last = holder?.body.at(-1)
    return holder && last ? insertStatement(document, holder, ['', ...lines], last) : []
  }
  const { text } = document
  const end = text.trimEnd().length
  const rest = text.slice(end)
  const written = rest.startsWith('\r\n') || rest.startsWith('\n') ? '' : '\n'
  return [{ range: { start: end, end }, text: `\n\n${lines.join('\n')}${written}` }]
}
