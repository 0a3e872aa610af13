/**
 * What an Alloy configuration keeps on disk and wants of the machine that it runs on: the sources that keep positions,
 * and the files, journals and sockets that are named by a literal. What a reference or a function gives is not known
 * and left out, and so are components inside `declare` or `foreach`: nobody may ever make them.
 */
import type { AlloyPart, Block, Expression } from '../../syntax/alloy/ast.ts'
import { attribute, fieldOf, labelOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { perPart } from './partIndex.ts'
import { constantIn } from './value.ts'

/** A source that keeps positions, at `<storage path>/<component>.<label>/positions.yml` (1.18.0). */
export interface AlloySource {
  readonly component: 'loki.source.file' | 'loki.source.docker' | 'loki.source.journal'
  readonly label: string
  /** `loki.source.file`: whether a file without a position is read from its end. `undefined` where it is not known. */
  readonly fromEnd: boolean | undefined
  /** The component's name and label. */
  readonly place: Place
}

/** Something on the machine that a component reads. */
export interface AlloyNeed {
  readonly kind: 'files' | 'journal' | 'socket'
  /** An absolute path, of files perhaps a pattern; of a journal `undefined` where the usual two places are looked in. */
  readonly path: string | undefined
  /** The component's name and label as a sentence calls it: `loki.source.docker "default"`. */
  readonly title: string
  /** The path's literal, else the component's name and label. */
  readonly place: Place
}

/** The sources of a document that keep positions. Their labels are known. */
export function alloySourcesIn(document: Document): readonly AlloySource[] {
  const tree = alloyTree(document)
  const found: AlloySource[] = []
  for (const block of readers(document)) {
    const component = block.name
    const label = labelOf(block)
    if (
      component !== 'loki.source.file' &&
      component !== 'loki.source.docker' &&
      component !== 'loki.source.journal'
    )
      continue
    const head = headOf(block)
    if (label === undefined || isUnknown(document, rangeOf(tree, head))) continue
    found.push({
      component,
      label,
      fromEnd: fromEnd(document, block),
      place: placeOf(document, rangeOf(tree, head)),
    })
  }
  return found
}

function fromEnd(document: Document, block: Block): boolean | undefined {
  const value = attribute(block, 'tail_from_end')?.value
  const known = value ? constantIn(document, value) : false
  return typeof known === 'boolean' ? known : undefined
}

/** What the components of a document read from the machine. */
export function alloyNeedsIn(document: Document): readonly AlloyNeed[] {
  return readers(document).flatMap((block) => {
    const need = needs[block.name]
    return need ? need(document, block) : []
  })
}

/** The components that this file speaks of: names to what they need. */
const needs: Readonly<
  Record<string, ((document: Document, block: Block) => readonly AlloyNeed[]) | undefined>
> = {
  'local.file_match': (document, block) => fileNeeds(document, block, 'path_targets'),
  'loki.source.file': (document, block) => fileNeeds(document, block, 'targets'),
  'loki.source.journal': journalNeeds,
  'loki.source.docker': (document, block) => socketNeeds(document, block),
  'discovery.docker': (document, block) => socketNeeds(document, block),
  'discovery.dockerswarm': (document, block) => socketNeeds(document, block),
}

/** Those of them that stand at the top of a part. */
const readers = perPart((part: AlloyPart): readonly Block[] => {
  const found: Block[] = []
  for (const statement of part.body)
    if (statement.kind === 'block' && Object.hasOwn(needs, statement.name)) found.push(statement)
  return found
})

function headOf(block: Block): Located {
  const end = (block.label ?? block.names.at(-1))?.end ?? block.start
  return { origin: block.origin, start: block.start, end }
}

function needAt(
  document: Document,
  block: Block,
  kind: AlloyNeed['kind'],
  path: string | undefined,
  at: Located,
): AlloyNeed {
  const tree = alloyTree(document)
  const { start, end } = headOf(block)
  const title = block.origin.text.slice(start, end)
  return { kind, path, title, place: placeOf(document, rangeOf(tree, at)) }
}

/** The `__path__` of the targets that are written out in a list. */
function fileNeeds(document: Document, block: Block, name: string): readonly AlloyNeed[] {
  const list = attribute(block, name)?.value
  const inner = list && unwrapped(list)
  if (inner?.kind !== 'array') return []
  return inner.elements.flatMap((element) => {
    const path = fieldOf(element, '__path__')?.value
    return path
      ? literalNeed(document, block, 'files', path, (text) => (isAbsolute(text) ? text : undefined))
      : []
  })
}

function journalNeeds(document: Document, block: Block): readonly AlloyNeed[] {
  const path = attribute(block, 'path')?.value
  if (!path) return [needAt(document, block, 'journal', undefined, headOf(block))]
  return literalNeed(document, block, 'journal', path, (text) => (isAbsolute(text) ? text : undefined))
}

function socketNeeds(document: Document, block: Block): readonly AlloyNeed[] {
  const host = attribute(block, 'host')?.value
  return host ? literalNeed(document, block, 'socket', host, socketPath) : []
}

/** The path of `unix:///var/run/docker.sock`. */
function socketPath(host: string): string | undefined {
  return /^unix:\/\/(\/[^?#]+)$/.exec(host)?.[1]
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/')
}

function literalNeed(
  document: Document,
  block: Block,
  kind: AlloyNeed['kind'],
  value: Expression,
  read: (text: string) => string | undefined,
): readonly AlloyNeed[] {
  const text = constantIn(document, value)
  const path = typeof text === 'string' ? read(text) : undefined
  return path === undefined ? [] : [needAt(document, block, kind, path, value)]
}
