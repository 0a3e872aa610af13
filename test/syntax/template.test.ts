/**
 * The template parser: what Go's `text/template` with Helm's functions refuses, and the tree of faulty templates.
 * The verdicts were taken from Go 1.26 itself. A fault's place is marked by carets under its line.
 */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { helmFunction, helmFunctionNames } from '../../server/src/schema/helm.ts'
import type { AnyNode, TemplateTree } from '../../server/src/syntax/template/ast.ts'
import { functionNames } from '../../server/src/syntax/template/functions.ts'
import { maskTemplate } from '../../server/src/syntax/template/mask.ts'
import { parseTemplate } from '../../server/src/syntax/template/parser.ts'
import {
  actions,
  calls,
  childrenOf,
  defines,
  includes,
  nodeAt,
  walk,
} from '../../server/src/syntax/template/visit.ts'
import { rangeOf } from '../../server/src/text/part.ts'

/** The codes of the faults in a template. */
const codes = (text: string) => parseTemplate(text).issues.map(({ code }) => code)

const textOf = (tree: TemplateTree, node: AnyNode) => {
  const { start, end } = rangeOf(tree, node)
  return tree.text.slice(start, end)
}

/** A tree in short: kinds in brackets, for blocks with what is in them. */
function sketch(nodes: readonly AnyNode[]): string {
  return nodes
    .map((node) => {
      const inner = childrenOf(node)
      return inner.length > 0 ? `${node.kind}(${sketch(inner)})` : node.kind
    })
    .join(' ')
}

/** Takes lines of carets with a code out of `marked` and checks that exactly these faults are reported. */
function checkFaults(marked: string): void {
  const lines: string[] = []
  const expected: string[] = []
  for (const line of marked.split('\n')) {
    const caret = /^( *)(\^+) ([a-z-]+)$/.exec(line)
    if (caret === null) lines.push(line)
    else expected.push(`${lines.length}:${caret[1]!.length}+${caret[2]!.length} ${caret[3]}`)
  }
  const tree = parseTemplate(lines.join('\n'))
  const found = tree.issues.map((issue) => {
    const { start, end } = rangeOf(tree, issue)
    const before = tree.text.slice(0, start).split('\n')
    return `${before.length}:${before.at(-1)!.length}+${end - start} ${issue.code}`
  })
  assert.deepEqual(found, expected)
}

suite('what Go accepts', () => {
  const accepted = [
    '{{ .Values.a.b }}',
    '{{.a}}{{- .b -}}{{- -3 -}}',
    '{{- /* a comment */ -}}{{/* another\n one */}}',
    '{{ .x | default "y" | quote }}',
    '{{ .x | }}',
    '{{ true | default }}',
    '{{ $x := 1 }}{{ $x }}{{ $x = 2 }}',
    '{{ $x = 1 }}',
    '{{ ($x := 1) }}{{ $x }}',
    '{{ if $y := 1 }}{{ else }}{{ $y }}{{ end }}',
    '{{ if 1 }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}',
    '{{ block "x" $y := 1 }}{{ end }}{{ $y }}',
    '{{ range $i, $v := .l }}{{ $i }}{{ $v }}{{ break }}{{ continue }}{{ else }}{{ end }}',
    '{{ with .a }}{{ else with .b }}{{ else }}{{ end }}',
    '{{ if .a }}{{ else if .b }}{{ else }}{{ end }}',
    '{{ (index .a 0).b.c }}{{ now.Year }}{{ (1).x }}',
    '{{ 1_000 }}{{ 0x1p4 }}{{ 0b11 }}{{ 0o17 }}{{ 017 }}{{ 1e3 }}{{ 1i }}{{ 1+2i }}{{ .5 }}{{ 5. }}{{ +1 }}{{ -0 }}{{ 08.5 }}',
    "{{ 'a' }}{{ '\\n' }}{{ '\\'' }}{{ 'é' }}",
    '{{ "\\u00e9\\x41\\101\\"" }}{{ `raw\n"string"` }}',
    '{{ .é }}{{ .x }}}}',
    '{{ include "a" . }}{{ tpl "x" . }}{{ template "a" }}{{ template `a` .x }}',
    '{{ define "a" }}x{{ end }}{{ define "a" }} {{/* nothing */}}{{ end }}',
    '{{ define "a" }}\u0085\u00a0{{ end }}{{ define "a" }}x{{ end }}',
    '{{ .x\n | quote\n}}',
    '{{ nil }}',
    '',
    'no action } } { {',
  ]
  for (const text of accepted) test(JSON.stringify(text), () => assert.deepEqual(codes(text), []))
})

