/**
 * A variable in an address that a process of the workspace runs this configuration without: `sys.env` then gives an
 * empty text, and Alloy starts with `http://:3100` and says nothing. Only where the process is known and its variables
 * are known in full, and only where the address is of no use without it: a path that may be empty is not asked about.
 */
import { type AlloyHost, hostsOf } from '../../model/alloy/hosts.ts'
import { nestedIn } from '../../model/alloy/nested.ts'
import { partIndex, perPart } from '../../model/alloy/partIndex.ts'
import { unknownUnit } from '../../model/ports/addresses.ts'
import { placedText } from '../../model/ports/dialsAlloy.ts'
import { addressArguments } from '../../schema/alloyAddresses.ts'
import type { AlloyPart, Attribute, Call, Expression, Field, StringLiteral } from '../../syntax/alloy/ast.ts'
import { referenceNames, unwrapped, walk } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** A variable that an address is made of. */
interface Asked {
  readonly address: Expression
  readonly call: Call
  readonly literal: StringLiteral
  /** The address where this variable is empty; pieces that are not known are `unknownUnit`s. */
  readonly text: string
}

/** Arguments and keys of targets that hold an address to connect to. */
const addressed = new Set(['url', 'endpoint', 'address', 'host', 'server', '__address__'])
/** Components for which an address is what they listen on: without a host that is every address of the machine. */
const listening = /^(?:otelcol\.(?:receiver|extension)\.|loki\.source\.|\w+\.receive_http$|faro\.)/
const mayBeEmpty = new Set(
  addressArguments.flatMap((each) => (each.mayBeEmpty ? [`${each.definition} ${each.argument}`] : [])),
)

const asked = perPart((part): readonly Asked[] => {
  const attributes = asking(part)
  if (attributes.size === 0) return []
  return nestedIn(part).flatMap(({ component, block, definition }) =>
    block.body.flatMap((node) => {
      if (node.kind !== 'attribute' || !attributes.has(node) || isListened(component.name, node.name.name))
        return []
      const own = definition?.name.replace(/#\d+$/, '')
      const optional = mayBeEmpty.has(`${own ?? ''} ${node.name.name}`)
      return addressesIn(node.name.name, node.value).flatMap((address) => askedIn(address, optional))
    }),
  )
})

/** The attributes in whose values a variable is asked for. */
function asking(part: AlloyPart): ReadonlySet<Attribute> {
  const found = new Set<Attribute>()
  if (!part.text.includes('env(')) return found
  for (const { names, call, attribute } of partIndex(part).names)
    if (call && names.at(-1)?.name === 'env') found.add(attribute)
  return found
}

/** `loki.source.docker` and its like connect to a host; the other sources listen. */
function isListened(component: string, argument: string): boolean {
  return listening.test(component) && !(component === 'loki.source.docker' && argument === 'host')
}

function addressesIn(name: string, value: Expression): readonly Expression[] {
  const inner = unwrapped(value)
  if (inner.kind === 'array') return inner.elements.flatMap((element) => addressesIn(name, element))
  if (inner.kind === 'object') return inner.fields.flatMap(targetAddress)
  return addressed.has(name) ? [value] : []
}

/** Other keys of a map are labels and headers, whatever they are called. */
function targetAddress({ name, value }: Field): readonly Expression[] {
  return name === '__address__' ? [value] : []
}

function askedIn(address: Expression, optional: boolean): readonly Asked[] {
  const found: Asked[] = []
  walk(address, (node) => {
    const literal = node.kind === 'call' ? variableIn(node) : undefined
    if (node.kind !== 'call' || !literal) return
    let used = false
    const placed = placedText(address, (name) => {
      if (name !== literal.value) return undefined
      used = true
      return ''
    })
    if (!placed || !used || !isUseless(placed.text) || (optional && placed.text === '')) return
    found.push({ address, call: node, literal, text: placed.text })
  })
  return found
}

/** The name that a call of `sys.env` asks for. */
function variableIn(call: Call): StringLiteral | undefined {
  const name = referenceNames(call.callee)
    ?.map((each) => each.name)
    .join('.')
  const [first] = call.arguments
  return (name === 'sys.env' || name === 'env') && first?.kind === 'string' && first.closed
    ? first
    : undefined
}

/** Whether an address has no host, an empty port, or a gap in its host. */
function isUseless(text: string): boolean {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?([\s\S]*)$/i.exec(text) ?? []
  if (scheme === 'unix://') return rest === ''
  const authority = rest
    .replace(/[/?#][\s\S]*$/, '')
    .replace(/^[\s\S]*@/, '')
    .replace(/^\[[^\]]*\]/, 'ip')
  if (authority === '') return true
  if (scheme === undefined && !/^[\w.\0-]*:[\d\0]*$/.test(authority)) return false
  const [host = '', port] = authority.split(':')
  return host === '' || port === '' || /^\.|\.\.|\.$/.test(host)
}

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const hosts = hostsOf(document, workspace)
  if (hosts.length === 0) return
  const all = asked(document)
  const tree = alloyTree(document)
  for (const each of all) {
    if (isUnknown(document, rangeOf(tree, each.address))) continue
    for (const host of hosts) {
      const state = host.variable(each.literal.value)
      if (state !== 'missing' && state !== 'empty') continue
      yield judge(document, each, host, state)
      break
    }
  }
}

function judge(
  document: Document,
  { call, literal, text }: Asked,
  host: AlloyHost,
  state: 'missing' | 'empty',
): Finding {
  const tree = alloyTree(document)
  const name = literal.value
  const shown = text.replaceAll(unknownUnit, '…')
  const values = { name, host: host.name, text: shown === '' ? '""' : shown }
  return {
    range: rangeOf(tree, call),
    message:
      state === 'empty'
        ? t(
            '{name} is empty for {host}, which runs this configuration: the address becomes {text}, Alloy starts without a word, and nothing is sent. Give it a value there.',
            values,
          )
        : t(
            '{name} is not set for {host}, which runs this configuration: sys.env gives an empty text, the address becomes {text}, Alloy starts without a word, and nothing is sent. {advice}',
            { ...values, advice: advices[host.kind]() },
          ),
    related: [{ ...host.place, message: t('{host} runs this configuration.', values) }],
    fixes: state === 'missing' ? renameFixes(document, literal, host) : [],
  }
}

const advices: Readonly<Record<AlloyHost['kind'], () => string>> = {
  compose: () =>
    t(
      'Set it under environment or in an env_file of the service: a .env file fills in the Compose file itself and gives the container nothing.',
    ),
  kubernetes: () => t('Set it under env of the container.'),
  chart: () => t('Set it under alloy.extraEnv.'),
}

/** A name that is given and differs by a slip. */
function renameFixes(document: Document, literal: StringLiteral, host: AlloyHost): readonly Fix[] {
  const name = nearestName(literal.value, host.variables, 1)
  if (name === undefined || !literal.plain) return []
  const tree = alloyTree(document)
  const { origin, contentStart: start, contentEnd: end } = literal
  return [
    {
      title: t('Change it to {name}', { name }),
      safe: false,
      edits: [{ uri: document.uri, range: rangeOf(tree, { origin, start, end }), text: name }],
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/unset-variable',
  title: 'A variable in an address that the process is not given',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
