/**
 * The keys of Loki's configuration (3.7.6): type, default and flag, by their path. Made by
 * `server/tools/generateLoki.ts`; hidden keys are not in it. It tells what a key is, not whether a value is accepted.
 */
import { memo } from '../text/memo.ts'
import data from './loki.json' with { type: 'json' }

/** A way in the configuration: keys, and numbers for the items of lists. */
export type LokiPath = readonly (string | number)[]

/** What a key takes; `block` is a map of keys that are known themselves. */
export type LokiType =
  | 'block'
  | 'boolean'
  | 'bytes-base2'
  | 'bytesize'
  | 'csv-or-list'
  | 'csv-string'
  | 'daytime'
  | 'duration'
  | 'float'
  | 'int'
  | 'list'
  | 'log-level'
  | 'map'
  | 'prom-duration'
  | 'regexp'
  | 'secret'
  | 'string'
  | 'string-map'
  | 'time'
  | 'url'
  | 'any'

/** A key of the configuration. */
export interface LokiKey {
  readonly name: string
  /** Keys joined with dots, `[]` for an item of a list and `*` for any key: `schema_config.configs[].store`. */
  readonly path: string
  readonly type: LokiType
  /** The flag without its dash; many keys of lists and maps have none. */
  readonly flag: string | undefined
  /** As a file would have it, empty for an empty text; `common` may still change it. Absent without a flag. */
  readonly default: string | undefined
  readonly deprecated: boolean
  readonly experimental: boolean
}

/** The version that the facts were read from. */
export const lokiVersion = '3.7.6'

/** A line of a block: see `rowOf` in the generator. */
interface Row {
  readonly name: string
  readonly type: LokiType
  readonly flag: string | undefined
  readonly default: string | undefined
  readonly marks: string
  readonly block: Block | undefined
  readonly prefix: string
}

interface Block {
  readonly index: number
}

type Rows = ReadonlyMap<string, Row>

/** Blocks are read when they are first asked for: few of them ever are, and the table itself is not before. */
const blockAt = memo((_: typeof data) => new Map<number, Block>())

function blockOf(index: number): Block {
  const known = blockAt(data)
  const block = known.get(index) ?? { index }
  known.set(index, block)
  return block
}

const rowsOf = memo(({ index }: Block): Rows => {
  const lines = (data.blocks[index] ?? '').split('\n')
  return new Map(lines.map((line) => rowOf(line)).map((row) => [row.name, row]))
})

function rowOf(line: string): Row {
  const [name = '', type = '', flag = '', value = '', marks = '', block = '', prefix = ''] = line.split('\t')
  return {
    name,
    type: type as LokiType, // The generator writes the facts' types only; a test holds them against this list.
    flag: flag === '' ? undefined : flag === '=' ? name.replaceAll('_', '-') : flag,
    default: flag === '' ? undefined : value,
    marks,
    block: block === '' ? undefined : blockOf(Number(block)),
    prefix,
  }
}

/** Where a way has led to. */
interface At {
  readonly key: LokiKey | undefined
  readonly block: Block | undefined
  /** What the flags of the block begin with. */
  readonly prefix: string
  readonly path: string
}

function walk(path: LokiPath): At | undefined {
  let at: At = { key: undefined, block: blockOf(data.root), prefix: '', path: '' }
  for (const step of path) {
    const rows = at.block && rowsOf(at.block)
    const row = typeof step === 'number' ? rows?.get('[]') : (rows?.get(step) ?? rows?.get('*'))
    if (!row) return undefined
    at = below(at, row)
  }
  return at
}

function below({ prefix, path }: At, row: Row): At {
  const { name, type, marks, block } = row
  const at = name === '[]' ? `${path}[]` : path === '' ? name : `${path}.${name}`
  const isItem = name === '[]' || name === '*'
  return {
    key: isItem
      ? undefined
      : {
          name,
          path: at,
          type,
          flag: row.flag === undefined ? undefined : prefix + row.flag,
          default: row.default,
          deprecated: marks.includes('d'),
          experimental: marks.includes('e'),
        },
    block,
    prefix: prefix + row.prefix,
    path: at,
  }
}

/** The key at a path; nothing for one that Loki does not have, and for an item of a list or map itself. */
export function lokiKey(path: LokiPath): LokiKey | undefined {
  return walk(path)?.key
}

/** The keys that can stand below a path, in the order of Loki's own; none where it is no block. */
export function lokiKeysBelow(path: LokiPath): readonly LokiKey[] {
  const at = walk(path)
  if (!at?.block) return []
  return [...rowsOf(at.block).values()].flatMap((row) => below(at, row).key ?? [])
}