suite('what Go refuses', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['{{ .x', 'unclosed-action'],
    ['{{ .x }', 'unclosed-action'],
    ['{{', 'unclosed-action'],
    ['{{ {{ .x }} }}', 'unclosed-action'],
    ['{{/* x', 'unclosed-comment'],
    ['{{/* x */ }}', 'bad-comment-end'],
    ['{{-  /* x */ -}}', 'bad-character'],
    ['{{ "a\n" }}', 'unclosed-string'],
    ['{{ `a }}', 'unclosed-string'],
    ["{{ 'a }}", 'unclosed-char'],
    ["{{ 'ab' }}", 'bad-string'],
    ["{{ '' }}", 'bad-string'],
    ['{{ "\\d" }}', 'bad-string'],
    ['{{ "\\ud800" }}', 'bad-string'],
    ['{{ (.x }}', 'unclosed-paren'],
    ['{{ .x) }}', 'unexpected-paren'],
    ['{{ () }}', 'missing-value'],
    ['{{ }}', 'missing-value'],
    ['{{ if }}{{ end }}', 'missing-value'],
    ['{{ $x := }}', 'missing-value'],
    ['{{ block "x" }}{{ end }}', 'missing-value'],
    ['{{ .a-b }}', 'bad-character'],
    ['{{ .x ! }}', 'bad-character'],
    ['{{ .x"y" }}', 'bad-character'],
    ['{{ .x\u00a0}}', 'bad-character'],
    ['{{ "x""y" }}', 'unexpected-token'],
    ['{{ .x(1) }}', 'unexpected-token'],
    ['{{ .x , .y }}', 'unexpected-token'],
    ['{{ .a..b }}', 'unexpected-token'],
    ['{{ .a. }}', 'unexpected-token'],
    ['{{ .x || .y }}', 'unexpected-token'],
    ['{{ .x := 1 }}', 'unexpected-token'],
    ['{{ end 1 }}', 'unexpected-end'],
    ['{{ if 1 }}{{ end 1 }}', 'unexpected-token'],
    ['{{ if 1 }}{{ else 1 }}{{ end }}', 'unexpected-token'],
    ['{{ range $x, 1 }}{{ end }}', 'unexpected-token'],
    ['{{ define "x" . }}{{ end }}', 'unexpected-token'],
    ['{{ define x }}{{ end }}', 'missing-name'],
    ['{{ template x }}', 'missing-name'],
    ['{{ .x | "y" }}', 'not-executable'],
    ['{{ .x | . }}', 'not-executable'],
    ['{{ .x | nil }}', 'not-executable'],
    ['{{ "x".y }}', 'field-after-literal'],
    ['{{ nil.x }}', 'field-after-literal'],
    ['{{ with $x, $y := 1 }}{{ end }}', 'too-many-declarations'],
    ['{{ range $x, $y, $z := . }}{{ end }}', 'too-many-declarations'],
    ['{{ 08 }}', 'bad-number'],
    ['{{ 1e400 }}', 'bad-number'],
    ['{{ 1__0 }}', 'bad-number'],
    ['{{ 0x }}', 'bad-number'],
    ['{{ 18446744073709551616 }}', 'bad-number'],
    ['{{ 3- }}', 'bad-number'],
    ['{{ 1+2 }}', 'bad-number'],
    ['{{-if .x }}{{ end }}', 'bad-number'],
    ['{{ nope .x }}', 'unknown-function'],
    ['{{ env "HOME" }}', 'unknown-function'],
    ['{{ mustToToml . }}', 'unknown-function'],
    ['{{ $x }}', 'undefined-variable'],
    ['{{ with $y := 1 }}{{ end }}{{ $y }}', 'undefined-variable'],
    ['{{ $y := 1 }}{{ define "x" }}{{ $y }}{{ end }}', 'undefined-variable'],
    ['{{ if .x }}', 'missing-end'],
    ['{{ define "x" }}', 'missing-end'],
    ['{{ end }}', 'unexpected-end'],
    ['{{ else }}', 'unexpected-else'],
    ['{{ if 1 }}{{ else }}{{ else }}{{ end }}', 'unexpected-else'],
    ['{{ if 1 }}{{ else with 1 }}{{ end }}', 'unexpected-else'],
    ['{{ range . }}{{ else if 1 }}{{ end }}', 'unexpected-else'],
    ['{{ define "a" }}{{ else }}{{ end }}', 'unexpected-else'],
    ['{{ if 1 }}{{ define "x" }}{{ end }}{{ end }}', 'nested-define'],
    ['{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}', 'duplicate-define'],
    // A byte order mark is text to Go.
    ['{{ define "a" }}\ufeff{{ end }}{{ define "a" }}y{{ end }}', 'duplicate-define'],
    ['{{ break }}', 'outside-range'],
    ['{{ range . }}{{ else }}{{ continue }}{{ end }}', 'outside-range'],
    ['{{ range . }}{{ block "x" . }}{{ break }}{{ end }}{{ end }}', 'outside-range'],
  ]
  for (const [text, code] of refused) test(JSON.stringify(text), () => assert.deepEqual(codes(text), [code]))
})

