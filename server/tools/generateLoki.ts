/**
 * Makes `server/src/schema/loki.json` from the facts about Loki that lie beside the project in `../shared/facts`: the
 * keys of its configuration with type, default and flag, hidden ones left out. Where the facts are absent the
 * committed file stays. With `--check` nothing is written and a difference exits 1.
 *
 * The form is compact, since Loki has thousands of keys and most of them repeat (TLS, rings, caches, clients): a block
 * is one text with a line for each key, equal blocks are one, and flags are written without what all flags of their
 * block begin with. `server/src/schema/loki.ts` reads it and describes the columns.
 */
import { readFacts, write } from './generated.ts'

interface Fact {
  readonly path: string
  readonly key: string
  readonly type: string
  readonly flag?: string
  readonly default?: string
  readonly hidden?: boolean
  readonly deprecated?: boolean
  readonly experimental?: boolean
}

/** A key with the keys below it; the items of a list stand below `[]`, those of a map below `*`. */
interface Node {
  fact: Fact | undefined
  readonly below: Map<string, Node>
}

interface LokiFacts {
  readonly meta: { readonly loki: string }
  readonly paths: readonly Fact[]
}

const target = 'server/src/schema/loki.json'
const facts = readFacts('loki-config-3.7.6.json', target) as LokiFacts | undefined // The facts' README gives this shape.
if (facts) write(target, schemaText(facts))

function schemaText({ meta, paths }: LokiFacts): string {
  const blocks: string[] = []
  const top = blockOf(treeOf(paths), '', blocks)
  const rows = blocks.map((block) => `    ${JSON.stringify(block)}`)
  return `{
  "source": "Loki ${meta.loki.replace(/^v/, '')}, by reflection over its configuration and flags",
  "root": ${top},
  "blocks": [\n${rows.join(',\n')}\n  ]
}
`
}

function treeOf(paths: readonly Fact[]): Node {
  const tree: Node = { fact: undefined, below: new Map() }
  const hidden = paths.filter((fact) => fact.hidden).map(({ path }) => path)
  for (const fact of paths) {
    if (hidden.some((path) => /^(?:$|[.[])/.test(fact.path.slice(path.length)) && fact.path.startsWith(path)))
      continue
    let at = tree
    for (const step of fact.path.replaceAll('[]', '.[]').split('.')) {
      const next = at.below.get(step) ?? { fact: undefined, below: new Map() }
      at.below.set(step, next)
      at = next
    }
    at.fact = fact
  }
  return tree
}

/** The index of a block; equal ones have one. `prefix` is what all flags in it begin with. */
function blockOf(node: Node, prefix: string, blocks: string[]): number {
  const text = [...node.below].map(([key, child]) => rowOf(key, child, prefix, blocks)).join('\n')
  const known = blocks.indexOf(text)
  return known >= 0 ? known : blocks.push(text) - 1
}

/** Columns: key, type, flag, default, marks, block, what the flags of that block begin with. */
function rowOf(key: string, { fact, below }: Node, prefix: string, blocks: string[]): string {
  const common = below.size > 0 ? commonPrefix(flagsBelow(below)) : undefined
  const marks = [fact?.deprecated && 'd', fact?.experimental && 'e'].filter(Boolean).join('')
  return [
    key,
    fact?.type ?? '',
    fact?.flag === undefined ? '' : flagColumn(fact.flag.slice(prefix.length), key),
    fact?.default === undefined ? '' : defaultColumn(fact),
    marks,
    below.size > 0 ? String(blockOf({ fact: undefined, below }, common ?? '', blocks)) : '',
    common?.slice(prefix.length) ?? '',
  ]
    .join('\t')
    .replace(/\t+$/, '')
}

/** `=` for the flag that is named as its key. */
function flagColumn(flag: string, key: string): string {
  return flag === key.replaceAll('_', '-') ? '=' : flag
}

/** A default as a file would have it; Go prints `1h0m0s` for `1h`. */
function defaultColumn({ type, default: value = '' }: Fact): string {
  if (type !== 'duration') return value
  return value.replace(/(?<=[hm])0[ms](?=\d|$)/g, '').replace(/(?<=[hm])0s$/, '')
}

function flagsBelow(below: ReadonlyMap<string, Node>): readonly string[] {
  return [...below.values()].flatMap((node) => [
    ...(node.fact?.flag === undefined ? [] : [node.fact.flag]),
    ...flagsBelow(node.below),
  ])
}

/** What all flags begin with, up to a dot or a dash; nothing where there are none. */
function commonPrefix(flags: readonly string[]): string | undefined {
  const [first, ...others] = flags
  if (first === undefined) return undefined
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  const same = first.slice(0, length)
  return same.slice(0, Math.max(same.lastIndexOf('.'), same.lastIndexOf('-')) + 1)
}
