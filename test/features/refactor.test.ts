/**
 * Refactorings of Alloy texts: the selection is `⟦…⟧` or the cursor `<|>`. Each result is checked to read without
 * faults and to be as `alloy fmt` has it where it was before.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refactorings } from '../../server/src/features/refactor/refactor.ts'
import { checkNow } from '../../server/src/rules/run.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { openAt } from '../support/assist.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

async function actions(source: string, others: Readonly<Record<string, string>> = {}, path?: string) {
  const { document, workspace, offset, ranges, text } = await openAt(source, others, path)
  const range = ranges[0] ?? { start: offset, end: offset }
  return refactorings(document, workspace, range).map(({ title, kind, edits }) => ({
    title,
    kind,
    result: applyEdits(text, edits),
  }))
}

/** The text after the action of a title. */
async function after(
  source: string,
  title: string,
  others: Readonly<Record<string, string>> = {},
  path?: string,
): Promise<string> {
  const all = await actions(source, others, path)
  const found = all.find((each) => each.title.startsWith(title))
  assert.ok(found, `${title} is not among ${all.map((each) => each.title).join('; ')}`)
  if (path === undefined) {
    const tree = parseAlloy(found.result)
    assert.deepEqual(
      tree.issues.map(({ message }) => message),
      [],
    )
    assert.equal(formatAlloy(tree), found.result, 'the result is formatted')
  }
  return found.result
}

async function titles(source: string, others: Readonly<Record<string, string>> = {}, path?: string) {
  return (await actions(source, others, path)).map(({ title }) => title)
}

const writer = `loki.write "default" {
	endpoint {
		url = "https://logs.example.com/loki/api/v1/push"
	}
}
`

test('forwards to the component that takes it, in place of an empty list', async () => {
  const source = `loki.source.api "in" {\n\tforward_to = [<|>]\n}\n\n${writer}`
  assert.equal(
    await after(source, 'Forward to loki.write.default'),
    `loki.source.api "in" {\n\tforward_to = [loki.write.default.receiver]\n}\n\n${writer}`,
  )
})

test('forwards where the argument is missing, aligned with the others', async () => {
  const source = `${writer}\nloki.source.file "in<|>" {\n\ttargets       = []\n\ttail_from_end = true\n}\n`
  assert.equal(
    await after(source, 'Forward to loki.write.default'),
    `${writer}\nloki.source.file "in" {\n\ttargets       = []\n\ttail_from_end = true\n\tforward_to    = [loki.write.default.receiver]\n}\n`,
  )
})

test('ends of pipelines first, and nothing that comes back', async () => {
  const source = `loki.process "a<|>" {\n\tforward_to = []\n}\n\nloki.process "b" {\n\tforward_to = [loki.process.a.receiver]\n}\n\nloki.process "c" {\n\tforward_to = []\n}\n\n${writer}`
  assert.deepEqual(
    (await titles(source)).filter((title) => title.startsWith('Forward')),
    ['Forward to loki.write.default', 'Forward to loki.process.c'],
  )
})

test('a new writer where no pipeline ends', async () => {
  assert.equal(
    await after('loki.source.api "in" {\n\tforward_to = <|>[]\n}\n', 'Forward to a new loki.write'),
    `loki.source.api "in" {
	forward_to = [loki.write.default.receiver]
}

loki.write "default" {
	endpoint {
		url = "https://loki.example.com/loki/api/v1/push"
	}
}
`,
  )
  const inside = await after(
    'declare "m" {\n\tprometheus.scrape "in<|>" {\n\t\ttargets    = []\n\t\tforward_to = []\n\t}\n}\n',
    'Forward to a new prometheus.remote_write',
  )
  assert.match(
    inside,
    /\n\t\}\n\n\tprometheus\.remote_write "default" \{\n\t\tendpoint \{[\s\S]*\n\t\}\n\}\n$/,
  )
  assert.doesNotMatch(inside, /forward_to = \[\]/)
})

