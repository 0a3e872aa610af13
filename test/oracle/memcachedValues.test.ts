/**
 * Agreement with a real memcached about options and values: what `memcached/unknown-flag`, `flag-value` and
 * `item-size` say it refuses is refused, what they say it takes for something else it takes for that, and everything
 * else starts. The image's tag is the installed version, so that claims about releases are held against it too.
 * Skipped where no memcached is installed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { containersIn } from '../../server/src/model/containers/containers.ts'
import type { Reported } from '../../server/src/rules/run.ts'
import { findings, fixedFiles } from '../support/harness.ts'
import { freePort, inParallel, installedVersion, skipReason, tryStart } from '../support/memcached.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const skip = skipReason

/** Command lines that are right, and such that are wrong in one way each; which is which, the rules must tell. */
const lines: readonly (readonly string[])[] = [
  [],
  ...'-m 64|-m 1024M|-m 1024mb|-m 64.5|-m 8G|-m 1g|-m 1Gi|-m abc|-m 0|-m 1|-m 2|-m -5|-m=64'
    .split('|')
    .map((each) => each.split(' ')),
  ...'-c 10k|-c 20|-c 100k|-c 0|-c abc|-c 4096|-t 0|-t 100|-t 4.5|-t 2k|-R 0|-n 0|-n abc|-f 1|-f abc|-f 1.08|-b abc|-b 10k'
    .split('|')
    .map((each) => each.split(' ')),
  ...'-N 5|-N 0|-B text|-B ascii|-a 999|-a 0700|-p 99999|-U 99999|-U abc'
    .split('|')
    .map((each) => each.split(' ')),
  ...'-I 2m|-I 2M|-I 2mb|-I 2g|-I 5|-I 5000|-I 1500k|-I 1536k|-I 256k|-I 512k|-I 2.5m|-I 33m|-I 32m|-I abc|-I 0|-I 1048576'
    .split('|')
    .map((each) => each.split(' ')),
  ['-I', '2m '],
  ['-I', '1024m', '-m', '4096'],
  ['-I', '1025m', '-m', '4096'],
  ['-I', '64k', '-o', 'slab_chunk_max=16'],
  ['-I', '100k', '-o', 'slab_chunk_max=64'],
  ['-m 64 -I 2m'],
  ['-m 64', '-t 2', '-c 1024', '-I 2m'],
  ['-o modern'],
  ['-B ascii'],
  ...'-Q|-vQ|--foo|--foo=1|--mem=64|--memory-l=64|--memory_limit=64|--memory-limit 64|--verbose=2|--disable-cas=1|--threads'
    .split('|')
    .map((each) => [each]),
  ['--memory-limit', '64'],
  ['-v -v'],
  ['-vvv', '-FXCA'],
  ['extra', '-m', '64', '128'],
  ['-W'],
  ['-m', '64', '--', '-Q'],
  ...(
    'modern|modern,|modern,track_sizes|modern, track_sizes|modern,,track_sizes|foo|track_size|expirezero_does_not_evict|meta_response_old|' +
    'track_sizes=1|lru_crawler=0|hashpower|hashpower=11|hashpower=20|hashpower=33|hashpower=abc|slab_automove|slab_automove=3|slab_automove=-1|' +
    'slab_automove=abc|slab_automove_ratio=0|slab_automove_ratio=1.5|slab_automove_ratio=0.5|slab_automove_window=2|slab_automove_window=2000|' +
    'slab_automove_freeratio=abc|slab_automove_freeratio=0.5|tail_repair_time=9|hash_algorithm=md5|hash_algorithm=xxh3|hash_algorithm=jenkins|' +
    'lru_crawler_sleep=1000001|lru_crawler_sleep=abc|lru_crawler_tocrawl=abc|lru_crawler_tocrawl=-1|lru_crawler_tocrawl=5|hot_lru_pct=0|' +
    'hot_lru_pct=80|hot_lru_pct=45|hot_lru_pct=30,warm_lru_pct=50|hot_lru_pct=50,warm_lru_pct=40|hot_max_factor=0|warm_max_factor=abc|' +
    'temporary_ttl=60|temporary_ttl=60,no_lru_maintainer|temporary_ttl=60,no_modern|idle_timeout|idle_timeout=1m|idle_timeout=60|' +
    'watcher_logbuf_size=256k|worker_logbuf_size=64|slab_chunk_max=0|slab_chunk_max=2048|slab_chunk_max=16k|slab_chunk_max=16|' +
    'read_buf_mem_limit=16m|read_buf_mem_limit=16|resp_obj_mem_limit|no_chunked_items|ext_wbuf_size=abc|ext_page_size=4|ext_page_count=4|' +
    'ext_path=FOLDER/a:64m|ext_path=FOLDER/a:1G|ext_path=FOLDER/a|ext_path|ext_path=FOLDER/a:1Gi|ext_path=FOLDER/a:1000|' +
    'ext_path=FOLDER/a:10m|ext_path=FOLDER/a:0G|ext_path=FOLDER/a:1.5g|ext_path=FOLDER/a:8T|ext_path=FOLDER/a:1g:cold|' +
    'ext_path=FOLDER/a:1g,ext_wbuf_size=5|ext_path=FOLDER/a:1g,ext_wbuf_size=16|ext_path=FOLDER/a:1g,ext_page_size=8|' +
    'ext_page_size=8,ext_path=FOLDER/a:1g|ext_page_size=3,ext_path=FOLDER/a:1g|ext_path=FOLDER/a:1g,ext_threads=abc|' +
    'ext_path=FOLDER/a:1g,ext_item_age=2h|ext_path=FOLDER/a:1g,ext_max_frag=abc|ext_path=FOLDER/a:1g,ext_max_sleep=1000|ext_path=FOLDER/a:1g,ext_drop_unread'
  )
    .split('|')
    .map((each) => ['-o', each]),
  ['-I', '5m', '-o', 'ext_path=FOLDER/a:1g'],
  ['-I', '5m', '-o', 'ext_path=FOLDER/a:1g,ext_wbuf_size=8'],
  ['-I', '5m', '-o', 'ext_wbuf_size=2'],
  ['-U', '4090', '-o', 'ext_path=FOLDER/a:1g'],
]

