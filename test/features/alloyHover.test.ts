/** Hovers in Alloy texts: the place is `<|>`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoverAt } from '../../server/src/features/hover.ts'
import {
  componentNames,
  componentOf,
  configBlockNames,
  functionNames,
} from '../../server/src/schema/alloy.ts'
import { openAt } from '../support/assist.ts'

async function hovered(source: string, others: Readonly<Record<string, string>> = {}, path?: string) {
  const { document, workspace, offset, text } = await openAt(source, others, path)
  const found = hoverAt(document, workspace, offset)
  return found && { word: text.slice(found.range.start, found.range.end), markdown: found.markdown }
}

async function markdownOf(source: string, others: Readonly<Record<string, string>> = {}, path?: string) {
  return (await hovered(source, others, path))?.markdown ?? ''
}

const writer = (body: string) =>
  `loki.write "default" {\n\tendpoint {\n\t\turl = "https://logs.example.com"\n${body}\n}\n`

test('a component: what it does, needs and exports, and its page', async () => {
  const found = await hovered('loki.wr<|>ite "a" {\n}\n')
  assert.equal(found?.word, 'loki.write')
  const [first, text] = found.markdown.split('\n\n')
  assert.equal(first, '**loki.write** · component · generally available')
  assert.match(text ?? '', /^Sends log entries to Loki/)
  assert.match(found.markdown, /Needs: `endpoint`/)
  assert.match(found.markdown, /Exports: `receiver` \(LogsReceiver\)/)
  assert.match(found.markdown, /reference\/components\/loki\/loki\.write\/\)$/)
})

test('what it takes to use a component that is not settled', async () => {
  assert.match(
    await markdownOf('loki.secret<|>filter "a" {\n}\n'),
    /public preview[\s\S]*--stability\.level=public-preview/,
  )
})

test('configuration blocks have pages of their own', async () => {
  assert.match(
    await markdownOf('log<|>ging {\n}\n'),
    /configuration block[\s\S]*reference\/config-blocks\/logging\/\)$/,
  )
  assert.match(await markdownOf('for<|>each "a" {\n\ttemplate { }\n}\n'), /config-blocks\/foreach\/\)$/)
})

test('a block inside a component, with the heading of its page', async () => {
  const found = await hovered(`declare "m" {\n${writer('\t}\n\tw<|>al {\n\t\tenabled = true\n\t}')}}\n`)
  assert.equal(found?.word, 'wal')
  assert.match(found.markdown, /^\*\*wal\*\* · block of loki\.write/)
  assert.match(found.markdown, /Of 100 lines that were waiting at a restart none arrived/)
  assert.match(found.markdown, /loki\.write\/#wal\)$/)
  assert.match(
    await markdownOf('loki.process "a" {\n\tstage.js<|>on {\n\t}\n}\n'),
    /^\*\*stage\.json\*\* · block of loki\.process · may be repeated[\s\S]*\/#stagejson\)$/,
  )
})

test('an argument: type, default, values, and what the endpoint as written does', async () => {
  const found = await hovered(writer('\t\tmax_backoff_re<|>tries = 15\n\t}'))
  assert.equal(found?.word, 'max_backoff_retries')
  assert.match(found.markdown, /^\*\*max_backoff_retries\*\* · `number` · default `10`/)
  // 14 sleeps: 0.5 s doubled up to 5 min is 1,711.5 s; at most twice that, capped, and 15 timeouts of 10 s.
  assert.match(found.markdown, /dropped 29 min to 36 min into an outage/)
  assert.match(
    await markdownOf('logging {\n\tlev<|>el = "info"\n}\n'),
    /Values: `debug`, `info`, `warn`, `error`/,
  )
  assert.match(await markdownOf('local.file "a" {\n\tfile<|>name = "x"\n}\n'), /· `string` · required/)
})

test('for ever is not given a time', async () => {
  assert.doesNotMatch(await markdownOf(writer('\t\tmax_backoff_re<|>tries = 0\n\t}')), /As this endpoint/)
})

test('the default of a zero value and of a duration', async () => {
  assert.match(
    await markdownOf(writer('\t}\n\twal {\n\t\ten<|>abled = true\n\t}')),
    /`bool` · default `false`/,
  )
  assert.match(await markdownOf(writer('\t}\n\twal {\n\t\tmax_segment<|>_age = "2h"\n\t}')), /default `"1h"`/)
})

test('functions by their old and new names', async () => {
  const old = await hovered('local.file "a" {\n\tfilename = e<|>nv("X")\n}\n')
  assert.equal(old?.word, 'env')
  assert.match(old.markdown, /called `sys\.env` now/)
  const now = await hovered('local.file "a" {\n\tfilename = sys.e<|>nv("X")\n}\n')
  assert.equal(now?.word, 'sys.env')
  assert.match(now.markdown, /sys\.env\(name: string\): string/)
  assert.match(now.markdown, /stdlib\/sys\/#sysenv\)$/)
  assert.match(
    await markdownOf('local.file "a" {\n\tfilename = constants.host<|>name\n}\n'),
    /constants\.hostname: string[\s\S]*stdlib\/constants\/\)$/,
  )
})

test('every function, component and configuration block has something to say', async () => {
  for (const name of functionNames()) {
    const markdown = await markdownOf(`local.file "a" {\n\tfilename = ${name.replace(/.$/, '<|>$&')}\n}\n`)
    assert.match(markdown, /stdlib/, name)
  }
  for (const name of [...componentNames(), ...configBlockNames()]) {
    const markdown = await markdownOf(`<|>${name} "a" {\n}\n`)
    assert.ok(markdown.startsWith(`**${name}**`), name)
    assert.equal(markdown.includes('/reference/components/'), componentOf(name) !== undefined, name)
  }
})

const pipeline = `${writer('\t}')}
loki.process "a" {
	forward_to = [loki.write.default.receiver]
}

loki.process "b" {
	forward_to = [loki.write.default.receiver, loki.process.a.receiver]
}
`

test('a reference: what it is, and where', async () => {
  const found = await hovered(pipeline.replace('default.receiver]\n', 'def<|>ault.receiver]\n'))
  assert.equal(found?.word, 'loki.write.default.receiver')
  assert.match(found.markdown, /^\*\*loki\.write\.default\.receiver\*\* · `LogsReceiver`/)
  assert.match(
    found.markdown,
    /Export of `loki\.write "default"` in \[config\.alloy:1\]\(file:\/\/\/workspace\/config\.alloy#L1\)/,
  )
  assert.match(found.markdown, /Sends log entries to Loki/)
})

test('a reference to another file of the folder', async () => {
  const source = 'loki.process "a" {\n\tforward_to = [loki.write.default.rec<|>eiver]\n}\n'
  const markdown = await markdownOf(source, { 'conf/write.alloy': writer('\t}') }, 'conf/read.alloy')
  assert.match(markdown, /in \[conf\/write\.alloy\]\(file:\/\/\/workspace\/conf\/write\.alloy\)/)
})

test('a label: who refers to it', async () => {
  const found = await hovered(pipeline.replace('"default"', '"def<|>ault"'))
  assert.equal(found?.word, '"default"')
  assert.match(found.markdown, /^\*\*loki\.write\.default\*\*\n\nReferred to 2 times:/)
  assert.match(found.markdown, /- `loki\.process\.a` \[config\.alloy:8\]/)
  assert.match(await markdownOf(pipeline.replace('"b"', '"<|>b"')), /Nothing refers to it/)
  const other = 'loki.process "c" {\n\tforward_to = [loki.write.default.receiver]\n}\n'
  assert.match(
    await markdownOf(
      writer('\t}').replace('"default"', '"<|>default"'),
      { 'conf/b.alloy': other },
      'conf/a.alloy',
    ),
    /Other files that refer to it: `conf\/b\.alloy`/,
  )
})

const module = `declare "collect" {
	argument "path" {
		comment = "Where the files are."
	}

	argument "job" {
		optional = true
		default  = "app"
	}

	export "receiver" {
		value = loki.process.own.receiver
	}

	loki.process "own" {
		forward_to = [argument.job.value]
	}
}

collect "one" {
	path = "/var/log"
}

loki.process "out" {
	forward_to = [collect.one.receiver]
}
`

test('custom components, their arguments and exports', async () => {
  const name = await markdownOf(module.replace('collect "one"', 'col<|>lect "one"'))
  assert.match(name, /^\*\*collect\*\* · custom component\n\nDeclared in \[config\.alloy:1\]/)
  assert.match(name, /Needs: `path`\n\nTakes: `job`\n\nExports: `receiver`/)
  assert.match(
    await markdownOf(module.replace('\tpath =', '\tpa<|>th =')),
    /required\n\nWhere the files are\./,
  )
  assert.match(
    await markdownOf(module.replace('argument.job.value', 'argument.jo<|>b.value')),
    /argument of the module\n\nDefault: `"app"`[\s\S]*`declare\.collect`[\s\S]*config\.alloy:6/,
  )
  assert.match(
    await markdownOf(module.replace('collect.one.receiver', 'collect.one.rec<|>eiver')),
    /It is `loki\.process\.own\.receiver` of `declare\.collect`/,
  )
})

test('the variable of a foreach', async () => {
  const markdown = await markdownOf(
    'foreach "f" {\n\tcollection = ["a", "b"]\n\tvar        = "each"\n\n\ttemplate {\n\t\tlocal.file "x" {\n\t\t\tfilename = ea<|>ch\n\t\t}\n\t}\n}\n',
  )
  assert.match(markdown, /item of the collection[\s\S]*`\["a", "b"\]`/)
})

test('the values of a variable by environment; secrets are not shown', async () => {
  const others = {
    'prod/docker-compose.yml':
      'services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    environment:\n      LOKI_URL: https://logs.example.com\n      LOKI_TOKEN: abc123\n',
    'dev/.env': 'LOKI_URL=http://loki:3100\n',
  }
  const at = (name: string) => `local.file "a" {\n\tfilename = sys.env("${name}<|>")\n}\n`
  const url = await markdownOf(at('LOKI_URL'), others)
  assert.match(
    url,
    /- \*\*dev\*\* `http:\/\/loki:3100` \(\[dev\/\.env\]\(file:\/\/\/workspace\/dev\/\.env\)\)/,
  )
  assert.match(url, /- \*\*prod\*\* `https:\/\/logs\.example\.com`/)
  assert.doesNotMatch(await markdownOf(at('LOKI_TOKEN'), others), /abc123/)
  assert.match(await markdownOf(at('NOBODY'), others), /it is an empty text/)
})

test('long durations in larger units', async () => {
  const at = (text: string) => markdownOf(`local.file "a" {\n\tpoll_frequency = "${text}<|>"\n}\n`)
  assert.equal(await at('168h'), '**168h** · 7 d')
  assert.equal(await at('90m'), '**90m** · 1 h 30 min')
  assert.equal(await at('30s'), '')
  assert.equal(await at('soon'), '')
})

test('nothing in comments, texts and unknown blocks', async () => {
  assert.equal(await hovered('// loki.wr<|>ite\n'), undefined)
  assert.equal(await hovered('local.file "a" {\n\tfilename = "loki.wr<|>ite"\n}\n'), undefined)
  assert.equal(await hovered('my.component "a" {\n\tw<|>al {\n\t}\n}\n'), undefined)
})

test('inside a ConfigMap, with the file that holds it', async () => {
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alloy\ndata:\n  config.alloy: |\n${pipeline
    .replace('default.receiver]\n', 'def<|>ault.receiver]\n')
    .replaceAll(/^(?=.)/gm, '    ')}`
  const found = await hovered(map, {}, 'map.yaml')
  assert.equal(found?.word, 'loki.write.default.receiver')
  assert.match(found.markdown, /\[map\.yaml:7\]\(file:\/\/\/workspace\/map\.yaml#L7\)/)
})

test('a loop needs its template, whose page is the loop’s', async () => {
  const loop = (head: string, body: string) =>
    `${head} "a" {\n\tcollection = []\n\tvar        = "b"\n\n\t${body} { }\n}\n`
  assert.match(await markdownOf(loop('for<|>each', 'template')), /Needs: `collection`, `var`, `template`/)
  const template = await markdownOf(loop('foreach', 'temp<|>late'))
  assert.match(template, /^\*\*template\*\* · block of foreach · required\n/)
  assert.match(template, /config-blocks\/foreach\/#template\)$/)
})

test('names are shown as they are: no tags, no bold letters', async () => {
  const named = (name: string) => markdownOf(`local.file "a" {\n\tfilename = sys.env("${name}<|>")\n}\n`)
  assert.match(await named('<HOST>'), /^\*\*\\<HOST\\>\*\* /)
  assert.match(await named('__A_B__'), /^\*\*\\_\\_A_B\\_\\_\*\* /)
})
