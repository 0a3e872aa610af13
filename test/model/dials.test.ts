/**
 * Addresses in texts and documents: what counts, what does not, and where each part stands.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressesInText } from '../../server/src/model/ports/addresses.ts'
import { addressesIn, dialsIn } from '../../server/src/model/ports/dials.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import { asSuccessor, createDocument, type Kind } from '../../server/src/text/document.ts'

/** `scheme host port path`, with what is absent as a dash. */
function shown(kind: Kind, text: string, uri = 'file:///w/a'): readonly string[] {
  return addressesIn(createDocument(uri, kind, text)).map(({ scheme, host, port, path }) =>
    [scheme, host, port, path].map((each) => each ?? '-').join(' '),
  )
}

/** A variable as Compose and Loki write it. */
const given = (name: string) => `$\{${name}}`

function parts(text: string, bare: 'none' | 'items' | 'words') {
  return addressesInText(text, bare).map(({ range, hostRange, portRange }) =>
    [range, hostRange, portRange].map((each) => each && text.slice(each.start, each.end)),
  )
}

test('the parts of a URL stand where they are written', () => {
  assert.deepEqual(parts('see http://user:pw@Loki.logs.:3100/loki/api/v1/push?x=1 there', 'none'), [
    ['http://user:pw@Loki.logs.:3100/loki/api/v1/push?x=1', 'Loki.logs.', '3100'],
  ])
  assert.deepEqual(parts('dns:///frontend.loki.svc:9095', 'none'), [
    ['dns:///frontend.loki.svc:9095', 'frontend.loki.svc', '9095'],
  ])
})

test('a bare address is a whole item, behind its name or flag at most', () => {
  assert.deepEqual(
    parts('a:1000, dns+b.c:2000,--x=d:3000', 'items').map(([, host, port]) => `${host} ${port}`),
    ['a 1000', 'b.c 2000', 'd 3000'],
  )
  assert.deepEqual(parts('grafana/loki:3100', 'items'), [])
  assert.deepEqual(parts('3100:3100', 'items'), [])
  assert.deepEqual(parts('12:30', 'items'), [])
  assert.deepEqual(parts('fe80::1', 'items'), [])
  assert.deepEqual(parts('a:b:3100', 'items'), [])
  assert.deepEqual(parts('see loki:3100', 'items'), [])
  assert.deepEqual(
    parts('loki:70000', 'items').map(([, , port]) => port),
    [undefined],
  )
})

test('an SRV address gives the name of a port', () => {
  const [address] = addressesInText('dnssrvnoa+_memcached-client._tcp.cache.loki.svc', 'items')
  assert.equal(address?.portName, 'memcached-client')
  assert.equal(address?.host, 'cache.loki.svc')
})

test('what a variable or an action makes is unknown', () => {
  assert.deepEqual(parts(`http://${given('HOST')}:3100`, 'none'), [])
  assert.deepEqual(parts('http://a-{{ .x }}:3100', 'none'), [])
  assert.deepEqual(parts('http://$HOST:3100', 'none'), [])
  assert.deepEqual(parts('http://loki-<env>:3100', 'none'), [])
  assert.deepEqual(parts(given('URL:-http://loki:3100'), 'items'), [])
  const [address] = addressesInText(`http://loki:${given('PORT')}/x`, 'none')
  assert.deepEqual([address?.host, address?.port, address?.portWritten], ['loki', undefined, true])
})

test('schemes that name no host to dial are left out', () => {
  assert.deepEqual(
    parts('s3://bucket:9000/x oci://registry:5000/a file:///etc/x unix:///run/a.sock', 'items'),
    [],
  )
})

