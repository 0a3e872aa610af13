/**
 * How memcached reads the values of `-o`, and since which release it refuses what: the rows of `memcached.json` say
 * which values are right, this table what becomes of the others. Read in memcached.c and storage.c over the releases
 * 1.4.0 to 1.6.45, and tried on 1.4.39, 1.5.22, 1.6.18, 1.6.31, 1.6.32 and 1.6.45.
 */

/** Names whose whole value must be a number (`safe_strtoul`, `safe_strtod`): any other text is refused. */
export const strictSuboptions: ReadonlySet<string> = new Set(
  (
    'lru_crawler_tocrawl watcher_logbuf_size worker_logbuf_size slab_chunk_max read_buf_mem_limit ext_page_size ' +
    'ext_wbuf_size ext_threads ext_io_depth ext_item_size ext_item_age ext_low_ttl ext_recache_rate ' +
    'ext_compact_under ext_drop_under ext_max_sleep ext_max_frag slab_automove_freeratio'
  ).split(' '),
)

/** Names that are refused outside of their range, with the release that began to. `atoi` and `atof` read the others' digits. */
export const suboptionRanges: Readonly<
  Record<string, { readonly min: number; readonly max: number; readonly maxSince?: string }>
> = {
  hashpower: { min: 12, max: 32 },
  slab_automove: { min: 0, max: 2 },
  slab_automove_window: { min: 3, max: 1800, maxSince: '1.6.45' },
  tail_repair_time: { min: 10, max: Number.POSITIVE_INFINITY },
  lru_crawler_sleep: { min: 0, max: 1_000_000 },
  hot_lru_pct: { min: 1, max: 79 },
  warm_lru_pct: { min: 1, max: 79 },
  slab_chunk_max: { min: 1, max: 1024, maxSince: '1.6.24' },
}

/** Names that must be above 0, read by `atof`. */
export const positiveSuboptions: Readonly<Record<string, { readonly max: number }>> = {
  slab_automove_ratio: { max: 1 },
  hot_max_factor: { max: Number.POSITIVE_INFINITY },
  warm_max_factor: { max: Number.POSITIVE_INFINITY },
}

/** Names that older releases had, with the last one. */
export const removedSuboptions: Readonly<Record<string, { readonly since: string; readonly last: string }>> =
  {
    expirezero_does_not_evict: { since: '1.4.23', last: '1.4.34' },
    hot_max_age: { since: '1.4.35', last: '1.4.37' },
    ext_page_count: { since: '1.5.4', last: '1.5.9' },
    meta_response_old: { since: '1.6.10', last: '1.6.17' },
  }

/** The free buckets that a file of `ext_path` may be given to. */
export const extstoreBuckets = ['default', 'compact', 'lowttl', 'chunked', 'coldcompact', 'old'] as const

/** Releases in which memcached began to refuse something. */
export const since = {
  /** Numbers of options, `-I` above half of `-m` among them, as they are judged here. */
  judged: '1.5.4',
  /** A TCP or UDP port above 65535; before that it listened on what is left of the number. */
  portRange: '1.6.17',
  /** A size of `ext_path` without a unit, or of less than one page; before that it ran without the storage. */
  extstoreSize: '1.6.21',
  /** White space before an option's value is left out. */
  leadingBlanks: '1.6.32',
} as const
