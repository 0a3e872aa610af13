/** Signature help in Alloy texts: the cursor is `<|>`, the active parameter is put in brackets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signatureHelpAt } from '../../server/src/features/signatureHelp.ts'
import { openAt } from '../support/assist.ts'

/** The signature with its active parameter in brackets; nothing where there is none. */
async function shown(
  value: string,
  path?: string,
  wrap = (text: string) => text,
): Promise<string | undefined> {
  const source = wrap(`local.file "a" {\n\tfilename = ${value}\n}\n`)
  const { document, workspace, offset } = await openAt(source, {}, path)
  const help = signatureHelpAt(document, workspace, offset)
  const active = help?.parameters[help.active]
  if (!help || !active) return help?.label
  const { label } = help
  return `${label.slice(0, active.start)}[${label.slice(active.start, active.end)}]${label.slice(active.end)}`
}

test('the parameter that is being written', async () => {
  const first = 'string.replace([text: string], old: string, new: string): string'
  const second = 'string.replace(text: string, [old: string], new: string): string'
  for (const value of [
    'string.replace(<|>)',
    'string.replace(<|>',
    'string.replace(a<|>, "b")',
    'string.replace("<|>a")',
  ])
    assert.equal(await shown(value), first, value)
  for (const value of [
    'string.replace("a", <|>)',
    'string.replace("a",<|>',
    'string.replace("a", "b<|>"',
    'string.replace(a, "b"<|>)',
  ])
    assert.equal(await shown(value), second, value)
})

test('a parameter that repeats stays active', async () => {
  const expected = 'file.path_join([...part: string]): string'
  for (const value of ['file.path_join(<|>)', 'file.path_join("a", "b", <|>)', 'file.path_join("a", "b<|>")'])
    assert.equal(await shown(value), expected, value)
  assert.equal(
    await shown('string.format("%s %s", 1, <|>)'),
    'string.format(format: string, [...value: any]): string',
  )
})

test('a parameter that may be left out', async () => {
  assert.equal(
    await shown('array.combine_maps(a, b, c, <|>)'),
    'array.combine_maps(left: list(map(any)), right: list(map(any)), keys: list(string), [pass_through?: bool]): list(map(any))',
  )
})

test('more arguments than there are parameters: none is active', async () => {
  assert.equal(await shown('sys.env("a", <|>)'), 'sys.env(name: string): string')
})

test('the innermost call', async () => {
  assert.match((await shown('string.join([sys.env("<|>")], ",")')) ?? '', /^sys\.env\(\[name/)
  assert.match((await shown('string.join([sys.env("A")], <|>)')) ?? '', /\[separator: string\]/)
  assert.match((await shown('string.join([sys.env("A")<|>], ",")')) ?? '', /^string\.join\(\[list/)
})

test('old names say the new one', async () => {
  const { document, workspace, offset } = await openAt('local.file "a" {\n\tfilename = env(<|>)\n}\n')
  assert.match(signatureHelpAt(document, workspace, offset)?.markdown ?? '', /called `sys\.env` now/)
})

test('nothing on the name, behind the call, and for what is no function', async () => {
  for (const value of [
    'sys.e<|>nv("A")',
    'sys.env("A")<|>',
    'sys.env("A") + "<|>"',
    'mine.own(<|>)',
    '// sys.env(<|>)',
  ])
    assert.equal(await shown(value), undefined, value)
})

test('inside a ConfigMap', async () => {
  const wrap = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alloy\ndata:\n  config.alloy: |\n${text.replaceAll(/^(?=.)/gm, '    ')}`
  assert.equal(await shown('sys.env(<|>)', 'map.yaml', wrap), 'sys.env([name: string]): string')
})