suite('places of faults', () => {
  test('each fault stands at what has to be changed, and the rest is still read', () => {
    checkFaults(`a: {{ .Values.my-key }}
                ^ bad-character
b: {{ includ "x" . }}
      ^^^^^^ unknown-function
c: {{ .x | "y" | quote }}
           ^^^ not-executable
d: {{ $missing }}
      ^^^^^^^^ undefined-variable
e: {{ (.x | quote }}
      ^ unclosed-paren`)
  })

  test('a missing end is told at the opener', () => {
    checkFaults(`{{- if .a }}
^^^^^^^^^^^^ missing-end
a: 1
{{- range .b }}
b: 1
{{- end }}`)
  })

  test('a missing end is told at the opener whose column has no end', () => {
    checkFaults(`{{- if .a }}
  {{- range .b }}
  ^^^^^^^^^^^^^^^ missing-end
  b: 1
{{- end }}`)
  })

  test('a missing end before a define does not make the define a fault', () => {
    checkFaults(`{{- define "a" }}
^^^^^^^^^^^^^^^^^ missing-end
{{- if .x }}a: 1{{ end }}
{{- define "b" }}
b: 1
{{- end }}`)
  })

  test('an unclosed action costs its line only', () => {
    checkFaults(`a: {{ .x
   ^^^^^ unclosed-action
b: {{ nope }}
      ^^^^ unknown-function`)
  })

  test('a raw string that swallows the end of its action is the fault, not what follows', () => {
    checkFaults(
      'a: {{ include "x" . `abc }}\n                    ^ unclosed-string\n{{- fail "`$-{x" }}\nb: {{ .y }}',
    )
  })

  test('a misspelt opener does not make its end a fault', () => {
    checkFaults(`{{- wiht .a }}
    ^^^^ unknown-function
a: {{ .b }}
{{- end }}`)
  })

  test('a keyword behind a fault opens and closes blocks', () => {
    assert.deepEqual(codes('{{ if .a }}\nb\n{{{- end }}\n'), ['bad-character'])
    assert.deepEqual(codes('{{{ if .a }}\nb\n{{ end }}\n'), ['bad-character'])
    assert.deepEqual(codes('{{-- end }}'), ['bad-number'], 'unless it would then be one too many')
  })

  test('of a name that is being typed nothing is said but that its action is open', () => {
    assert.deepEqual(codes('a: {{ incl\nb: 1\n'), ['unclosed-action'])
    assert.deepEqual(codes('a: {{ $na\nb: 1\n'), ['unclosed-action'])
    assert.deepEqual(codes('a: {{ my-helper . }}'), ['bad-character'])
    assert.deepEqual(codes('a: {{ foo .x\n'), ['unclosed-action', 'unknown-function'])
  })

  test('an end too many reports the first lost variable only', () => {
    checkFaults(`{{- range $k, $v := .a }}
{{- end }}
a: {{ $k }}
      ^^ undefined-variable
b: {{ $v }}
{{- end }}
^^^^^^^^^^ unexpected-end`)
  })

  test('a faulty declaration still declares', () => {
    checkFaults(`{{- $a : = 1 }}
       ^ bad-character
{{-$b := 2 }}
  ^ bad-number
{{ $a }}{{ $b }}`)
  })
})

