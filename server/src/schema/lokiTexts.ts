/**
 * What the keys of Loki's configuration that people set are for, in sentences of our own, and the values of those
 * that take one of a few (3.7.6). By path as in `loki.ts`; a path that begins with `*.` fits every block that ends so.
 */

const texts: Readonly<Record<string, string>> = {
  auth_enabled:
    'Whether requests must name their tenant in `X-Scope-OrgID`. Off, everything is the tenant `fake`.',
  'server.http_listen_port': 'Port for pushes, queries and metrics over HTTP.',
  'server.grpc_listen_port': "Port on which Loki's components talk to each other over gRPC.",
  'server.grpc_server_max_recv_msg_size': 'Largest gRPC message that is taken, in bytes.',
  'server.log_level': "What of Loki's own logs is written.",
  'common.path_prefix':
    'Folder below which directories that are not set themselves are placed. It belongs on a volume.',
  'common.replication_factor':
    'Ingesters that each stream is written to. With 3, one of them may be lost; with 1, what it holds in memory goes with it.',
  'common.storage':
    'The object store for chunks, rules and the index, where their own blocks name none. At most one.',
  'common.ring': 'How members of every ring find each other, where a ring has no block of its own.',
  '*.kvstore.store': 'Where a ring keeps its members: `inmemory` for one process, `memberlist` for several.',
  'schema_config.configs':
    'Periods, each with its own index and object store. A new one is appended with a day to come: changing one that has begun makes its logs unreadable.',
  'schema_config.configs[].from':
    'First day (UTC) of the period, as `2026-01-31`. It ends where the next one begins.',
  'schema_config.configs[].store': 'Kind of the index; `tsdb` for every new period.',
  'schema_config.configs[].object_store':
    'Where the chunks of this period lie: a kind of store, or the name of one in `named_stores`.',
  'schema_config.configs[].schema': 'Version of the schema. Structured metadata needs `v13`.',
  'schema_config.configs[].index.prefix': "What the names of the index's tables begin with.",
  'schema_config.configs[].index.period': 'Time that one table of the index covers; `tsdb` needs `24h`.',
  'storage_config.tsdb_shipper.active_index_directory':
    'Folder in which the index that is being written lies. It belongs on a volume.',
  'storage_config.tsdb_shipper.cache_location':
    'Folder for tables of the index that were fetched for queries.',
  'storage_config.filesystem.directory':
    'Folder for chunks where the object store is `filesystem`: lost with its disk.',
  'storage_config.aws.s3':
    'S3 bucket as a URL, `s3://region/bucket`. Credentials in it are optional: an IAM role serves.',
  'storage_config.aws.bucketnames': 'Names of the buckets, separated by commas.',
  'storage_config.aws.s3forcepathstyle':
    'Puts the bucket into the path instead of the host, as MinIO wants it.',
  'limits_config.ingestion_rate_mb':
    'MB a second that one tenant may push. What is above it is answered with 429; what senders then give up on is lost.',
  'limits_config.ingestion_burst_size_mb':
    'MB that one tenant may push at once. It holds in each distributor and must be at least as large as the largest push.',
  'limits_config.ingestion_rate_strategy':
    '`global`: the distributors share the rate. `local`: each of them has it for itself.',
  'limits_config.per_stream_rate_limit':
    'Bytes a second that one stream (one set of labels) may receive. What is above it is answered with 429.',
  'limits_config.per_stream_rate_limit_burst': 'Bytes that one stream may receive at once.',
  'limits_config.max_line_size': 'Longest line that is taken; 0 is no limit.',
  'limits_config.max_line_size_truncate': 'Cuts lines that are too long instead of refusing them.',
  'limits_config.max_global_streams_per_user':
    'Active streams of one tenant in the whole cluster; 0 is no limit.',
  'limits_config.max_streams_per_user': 'Active streams of one tenant in each ingester; 0 is no limit.',
  'limits_config.max_concurrent_tail_requests':
    'Tails of one tenant at once. Every Loki canary holds one, and there is one on each node.',
  'limits_config.max_query_parallelism': 'Parts of one query that are run at once.',
  'limits_config.split_queries_by_interval': 'Time that one part of a split query covers; 0 does not split.',
  'limits_config.max_query_length': 'Longest time range of a query; 0 is no limit.',
  'limits_config.max_query_series': 'Most series that a metric query may give.',
  'limits_config.max_entries_limit_per_query': 'Most lines that a query may give.',
  'limits_config.query_timeout': 'Time after which a query is given up.',
  'limits_config.retention_period':
    'How long logs are kept; 0 is for ever. It has an effect only where the compactor runs with `retention_enabled: true`.',
  'limits_config.retention_stream':
    'Retentions of their own for streams that match a selector; each at least 24h.',
  'limits_config.reject_old_samples': 'Refuses lines that are older than `reject_old_samples_max_age`.',
  'limits_config.reject_old_samples_max_age':
    'Age from which lines are refused: what a sender holds back for longer, it can no longer deliver.',
  'limits_config.creation_grace_period': 'How far in the future a line may be.',
  'limits_config.allow_structured_metadata':
    'Takes structured metadata, which needs schema `v13` with `tsdb`.',
  'limits_config.volume_enabled': 'Answers queries about the volume of logs.',
  'limits_config.deletion_mode':
    'What deletion requests do: nothing, hide lines from queries, or delete them as well.',
  'compactor.working_directory':
    'Folder for downloaded tables and for the marks of what is to be deleted. It belongs on a volume.',
  'compactor.retention_enabled':
    'Whether the compactor deletes what is older than its retention. Off by default: then logs are kept for ever. It needs `delete_request_store`.',
  'compactor.retention_delete_delay': 'Time between the mark and the deletion of a chunk.',
  'compactor.delete_request_store': 'Object store for deletion requests: needed with `retention_enabled`.',
  'compactor.compaction_interval': 'Time between two compactions; retention is applied with them.',
  'ingester.wal.enabled': 'Keeps a log of what is in memory, from which a restarted ingester recovers.',
  'ingester.wal.dir': "Folder of the ingester's log. It belongs on a volume.",
  'ingester.wal.replay_memory_ceiling':
    "Memory that a replay may fill before it flushes to the store; about 75 % of the ingester's memory is usual.",
  'ingester.wal.checkpoint_duration': 'Time between two checkpoints, which shorten a replay.',
  'ingester.wal.flush_on_shutdown': 'Flushes all chunks at a shutdown.',
  'ingester.chunk_idle_period': 'Time without a new line after which a chunk is flushed.',
  'ingester.max_chunk_age':
    'Age at which a chunk is flushed. Lines of a stream that are more than half of it older than its newest one are refused.',
  'ingester.chunk_target_size': 'Compressed size at which a chunk is full, in bytes.',
  'ingester.chunk_retain_period': 'Time for which a flushed chunk stays in memory.',
  'ingester.chunk_encoding': 'How chunks are compressed.',
  'querier.max_concurrent': 'Parts of queries that one querier runs at once.',
  'querier.tail_max_duration': 'Time after which a tail ends.',
  'querier.query_ingesters_within':
    'Age up to which ingesters are asked; older logs come from the store alone.',
  'query_scheduler.max_outstanding_requests_per_tenant':
    'Queries of one tenant that may wait; further ones are answered with 429.',
  'frontend_worker.frontend_address': 'Address of the query frontend; not together with `scheduler_address`.',
  'frontend_worker.scheduler_address':
    'Address of the query scheduler; not together with `frontend_address`.',
  'query_range.cache_results': 'Keeps results of queries in `results_cache`.',
  'memberlist.join_members':
    'Other members to join: addresses, or names that resolve to all of them (a headless Service).',
  'memberlist.bind_port': 'Port on which members talk to each other.',
  'chunk_store_config.chunk_cache_config': 'Cache of chunks, in front of the object store.',
  'analytics.reporting_enabled': 'Reports anonymous figures on usage to Grafana Labs.',
  '*.memcached_client.addresses':
    'Addresses of memcached servers, separated by commas; with `dns+` or `dnssrv+` in front, names that resolve to them.',
  '*.memcached_client.host': 'Host name of memcached, for an SRV lookup together with `service`.',
  '*.memcached_client.service': "Name of memcached's port in the SRV record.",
  '*.memcached_client.timeout': 'Time that a request to memcached may take.',
  '*.memcached_client.consistent_hash': 'Spreads keys so that few of them move when a server comes or goes.',
  '*.memcached.expiration': 'Time for which entries are kept; 0 until they are evicted.',
  '*.memcached.batch_size': 'Keys that are fetched in one request.',
  '*.memcached.parallelism': 'Requests to memcached at once.',
  '*.background.writeback_buffer':
    'Entries that may wait to be written to the cache; further ones are not cached.',
  '*.embedded_cache.enabled': 'Caches in the memory of the process itself.',
  '*.embedded_cache.max_size_mb': 'Memory for the cache, in MB.',
}

