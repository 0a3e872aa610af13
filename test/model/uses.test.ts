/** What a template's units use of what they are called with: text in, paths out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../server/src/model/charts/expressions.ts'
import { unitsOf, viewAt } from '../../server/src/model/charts/uses.ts'
import { createDocument } from '../../server/src/text/document.ts'

const of = (text: string) => createDocument('file:///c/templates/a.yaml', 'helm-template', text)

/** `path how`, for each use of each unit that is not only bound or handed on; a named template's name in front. */
function used(text: string): readonly string[] {
  return unitsOf(of(text)).flatMap(({ name, uses }) =>
    uses
      .filter(({ how }) => how !== 'bind' && how !== 'pass')
      .map(
        (use) =>
          `${name === undefined ? '' : `${name}: `}${textOf(use.value).replaceAll('"', '')} ${use.how}`,
      ),
  )
}

const called = (text: string) =>
  unitsOf(of(text)).flatMap(({ calls }) =>
    calls.map(({ kind, name, argument }) =>
      `${kind} ${textOf(name)} ${textOf(argument)}`.replaceAll('"', ''),
    ),
  )

test('names, the dot of with and range, variables', () => {
  assert.deepEqual(used('{{ .Values.a.b }}{{ with .Values.c }}{{ .d }}{{ $.Release.Name }}{{ end }}'), [
    '$.Values.a.b whole',
    '$.Values.c test',
    '$.Values.c.d whole',
    '$.Release.Name whole',
  ])
  assert.deepEqual(used('{{ range $i, $each := .Values.list }}{{ .x }}{{ $each.y }}{{ end }}'), [
    '$.Values.list each',
    '$.Values.list.*.x whole',
    '$.Values.list.*.y whole',
  ])
  assert.deepEqual(used('{{ $a := .Values.a }}{{ if $a.b }}{{ $a = .Values.c }}{{ end }}{{ $a.d }}'), [
    '($.Values.a.b|$.Values.c.b) test',
    '($.Values.a.d|$.Values.c.d) whole',
  ])
})

test('functions that look in, hand on, or test', () => {
  assert.deepEqual(used('{{ index .Values "a" "b" }}{{ dig "c" "d" "" .Values.x }}{{ get .Values.y "z" }}'), [
    '$.Values.a.b whole',
    '$.Values.x.c.d whole',
    '$.Values.y.z whole',
  ])
  assert.deepEqual(
    used('{{ default .Values.a .Values.b }}{{ if hasKey .Values.c "d" }}{{ end }}{{ .Values.e | quote }}'),
    ['$.Values.a whole', '$.Values.b whole', '$.Values.c.d test', '$.Values.e whole'],
  )
})

test('what is handed to templates, and names that are put together', () => {
  assert.deepEqual(called('{{ include "a" (dict "ctx" $ "part" .Values.part) }}{{ template "b" . }}'), [
    'include a {ctx:$,part:$.Values.part}',
    'template b $',
  ])
  assert.deepEqual(
    called('{{ include (print $.Template.BasePath "/c.yaml") . }}{{ include (printf "a.%s" .kind) . }}'),
    ['include <$.Template.BasePath+/c.yaml> $', 'include <a.+$.kind> $'],
  )
  assert.deepEqual(called('{{ include (printf "a.%d" 1) . }}{{ include (lower .x) . }}'), [
    'include ? $',
    'include ? $',
  ])
})

test('named templates are units of their own, a block is one that is called', () => {
  assert.deepEqual(used('{{ define "a" }}{{ .x }}{{ end }}{{ block "b" .Values.b }}{{ .y }}{{ end }}'), [
    'a: $.x whole',
    'b: $.y whole',
  ])
  assert.deepEqual(called('{{ block "b" .Values.b }}{{ end }}'), ['block b $.Values.b'])
})

test('what may not be reached is told from what is', () => {
  const text = '{{ .Values.a }}{{ if .Values.b }}{{ .Values.c }}{{ end }}{{ and .Values.d .Values.e }}'
  const [unit] = unitsOf(of(text))
  assert.deepEqual(
    unit?.uses.map((use) => `${textOf(use.value).slice(-2, -1)} ${use.conditional}`),
    ['a false', 'b false', 'c true', 'd false', 'e true'],
  )
})

test('the dot and the variables at a place', () => {
  const text = '{{ $x := .Values.a }}{{ with .Values.b }}{{ . }}{{ end }}'
  const { dot, variables } = viewAt(of(text), text.indexOf('{{ . }}') + 3)
  assert.equal(textOf(dot), '$."Values"."b"')
  assert.deepEqual(
    variables.map(({ name, value }) => `${name} ${textOf(value)}`),
    ['$x $."Values"."a"', '$ $'],
  )
})
