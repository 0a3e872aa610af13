/** `logkeel graph` as a process: formats, files, folders, manifests, standard input, exit codes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folder, logkeel } from '../support/folder.ts'
import { readXml } from '../support/xml.ts'

const config = 'loki.source.api "in" {\n\tforward_to = [loki.echo.out.receiver]\n}\n\nloki.echo "out" { }\n'
const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  config.alloy: |
${config.replace(/^(?=.)/gm, '    ')}`

test('a file gives a flowchart, a picture or data', (context) => {
  const at = folder(context, { 'config.alloy': config })
  const chart = logkeel(at, ['graph', 'config.alloy'])
  assert.equal(chart.code, 0)
  assert.match(chart.stdout, /^flowchart LR\n/)
  assert.match(chart.stdout, /^ {2}n_loki_source_api_in -->\|logs\| n_loki_echo_out$/m)
  const svg = logkeel(at, ['graph', 'config.alloy', '--format', 'svg'])
  assert.equal(svg.code, 0)
  assert.equal(readXml(svg.stdout.trim()).name, 'svg')
  const json = logkeel(at, ['graph', '--format', 'json', 'config.alloy'])
  assert.equal(json.code, 0)
  const { root, nodes } = JSON.parse(json.stdout) as {
    root: string
    nodes: readonly { file: string; id: string }[]
  } // The shape is what is tested.
  assert.equal(root, at)
  assert.deepEqual(
    nodes.map(({ id, file }) => `${file} ${id}`),
    ['config.alloy loki.source.api.in', 'config.alloy loki.echo.out'],
  )
})

test('a folder is one configuration, a manifest holds one for each text, - reads standard input', (context) => {
  const [source = '', echo = ''] = config.split('\n\n')
  const at = folder(context, {
    'conf/a.alloy': `${source}\n`,
    'conf/b.alloy': echo,
    'map.yaml': manifest,
    'named.txt': config,
  })
  const edge = /n_loki_source_api_in -->\|logs\| n_loki_echo_out\n/
  for (const path of ['conf', 'map.yaml', 'named.txt']) {
    const run = logkeel(at, ['graph', path])
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout, edge, path)
    assert.doesNotMatch(run.stdout, /missing/)
  }
  const piped = logkeel(at, ['graph', '-'], config)
  assert.equal(piped.code, 0)
  assert.match(piped.stdout, edge)
})

test('a text with a fault is drawn as far as it can be read, with exit code 1', (context) => {
  const at = folder(context, { 'config.alloy': `${config}loki.write "x" {\n` })
  const run = logkeel(at, ['graph', 'config.alloy'])
  assert.equal(run.code, 1)
  assert.match(run.stdout, /n_loki_write_x/)
  assert.match(run.stderr, /config\.alloy has faults of syntax/)
})

test('wrong usage, a file that is not there and one without Alloy end with exit code 2', (context) => {
  const at = folder(context, { 'a.yaml': 'a: 1\n', 'config.alloy': config, 'none/x.txt': '' })
  const wrong = [
    [],
    ['none.alloy'],
    ['a.yaml'],
    ['none'],
    ['config.alloy', 'a.yaml'],
    ['config.alloy', '--format', 'png'],
  ]
  for (const args of wrong) {
    const run = logkeel(at, ['graph', ...args])
    assert.equal(run.code, 2, args.join(' '))
    assert.match(run.stderr, /^logkeel: /, args.join(' '))
    assert.equal(run.stdout, '')
  }
})
