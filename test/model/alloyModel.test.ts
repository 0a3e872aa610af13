/** Constants, durations, the arithmetic of retries, and how a container runs Alloy. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alloyConfigurationsIn, componentsIn } from '../../server/src/model/alloy/components.ts'
import { patienceOf, retriesOf } from '../../server/src/model/alloy/componentsRetry.ts'
import { alloyProcess } from '../../server/src/model/alloy/process.ts'
import {
  constantIn,
  durationText,
  goDuration,
  policyDuration,
  roughText,
} from '../../server/src/model/alloy/value.ts'
import { containersIn } from '../../server/src/model/containers/containers.ts'
import { attribute, childBlock } from '../../server/src/syntax/alloy/visit.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import { createDocument } from '../../server/src/text/document.ts'

function alloy(text: string) {
  return createDocument('file:///w/config.alloy', 'alloy', text)
}

function constantOf(expression: string) {
  const document = alloy(`local.file "a" {\n\tfilename = ${expression}\n}\n`)
  const block = componentsIn(document, 'local.file')[0]
  const written = block && attribute(block, 'filename')
  assert.ok(written)
  return constantIn(document, written.value)
}

test('what an expression is known to be', () => {
  assert.equal(constantOf('"a" + ("b" + `c`)'), 'abc')
  assert.equal(constantOf('-(1 + 2)'), -3)
  assert.equal(constantOf('!true'), false)
  assert.equal(constantOf('null'), null)
  for (const unknown of ['sys.env("X")', '"a" + sys.env("X")', '1 + "a"', '[1]', '1 == 1']) {
    assert.equal(constantOf(unknown), undefined, unknown)
  }
})

test('durations as Go and as policies read them', () => {
  assert.equal(goDuration('1h30m'), 5_400_000)
  assert.equal(goDuration('1.5h'), 5_400_000)
  assert.equal(goDuration('-5m'), -300_000)
  assert.equal(goDuration('0'), 0)
  for (const wrong of ['1d', '5', '', 'm', '5 m']) assert.equal(goDuration(wrong), undefined, wrong)
  assert.equal(policyDuration('1d12h'), 129_600_000)
  assert.equal(policyDuration('1.5h'), undefined)
  assert.equal(durationText(5_400_500), '1h30m500ms')
  assert.equal(roughText(255_500), '4.3 min')
  assert.equal(roughText(45_000), '45 s')
})

test('the default of ten tries: nine sleeps of 4.3 to 8.5 minutes, and ten timeouts', () => {
  const document = alloy('loki.write "a" {\n\tendpoint {\n\t\turl = "http://localhost"\n\t}\n}\n')
  const block = componentsIn(document, 'loki.write')[0]
  const endpoint = block && childBlock(block, 'endpoint')
  const retries = endpoint && retriesOf(document, endpoint)
  assert.ok(retries)
  const { shortest, longest } = patienceOf(retries)
  assert.equal(shortest, 500 * (2 ** 9 - 1))
  assert.equal(longest, 1000 * (2 ** 9 - 1) + 10 * 10_000)
})

test('sleeps stop growing at max_backoff_period, and 0 is for ever', () => {
  const base = { minimum: 1000, maximum: 4000, timeout: 0 }
  assert.deepEqual(patienceOf({ ...base, retries: 5 }), {
    shortest: 1000 + 2000 + 4000 + 4000,
    longest: 2000 + 4000 * 3,
  })
  assert.equal(patienceOf({ ...base, retries: 1 }).shortest, 0)
  assert.equal(patienceOf({ ...base, retries: 1_000_000 }).shortest, 1000 + 2000 + 999_997 * 4000)
  assert.equal(patienceOf({ ...base, retries: 0 }).shortest, Number.POSITIVE_INFINITY)
})

test('a configuration tells where it is held', () => {
  const host = createDocument(
    'file:///w/all.yaml',
    'kubernetes',
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pipeline\n  namespace: logs\ndata:\n  config.alloy: |\n    loki.write "a" {\n      wal { enabled = true }\n    }\n    loki.write "b" { }\n',
  )
  const found = embedded(host).flatMap((inner) => alloyConfigurationsIn(inner))
  assert.deepEqual(
    found.map(({ holder }) => holder),
    [{ kind: 'config-map', name: 'pipeline', namespace: 'logs', key: 'config.alloy' }],
  )
  assert.deepEqual(
    found[0]?.writers.map(({ label, wal }) => [label, wal]),
    [
      ['a', 'on'],
      ['b', 'missing'],
    ],
  )
})

function processOf(service: string, workingDirectory?: string, setting?: string) {
  const document = createDocument(
    'file:///w/compose.yml',
    'compose',
    `services:\n  alloy:\n${service.replace(/^/gm, '    ')}\n`,
  )
  const container = containersIn(document)[0]
  assert.ok(container)
  return alloyProcess(container, workingDirectory, setting)
}

test('where Alloy keeps its data, by who says so', () => {
  const image = 'image: docker.io/grafana/alloy:v1.18.0@sha256:ab'
  assert.deepEqual(processOf(image), {
    config: '/etc/alloy/config.alloy',
    storage: '/var/lib/alloy/data',
    by: 'image',
  })
  assert.deepEqual(processOf(`${image}\ncommand: run /etc/alloy`), {
    config: '/etc/alloy',
    storage: '/data-alloy',
    by: 'working directory',
  })
  assert.equal(processOf(`${image}\ncommand: run c.alloy`, '/srv')?.storage, '/srv/data-alloy')
  const split = processOf(
    `${image}\ncommand: ["run", "--storage.path", "/d", "--disable-reporting", "/c.alloy"]`,
  )
  assert.deepEqual(split, { config: '/c.alloy', storage: '/d', by: 'argument' })
  const whole = processOf(
    `${image}\nentrypoint: ["/bin/alloy", "run", "/c.alloy"]\ncommand: ["--storage.path=/d"]`,
  )
  assert.equal(whole?.storage, '/d')
  assert.equal(processOf('image: example.com/alloy', undefined, '/from/settings')?.storage, '/from/settings')
})

test('what is not known of a command makes the answer unknown', () => {
  const image = 'image: grafana/alloy'
  assert.equal(processOf(`${image}\ncommand: run /c.alloy $ARGS`), undefined)
  assert.equal(processOf(`${image}\ncommand: run /c.alloy --storage.path=$DIR`), undefined)
  assert.equal(processOf(`${image}\nentrypoint: ["sh", "-c", "alloy run /c.alloy"]`), undefined)
  assert.equal(processOf(`${image}\ncommand: fmt /c.alloy`), undefined)
  assert.equal(processOf('image: example.com/alloy'), undefined)
  assert.equal(processOf('image: grafana/loki'), undefined)
  assert.equal(
    processOf(`${image}\ncommand: run /c.alloy --server.http.listen-addr=$ADDRESS`)?.storage,
    '/data-alloy',
  )
})
