/** What `variablesIn` reads in env files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { variablesIn } from '../../server/src/model/containers/variables.ts'
import { createDocument } from '../../server/src/text/document.ts'

function read(text: string) {
  const found = variablesIn(createDocument('file:///.env', 'environment-file', text))
  return found.map(({ name, value, place }) => [name, value, text.slice(place.range.start, place.range.end)])
}

test('names, values, quotes, comments and exports', () => {
  const text =
    '# HOST=no\nHOST=loki\n\nexport PORT = 3100 # http\r\nURL="http://a b#c"\nRAW=\'$HOME x\'\nEMPTY=\nHASH=a#b\n'
  assert.deepEqual(read(text), [
    ['HOST', 'loki', 'HOST=loki'],
    ['PORT', '3100', 'export PORT = 3100 # http'],
    ['URL', 'http://a b#c', 'URL="http://a b#c"'],
    ['RAW', '$HOME x', "RAW='$HOME x'"],
    ['EMPTY', '', 'EMPTY='],
    ['HASH', 'a#b', 'HASH=a#b'],
  ])
})

test('a value with a variable in it is unknown, a name alone has none', () => {
  assert.deepEqual(
    read('URL=http://${HOST}:3100\nTOKEN\n').map(([name, value]) => [name, value]),
    [
      ['URL', undefined],
      ['TOKEN', undefined],
    ],
  )
})

test('quotes hold line breaks and escapes', () => {
  assert.deepEqual(
    read('KEY="a\nB=c"\nNEXT="x\\ny"\n').map(([name, value]) => [name, value]),
    [
      ['KEY', 'a\nB=c'],
      ['NEXT', 'x\ny'],
    ],
  )
})

test('other kinds of document have none', () => {
  assert.deepEqual(variablesIn(createDocument('file:///a.yaml', 'yaml', 'A=b')), [])
})
