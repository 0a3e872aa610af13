/**
 * Writes `server/src/schema/memcached.json` from the facts that were read from memcached's source and from its runs:
 * names, types, defaults, ranges and versions are theirs, the sentences are ours.
 */
import { readFacts, write } from './generated.ts'

interface Fact {
  readonly short?: string
  readonly long?: string | null
  readonly name?: string
  readonly takesArgument?: boolean
  readonly takesValue?: boolean | 'optional'
  readonly valueType?: string
  readonly default?: string | number
  readonly min?: string | number
  readonly max?: string | number
  readonly values?: readonly (string | number)[]
  readonly unit?: string
  readonly deprecated?: string
  readonly requiresBuild?: string
  readonly since?: string
  readonly sinceShort?: string
  readonly sinceLong?: string | null
}

/** What each option does, and what people get wrong about it. */
const optionTexts: Readonly<Record<string, readonly [string, string?]>> = {
  '-p': [
    'TCP port to listen on.',
    'A value that is not a number, and 0, start memcached without a listener.',
  ],
  '-U': [
    'UDP port to listen on; 0 is off.',
    'Where it is set and `-p` is not, the TCP port moves to it too.',
  ],
  '-s': ['Path of a UNIX socket to listen on. No TCP port is opened then.'],
  '-a': ['Access mask of the UNIX socket, in octal.'],
  '-A': ['Allows the `shutdown` command over the ASCII protocol.'],
  '-l': [
    'Addresses to listen on, separated by commas; each may have its own port. May be repeated.',
    'Quoted together with its value in one argument (`"-l 0.0.0.0"`) it fails before 1.6.32.',
  ],
  '-d': [
    'Runs as a daemon.',
    'In a container the process in the foreground then ends, and the container with it.',
  ],
  '-r': ['Raises the limit for core files to its maximum.'],
  '-u': [
    'Name of the user to switch to when started as root. It is **not the port**: that is `-p`.',
    "Looked up as a name: as root, a number exits 67 (`can't find the user 4090 to switch to`). Not started as root, it is ignored and memcached listens on 11211.",
  ],
  '-m': [
    'Memory for items, in MiB.',
    'A suffix is not read: `1024M` is 1024 MiB and `1g` is 1 MiB. It must be at least twice `-I`. The process needs more than this: the Loki chart gives the container 1.2 times as much.',
  ],
  '-M': ['Returns an error when memory is full instead of evicting items.'],
  '-c': [
    'Connections at the same time.',
    'A suffix is not read: `10k` is 10. The limit of open files must allow it.',
  ],
  '-k': ['Locks the memory of the process (`mlockall`).'],
  '-v': ['Logs errors and warnings; `-vv` also commands and responses, `-vvv` also internal state changes.'],
  '-h': ['Prints help and ends.'],
  '-i': ['Prints the licences and ends.'],
  '-V': ['Prints the version and ends.'],
  '-P': ['File to write the process id to; only together with `-d`.'],
  '-f': ['Growth factor between the chunk sizes of slab classes; above 1.'],
  '-n': ['Smallest space for key, value and flags of an item, in bytes.'],
  '-L': ['Uses large memory pages; ends with an error where there are none.'],
  '-D': ['Character that ends the prefix of a key in `stats detail`, which it turns on.'],
  '-t': ['Worker threads. More than 64 is warned about.'],
  '-R': ['Requests that are served for one connection before the next one has its turn.'],
  '-C': ['Turns off CAS (8 bytes less for each item).'],
  '-b': ['Length of the queue of connections that wait to be accepted.'],
  '-B': ['Protocol: `ascii`, `binary`, or `auto` to tell by the first byte.'],
  '-I': [
    'Largest item: a number of bytes, or with the suffix `k` or `m`.',
    'There is no suffix `g`, and `5mb` is read as 5 bytes. At most half of `-m`; with `ext_path` at most `ext_wbuf_size` (4 MiB by default).',
  ],
  '-S': ['Turns on SASL authentication; the binary protocol is then required.'],
  '-F': ['Turns off the `flush_all` command.'],
  '-X': ['Turns off `stats cachedump` and `lru_crawler metadump`.'],
  '-W': ['Turns off the `watch` commands.'],
  '-Y': ['File with `user:password` lines for authentication over the ASCII protocol.'],
  '-e': ['File on a memory file system that holds the items, so that they survive a restart.'],
  '-Z': ['Turns on TLS; needs `ssl_chain_cert` and `ssl_key` in `-o`.'],
  '-o': [
    'Extended options: `name` or `name=value`, separated by commas.',
    'An unknown name ends the start with `Illegal suboption`.',
  ],
  '-N': ['Number of NAPI ids; at most the number of threads.'],
}

