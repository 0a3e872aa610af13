/** Which processes run an Alloy configuration, and what is known of their command lines and variables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOn, runOptions } from '../../server/src/model/alloy/commandLine.ts'
import { hostsOf } from '../../server/src/model/alloy/hosts.ts'
import { alloyRuns } from '../../server/src/model/alloy/processRuns.ts'
import { isMounted } from '../../server/src/model/alloy/run.ts'
import { containersIn } from '../../server/src/model/containers/containers.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { loadFiles } from '../support/memoryFiles.ts'

function containerOf(lines: string) {
  const service = lines.replace(/^/gm, '    ')
  const document = createDocument('file:///w/compose.yml', 'compose', `services:\n  alloy:\n${service}\n`)
  const container = containersIn(document)[0]
  assert.ok(container)
  return container
}

const image = 'image: grafana/alloy:v1.18.0'

test('the options of a command line, as one word and as two', () => {
  const options = runOptions(
    containerOf(
      `${image}\ncommand: run --storage.path /d --cluster.enabled /c.alloy --server.http.listen-addr=:1`,
    ),
  )
  assert.deepEqual(
    [...(options ?? [])],
    [
      ['--storage.path', '/d'],
      ['--cluster.enabled', ''],
      ['--server.http.listen-addr', ':1'],
    ],
  )
})

test('the official image has a command of its own, another one may have any', () => {
  assert.equal(runOptions(containerOf(image))?.get('--storage.path'), '/var/lib/alloy/data')
  assert.equal(runOptions(containerOf('image: example.com/alloy:1')), undefined)
})

test('a switch may stand without a value; what a variable makes of it is not known', () => {
  const on = (words: string) => {
    const options = runOptions(containerOf(`${image}\ncommand: run ${words} /c.alloy`))
    return options && isOn(options, '--cluster.enabled')
  }
  assert.equal(on('--cluster.enabled'), true)
  assert.equal(on('--cluster.enabled=true'), true)
  assert.equal(on('--cluster.enabled=false'), false)
  assert.equal(on('--cluster.enabled=${CLUSTER}'), undefined)
  assert.equal(on(''), false)
})

const files = new Map([
  ['a/config.alloy', 'loki.echo "a" { }\n'],
  [
    'a/docker-compose.yml',
    `services:
  one:
    ${image}
    environment: { GIVEN: x, EMPTY: "" }
    volumes: [./config.alloy:/etc/alloy/config.alloy, /run:/run]
  two:
    ${image}
    env_file: gone.env
    volumes: [./config.alloy:/etc/alloy/config.alloy]
`,
  ],
  [
    'b/values.yaml',
    `controller: { type: statefulset, replicas: 2 }
alloy:
  clustering: { enabled: true }
  mounts: { varlog: true }
  configMap:
    content: |
      loki.echo "a" { }
`,
  ],
])

test('the processes that run a file, and their variables', async () => {
  const { workspace, documents } = await loadFiles(files)
  const document = [...documents.values()].find(({ kind }) => kind === 'alloy')
  assert.ok(document)
  const [one, two, ...more] = hostsOf(document, workspace)
  assert.ok(one && two)
  assert.equal(more.length, 0)
  assert.deepEqual([one.name, one.spread, two.name], ['one', 'several', 'two'])
  assert.deepEqual(
    ['GIVEN', 'EMPTY', 'OTHER', 'PATH'].map((name) => one.variable(name)),
    ['given', 'empty', 'missing', 'unknown'],
  )
  assert.equal(two.variable('OTHER'), 'unknown')
})

test('a chart that is given the configuration as a value', async () => {
  const { workspace, documents } = await loadFiles(files)
  const values = [...documents.values()].find(({ kind }) => kind === 'helm-values')
  const inner = values && embedded(values).find(({ kind }) => kind === 'alloy')
  assert.ok(values && inner)
  const [host] = hostsOf(inner, workspace)
  assert.deepEqual([host?.kind, host?.name, host?.spread], ['chart', 'values.yaml', 'several'])
  assert.equal(host?.options?.get('--cluster.enabled'), 'true')
  const [run] = alloyRuns(values, workspace)
  assert.ok(run)
  assert.equal(isMounted(run, '/var/log/pods/*/*.log'), true)
  assert.equal(isMounted(run, '/srv/app.log'), false)
})

test('a path is mounted above, below, and under the other name of /run', async () => {
  const { workspace, documents } = await loadFiles(files)
  const compose = [...documents.values()].find(({ kind }) => kind === 'compose')
  assert.ok(compose)
  const [run] = alloyRuns(compose, workspace)
  assert.ok(run)
  assert.equal(isMounted(run, '/var/run/docker.sock'), true)
  assert.equal(isMounted(run, '/etc/*.alloy'), true)
  assert.equal(isMounted(run, '/var/log/*.log'), false)
})
