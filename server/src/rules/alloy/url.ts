/**
 * Addresses of servers that Alloy refuses at its start, or takes and then can't send anything to: those that can't be
 * read, that lack their scheme or host, or whose scheme nothing dials. Only the form is looked at; whether the port is
 * the right one is for the rules of `ports/`. What each argument does with a bad address is data:
 * `schema/alloyAddresses.ts`.
 */
import { definitionName, type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { joined } from '../../model/alloy/perPart.ts'
import { hasPlaceholder } from '../../model/alloy/placeholders.ts'
import { constantIn, constantOf } from '../../model/alloy/value.ts'
import { type UrlFault, urlFault } from '../../model/goUrl.ts'
import { type AddressArgument, addressArguments } from '../../schema/alloyAddresses.ts'
import type { Attribute } from '../../syntax/alloy/ast.ts'
import { attributesNamed, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** Why an address is of no use. */
type Fault =
  | { readonly kind: 'empty' | 'no-scheme' | 'no-host' }
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'big-port'; readonly port: string }
  | { readonly kind: 'unreadable'; readonly fault: UrlFault }

interface BadAddress {
  readonly nested: Nested
  readonly argument: AddressArgument
  readonly node: Attribute
  readonly text: string
  readonly fault: Fault
}

const badAddresses = perDefinition(
  (definition) => {
    const name = definitionName(definition)
    const own = addressArguments.filter((each) => each.definition === name)
    return own.length > 0 ? own : undefined
  },
  (nested, own): readonly BadAddress[] =>
    joined(own, (argument) =>
      joined(attributesNamed(nested.block, argument.argument), (node) => badIn(nested, node, argument)),
    ),
)

function badIn(nested: Nested, node: Attribute, argument: AddressArgument): readonly BadAddress[] {
  const text = constantOf(node.value)
  if (typeof text !== 'string' || hasPlaceholder(text)) return []
  const fault = faultOf(text, argument)
  return fault ? [{ nested, argument, node, text, fault }] : []
}

function faultOf(text: string, { schemes, unreadable, mayBeEmpty }: AddressArgument): Fault | undefined {
  if (text === '') return mayBeEmpty ? undefined : { kind: 'empty' }
  const fault = urlFault(text)
  // A colon in the first segment is what a host and a port without a scheme look like to Go.
  if (fault && (fault !== 'colon' || unreadable === 'elsewhere')) return { kind: 'unreadable', fault }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  // A bare word may be anything that is filled in later.
  if (scheme === undefined) return /[.:/]/.test(text) ? { kind: 'no-scheme' } : undefined
  if (!schemes) return undefined
  if (!schemes.includes(scheme)) return { kind: 'scheme', scheme }
  if (/^[^:]+:\/\/(?:[^/?#]*@)?(?:[/?#]|$)/.test(text)) return { kind: 'no-host' }
  const port = /^[^:]+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(text)?.[1]
  return port !== undefined && Number(port) > 65535 ? { kind: 'big-port', port } : undefined
}

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const bad of badAddresses(document)) {
    // Template output may stand in the text.
    if (constantIn(document, bad.node.value) === undefined) continue
    const fate = fateOf(bad)
    if (fate !== 'elsewhere') yield findingOf(document, bad, fate === 'refused')
  }
}

function fateOf({ argument, fault, text }: BadAddress): AddressArgument['unreadable'] {
  if (fault.kind === 'unreadable') return argument.unreadable
  return fault.kind === 'no-scheme' && urlFault(text) === 'colon' ? argument.unreadable : argument.incomplete
}

function findingOf(document: Document, bad: BadAddress, refused: boolean): Finding {
  const tree = alloyTree(document)
  const what = saying(bad)
  const values = { what, component: bad.nested.component.name }
  return {
    range: rangeOf(tree, bad.node.value),
    ...(refused ? refusedAtStart(tree, bad.nested.holders) : {}),
    message: refused
      ? t('Alloy does not start: {what}', values)
      : t('Alloy starts, and every request of {component} fails: {what}', values),
    fixes: fixesOf(document, bad),
  }
}

function saying({ text, fault, argument }: BadAddress): string {
  const schemes = (argument.schemes ?? ['http', 'tcp', 'unix']).map((each) => `${each}://`).join(', ')
  const values = { text, name: argument.argument, schemes }
  switch (fault.kind) {
    case 'empty':
      return t('{name} is empty. Give the address of the server.', values)
    case 'no-scheme':
      return t('{name} has no scheme ({text}). Put one in front ({schemes}).', values)
    case 'no-host':
      return t('{name} names no host ({text}).', values)
    case 'scheme':
      return t('nothing dials the scheme {scheme} ({text}). Use one of {schemes}.', {
        ...values,
        scheme: fault.scheme,
      })
    case 'big-port':
      return t('there is no port {port}, the largest is 65535 ({text}).', { ...values, port: fault.port })
    default:
      return t('{name} is no address that Go can read ({text}): {reason}.', {
        ...values,
        reason: reasons[fault.fault](),
      })
  }
}

const reasons: Readonly<Record<UrlFault, () => string>> = {
  control: () => t('it has a control character or a line break'),
  scheme: () => t('it begins with a colon'),
  colon: () => t('the scheme is missing'),
  userinfo: () => t('the user name has a character that must be escaped'),
  port: () => t('the port is no number'),
  host: () => t('the host has a character that no host has'),
  escape: () => t('a % is not followed by two hexadecimal digits'),
}

/** A scheme in front of what is a host, where the literal is one that can be written into. */
function fixesOf(document: Document, { node, text, fault, argument }: BadAddress): readonly Fix[] {
  const literal = unwrapped(node.value)
  if (fault.kind !== 'no-scheme' || literal.kind !== 'string' || !/^[\w.-]+(:\d+)?(\/|$)/.test(text))
    return []
  if (argument.schemes === undefined) return []
  const { start } = rangeOf(alloyTree(document), { ...literal, start: literal.contentStart })
  const scheme = /^[^/]*:443(\/|$)/.test(text) ? 'https://' : 'http://'
  return [
    {
      title: t('Put {scheme} in front', { scheme }),
      safe: false,
      edits: [{ uri: document.uri, range: { start, end: start }, text: scheme }],
    },
  ]
}

export const rule: Rule = {
  id: 'alloy/url',
  title: 'An address that Alloy refuses, or that nothing can be sent to',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