/** What each name of `-o` does. */
const extendedTexts: Readonly<Record<string, string>> = {
  maxconns_fast: 'Closes new connections over the limit at once. On by default.',
  no_maxconns_fast: 'Lets new connections over the limit wait.',
  hashpower: 'Size of the hash table at the start, as a power of 2.',
  no_hashexpand: 'Never grows the hash table.',
  slab_reassign: 'Allows memory to move between slab classes. On by default.',
  no_slab_reassign: 'Keeps memory in the slab class that it was given to.',
  slab_automove:
    'Moves memory between slab classes by itself: 0 off, 1 on, 2 at every eviction (too eager for production).',
  no_slab_automove: 'Does not move memory between slab classes by itself.',
  slab_automove_ratio:
    'How much younger the oldest item of a slab class must be than the average before memory moves to it.',
  slab_automove_window: 'Samples over which ages of items are averaged.',
  slab_automove_freeratio: 'Share of memory that is kept free for the external storage.',
  tail_repair_time:
    'Seconds after which a stuck item at the end of the LRU is freed. Off by default, rarely right.',
  hash_algorithm: 'Hash function of the hash table.',
  lru_crawler: 'Frees expired items in the background. On by default.',
  no_lru_crawler: 'Turns the LRU crawler off.',
  lru_crawler_sleep: 'Pause of the LRU crawler between items.',
  lru_crawler_tocrawl: 'Items that the crawler looks at in each slab class; 0 is no limit.',
  lru_maintainer: 'Sorts items into hot, warm and cold in the background. On by default.',
  no_lru_maintainer: 'Turns the LRU maintainer off.',
  hot_lru_pct: 'Share of memory for the hot LRU; with `warm_lru_pct` at most 80.',
  warm_lru_pct: 'Share of memory for the warm LRU; with `hot_lru_pct` at most 80.',
  hot_max_factor: 'Age, as a factor of the cold LRU, after which an item leaves the hot LRU.',
  warm_max_factor: 'Age, as a factor of the cold LRU, after which an item leaves the warm LRU.',
  temporary_ttl: 'Items that live shorter than this are never evicted: they expire in an LRU of their own.',
  idle_timeout: 'Closes connections that are idle for so long; 0 never does.',
  watcher_logbuf_size: 'Buffer for each watcher.',
  worker_logbuf_size: 'Buffer for the log of each worker thread.',
  slab_sizes: 'Sizes of the slab classes, separated by dashes.',
  slab_chunk_max: 'Largest chunk; larger items are stored in several.',
  no_chunked_items: 'Stores each item in one chunk, as before 1.4.29.',
  track_sizes: 'Keeps a histogram of item sizes for `stats sizes`.',
  inline_ascii_resp: 'No effect any more.',
  no_inline_ascii_resp: 'No effect any more.',
  modern: 'Turns on what will be the defaults of later versions; nothing at present.',
  no_modern: 'Takes the defaults of 1.4.x.',
  drop_privileges: 'Gives up system calls that are not needed.',
  no_drop_privileges: 'Keeps all system calls.',
  relaxed_privileges: 'Allows the system calls that tests need.',
  resp_obj_mem_limit: 'No effect any more; see `read_buf_mem_limit`.',
  read_buf_mem_limit: 'Limit for all read and response buffers together; 0 is no limit.',
  ssl_chain_cert: 'Certificate chain of the server, in PEM.',
  ssl_key: 'Private key of the server, in PEM.',
  ssl_ca_cert: 'Certificates that clients are checked against, in PEM.',
  ssl_keyformat: 'Format of the private key, by its OpenSSL number.',
  ssl_verify_mode:
    'How clients are checked: 0 not at all, 1 and 2 where they show a certificate or must, 3 once.',
  ssl_ciphers: 'Ciphers that are allowed, in the syntax of OpenSSL.',
  ssl_wbuf_size: 'Write buffer of each TLS connection.',
  ssl_session_cache: 'Lets clients resume TLS sessions.',
  ssl_kernel_tls: 'Hands encryption to the kernel.',
  ssl_min_version: 'Lowest TLS version: 0 is 1.0, 1 is 1.1, 2 is 1.2, 3 is 1.3.',
  proxy_config: 'Lua file of the proxy.',
  proxy_arg: "Text that is given to the proxy's Lua file.",
  proxy_uring: 'Lets the proxy use io_uring.',
  proxy_memprofile: "Reports the memory of the proxy's Lua.",
  sock_cookie_id: 'Low bits of the socket cookies.',
  ext_path: 'File and size of the external storage on disk, such as `/data/file:64G`. May be repeated.',
  ext_page_size: 'Size of the pages that the external storage is divided into.',
  ext_wbuf_size: 'Write buffer of the external storage: `-I` can be no larger.',
  ext_threads: 'Threads that read and write the external storage.',
  ext_io_depth: 'Operations that are queued at once.',
  ext_item_size: 'Items of at least this size go to the external storage.',
  ext_item_age: 'Items that were idle for so long go to the external storage.',
  ext_low_ttl: 'Items that live shorter than this share pages of their own.',
  ext_recache_rate: 'One of so many reads brings the item back into memory.',
  ext_compact_under: 'Compacts where fewer free pages than this are left.',
  ext_drop_under: 'Drops the oldest pages where fewer free pages than this are left.',
  ext_max_sleep: 'Longest pause of the background thread.',
  ext_max_frag: 'Pages that are fuller than this are not compacted.',
  ext_drop_unread: 'Compaction drops items that were not read since they were written.',
}