suite('trees', () => {
  test('text is printed without what trim markers take', () => {
    const tree = parseTemplate('a \n {{- .x -}} \t\n b {{ .y }} c')
    const texts = tree.nodes.flatMap((node) => (node.kind === 'text' ? [node.value] : []))
    assert.deepEqual(texts, ['a', 'b ', ' c'])
  })

  test('branches of an if stay in one node', () => {
    const tree = parseTemplate('{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}')
    const [node] = tree.nodes
    assert.ok(node?.kind === 'if')
    const branches = node.branches.map(({ keyword, body }) => [
      keyword,
      body.map((child) => textOf(tree, child)),
    ])
    assert.deepEqual(branches, [
      ['if', ['1']],
      ['else if', ['2']],
      ['else', ['3']],
    ])
    assert.equal(node.endTag && textOf(tree, { ...node, ...node.endTag }), '{{ end }}')
  })

  test('arguments', () => {
    const tree = parseTemplate('{{ $x := f .a.b $.c (g 1).d "s" `r` true nil . \'c\' 0x10 }}')
    const [node] = tree.nodes
    assert.ok(node?.kind === 'action')
    assert.deepEqual(
      node.pipe.declarations.map(({ name }) => name),
      ['$x'],
    )
    const [command] = node.pipe.commands
    assert.deepEqual(
      command?.args.map(({ kind }) => kind),
      [
        'identifier',
        'field',
        'variable',
        'chain',
        'string',
        'string',
        'bool',
        'nil',
        'dot',
        'char',
        'number',
      ],
    )
    assert.deepEqual(
      command?.args.map((arg) => textOf(tree, arg)),
      ['f', '.a.b', '$.c', '(g 1).d', '"s"', '`r`', 'true', 'nil', '.', "'c'", '0x10'],
    )
    const number = command?.args.at(-1)
    assert.ok(number?.kind === 'number' && number.integer && number.value === 16)
  })

  test('strings are decoded', () => {
    const values = (text: string) =>
      [...walk(parseTemplate(text).nodes)].flatMap((node) => (node.kind === 'string' ? [node.value] : []))
    assert.deepEqual(values('{{ f "a\\tb\\u00e9\\"" `a\\t\r\n` }}'), ['a\tbé"', 'a\\t\n'])
    // Bytes are put together to characters; measured with Helm 3.22.
    assert.deepEqual(values('{{ f "\\xe2\\x9c\\x93" "\\342\\234\\223x" "a\\xe2\\x9cb" "\\xc3é" }}'), [
      '✓',
      '✓x',
      'a\ufffd\ufffdb',
      '\ufffdé',
    ])
  })

  test('a faulty tag keeps what can be read', () => {
    const tree = parseTemplate('{{ .Values.a. | quote }}{{ include "x" (dict "k" .v }}')
    assert.equal(
      sketch(tree.nodes),
      'action(pipe(command(field(name name name)) command(identifier))) ' +
        'action(pipe(command(identifier string paren(pipe(command(identifier string field(name)))))))',
    )
  })

  test('strays and blocks without an end are in the tree', () => {
    assert.equal(
      sketch(parseTemplate('{{ end }}a{{ if .x }}b{{ else }}c').nodes),
      'stray text if(branch(pipe(command(field(name))) text) branch(text))',
    )
  })

  test('every unit of the text is in exactly one top node', () => {
    const text = 'a{{ .x\nb: {{ if }}c{{/* d */}}{{ "e }}\n{{ end }}{{ end }}'
    const tree = parseTemplate(text)
    assert.equal(tree.nodes.map((node) => textOf(tree, node)).join(''), text)
  })
})

