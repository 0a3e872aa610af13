/**
 * Completion of what stands in a module: components, configuration blocks and custom components, each as a whole block
 * with a label that is free and with what it can't do without.
 */
import type { AlloyModule } from '../../model/alloy/modules.ts'
import { customOf } from '../../model/alloy/scope.ts'
import {
  type AlloyComponent,
  componentNames,
  componentOf,
  configBlockNames,
  configBlockOf,
} from '../../schema/alloy.ts'
import { componentText } from '../../schema/alloyDescriptions.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { t } from '../../text/translate.ts'
import type { Cursor, Writing } from '../alloy/cursor.ts'
import { freeLabel, type Viewpoint, viewpointOf } from '../alloy/exports.ts'
import { linkTo, pageOf, stabilityText } from '../alloy/links.ts'
import {
  argumentLines,
  blockSnippet,
  braced,
  createStops,
  type Making,
  makingFrom,
} from '../alloy/snippet.ts'
import { levelNote, offering } from '../alloy/stability.ts'
import type { Completion } from '../feature.ts'

type Named = Extract<Writing, { at: 'name' }>

/** What could stand at a place of a module. */
export function* statements(
  cursor: Cursor,
  writing: Named,
  module: 'root' | 'declare' | 'foreach',
): Iterable<Completion> {
  if (writing.follows === 'equals') return
  const view = viewpointOf(cursor)
  const making = makingFrom(view)
  yield* customs(cursor, writing, view)
  for (const name of componentNames(cursor.catalogue)) {
    const component = componentOf(name, cursor.catalogue)
    const item =
      component &&
      statement(cursor, writing, component.stability, name, () =>
        blockSnippet(`${name} "${stopFor(view, name)}"`, component.definition, making, afterLabel()),
      )
    if (item) yield item
  }
  yield* configBlocks(cursor, writing, view, making, module)
}

/** The first place of a snippet: the label. */
function stopFor(view: Viewpoint, name: string): string {
  return `$\{1:${freeLabel(view, name)}}`
}

/** Places are counted on from the label. */
function afterLabel() {
  const stops = createStops()
  stops.next()
  return stops
}

function statement(
  { workspace }: Cursor,
  { range, follows }: Named,
  stability: AlloyComponent['stability'],
  name: string,
  snippet: () => string,
): Completion | undefined {
  const how = offering(workspace, stability)
  if (how === 'left-out') return undefined
  // Where a label or a bracket follows already, the name alone is replaced.
  const whole = follows === 'nothing'
  const text = componentText(name)
  return {
    label: name,
    range,
    kind: 'module',
    insert: whole ? snippet() : name,
    snippet: whole,
    detail: stabilityText(stability),
    order: `${how === 'behind' ? 'z' : rankOf(name)}${name}`,
    markdown: [text, how === 'behind' ? levelNote(stability) : undefined, linkTo(pageOf(name))]
      .filter((part) => part)
      .join('\n\n'),
  }
}

/** Logs come first, and what finds them. */
function rankOf(name: string): string {
  const group = name.split('.')[0] ?? ''
  if (group === 'loki') return 'b'
  if (group === 'local' || group === 'discovery' || group === 'remote') return 'c'
  return group === 'prometheus' || !componentOf(name) ? 'd' : 'e'
}

function* configBlocks(
  cursor: Cursor,
  writing: Named,
  view: Viewpoint,
  making: Making,
  module: 'root' | 'declare' | 'foreach',
): Iterable<Completion> {
  for (const name of configBlockNames(cursor.catalogue)) {
    const found = configBlockOf(name, cursor.catalogue)
    if (!found || !stands(found.place, module)) continue
    // One without a label stands once.
    if (found.label === 'none' && cursor.module.byId.has(name)) continue
    const item = statement(cursor, writing, found.stability, name, () => {
      const stops = found.label === 'none' ? createStops() : afterLabel()
      const head = found.label === 'none' ? name : `${name} "${labelFor(view, name)}"`
      if (name === 'foreach') return foreachSnippet(head)
      return blockSnippet(head, found.definition, making, stops)
    })
    if (item) yield item
  }
}

function stands(place: string, module: 'root' | 'declare' | 'foreach'): boolean {
  if (place === 'anywhere') return true
  return module === 'root' ? place === 'root' : module === 'declare' && place === 'module'
}

/** Labels of these are names that others write. */
const names: Readonly<Record<string, string>> = {
  argument: 'name',
  declare: 'name',
  export: 'name',
  'import.file': 'modules',
  'import.git': 'modules',
  'import.http': 'modules',
  'import.string': 'modules',
}

function labelFor(view: Viewpoint, name: string): string {
  return Object.hasOwn(names, name) ? `$\{1:${names[name]}}` : stopFor(view, name)
}

function foreachSnippet(head: string): string {
  return braced(head, ['collection = [$2]', `var        = "$\{3:each}"`, '', 'template {', '\t$0', '}'])
}

/** Custom components: the declares that can be seen, and those of imports whose text is known. */
function* customs(cursor: Cursor, { range, follows }: Named, view: Viewpoint): Iterable<Completion> {
  const { scope, module } = cursor
  const done = new Set<string>()
  for (const { name, from } of customNames(cursor)) {
    if (done.has(name)) continue
    done.add(name)
    const takes = customOf(scope, module, name)?.declare?.takes ?? []
    const needed = takes.filter(({ optional }) => optional !== true)
    const stops = afterLabel()
    const lines = argumentLines(needed.map((each) => [each.name, () => stops.next()]))
    const whole = follows === 'nothing'
    yield {
      label: name,
      range,
      kind: 'module',
      insert: whole ? braced(`${name} "${stopFor(view, name)}"`, lines) : name,
      snippet: whole,
      detail: t('custom component of {from}', { from }),
      order: `a${name}`,
    }
  }
}

function* customNames({ scope, module }: Cursor): Iterable<{ readonly name: string; readonly from: string }> {
  const around = new Set<string | undefined>()
  for (let at: AlloyModule | undefined = module; at; at = at.parent)
    if (at.kind === 'declare' && at.block) around.add(labelOf(at.block))
  const imported = (label: string): readonly string[] => customOf(scope, module, `${label}.`)?.instead ?? []
  for (let at: AlloyModule | undefined = module; at; at = at.parent) {
    for (const { kind, block, id } of at.entities) {
      const label = labelOf(block)
      if (label === undefined) continue
      // A declare can't be made of itself.
      if (kind === 'declare' && !around.has(label)) yield { name: label, from: id }
      if (kind === 'import') for (const name of imported(label)) yield { name: `${label}.${name}`, from: id }
    }
  }
  for (const [name] of scope.beside.values()) {
    if (name?.label === undefined) continue
    if (name.kind === 'declare') yield { name: name.label, from: name.id }
    if (name.kind === 'import')
      for (const each of imported(name.label)) yield { name: `${name.label}.${each}`, from: name.id }
  }
}
