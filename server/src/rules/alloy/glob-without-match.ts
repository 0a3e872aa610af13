/**
 * A pattern of file names given to `loki.source.file`, which takes it for the name of one file: patterns are for
 * `local.file_match`, or for the component's own `file_match` block. Alloy 1.18.0 starts, logs that the file does not
 * exist and reads nothing.
 */
import { isOpen } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { anyUnknown, perDefinition } from '../../model/alloy/nested.ts'
import { constantOf } from '../../model/alloy/value.ts'
import { definitionOf } from '../../schema/alloy.ts'
import type { Block, Expression } from '../../syntax/alloy/ast.ts'
import {
  attribute,
  blocksOf,
  childBlock,
  childBlocks,
  labelOf,
  referenceNames,
  unwrapped,
} from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const sources = perDefinition(
  (definition) => (definition === definitionOf('loki.source.file') ? true : undefined),
  (nested) => (nested.block.name === 'loki.source.file' ? [nested] : []),
)

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const { block, holders, definition } of sources(document)) {
    if (block.close === undefined || isOpen(document, block) || matches(block)) continue
    const targets = attribute(block, 'targets')
    if (!targets) continue
    const canMatch = definition?.blocks.has('file_match') ?? false
    for (const pattern of patternsIn(document, targets.value, holders.at(-1), new Set())) {
      if (!anyUnknown(document, [pattern.value]))
        yield findingOf(document, block, targets.value, pattern, canMatch)
    }
  }
}

/** Whether the component looks for files itself, or may do so. */
function matches(source: Block): boolean {
  const block = childBlock(source, 'file_match')
  const enabled = block && attribute(block, 'enabled')
  return enabled !== undefined && constantOf(enabled.value) !== false
}

/** A pattern that reaches the component: where it is written. */
interface Pattern {
  readonly text: string
  readonly value: Expression
}

/** The patterns among targets: in objects that are written there, and through rules of `discovery.relabel`. */
function* patternsIn(
  document: Document,
  expression: Expression,
  module: Block | undefined,
  seen: Set<Block>,
): Iterable<Pattern> {
  const value = unwrapped(expression)
  if (value.kind === 'array') {
    for (const element of value.elements) yield* patternsIn(document, element, module, seen)
  } else if (value.kind === 'object') {
    const path = value.fields.findLast(({ name }) => name === '__path__')
    const pattern = path && patternOf(path.value)
    if (pattern) yield pattern
  } else if (value.kind === 'call') {
    const name = referenceNames(value.callee)?.at(-1)?.name
    if (name !== 'concat') return
    for (const argument of value.arguments) yield* patternsIn(document, argument, module, seen)
  } else {
    const names = referenceNames(value)?.map(({ name }) => name) ?? []
    if (names.length !== 4 || names[0] !== 'discovery' || names[1] !== 'relabel') return
    const relabel = inModule(document, module).find(
      (block) => block.name === 'discovery.relabel' && labelOf(block) === names[2],
    )
    if (!relabel || seen.has(relabel)) return
    seen.add(relabel)
    yield* relabelled(document, relabel, module, seen)
  }
}

/** The components beside each other: those of a module, or those at the top. */
function inModule(document: Document, module: Block | undefined): readonly Block[] {
  const body = module?.name === 'foreach' ? childBlock(module, 'template') : module
  return blocksOf(body ?? alloyTree(document))
}

/** The last rule that gives a path decides; where none does, the targets that go in. */
function* relabelled(
  document: Document,
  relabel: Block,
  module: Block | undefined,
  seen: Set<Block>,
): Iterable<Pattern> {
  const rules = childBlocks(relabel, 'rule')
  const giving = rules.findLast((rule) => {
    const target = attribute(rule, 'target_label')
    return target !== undefined && constantOf(target.value) === '__path__'
  })
  if (!giving) {
    const targets = attribute(relabel, 'targets')
    if (targets && !isOpen(document, relabel)) yield* patternsIn(document, targets.value, module, seen)
    return
  }
  const replacement = attribute(giving, 'replacement')
  const pattern = replacement && patternOf(replacement.value)
  if (pattern) yield pattern
}

function patternOf(value: Expression): Pattern | undefined {
  const text = constantOf(value)
  return typeof text === 'string' && text.includes('*') ? { text, value } : undefined
}

function findingOf(
  document: Document,
  source: Block,
  targets: Expression,
  { text, value }: Pattern,
  canMatch: boolean,
): Finding {
  const tree = alloyTree(document)
  const own = rangeOf(tree, value)
  const given = rangeOf(tree, targets)
  const isInside = given.start <= own.start && own.end <= given.end
  const edits = canMatch && !childBlock(source, 'file_match') ? matchBlock(document, source) : []
  return {
    range: isInside ? own : given,
    message: t(
      'loki.source.file takes {pattern} for the name of one file, does not find it and reads nothing. Let local.file_match find the files, or add file_match { enabled = true }.',
      { pattern: text },
    ),
    related: isInside ? [] : [{ ...placeOf(document, own), message: t('The pattern is given here.') }],
    fixes:
      edits.length > 0
        ? [{ title: t('Add file_match { enabled = true }'), safe: false, preferred: true, edits }]
        : [],
  }
}

function matchBlock(document: Document, source: Block) {
  const last = source.body.at(-1)
  const lines = ['', 'file_match {', '\tenabled = true', '}']
  return insertStatement(document, source, lines, last).map((edit) => ({ uri: document.uri, ...edit }))
}

export const rule: Rule = {
  id: 'alloy/glob-without-match',
  title: 'A pattern of file names given to loki.source.file, which reads one file by its name',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
