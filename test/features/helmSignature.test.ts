/** Signature help in templates: the cursor is `<|>`, the active parameter is put in brackets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signatureHelpAt } from '../../server/src/features/signatureHelp.ts'
import { openAt } from '../support/assist.ts'

/** The signature with its active parameter in brackets, and what is said of it. */
async function help(source: string, path = 'templates/a.yaml') {
  const others = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n' }
  const { document, workspace, offset } = await openAt(source, others, path)
  const found = signatureHelpAt(document, workspace, offset)
  const active = found?.parameters[found.active]
  if (!found || !active) return undefined
  const { label } = found
  const shown = `${label.slice(0, active.start)}[${label.slice(active.start, active.end)}]${label.slice(active.end)}`
  return { shown, markdown: found.markdown }
}

test('the argument that is being written', async () => {
  const first = 'trunc([length int], text string) string'
  const second = 'trunc(length int, [text string]) string'
  for (const source of [
    '{{ trunc <|>',
    '{{ trunc <|> }}',
    '{{ trunc 6<|>3 "a" }}',
    '{{ if trunc 6<|> }}{{ end }}',
  ])
    assert.equal((await help(source))?.shown, first, source)
  for (const source of [
    '{{ trunc 63 <|>',
    '{{ trunc 63 .Values.na<|>me }}',
    '{{ default 1 (trunc 63 "a<|>") }}',
  ])
    assert.equal((await help(source))?.shown, second, source)
})

test('what is piped in is the last argument', async () => {
  const found = await help('{{ .Values.name | trunc <|> }}')
  assert.equal(found?.shown, 'trunc([length int], text string) string')
  assert.match(found.markdown, /^`text` is what is piped in\./)
  assert.equal(
    (await help('{{ .Values.name | trunc 63 <|> }}'))?.shown,
    'trunc([length int], text string) string',
  )
  assert.equal(
    (await help('{{ .Values.a | replace "a" "<|>" }}'))?.shown,
    'replace(old string, [new string], text string) string',
  )
})

test('parameters that repeat', async () => {
  assert.equal((await help('{{ printf "%s" .a .b <|> }}'))?.shown, 'printf(format string, [value… any])')
  assert.equal((await help('{{ printf "<|>" }}'))?.shown, 'printf([format string], value… any)')
  assert.equal((await help('{{ dict "a" <|> }}'))?.shown, 'dict(key any, [value… any]) map')
  assert.equal((await help('{{ dig "a" <|> }}'))?.shown.includes('[fallback any]'), true)
  assert.equal((await help('{{ include "a" <|> }}'))?.shown, 'include(name string, [dot any]) string')
})

test('the innermost call, and none elsewhere', async () => {
  assert.equal((await help('{{ default (quote <|>) }}'))?.shown, 'quote([value… any]) string')
  assert.equal(
    (await help('{{ default (<|>) }}'))?.shown,
    'default([fallback any], value… any) any'.replace('value… any', 'value any'),
  )
  for (const source of [
    '{{ trunc<|> }}',
    '{{ .Values.a <|> }}',
    'trunc <|>',
    '{{/* trunc <|> */}}',
    '{{ nothing <|> }}',
  ])
    assert.equal(await help(source), undefined, source)
})

test('in texts of values', async () => {
  assert.equal(
    (await help('a: "{{ trunc <|> }}"\n', 'values.yaml'))?.shown,
    'trunc([length int], text string) string',
  )
})
