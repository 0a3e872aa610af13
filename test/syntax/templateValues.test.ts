/** Which paths of the values a template reads; each case lists the paths, `?` before those of an unknown caller. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseTemplate } from '../../server/src/syntax/template/parser.ts'
import { valuesPaths } from '../../server/src/syntax/template/valuesPaths.ts'
import { rangeOf } from '../../server/src/text/part.ts'

/** The reads in short: `*` is any element, `|` marks one of several alternatives, `?` an unknown caller's values. */
function reads(text: string): readonly string[] {
  return valuesPaths(parseTemplate(text)).map(({ path, root, alternative }) => {
    const names = path.map(({ name }) => name ?? '*').join('.')
    return `${root === 'unknown' ? '?' : ''}${alternative ? '|' : ''}${names}`
  })
}

suite('paths of the values', () => {
  const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'from the dot and the root': ['{{ .Values.a.b }}{{ $.Values.c }}{{ .Values }}', ['a.b', 'c', '']],
    'nothing else': ['{{ .Release.Name }}{{ .Chart.Values }}{{ $x.Values.a }}{{ Values }}', []],
    'in conditions and arguments': ['{{ if and .Values.a (not .Values.b) }}{{ end }}', ['a', 'b']],
    with: [
      '{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ else }}{{ .Values.d }}{{ end }}{{ .Values.e }}',
      ['a', 'a.b', 'c', 'd', 'e'],
    ],
    'else with': ['{{ with .Values.a }}{{ else with .Values.b }}{{ .c }}{{ end }}', ['a', 'b', 'b.c']],
    range: ['{{ range .Values.a }}{{ .b }}{{ . }}{{ end }}', ['a', 'a.*.b', 'a.*']],
    'range with variables': ['{{ range $k, $v := .Values.a }}{{ $k }}{{ $v.b }}{{ end }}', ['a', 'a.*.b']],
    'a variable': ['{{ $a := .Values.a }}{{ $a.b }}', ['a', 'a.b']],
    'a variable that is set again is unknown': [
      '{{ $a := .Values.a }}{{ if .x }}{{ $a = .y }}{{ end }}{{ $a.b }}',
      ['a'],
    ],
    'a variable of an inner scope': [
      '{{ $a := .Values.a }}{{ if .x }}{{ $a := .Values.b }}{{ $a.c }}{{ end }}{{ $a.d }}',
      ['a', 'b', 'b.c', 'a.d'],
    ],
    'parentheses with fields': ['{{ (.Values.a).b }}', ['a.b', 'a']],
    'index, get and dig': [
      '{{ index .Values "a-b" "c" }}{{ get .Values.d "e" }}{{ dig "f" "g" "" .Values.h }}{{ .Values.i | dig "j" 1 }}{{ index .Values.k $n }}',
      ['a-b.c', '', 'd.e', 'd', 'h.f.g', 'h', 'i.j', 'i', 'k.*', 'k'],
    ],
    'alternatives of a default': [
      '{{ with .Values.a | default .Values.b }}{{ .c }}{{ end }}',
      ['a', 'b', '|a.c', '|b.c'],
    ],
    'alternatives of coalesce': [
      '{{ $x := coalesce .Values.a .Values.b }}{{ $x.c }}',
      ['a', 'b', '|a.c', '|b.c'],
    ],
    'in a define the caller is unknown': [
      '{{ define "x" }}{{ .Values.a }}{{ .b }}{{ .ctx.Values.c }}{{ $.Values.d }}{{ end }}{{ .Values.e }}',
      ['?a', '?c', '?d', 'e'],
    ],
  }
  for (const [name, [text, expected]] of Object.entries(cases)) {
    // Reads of one place are given together; between places the order is the source's.
    test(name, () => assert.deepEqual(reads(text).toSorted(), expected.toSorted()))
  }

  test('a key has its place where it is written, and none where it comes from around', () => {
    const text = '{{ with .Values.a }}{{ .b.c }}{{ index . "d" }}{{ end }}'
    const tree = parseTemplate(text)
    const places = valuesPaths(tree).map(({ path }) =>
      path.map(({ at }) => {
        const range = at && rangeOf(tree, at)
        return range && text.slice(range.start, range.end)
      }),
    )
    assert.deepEqual(places, [['a'], [undefined, 'b', 'c'], [undefined, '"d"'], [undefined]])
  })

  test('deeply nested blocks cost no more than their length', () => {
    const depth = 20_000
    const text = `{{ with .Values }}${'{{ with .a }}'.repeat(depth)}{{ .b }}${'{{ end }}'.repeat(depth)}{{ end }}`
    assert.ok(valuesPaths(parseTemplate(text)).length > 10)
  })
})
