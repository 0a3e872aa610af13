/** Uris as strings: one spelling for each, paths seen from folders, what a user sees of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalUri, fileOf, folderOf, nameOf, pathFrom, resolvePath } from '../../server/src/text/uri.ts'

test('however a client spells a uri, it is one', () => {
  const spellings = [
    'file:///workspace/설정/a%20b%5B1%5D.yaml',
    'file:///workspace/%EC%84%A4%EC%A0%95/a b[1].yaml',
    'file:///workspace/%ec%84%a4%ec%a0%95/a%20b%5b1%5d.yaml',
  ]
  const [first, ...more] = spellings.map(canonicalUri)
  assert.equal(first, 'file:///workspace/%EC%84%A4%EC%A0%95/a%20b%5B1%5D.yaml')
  for (const other of more) assert.equal(other, first)
  assert.equal(canonicalUri(first), first, 'and stays so')
})

test('a drive has one spelling', () => {
  assert.equal(canonicalUri('file:///c%3A/workspace/a.yaml'), canonicalUri('file:///C:/workspace/a.yaml'))
  assert.equal(canonicalUri('vscode-vfs://github/C:/a'), 'vscode-vfs://github/C:/a')
})

test('names with # ? % and signs that stand for nothing survive', () => {
  assert.equal(canonicalUri('file:///a/100%25%23%3F.yaml'), 'file:///a/100%25%23%3F.yaml')
  assert.equal(canonicalUri('file:///a/100%.yaml'), 'file:///a/100%25.yaml')
  assert.equal(canonicalUri('untitled:Untitled-1'), 'untitled:Untitled-1')
  assert.equal(canonicalUri('file:///a/\ud800.yaml'), 'file:///a/%EF%BF%BD.yaml')
})

test('a path in a file is what a user writes, its uri is not', () => {
  const folder = 'file:///workspace/%EC%84%A4%EC%A0%95'
  assert.equal(resolvePath(folder, './로키/a b.yaml'), canonicalUri('file:///workspace/설정/로키/a b.yaml'))
  assert.equal(resolvePath(folder, '../x/./y//z.yaml'), 'file:///workspace/x/y/z.yaml')
  assert.equal(resolvePath(folder, '/etc/alloy'), 'file:///etc/alloy')
  assert.equal(resolvePath(folder, '../../../../x'), 'file:///x')
  assert.equal(resolvePath('/etc/alloy', 'a b/c'), '/etc/alloy/a b/c')
  assert.equal(resolvePath(folder, 'https://example.com/x'), 'https://example.com/x')
})

test('a user sees paths with nothing encoded', () => {
  assert.equal(pathFrom('file:///a', 'file:///a/%ED%95%9C/b%20c.yaml'), '한/b c.yaml')
  assert.equal(pathFrom('file:///a', 'file:///a/100%25.yaml'), '100%.yaml')
  assert.equal(pathFrom('file:///a', 'file:///ab/c.yaml'), 'file:///ab/c.yaml')
})

test('parts of a uri', () => {
  assert.equal(folderOf('file:///a/b.yaml'), 'file:///a')
  assert.equal(nameOf('file:///a/b.yaml'), 'b.yaml')
  assert.equal(folderOf('untitled:a'), '')
  assert.equal(fileOf('file:///a/b.yaml#data/config.alloy'), 'file:///a/b.yaml')
})
