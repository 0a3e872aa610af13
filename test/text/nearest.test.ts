/** Which known name a misspelt one is taken for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestName } from '../../server/src/text/nearest.ts'

const names = ['forward_to', 'targets', 'scrape_interval', 'url', 'job_name']

test('a letter too many, too few, changed or swapped is found', () => {
  for (const wrong of ['forward_too', 'foward_to', 'forvard_to', 'forwrad_to', 'Forward_To'])
    assert.equal(nearestName(wrong, names), 'forward_to')
})

test('what is far from all names, and a name itself, gets none', () => {
  assert.equal(nearestName('endpoint', names), undefined)
  assert.equal(nearestName('url', ['url']), undefined)
  assert.equal(nearestName('', names), undefined)
  assert.equal(nearestName('ab', ['xy']), undefined)
})

test('of several near names the nearest, of equally near ones the first', () => {
  assert.equal(nearestName('scrape_intervl', ['scrape_intervals', 'scrape_interval']), 'scrape_interval')
  assert.equal(nearestName('cat', ['bat', 'hat']), 'bat')
})

test('of equally near names one that begins with the same letter goes first, but not one that is farther', () => {
  assert.equal(nearestName('nident', ['indent', 'nindent']), 'nindent')
  assert.equal(nearestName('nident', ['nindent', 'indent']), 'nindent')
  assert.equal(nearestName('nindnet', ['nident', 'nindent']), 'nindent')
  assert.equal(nearestName('ubdate', ['update', 'ubdatexx']), 'update')
})

test('a caller may ask for less', () => {
  assert.equal(nearestName('abcdefghi', ['abcdefxyz']), 'abcdefxyz')
  assert.equal(nearestName('abcdefghi', ['abcdefxyz'], 2), undefined)
})

test('a word that is another one altogether is no misspelling, however long the rest is', () => {
  const components = ['prometheus.exporter.apache', 'prometheus.exporter.unix', 'linux_host_metrics', 'a']
  for (const other of [
    'prometheus.exporter.vsphere',
    'prometheus.exporter.redis',
    'windows_host_metrics',
    'b',
  ])
    assert.equal(nearestName(other, components), undefined, other)
  assert.equal(nearestName('prometheus.exporter.apahce', components), 'prometheus.exporter.apache')
})

test('dots and underscores may be missing or be one another', () => {
  assert.equal(nearestName('loki.sourcefile', ['loki.source.file']), 'loki.source.file')
  assert.equal(nearestName('loki_source_file', ['loki.source.file']), 'loki.source.file')
  assert.equal(nearestName('tenantid', ['tenant_id']), 'tenant_id')
})
