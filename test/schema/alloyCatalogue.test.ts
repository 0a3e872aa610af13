/**
 * The catalogue of Alloy: what single lookups give (read by hand in Alloy's reference and source), and what the
 * generator says of a change between two versions.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  catalogueFor,
  catalogueVersions,
  componentNames,
  componentOf,
  configBlockOf,
  functionOf,
  stateOf,
  textValues,
  wayTo,
} from '../../server/src/schema/alloy.ts'
import { componentGone, componentSince } from '../../server/src/schema/alloyReleases.ts'
import type { AlloyTable } from '../../server/src/schema/alloyTable.ts'
import { changesBetween } from '../../server/tools/alloyChanges.ts'

const root = join(import.meta.dirname, '../..')

test('a component with its arguments, blocks and exports', () => {
  const write = componentOf('loki.write')
  assert.deepEqual(write?.exports, [['receiver', 'LogsReceiver']])
  const endpoint = write.definition.blocks.get('endpoint')
  assert.equal(endpoint?.repeated, true)
  assert.equal(endpoint.required, false)
  assert.equal(endpoint.definition.arguments.get('url')?.required, true)
  assert.equal(endpoint.definition.arguments.get('max_backoff_retries')?.default, '10')
  assert.equal(endpoint.definition.arguments.get('batch_wait')?.default, '"1s"')
  assert.equal(componentNames().length, 184)
  assert.equal(componentOf('toString'), undefined)
})

test('ways through nested blocks, modules around them left out', () => {
  assert.equal(wayTo(['loki.process', 'stage.match', 'stage.match', 'stage.json'])?.names.length, 3)
  assert.equal(wayTo(['declare', 'foreach', 'template', 'loki.write', 'wal'])?.component, 'loki.write')
  assert.equal(wayTo(['declare', 'argument'])?.component, 'argument')
  assert.equal(wayTo(['logging'])?.definition.arguments.has('level'), true)
  assert.equal(wayTo(['loki.write', 'wall']), undefined)
  assert.equal(wayTo(['declare']), undefined)
})

test('where configuration blocks may stand, and what is settled', () => {
  assert.equal(configBlockOf('logging')?.place, 'root')
  assert.equal(configBlockOf('export')?.place, 'module')
  assert.equal(configBlockOf('foreach')?.stability, 'experimental')
  assert.deepEqual(stateOf('loki.write', ['endpoint', 'queue_config']), {
    state: 'experimental',
    enforced: true,
  })
  assert.deepEqual(stateOf('loki.write', ['wal']), { state: 'experimental', enforced: false })
  assert.deepEqual(textValues('runtime/logging.Level'), ['debug', 'info', 'warn', 'error'])
  assert.equal(functionOf('array.combine_maps')?.signature.includes('bool?'), true)
})

test('the newest table that is not newer than the version asked for', () => {
  const versions = catalogueVersions()
  assert.equal(catalogueFor().version, versions.at(-1))
  assert.equal(catalogueFor('v1.18.3').version, '1.18')
  assert.equal(catalogueFor('0.9').version, versions[0])
  assert.equal(catalogueFor('99.0').version, versions.at(-1))
})

test('the changes between two versions are told', () => {
  const before = readTable('1.18')
  // The clone is changed as the generator's output might be.
  const after = structuredClone(before) as unknown as Mutable
  delete after.components['loki.echo']
  after.components['loki.new'] = [0, 'experimental', {}]
  const write = after.definitions.find(([name]) => name === 'loki/write.EndpointOptions')
  assert.ok(write)
  write[1].max_backoff_retries = ['number', 20]
  write[1].fresh = ['!string']
  delete write[2].queue_config
  after.functions['sys.host'] = ['() string']
  assert.deepEqual(changesBetween(before, after as unknown as AlloyTable), [
    '- component loki.echo',
    '+ component loki.new',
    '+ function sys.host',
    '~ argument loki/write.EndpointOptions max_backoff_retries: number = 10 → number = 20',
    '+ argument loki/write.EndpointOptions fresh',
    '- block loki/write.EndpointOptions queue_config',
  ])
  assert.deepEqual(changesBetween(before, before), [])
})

test('the committed table is what the facts say', {
  skip: !existsSync(join(root, '../shared/facts')) && 'no facts beside the project',
}, () => {
  const run = spawnSync(process.execPath, ['server/tools/generateAlloy.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stdout + run.stderr)
})

/** As much of a table as the test changes. */
interface Mutable {
  components: Record<string, unknown>
  functions: Record<string, unknown>
  definitions: [string, Record<string, unknown>, Record<string, unknown>][]
}

function readTable(version: string): AlloyTable {
  const file = join(root, `server/src/schema/alloy-${version}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as AlloyTable // Written by the generator.
}

test('releases: what came later is in the catalogue, what is gone is not', () => {
  assert.equal(componentSince('loki.secretfilter'), '1.5')
  assert.equal(componentSince('loki.write'), undefined)
  assert.deepEqual(componentGone('prometheus.write.queue'), { first: '1.5', last: '1.18' })
  const later = componentNames().filter((name) => componentSince(name) !== undefined)
  assert.equal(later.length, 48)
  assert.deepEqual(
    componentNames().filter((name) => componentGone(name)),
    [],
  )
})
