/**
 * Sources and processors that forward to nothing: an empty `forward_to`, an `output` block without a receiver. What
 * they take in is dropped. A `loki.process` that makes metrics, and a relabelling component whose rules are used
 * elsewhere, are meant to be so.
 */
import { isOpen, nameRange, titleOf } from '../../model/alloy/components.ts'
import { componentsThat, isPassive, isReferred, isWhole } from '../../model/alloy/flow.ts'
import { anyUnknown } from '../../model/alloy/nested.ts'
import { type AlloyScope, scopeOf } from '../../model/alloy/scope.ts'
import type { Attribute, Block, Expression } from '../../syntax/alloy/ast.ts'
import {
  attribute,
  attributesOf,
  childBlock,
  labelOf,
  sourceOf,
  unwrapped,
  walkBlocks,
} from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Components that exist to pass on what they get or gather. */
const forwards =
  /^(?:loki\.(?:source\..+|process|relabel|enrich|secretfilter)|prometheus\.(?:scrape|receive_http|operator\..+|relabel|enrich)|pyroscope\.(?:scrape|ebpf|java|receive_http|relabel|enrich)|otelcol\.(?:receiver|processor|connector)\..+|faro\.receiver)$/

const forwarding = componentsThat((name) => forwards.test(name))

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const block of forwarding(document)) {
    if (block.close === undefined) continue
    const end = emptyForward(block) ?? emptyOutput(document, block)
    if (!end || anyUnknown(document, [end])) continue
    const scope = scopeOf(document, workspace)
    if (!isWhole(scope) || isMeant(scope, block) || isExplained(document, end)) continue
    yield {
      range: end.kind === 'block' ? nameRange(document, end) : rangeOf(alloyTree(document), end.value),
      message: t(
        '{component} passes nothing on: what it takes in is dropped. Name the receiver that is to get it.',
        {
          component: titleOf(document, block),
        },
      ),
    }
  }
}

function emptyForward(block: Block): Attribute | undefined {
  const forward = attribute(block, 'forward_to')
  return forward && isEmptyList(forward.value) ? forward : undefined
}

function emptyOutput(document: Document, block: Block): Block | undefined {
  const output = childBlock(block, 'output')
  if (!output || output.close === undefined || isOpen(document, output)) return undefined
  if (/\/[/*]/.test(sourceOf(output))) return undefined
  return attributesOf(output).every(({ value }) => isEmptyList(value)) ? output : undefined
}

/** Whether a list has nothing in it, not even a comment: with one somebody left it so knowingly. */
function isEmptyList(expression: Expression): boolean {
  const value = unwrapped(expression)
  return value.kind === 'array' && value.elements.length === 0 && !/\/[/*]/.test(sourceOf(value))
}

/** Whether a comment behind the end says why. */
function isExplained(document: Document, end: Attribute | Block): boolean {
  const { end: from } = rangeOf(alloyTree(document), end)
  return /^[^\r\n]*\/[/*]/.test(document.text.slice(from, from + 500))
}

/** Whether a component serves without passing anything on. One that nothing feeds is another rule's. */
function isMeant(scope: AlloyScope, block: Block): boolean {
  if (isPassive(block) && !isReferred(scope, block)) return true
  if (/\.relabel$/.test(block.name)) return true
  if (/null|noop|nop$|discard|blackhole/i.test(labelOf(block) ?? '')) return true
  let counts = false
  if (block.name === 'loki.process') walkBlocks(block, ({ name }) => (counts ||= name === 'stage.metrics'))
  return counts
}

export const rule: Rule = {
  id: 'alloy/dead-end',
  title: 'A source or processor that passes nothing on',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
