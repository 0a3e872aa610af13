/**
 * The grammars, run by VS Code's own tokenizer with its YAML grammar around ours. A case names the text of a token
 * and a scope that it must have; colours are the themes' matter.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import * as path from 'node:path'
import { hostExtensions, hostModules, root } from './host.ts'
import { attempt, type Outcome } from './outcome.ts'

/** The part of `vscode-textmate` and `vscode-oniguruma` that is used; VS Code ships both, this project neither. */
interface Grammar {
  tokenizeLine(line: string, state: unknown): { tokens: readonly Token[]; ruleStack: unknown }
}
interface Token {
  readonly startIndex: number
  readonly endIndex: number
  readonly scopes: readonly string[]
}
interface Registry {
  loadGrammar(scope: string): Promise<Grammar>
}

interface GrammarCase {
  readonly name: string
  readonly scope: string
  readonly text: string
  /** Token texts in the order of the text, each with a part of one of its scopes; `!` in front: none has it. */
  readonly tokens: readonly (readonly [text: string, scope: string])[]
}

const cases: readonly GrammarCase[] = [
  {
    name: 'Alloy',
    scope: 'source.alloy',
    text: `// a comment
loki.write "monitoring" {
  endpoint { url = "http://" + sys.env("IP") + ":3100\\n" }
  wal { enabled = true }
  external_labels = { env = "prod", "a b" = constants.hostname, n = [1, 2.5e3] }
}
declare "x" { argument "y" { } }
a.b "c" { re = \`raw \\ "text"\` /* c */ }
`,
    tokens: [
      ['a comment', 'comment.line'],
      ['loki.write', 'entity.name.type.component'],
      ['monitoring', 'entity.name.label'],
      ['endpoint', 'entity.name.type.block'],
      ['url', 'variable.other.property'],
      ['http://', 'string.quoted.double'],
      ['sys.env', 'support.function'],
      ['\\n', 'constant.character.escape'],
      ['true', 'constant.language'],
      ['external_labels', 'variable.other.property'],
      ['env', 'variable.other.property'],
      ['a b', 'variable.other.property'],
      ['.hostname', 'variable.other.member'],
      ['2.5e3', 'constant.numeric.float'],
      ['declare', 'keyword.other.block'],
      ['raw \\ "text"', 'string.quoted.other.raw'],
      [' c ', 'comment.block'],
    ],
  },
  {
    name: 'Alloy in YAML in YAML',
    scope: 'source.yaml',
    text: `spec:
  source:
    helm:
      values: |
        alloy:
          configMap:
            content: |
              loki.write "deep" { }

              logging { }
        after: 1
      parameters: []
data:
  "config.alloy": |-
    prometheus.scrape "data" { }
  content: |
    #!/bin/sh
    loki.write "shell" { }
  port: "{{ .Values.port | quote }}"
`,
    tokens: [
      ['alloy', 'entity.name.tag.yaml'],
      ['loki.write', 'entity.name.type.component'],
      ['deep', 'entity.name.label'],
      ['logging', 'keyword.other.block'],
      ['after', '!alloy'],
      ['parameters', 'entity.name.tag.yaml'],
      ['prometheus.scrape', 'entity.name.type.component'],
      ['  loki.write "shell" { }', '!alloy'],
      ['port', 'entity.name.tag.yaml'],
      ['{{', 'punctuation.section.embedded'],
      ['Values', 'variable.other.member.template'],
      ['quote', 'support.function.template'],
    ],
  },
  {
    name: 'a Helm template',
    scope: 'source.helm.logkeel',
    text: `{{- /* a note */}}
{{- define "x" -}}
spec:
  args:
    - -u {{ $port | quote }}
    {{- with .Values.a }}
  trafficDistribution: {{ . }}
    {{- end }}
  # a comment
data:
  config.alloy: |
    loki.write "a" { }
`,
    tokens: [
      [' a note ', 'comment.block.template'],
      ['define', 'keyword.control.template'],
      ['spec', 'entity.name.tag.yaml'],
      ['-u', 'string.unquoted'],
      ['port', 'variable.other.template'],
      ['with', 'keyword.control.template'],
      ['trafficDistribution', 'entity.name.tag.yaml'],
      ['end', 'keyword.control.template'],
      ['a comment', 'comment.line'],
      ['loki.write', 'entity.name.type.component'],
    ],
  },
  {
    name: 'the actions of a Helm template',
    scope: 'source.helm.logkeel',
    text: `{{- /* a note
  over lines */ -}}
# {{ .Values.run }} all the same
{{- $all := dict "a" 0x1F
  "b" \`raw }} text\` -}}
metadata:
  name: {{ include "a.name" $.ctx | quote }}-tail
  "{{ $.Release.Name }}": 'in {{ .Files }}'
  {{ .key }}: {{ eq .my.Values 'x' true nil -1.5e3 }}
  flow: ["-u", {{ range $i, $e := .list }}, 12]
{{- if and (not .a) (gt (len .b) 0) }}
  text: |
    {{- tpl .c . | nindent 4 }}
{{- else with .d }}
{{ define "a.name" }}{{ break }}{{ end }}
`,
    tokens: [
      ['over lines', 'comment.block.template'],
      ['Values', 'support.variable.template'],
      ['run', 'variable.other.member.template'],
      [' all the same', 'comment.line'],
      ['all', 'variable.other.template'],
      ['dict', 'support.function.template'],
      ['0x1F', 'constant.numeric.template'],
      ['raw }} text', 'string.quoted.other.raw.template'],
      ['metadata', 'entity.name.tag.yaml'],
      ['include', 'support.function.template'],
      ['"a.name"', 'entity.name.function.template'],
      ['$', 'punctuation.definition.variable.template'],
      ['ctx', 'variable.other.member.template'],
      ['|', 'keyword.operator.pipe.template'],
      ['-tail', 'string.unquoted.plain'],
      ['Release', 'support.variable.template'],
      ['in ', 'string.quoted.single.yaml'],
      ['Files', 'support.variable.template'],
      ['key', 'variable.other.member.template'],
      ['eq', 'support.function.template'],
      ['Values', '!support.variable'],
      ["'x'", 'string.quoted.single.template'],
      ['true', 'constant.language.template'],
      ['nil', 'constant.language.template'],
      ['-1.5e3', 'constant.numeric.template'],
      ['-u', 'string.quoted.double.yaml'],
      ['range', 'keyword.control.template'],
      ['e', 'variable.other.template'],
      [':=', 'keyword.operator.assignment.template'],
      ['12', '!template'],
      ['if', 'keyword.control.template'],
      ['not', 'support.function.template'],
      ['text', 'entity.name.tag.yaml'],
      ['tpl', 'support.function.template'],
      ['4', 'constant.numeric.template'],
      ['else', 'keyword.control.template'],
      ['with', 'keyword.control.template'],
      ['define', 'keyword.control.template'],
      ['"a.name"', 'entity.name.function.template'],
      ['break', 'keyword.control.template'],
    ],
  },
  {
    name: 'actions in YAML of no chart',
    scope: 'source.yaml',
    text: 'a: {{ .Values.x | default "y" }}\nb: "{{ include `n` . }}"\nc: 1\n',
    tokens: [
      ['a', 'entity.name.tag.yaml'],
      ['Values', 'support.variable.template'],
      ['default', 'support.function.template'],
      ['y', 'string.quoted.double.template'],
      ['include', 'support.function.template'],
      ['n', 'string.quoted.other.raw.template'],
      ['c', 'entity.name.tag.yaml'],
    ],
  },
]