const objectStores = ['s3', 'filesystem', 'gcs', 'azure', 'aws', 'swift', 'alibabacloud', 'bos', 'cos']

const choices: Readonly<Record<string, readonly string[]>> = {
  'schema_config.configs[].store': ['tsdb', 'boltdb-shipper'],
  'schema_config.configs[].object_store': objectStores,
  'schema_config.configs[].schema': ['v13', 'v12', 'v11', 'v10', 'v9'],
  'schema_config.configs[].index.period': ['24h'],
  'compactor.delete_request_store': objectStores,
  'limits_config.ingestion_rate_strategy': ['global', 'local'],
  'limits_config.deletion_mode': ['disabled', 'filter-only', 'filter-and-delete'],
  'ingester.chunk_encoding': [
    'none',
    'gzip',
    'lz4-64k',
    'snappy',
    'lz4-256k',
    'lz4-1M',
    'lz4',
    'flate',
    'zstd',
  ],
  'server.log_format': ['logfmt', 'json'],
  '*.kvstore.store': ['memberlist', 'inmemory', 'consul', 'etcd', 'multi'],
  '*.grpc_compression': ['gzip', 'snappy'],
}

/** Every path that has a sentence or a choice of values. */
export const describedPaths: readonly string[] = [...Object.keys(texts), ...Object.keys(choices)]

/** What the key at a path is for, in English; nothing for most of them. */
export function lokiText(path: string): string | undefined {
  return entryOf(texts, path)
}

/** The values that the key at a path takes, where they are a few: the usual one first. */
export function lokiChoices(path: string): readonly string[] | undefined {
  return entryOf(choices, path)
}

function entryOf<T>(table: Readonly<Record<string, T>>, path: string): T | undefined {
  if (Object.hasOwn(table, path)) return table[path]
  const general = `*.${path.split('.').slice(-2).join('.')}`
  if (Object.hasOwn(table, general)) return table[general]
  const last = `*.${path.slice(path.lastIndexOf('.') + 1)}`
  return Object.hasOwn(table, last) ? table[last] : undefined
}