test('Alloy: joined, formatted and nested texts', () => {
  const text = `
a "x" {
  one   = "http://" + ("loki" + ".logs") + ":3100/push"
  two   = string.format("http://%s:%d/push", "loki", 3200)
  three = string.join(["loki", "3300"], ":")
  four  = [{ "__address__" = "loki:3400", "instance" = "loki:9999" }]
  five  = coalesce(sys.env("URL"), "http://loki:3500")
  six   = "http://" + sys.env("HOST") + ":3600/push"
  seven = "http://loki:" + sys.env("PORT") + "/push"
  eight = string.format("http://%s/push", sys.env("HOST"))
  nine  = \`http://loki:3900/push\`
  ten   = "http:\\u002f/loki:4000/push"
}
`
  assert.deepEqual(shown('alloy', text), [
    'http loki.logs 3100 /push',
    'http loki 3200 /push',
    '- loki 3300 -',
    '- loki 3400 -',
    'http loki 3500 -',
    'http loki - /push',
    'http loki 3900 /push',
    'http loki 4000 /push',
  ])
})

test('Alloy: positions stay right after an edit in front', () => {
  const first = createDocument(
    'file:///w/a.alloy',
    'alloy',
    'a "x" {}\n\nb "y" {\n  url = "http://loki:3100/p"\n}\n',
  )
  addressesIn(first)
  const text = `// one more line\n${first.text}`
  const second = asSuccessor(createDocument(first.uri, 'alloy', text), first)
  const [address] = addressesIn(second)
  assert.ok(address?.portRange)
  assert.equal(second.text.slice(address.portRange.start, address.portRange.end), '3100')
})

test('YAML: keys whose values are no addresses', () => {
  const text = `
image: loki:3100
user: loki:1000
ports: ["loki:3100"]
labels: { address: "loki:3100" }
description: dial http://loki:3100
restart: on-failure:5
url: loki:3100
list:
  - "loki:3101"
  - 'loki:3102'
deep: { address: loki:3103 }
`
  assert.deepEqual(shown('yaml', text), ['- loki 3100 -', '- loki 3101 -', '- loki 3102 -', '- loki 3103 -'])
})

test('YAML: an owner given to chown is no address, a flag is', () => {
  assert.deepEqual(shown('yaml', 'command: [chown, -R, "loki:10001", /data]\n'), [])
  assert.deepEqual(shown('yaml', 'command: chown loki:10001 /data\n'), [])
  assert.deepEqual(shown('yaml', 'args: ["-addr=loki:3100", "-user=loki:10001"]\n'), ['- loki 3100 -'])
  assert.deepEqual(shown('yaml', 'command: canary --addr loki:3100 -v\n'), ['- loki 3100 -'])
})

test('YAML: anchors once, merges once, block scalars by line', () => {
  assert.deepEqual(shown('yaml', 'a: &x { url: "http://loki:3100" }\nb: *x\nc: { <<: *x }\n'), [
    'http loki 3100 -',
  ])
  const text =
    'conf: |\n  # http://old:1\n  addr: loki:3100\n  say hello to loki:3101\n  go http://loki:3102/x\n'
  assert.deepEqual(shown('yaml', text), ['- loki 3100 -', 'http loki 3102 /x'])
})

test('addresses of an embedded document are its own', () => {
  const text =
    'data:\n  config.alloy: |\n    loki.write "x" {\n      endpoint {\n        url = "http://loki:3100/p"\n      }\n    }\n'
  const host = createDocument('file:///w/cm.yaml', 'kubernetes', `apiVersion: v1\nkind: ConfigMap\n${text}`)
  assert.deepEqual(addressesIn(host), [])
  const [inner] = embedded(host)
  assert.ok(inner)
  const [dial] = dialsIn(inner)
  const port = dial?.places.port
  assert.ok(port)
  assert.equal(host.text.slice(port.range.start, port.range.end), '3100')
  assert.equal(dial?.by, 'loki.write')
})

test('broken and odd texts give what they can', () => {
  assert.deepEqual(shown('yaml', 'a: [http://loki:3100\nb: : :\n').slice(0, 1), ['http loki 3100 -'])
  assert.deepEqual(shown('alloy', 'loki.write "x" {\n  url = "http://loki:3100/p'), ['http loki 3100 /p'])
  assert.deepEqual(shown('environment-file', '\uFEFF# x\r\nA="http://loki:3100" # no\r\nB=loki:1\r\n'), [
    'http loki 3100 -',
    '- loki 1 -',
  ])
  assert.deepEqual(shown('yaml', 'url: http://loki:3100 # 한국어\r\n'), ['http loki 3100 -'])
})
