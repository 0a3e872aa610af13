/**
 * Hovers on references, labels and custom names: what a chain of names leads to and where that stands, and who refers
 * to a component.
 */
import { exportChain } from '../../model/alloy/exportType.ts'
import { idOf, moduleExports, moduleOfBlock } from '../../model/alloy/modules.ts'
import { occurrencesIn } from '../../model/alloy/occurrences.ts'
import { type Meaning, meaningOf } from '../../model/alloy/scope.ts'
import { componentOf } from '../../schema/alloy.ts'
import { componentText } from '../../schema/alloyDescriptions.ts'
import type { Attribute, Block, Identifier } from '../../syntax/alloy/ast.ts'
import { attribute, labelOf, sourceOf, stringValue } from '../../syntax/alloy/visit.ts'
import { t } from '../../text/translate.ts'
import { moduleBlockOf } from '../alloy/body.ts'
import { codes, type Hovered, heading, linkToFile, linkToNode, paragraphs } from './alloyText.ts'

/** What a chain of names refers to; undefined where no block and no variable has the name. */
export function aboutReference(hovered: Hovered, names: readonly Identifier[]): string | undefined {
  const { scope, tree, blocks } = hovered
  const module = moduleOfBlock(tree, moduleBlockOf(blocks))
  const meaning = meaningOf(scope, module, names)
  if (!meaning) return undefined
  const chain = names.map(({ name }) => name).join('.')
  if (meaning.in === 'scope') return aboutVariable(hovered, names[0]?.name ?? '')
  const block = meaning.in === 'text' ? meaning.entity.block : undefined
  if (block?.name === 'argument') return aboutArgument(hovered, block, chain)
  const name = meaning.in === 'text' ? meaning.entity.block.name : meaning.name.name
  const word = exportChain(names, hovered.catalogue)?.word
  const isExport = meaning.rest.length > 0
  return paragraphs([
    heading(chain, isExport ? word && `\`${word}\`` : t('component')),
    t('{what} in {place}', { what: whatOf(meaning, name), place: placeIn(hovered, meaning) }),
    componentText(name),
    block && block.name !== 'foreach' && exported(hovered, block, meaning.rest[0]),
  ])
}

function whatOf(meaning: Meaning, name: string): string {
  if (meaning.in === 'scope') return ''
  const label = meaning.in === 'text' ? labelOf(meaning.entity.block) : meaning.name.label
  const title = label === undefined ? `\`${name}\`` : `\`${name} "${label}"\``
  const [first] = meaning.rest
  return first && first.name !== '' ? t('Export of {component}', { component: title }) : title
}

function placeIn(hovered: Hovered, meaning: Meaning): string {
  if (meaning.in === 'text') return linkToNode(hovered, meaning.entity.block)
  return meaning.in === 'beside' ? linkToFile(hovered, meaning.name.place) : ''
}

/** What the export of a custom component is made of. */
function exported({ tree, blocks }: Hovered, block: Block, name: Identifier | undefined): string | undefined {
  if (!name || componentOf(block.name)) return undefined
  const module = moduleOfBlock(tree, moduleBlockOf(blocks))
  for (let at = module; ; ) {
    const declare = at.byId.get(`declare.${block.name}`)
    const found = declare && moduleExports(declare.block).find((each) => each.name === name.name)
    const value = found && attribute(found.block, 'value')
    if (value)
      return t('It is `{value}` of `{declare}`.', { value: shortened(value), declare: idOf(declare.block) })
    if (!at.parent) return undefined
    at = at.parent
  }
}

function shortened({ value }: Attribute): string {
  const text = sourceOf(value).replaceAll(/\s+/g, ' ')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function aboutVariable({ blocks }: Hovered, name: string): string | undefined {
  if (name === 'module_path')
    return paragraphs([
      heading(name, '`string`'),
      t('The folder of the file that this is loaded from: paths are joined to it with `file.path_join`.'),
    ])
  const loop = blocks.findLast(
    (block) => block.name === 'foreach' && stringValue(attribute(block, 'var')?.value) === name,
  )
  const collection = loop && attribute(loop, 'collection')
  return paragraphs([
    heading(name, t('item of the collection')),
    collection && t('Each item of `{collection}`.', { collection: shortened(collection) }),
  ])
}

function aboutArgument(hovered: Hovered, block: Block, chain: string): string {
  const declare = hovered.blocks.findLast(({ name }) => name === 'declare')
  const standard = attribute(block, 'default')
  return paragraphs([
    heading(chain, t('argument of the module')),
    stringValue(attribute(block, 'comment')?.value),
    standard && t('Default: `{value}`', { value: shortened(standard) }),
    declare
      ? t('What {declare} is given, as declared in {place}.', {
          declare: `\`${idOf(declare)}\``,
          place: linkToNode(hovered, block),
        })
      : undefined,
  ])
}

/** Who refers to what a label names. */
export function aboutLabel(hovered: Hovered, block: Block): string | undefined {
  const { tree, scope } = hovered
  const label = labelOf(block)
  const own = label === undefined ? undefined : subjectKey(hovered, block)
  if (label === undefined || own === undefined) return undefined
  const users: { readonly id: string; readonly link: string }[] = []
  for (const part of tree.parts) {
    if (!part.text.includes(label)) continue
    for (const { subject, role, node } of occurrencesIn(scope, part)) {
      if (subject.key !== own || role === 'definition') continue
      const user = part.body.find((each) => each.start <= node.start && node.end <= each.end)
      const id = user?.kind === 'block' ? idOf(user) : ''
      users.push({ id, link: linkToNode(hovered, node) })
    }
  }
  const elsewhere = usedElsewhere(hovered, block)
  const id = idOf(block)
  const count = users.length
  const lines = users.slice(0, 10).map((user) => `- ${user.id === '' ? '' : `\`${user.id}\` `}${user.link}`)
  return paragraphs([
    heading(id),
    count === 0 && elsewhere.length === 0
      ? t('Nothing refers to it.')
      : count === 1
        ? t('Referred to once:')
        : count > 1 && t('Referred to {count} times:', { count }),
    lines.join('\n') + (count > lines.length ? '\n- …' : ''),
    elsewhere.length > 0 && t('Other files that refer to it: {files}', { files: codes(elsewhere) }),
  ])
}

function subjectKey({ tree, scope }: Hovered, block: Block): string | undefined {
  const part = tree.parts.find((each) => each === block.origin)
  if (!part) return undefined
  for (const { subject, role, block: defined } of occurrencesIn(scope, part))
    if (role === 'definition' && defined === block) return subject.key
  return undefined
}

/** The other files of the configuration that name a block. */
function usedElsewhere({ scope, workspace }: Hovered, block: Block): readonly string[] {
  const id = idOf(block)
  const files = scope.siblings.flatMap(({ uses, place }) =>
    uses.some(({ names }) => `${names.join('.')}.`.startsWith(`${id}.`)) ? [place.uri] : [],
  )
  return [...new Set(files)].map((uri) => uri.slice(workspace.root.length + 1))
}