/** What both tables say in the same way. */
function common(fact: Fact): Record<string, unknown> {
  const { min, max, values, deprecated, requiresBuild } = fact
  const plain = (text: string | undefined) => text?.replace(/ \(.*$/, '')
  const fallback = typeof fact.default === 'string' ? plain(fact.default) : fact.default
  const type = plain(fact.valueType)
  return { type, unit: plain(fact.unit), default: fallback, min, max, values, deprecated, requiresBuild }
}

interface MemcachedFacts {
  readonly options: readonly Fact[]
  readonly extended: readonly Fact[]
}

const target = 'server/src/schema/memcached.json'
const facts = readFacts('memcached-flags.json', target) as MemcachedFacts | undefined // The facts' README gives this shape.
if (facts) write(target, schemaText(facts))

function schemaText(facts: MemcachedFacts): string {
  const options = facts.options.map((fact) => {
    const [description, caution] = optionTexts[fact.short ?? ''] ?? []
    if (!description) throw new Error(`no text for ${fact.short}`)
    const { short, long, takesArgument } = fact
    return {
      short,
      long: long ?? undefined,
      takesArgument,
      description,
      caution,
      ...common(fact),
      since: fact.sinceShort,
      sinceLong: fact.sinceLong ?? undefined,
    }
  })
  const extended = facts.extended.map((fact) => {
    const description = extendedTexts[fact.name ?? '']
    if (!description) throw new Error(`no text for ${fact.name}`)
    return { name: fact.name, takesValue: fact.takesValue, description, ...common(fact), since: fact.since }
  })
  const rows = (items: readonly object[]) => items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')
  return `{\n  "version": "1.6.45",\n  "options": [\n${rows(options)}\n  ],\n  "extended": [\n${rows(extended)}\n  ]\n}\n`
}