test('an output block, with the signals that are taken', async () => {
  const source = `otelcol.receiver.otlp "in<|>" {\n\tgrpc { }\n}\n\notelcol.exporter.otlphttp "out" {\n\tclient {\n\t\tendpoint = "https://otlp.example.com"\n\t}\n}\n`
  assert.match(
    await after(source, 'Forward to otelcol.exporter.otlphttp.out'),
    /\tgrpc \{ \}\n\n\toutput \{\n\t\tmetrics = \[otelcol\.exporter\.otlphttp\.out\.input\]\n\t\tlogs {4}= \[otelcol\.exporter\.otlphttp\.out\.input\]\n\t\ttraces {2}= /,
  )
  const spans = `otelcol.receiver.otlp "in" {\n\toutput {<|>}\n}\n\notelcol.connector.spanmetrics "m" {\n\thistogram {\n\t\texplicit { }\n\t}\n\n\toutput { }\n}\n`
  assert.match(
    await after(spans, 'Forward to otelcol.connector.spanmetrics.m').catch((error) => String(error)),
    /output \{\n\t\ttraces = \[otelcol\.connector\.spanmetrics\.m\.input\]\n\t\}/,
  )
})

test('no wire where something is connected, and none in comments of unknown components', async () => {
  const wired = `loki.source.api "in<|>" {\n\tforward_to = [loki.write.default.receiver]\n}\n\n${writer}`
  assert.deepEqual(await titles(wired), [])
  assert.deepEqual(await titles('my.own "in<|>" {\n\tforward_to = []\n}\n'), [])
})

test('adds what a block needs', async () => {
  assert.equal(
    await after(
      `${writer}\nloki.source.file "in<|>" { }\n`,
      'Add what loki.source.file needs: targets, forward_to',
    ),
    `${writer}\nloki.source.file "in" {\n\ttargets    = [{__path__ = ""}]\n\tforward_to = [loki.write.default.receiver]\n}\n`,
  )
  assert.equal(
    await after('loki.write "a<|>" {\n}\n', 'Add what loki.write needs: endpoint'),
    'loki.write "a" {\n\tendpoint {\n\t\turl = ""\n\t}\n}\n',
  )
})

test('adds only what is missing, arguments before blocks', async () => {
  const source = 'otelcol.processor.tail_sampling "a<|>" {\n\tdecision_wait = "5s"\n}\n'
  const result = await after(source, 'Add what otelcol.processor.tail_sampling needs')
  assert.match(result, /\tdecision_wait = "5s"\n\n\tpolicy \{/)
  const exclusive = 'prometheus.exporter.blackbox "a<|>" {\n\tconfig_file = "x.yml"\n}\n'
  assert.deepEqual(
    (await titles(exclusive)).filter((title) => title.includes(' config')),
    [],
  )
})

test('what it added is what was missing', async () => {
  for (const name of [
    'loki.process',
    'prometheus.scrape',
    'otelcol.exporter.otlp',
    'loki.source.kafka',
    'import.git',
  ]) {
    const result = await after(`${writer}\n${name} "in<|>" { }\n`, `Add what ${name} needs`)
    const { workspace, documents } = await loadFiles(new Map([['config.alloy', result]]))
    const document = documents.get(`${root}/config.alloy`)
    assert.ok(document)
    const found = checkNow(document, workspace).findings.filter(({ rule }) =>
      rule.startsWith('alloy/missing-'),
    )
    assert.deepEqual(
      found
        .filter(({ rule }) => rule === 'alloy/missing-argument' || rule === 'alloy/missing-block')
        .map(({ message }) => message),
      [],
      name,
    )
    assert.deepEqual(
      (await titles(result.replace(`${name} "in`, `${name} "in<|>`))).filter((title) =>
        title.startsWith('Add'),
      ),
      [],
    )
  }
})

test('nothing to add where the author is in the middle of it', async () => {
  assert.deepEqual(await titles('loki.write "a" {\n\tendp<|>\n}\n'), [])
})

test('raw and quoted texts', async () => {
  const quoted = String.raw`loki.process "a" {
	forward_to = [loki.write.default.receiver]

	stage.regex {
		expression = "^(?P<level>\\w+) \"x\"<|>$"
	}
}
`
  const raw = quoted.replace('<|>', '').replace(/"\^.*\$"/, () => '`^(?P<level>\\w+) "x"$`')
  assert.equal(await after(quoted, 'Convert to a raw string'), raw)
  assert.equal(
    await after(raw.replace('level', '<|>level'), 'Convert to a quoted string'),
    quoted.replace('<|>', ''),
  )
})

test('no raw text where it would not be the same, or would change nothing', async () => {
  for (const text of [
    '"plain<|>"',
    String.raw`"tab\t<|>"`,
    String.raw`"a\r<|>"`,
    '"tick ` \\\\<|>"',
    String.raw`"bell\a<|>"`,
  ])
    assert.deepEqual(await titles(`local.file "a" {\n\tfilename = ${text}\n}\n`), [], text)
  assert.deepEqual(await titles('discovery.relabel "a" {\n\ttargets = [{"a<|>\\\\b" = "x"}]\n}\n'), [])
})

const pipeline = `// Where logs come from.
loki.source.api "in" {
	http {
		listen_port = 3500
	}
	forward_to = [loki.process.parse.receiver]
}

⟦// What is done with them.
loki.process "parse" {
	forward_to = [loki.process.drop.receiver]

	stage.json {
		expressions = {level = ""}
	}
}

loki.process "drop" {
	forward_to = [
		loki.write.default.receiver,
		loki.write.second.receiver,
	]
}
⟧
${writer}
${writer.replace('"default"', '"second"')}`

test('extracts components: what they refer to is given, what is used of them is exported', async () => {
  assert.equal(
    await after(pipeline, 'Extract to a declare'),
    `// Where logs come from.
loki.source.api "in" {
	http {
		listen_port = 3500
	}
	forward_to = [pipeline.default.receiver]
}

declare "pipeline" {
	argument "receiver" { }

	argument "second_receiver" { }

	export "receiver" {
		value = loki.process.parse.receiver
	}

	// What is done with them.
	loki.process "parse" {
		forward_to = [loki.process.drop.receiver]

		stage.json {
			expressions = {level = ""}
		}
	}

	loki.process "drop" {
		forward_to = [
			argument.receiver.value,
			argument.second_receiver.value,
		]
	}
}

pipeline "default" {
	receiver        = loki.write.default.receiver
	second_receiver = loki.write.second.receiver
}

${writer}
${writer.replace('"default"', '"second"')}`,
  )
})

test('after the extraction nothing new is wrong', async () => {
  const result = await after(pipeline, 'Extract to a declare')
  const { workspace, documents } = await loadFiles(new Map([['config.alloy', result]]))
  const document = documents.get(`${root}/config.alloy`)
  assert.ok(document)
  const { findings } = checkNow(document, workspace)
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
})

test('extracts inside a declare, with its arguments handed on', async () => {
  const source = `declare "outer" {
	argument "to" { }

⟦	loki.process "a" {
		forward_to = argument.to.value

		stage.template {
			source   = "x"
			template = \`line
	kept\`
		}
	}
⟧}
`
  const result = await after(source, 'Extract to a declare')
  assert.match(
    result,
    /\n\tdeclare "pipeline" \{\n\t\targument "to" \{ \}\n\n\t\tloki\.process "a" \{\n\t\t\tforward_to = argument\.to\.value\n/,
  )
  assert.match(result, /\n\tpipeline "default" \{\n\t\tto = argument\.to\.value\n\t\}\n\}\n$/)
  assert.match(result, /`line\n\tkept`/)
})

test('says where what is kept on disk starts anew, and chooses a free name', async () => {
  const source = `declare "pipeline" { }\n\n⟦${writer}⟧\nloki.source.api "in" {\n\tforward_to = [loki.write.default.receiver]\n}\n`
  const all = await actions(source)
  const found = all.find(({ kind }) => kind === 'refactor.extract')
  assert.equal(found?.title, 'Extract to a declare (what is kept on disk starts anew)')
  assert.match(found.result, /declare "pipeline_2" \{/)
  assert.match(found.result, /forward_to = \[pipeline_2\.default\.receiver\]/)
})

test('references from a foreach outside are rewritten', async () => {
  const source = `⟦loki.echo "out" { }⟧\n\nforeach "f" {\n\tcollection = ["a"]\n\tvar        = "each"\n\n\ttemplate {\n\t\tloki.process "p" {\n\t\t\tforward_to = [loki.echo.out.receiver]\n\t\t}\n\t}\n}\n`
  assert.match(await after(source, 'Extract'), /\t\t\tforward_to = \[pipeline\.default\.receiver\]/)
})

test('not offered where it can not be right', async () => {
  const extract = async (source: string, others: Readonly<Record<string, string>> = {}, path?: string) =>
    (await titles(source, others, path)).filter((title) => title.startsWith('Extract'))
  const part = pipeline.replace('⟦', '').replace('loki.process.drop', '⟦loki.process.drop')
  assert.deepEqual(await extract(part), [], 'half a component')
  assert.deepEqual(await extract('⟦logging {\n\tlevel = "info"\n}⟧\n'), [], 'a configuration block')
  assert.deepEqual(await extract('⟦declare "a" { }⟧\n'), [], 'a declare')
  assert.deepEqual(await extract('lo<|>ki.echo "a" { }\n'), [], 'no selection')
  const middle = `⟦loki.process "a" {\n\tforward_to = [loki.process.b.receiver]\n}⟧\n\nloki.process "b" {\n\tforward_to = [loki.process.c.receiver]\n}\n\nloki.process "c" {\n\tforward_to = []\n}\n`
  assert.equal((await extract(middle)).length, 1)
  const around = `⟦loki.process "a" {\n\tforward_to = [loki.process.b.receiver]\n}\n\nloki.process "c" {\n\tforward_to = []\n}⟧\n\nloki.process "b" {\n\tforward_to = [loki.process.c.receiver]\n}\n`
  assert.deepEqual(await extract(around), [], 'both ends of a chain: a ring')
  const whole = `⟦${writer}⟧\nlocal.file "x" {\n\tfilename = coalesce(loki.write.default)\n}\n`
  assert.deepEqual(await extract(whole), [], 'a component as a whole')
  assert.deepEqual(
    await extract('⟦loki.process "a" {\n\tforward_to = [loki.nothing.there]\n}⟧\n'),
    [],
    'unresolved',
  )
  const beside = { 'conf/b.alloy': 'loki.process "c" {\n\tforward_to = [loki.write.default.receiver]\n}\n' }
  assert.deepEqual(await extract(`⟦${writer}⟧`, beside, 'conf/a.alloy'), [], 'another file refers to it')
  const loop =
    'foreach "f" {\n\tcollection = ["a"]\n\tvar        = "each"\n\n\ttemplate {\n⟦\t\tloki.echo "a" { }\n⟧\t}\n}\n'
  assert.deepEqual(await extract(loop), [], 'inside a foreach')
})

test('in a ConfigMap the text keeps its indentation', async () => {
  const lines = `loki.source.api "in" {\n\tforward_to = [<|>]\n}\n\n${writer}`
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alloy\ndata:\n  config.alloy: |\n${lines.replaceAll(/^(?=.)/gm, '    ')}`
  assert.equal(
    await after(map, 'Forward to loki.write.default', {}, 'map.yaml'),
    map.replace('<|>', 'loki.write.default.receiver'),
  )
  const added = await after(
    map.replace(/\n {4}loki\.write[\s\S]*$/, ''),
    'Forward to a new loki.write',
    {},
    'map.yaml',
  )
  assert.match(added, /\n {4}\}\n\n {4}loki\.write "default" \{\n {4}\tendpoint \{/)
})

test('not where template output stands, and line ends stay', async () => {
  const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n' }
  const map = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alloy\ndata:\n  config.alloy: |\n    loki.source.api "in<|>" {\n    \t${value}\n    }\n`
  const path = 'chart/templates/map.yaml'
  assert.deepEqual(await titles(map('{{ include "x" . }}'), chart, path), [])
  const source = `loki.source.api "in" {\n\tforward_to = [<|>]\n}\n\n${writer}`.replaceAll('\n', '\r\n')
  const [first] = await actions(source)
  assert.equal(first?.result, source.replace('<|>', 'loki.write.default.receiver'))
})