function compose(all: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const services = all.flatMap((args, i) => [
    `  s${i}:`,
    `    image: memcached:${installedVersion}`,
    '    logging: {driver: local}',
    `    command: ${JSON.stringify(args)}`,
  ])
  return new Map([['docker-compose.yml', `${['services:', ...services].join('\n')}\n`]])
}

/** The findings of each service, and the arguments that it gives. */
async function judged(files: ReadonlyMap<string, string>) {
  const found = (await findings(files)).filter(({ rule }) => rule.startsWith('memcached/'))
  const { documents } = await loadFiles(files)
  const document = documents.get(`${root}/docker-compose.yml`)
  assert.ok(document)
  return containersIn(document).map((container) => ({
    found: found.filter(
      ({ range }) => container.place.range.start <= range.start && range.end <= container.place.range.end,
    ),
    args: (container.args ?? []).map(({ value }) => value ?? ''),
  }))
}

function claimed(found: readonly Reported[]): boolean {
  return found.some(({ refusedBy }) => refusedBy === 'memcached')
}

function told(found: readonly Reported[]): string {
  return found.map(({ rule, message }) => `${rule}: ${message}`).join('\n')
}

test('memcached refuses what is said to be refused, and nothing else', { skip }, async () => {
  const services = await judged(compose(lines))
  assert.equal(services.length, lines.length)
  const wrong = await inParallel(services, 4, async ({ found, args }) => {
    const { code, said } = await tryStart(args)
    const refused = code !== undefined
    return refused === claimed(found)
      ? []
      : [`${JSON.stringify(args)} ${refused ? `ends with ${code}: ${said}` : 'starts'}, but: ${told(found)}`]
  })
  assert.deepEqual(wrong.flat(), [])
})

test('what a fix writes starts', { skip }, async () => {
  const files = compose(lines)
  const before = await judged(files)
  const all = before.flatMap(({ found }) => found)
  const after = await judged(fixedFiles(files, all))
  const mended = before.flatMap(({ found }, i) => {
    const everything = claimed(found) && found.every(({ fixes }) => fixes.length > 0)
    const service = after[i]
    return everything && service ? [service] : []
  })
  assert.ok(mended.length >= 15, `${mended.length} command lines are mended`)
  const wrong = await inParallel(mended, 4, async ({ args }) => {
    const { code, said } = await tryStart(args)
    return code === undefined ? [] : [`${JSON.stringify(args)} ends with ${code}: ${said}`]
  })
  assert.deepEqual(wrong.flat(), [])
})

const mebibyte = 1024 * 1024

/** What memcached makes of values that it misreads, as its own settings say. */
const readings: readonly (readonly [args: readonly string[], setting: string, value: string])[] = [
  [['-m', '8G'], 'maxbytes', String(8 * mebibyte)],
  [['-m', '1024M'], 'maxbytes', String(1024 * mebibyte)],
  [['-m 128 -c 50'], 'maxbytes', String(128 * mebibyte)],
  [['-m 128 -c 50'], 'maxconns', '1024'],
  [['-c', '100k'], 'maxconns', '100'],
  [['-t', '2k'], 'num_threads', '2'],
  [['-I', '2.5m'], 'item_size_max', String(2 * mebibyte)],
  [['-I', '5m', '-m', '1024'], 'item_size_max', String(5 * mebibyte)],
  [['-o', 'idle_timeout=1m'], 'idle_timeout', '1'],
  [['-o', 'lru_crawler=0'], 'lru_crawler', 'yes'],
]

test('memcached reads what is said to be read', { skip }, async () => {
  const wrong = await inParallel(readings, 4, async ([args, setting, value]) => {
    const { settings, said } = await tryStart(args)
    return settings.get(setting) === value
      ? []
      : [`${JSON.stringify(args)}: ${setting} is ${settings.get(setting)}, not ${value} ${said}`]
  })
  assert.deepEqual(wrong.flat(), [])
})

test('it listens where it is said to listen', { skip }, async (context) => {
  const [port, other] = [await freePort(), await freePort()]
  const cases: readonly (readonly [readonly string[], readonly number[]])[] = [
    [['-p', 'abc'], []],
    [['-p', '0'], []],
    [['-port', String(port)], []],
    [['-p', `${port}/tcp`], [port]],
    [['-l', `127.0.0.1:${other}`, '-p', '0'], []],
    [['-l', `127.0.0.1:${other}`, '-p', String(port)], [other]],
  ]
  const results = await Promise.all(cases.map(async ([args]) => ({ args, ...(await tryStart(args, false)) })))
  if (results.some(({ ports }) => ports === undefined)) return context.skip('no /proc to read ports from')
  assert.deepEqual(
    results.map(({ args, ports }) => [args, ports]),
    cases,
  )
})

test('-d ends the process that was started, with code 0', { skip }, async () => {
  const { code, said } = await tryStart(['-d', '-P', 'FOLDER/pid'])
  assert.equal(code, 0, said)
})
