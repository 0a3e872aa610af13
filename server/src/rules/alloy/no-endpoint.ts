/**
 * Writers that send nowhere, or to the same place twice: `loki.write` does not start without an `endpoint` block or
 * with two equal ones (1.18.0), `prometheus.remote_write` and `pyroscope.write` start without one and drop what they
 * get. `alloy validate` does not look.
 */
import { headRange, isOpen, nameRange, titleOf } from '../../model/alloy/components.ts'
import {
  anyUnknown,
  hasStranger,
  type Nested,
  perDefinition,
  refusedAtStart,
} from '../../model/alloy/nested.ts'
import { definitionOf } from '../../schema/alloy.ts'
import type { Block, Expression } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks, sourceOf, stringValue } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const writers: ReadonlySet<string> = new Set(['loki.write', 'prometheus.remote_write', 'pyroscope.write'])

const writersIn = perDefinition(
  (definition) => ([...writers].some((name) => definitionOf(name) === definition) ? true : undefined),
  (nested) => (nested.block === nested.component && writers.has(nested.block.name) ? [nested] : []),
)

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const writer of writersIn(document)) {
    const { block } = writer
    if (block.close === undefined) continue
    const endpoints = childBlocks(block, 'endpoint')
    if (endpoints.length > 1) yield* twice(document, writer, endpoints)
    if (endpoints.length === 0 && !isOpen(document, block) && !hasStranger(writer))
      yield none(document, writer)
  }
}

function none(document: Document, { block, holders }: Nested): Finding {
  const component = titleOf(document, block)
  const range = headRange(document, block)
  if (block.name !== 'loki.write') {
    return {
      range,
      severity: 'warning',
      message: t('{component} has no endpoint block: Alloy starts, and whatever it gets is sent nowhere.', {
        component,
      }),
    }
  }
  return {
    range,
    ...refusedAtStart(alloyTree(document), holders),
    message: t('Alloy does not start: {component} needs at least one endpoint block.', { component }),
  }
}

function* twice(
  document: Document,
  { block, holders }: Nested,
  endpoints: readonly Block[],
): Iterable<Finding> {
  if (block.name === 'pyroscope.write') return
  const seen = new Map<string, Block>()
  for (const endpoint of endpoints) {
    if (anyUnknown(document, [endpoint])) continue
    const key = keyOf(block, endpoint)
    const first = key === undefined ? undefined : seen.get(key)
    if (key !== undefined && !first) seen.set(key, endpoint)
    if (!first) continue
    yield {
      range: nameRange(document, endpoint),
      ...refusedAtStart(alloyTree(document), holders),
      message: t(
        'Alloy does not start: {component} has this endpoint twice. Remove one or give it another name.',
        {
          component: titleOf(document, block),
        },
      ),
      related: [
        { ...placeOf(document, nameRange(document, first)), message: t('The same endpoint stands here.') },
      ],
    }
  }
}

/** What must differ between endpoints: the name, or all that is written where there is none. */
function keyOf(writer: Block, endpoint: Block): string | undefined {
  const name = attribute(endpoint, 'name')
  if (!name) return contentOf(endpoint)
  const text = stringValue(name.value)
  if (writer.name !== 'loki.write') return undefined
  return text ? `name ${text}` : undefined
}

/** The content of a block, however it is laid out. */
function contentOf(block: Block): string {
  return block.body
    .map((statement) => {
      if (statement.kind === 'attribute') return `${statement.name.name}=${plain(statement.value)}`
      return statement.kind === 'block' ? `${statement.name}{${contentOf(statement)}}` : ''
    })
    .sort()
    .join('\n')
}

function plain(value: Expression): string {
  return stringValue(value) ?? sourceOf(value).replace(/\s+/g, ' ')
}

export const rule: Rule = {
  id: 'alloy/no-endpoint',
  title: 'A writer without an endpoint, or with the same one twice',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