/** The grammars of the manifest and of VS Code's YAML extension, by scope, and what is injected into which. */
function readGrammars() {
  const texts = new Map<string, string>()
  const injections = new Map<string, string[]>()
  for (const extension of [path.join(hostExtensions, 'yaml'), root]) {
    const manifest = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'))
    // VS Code has checked the shape of both manifests, its own and ours, by now.
    const grammars = manifest.contributes.grammars as {
      scopeName: string
      path: string
      injectTo?: string[]
    }[]
    for (const { scopeName, path: file, injectTo = [] } of grammars) {
      texts.set(scopeName, fs.readFileSync(path.join(extension, file), 'utf8'))
      for (const target of injectTo) injections.set(target, [...(injections.get(target) ?? []), scopeName])
    }
  }
  return { texts, injections }
}

async function createRegistry(): Promise<Registry> {
  const require = createRequire(import.meta.url)
  const oniguruma = require(path.join(hostModules, 'vscode-oniguruma'))
  const textmate = require(path.join(hostModules, 'vscode-textmate'))
  await oniguruma.loadWASM(
    fs.readFileSync(path.join(hostModules, 'vscode-oniguruma/release/onig.wasm')).buffer,
  )
  const { texts, injections } = readGrammars()
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope: string) => {
      const text = texts.get(scope)
      return text === undefined ? null : textmate.parseRawGrammar(text, 'grammar.json')
    },
    getInjections: (scope: string) => injections.get(scope),
  })
}

/** Looks for the tokens in their order; each has to stand behind the one before. */
function check(grammar: Grammar, { text, tokens }: GrammarCase): void {
  let state: unknown = null
  const seen = text.split('\n').flatMap((line) => {
    const result = grammar.tokenizeLine(line, state)
    state = result.ruleStack
    return result.tokens.map((one) => ({
      text: line.slice(one.startIndex, one.endIndex),
      scopes: one.scopes.join(' '),
    }))
  })
  let from = 0
  for (const [wanted, scope] of tokens) {
    const at = seen.findIndex((one, i) => i >= from && one.text.trim() === wanted.trim())
    assert.ok(at >= 0, `there is no token “${wanted}” behind “${seen[from - 1]?.text ?? ''}”`)
    const { scopes = '' } = seen[at] ?? {}
    const absent = scope.startsWith('!')
    assert.equal(
      scopes.includes(absent ? scope.slice(1) : scope),
      !absent,
      `“${wanted}” has ${scopes}, asked for ${scope}`,
    )
    from = at + 1
  }
}

export async function grammarTests(): Promise<readonly Outcome[]> {
  const registry = await createRegistry()
  const outcomes: Outcome[] = []
  for (const one of cases) {
    outcomes.push(
      await attempt(`grammar: ${one.name}`, async () => check(await registry.loadGrammar(one.scope), one)),
    )
  }
  return outcomes
}
