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

test('a caller may ask for less', () => {
  assert.equal(nearestName('abcdefghi', ['abcdefxyz']), 'abcdefxyz')
  assert.equal(nearestName('abcdefghi', ['abcdefxyz'], 2), undefined)
})
