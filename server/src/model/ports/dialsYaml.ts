/**
 * Addresses in YAML of any kind: URLs anywhere in a value, `host:port` where a value or a list item is nothing else,
 * in the arguments of commands and in the lines of a text block. Keys whose values only look like addresses (images,
 * published ports, users, labels, prose) are left out. Remembered for each part of a tree.
 */
import type { YamlNode, YamlPair, YamlPart, YamlScalar } from '../../syntax/yaml/ast.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import { type Address, addressesInText, unknownUnit } from './addresses.ts'
import { type Editable, type LocatedAddress, shiftAddress, wholly } from './located.ts'
import { filledIn, type Given, located } from './placed.ts'

/** Keys with nothing to dial below them. */
const notDialled = new Set(
  (
    'image images ports expose volumes volumemounts volumeclaimtemplates devices links external_links extra_hosts ' +
    'hostaliases depends_on labels annotations podlabels podannotations serviceannotations servicelabels matchlabels ' +
    'selector nodeselector tolerations metadata cors security_opt'
  ).split(' '),
)

/** Keys whose own text is a name, a pattern, prose, or an address that others reach the program by. */
const notAddress = new Set(
  (
    'repository registry tag repourl chart icon home sources user group runasuser description summary message title ' +
    'help documentation docs doc notes comment runbook_url runbook dashboard_url dashboard record expr query alert ' +
    'schedule cron external_url externalurl root_url allowed_origins origins issuer audience redirect_uri redirecturl ' +
    'restart instance_addr advertise_addr advertise_address listen_address http_listen_address grpc_listen_address ' +
    'instance job regex replacement target_label separator example examples name container_name hostname'
  ).split(' '),
)

const commands = new Set('command args entrypoint test cmd exec extraargs commandline arguments'.split(' '))

/** Words after which `name:number` is an owner rather than an address. */
const changesOwner = /\b(?:chown|chgrp|gosu|su-exec|setpriv|install|useradd|setuidgid)\b/

interface At {
  readonly path: string
  readonly key: string
  readonly command: boolean
  /** Whether a command around it may give owners as `name:number`. */
  readonly owners: boolean
  readonly given: Given | undefined
}

/** The addresses of a part; ranges are relative to it. */
export const yamlAddressesInPart = memo((part: YamlPart): readonly LocatedAddress[] =>
  yamlAddressesInPartGiven(part, undefined),
)

/** The same where some variables (`${NAME}`) are known. */
export function yamlAddressesInPartGiven(
  part: YamlPart,
  given: Given | undefined,
): readonly LocatedAddress[] {
  if (!part.text.includes(':')) return []
  const found: LocatedAddress[] = []
  const top: At = { path: '', key: '', command: false, owners: false, given }
  for (const { root } of part.documents) if (root) inNode(part, root, top, found)
  return found
}

function inNode(part: YamlPart, node: YamlNode, at: At, found: LocatedAddress[]): void {
  switch (node.kind) {
    case 'map':
      for (const pair of node.pairs) inPair(part, pair, at, found)
      break
    case 'sequence':
      for (const item of node.items) if (item) inNode(part, item, at, found)
      break
    case 'scalar':
      for (const address of inScalar(part, node, at)) {
        found.push({ ...address, by: at.path, key: at.key })
      }
      break
    case 'alias': // What an anchor names is looked at where it stands.
  }
}

function inPair(part: YamlPart, { key, value }: YamlPair, at: At, found: LocatedAddress[]): void {
  const name = key.text
  const lower = name.toLowerCase()
  if (!value || notDialled.has(lower) || (notAddress.has(lower) && isPlain(value))) return
  const command = commands.has(lower)
  const owners = command && changesOwner.test(part.text.slice(value.start, value.end))
  const path = at.path ? `${at.path}.${name}` : name
  inNode(part, value, { path, key: name, command, owners, given: at.given }, found)
}

/** A scalar, or a list of nothing else. */
function isPlain(node: YamlNode): boolean {
  return node.kind === 'sequence'
    ? node.items.every((item) => !item || item.kind === 'scalar')
    : node.kind === 'scalar'
}

type Found = Address & { readonly editable: Editable }

function inScalar(part: YamlPart, scalar: YamlScalar, at: At): readonly Found[] {
  const raw = knownText(part, scalar)
  if (scalar.style === 'literal' || scalar.style === 'folded') return inBlock(raw, at, scalar.start)
  const placed = at.given && raw.includes('$') ? filledIn(raw, at.given) : undefined
  const text = placed?.text ?? raw
  return addressesInText(text, at.command ? 'words' : 'items')
    .filter((address) => address.scheme !== undefined || credible(text, address, at))
    .map((address) =>
      shiftAddress(placed ? located(address, placed) : { ...address, editable: wholly }, scalar.start),
    )
}

/** A scalar as written, template output in it unknown. Addresses hold no escapes, so their places are exact. */
function knownText(part: YamlPart, { start, end, hole }: YamlScalar): string {
  if (!hole) return part.text.slice(start, end)
  const pieces: string[] = []
  let at = start
  for (const each of part.holes) {
    if (each.end <= at || each.start >= end) continue
    const from = Math.max(each.start, at)
    const to = Math.min(each.end, end)
    pieces.push(part.text.slice(at, from), unknownUnit.repeat(to - from))
    at = to
  }
  pieces.push(part.text.slice(at, end))
  return pieces.join('')
}

/** Whether a bare `host:port` is likely to be dialled where it stands. */
function credible(raw: string, { host, port, range }: Address, { command, owners }: At): boolean {
  if (port === undefined) return false
  if (/\.svc(\.|$)/.test(host)) return true
  if (!command) return port >= 80
  const flag = /(?:^|[\s"'])(-[\w.-]*)[=\s]["']?$/.exec(raw.slice(0, range.start))?.[1]
  if (flag !== undefined) return !/user|owner|group|image/i.test(flag) && !(owners && !raw.includes('='))
  return !owners && port >= 80
}

const comment = /(?:^|[ \t])(?:#|\/\/).*$/gm
const line = /^[ \t]*(?:- +)?(?:["']?[\w./-]+["']?[ \t]*[:=][ \t]*)?(\S.*)$/gm
const nginxServer = /^[ \t]*server[ \t]+(\S+?)(?:[ \t]+\w+(?:=\S+)?)*;/gm

/** A text block that is not a document of its own: a script, a configuration of another program. */
function inBlock(raw: string, at: At, start: number): readonly Found[] {
  const text = raw.replace(comment, (found) => ' '.repeat(found.length))
  const found: Address[] = [...addressesInText(text, 'none')]
  const add = (value: string | undefined, end: number) => {
    if (!value) return
    for (const address of addressesInText(value, 'items'))
      found.push(shiftAddress(address, end - value.length))
  }
  for (const match of text.matchAll(line)) add(match[1], match.index + match[0].length)
  for (const match of text.matchAll(nginxServer)) {
    const from = match.index + match[0].indexOf(match[1] ?? '', match[0].indexOf('server') + 6)
    add(match[1], from + (match[1]?.length ?? 0))
  }
  return unique(found)
    .filter((address) => address.scheme !== undefined || credible(text, address, at))
    .map((address) => ({ ...shiftAddress(address, start), editable: wholly }))
}

function unique(found: readonly Address[]): readonly Address[] {
  const seen = new Set<number>()
  const sorted = [...found].sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end)
  return sorted.filter(({ hostRange }: { hostRange: Range }) => {
    if (seen.has(hostRange.start)) return false
    seen.add(hostRange.start)
    return true
  })
}