suite('walking', () => {
  const text = `{{- define "a.b" }}{{ include "c" (dict "x" .y) }}{{ end }}
{{ template "d" . }}{{ . | include "e" }}{{ include $name . }}`
  const tree = parseTemplate(text)

  test('defines and includes', () => {
    assert.deepEqual([...defines(tree).keys()], ['a.b'])
    assert.deepEqual(
      [...includes(tree)].map(({ name, argument }) => [name.value, argument && textOf(tree, argument)]),
      [
        ['c', '(dict "x" .y)'],
        ['d', '.'],
        ['e', undefined],
      ],
    )
    assert.equal([...calls(tree.nodes, 'include')].length, 3)
    assert.equal([...actions(tree)].length, 3)
  })

  test('the path to an offset goes from the outside in', () => {
    const path = nodeAt(tree, text.indexOf('.y') + 1)
    assert.deepEqual(
      path.map(({ kind }) => kind),
      ['define', 'action', 'pipe', 'command', 'paren', 'pipe', 'command', 'field', 'name'],
    )
  })
})

suite('totality', () => {
  const deep = 30_000
  const large: Readonly<Record<string, string>> = {
    'blocks without ends': '{{if 1}}'.repeat(deep),
    blocks: '{{if 1}}a: b\n'.repeat(deep) + '{{end}}\n'.repeat(deep),
    'parentheses without ends': `{{ ${'('.repeat(deep)}`,
    parentheses: `{{ ${'('.repeat(10_000)}.Values.a${')'.repeat(10_000)} }}`,
    openers: '{{'.repeat(deep),
    quotes: '{{ " '.repeat(deep),
    'raw strings': '{{ ` '.repeat(deep),
    comments: '{{/* '.repeat(deep),
    'else branches': `{{if 1}}${'{{else if 2}}\na: 1\n'.repeat(deep)}{{end}}`,
    'one line': '{{ .Values.a }}: {{ .b }} '.repeat(deep),
  }
  for (const [name, text] of Object.entries(large)) {
    test(`${name}, ${deep} of them`, () => {
      const tree = parseTemplate(text)
      const masked = maskTemplate(tree).text
      assert.equal(masked.length, text.length)
      let count = 0
      for (const _ of walk(tree.nodes)) count++
      assert.ok(count > 0)
    })
  }

  test('more than 10,000 parentheses are refused, as Go does', () => {
    assert.deepEqual(codes(`{{${'('.repeat(10_001)}1${')'.repeat(10_001)}}}`), ['too-deep'])
    assert.deepEqual(codes(`{{${'('.repeat(10_000)}1${')'.repeat(10_000)}}}`), [])
  })
})

suite('functions', () => {
  test('the parser knows exactly the functions that have signatures', () => {
    assert.deepEqual([...functionNames].sort(), [...helmFunctionNames()].sort())
  })

  test('signatures', () => {
    assert.deepEqual(helmFunction('dig')?.results, ['any', 'error'])
    assert.deepEqual(helmFunction('default')?.parameters, ['any', 'any'])
    assert.equal(helmFunction('default')?.minimum, 1)
    assert.equal(helmFunction('include')?.maximum, 2)
    assert.equal(helmFunction('toString')?.origin, 'sprig')
    assert.equal(helmFunction('constructor'), undefined)
  })

  test('a wrong name gets the nearest one', () => {
    const nearest = (text: string) => parseTemplate(text).issues.map(({ data }) => data.nearest)
    assert.deepEqual(nearest('{{ .x | nindnt 4 }}'), ['nindent'])
    assert.deepEqual(nearest('{{ toyaml .x }}'), ['toYaml'])
    assert.deepEqual(nearest('{{ somethingElse .x }}'), [undefined])
  })
})
