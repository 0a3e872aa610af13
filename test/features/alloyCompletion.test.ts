/** Completion in Alloy texts, unfinished as they are while somebody types: the cursor is `<|>`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  argumentsOf,
  blocksOfDefinition,
  componentNames,
  componentOf,
} from '../../server/src/schema/alloy.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { expanded, offered, taken } from '../support/assist.ts'

const writer = (body: string) =>
  `loki.write "default" {\n\tendpoint {\n\t\turl = "https://logs.example.com"\n${body}\n}\n`

const pipeline = `${writer('\t}')}
loki.process "parse" {
	forward_to = [loki.write.default.receiver]
}

discovery.docker "all" {
	host = "unix:///var/run/docker.sock"
}

discovery.kubernetes "pods" {
	role = "pod"
}

prometheus.remote_write "metrics" {
	endpoint {
		url = "https://metrics.example.com"
	}
}

local.file "password" {
	filename  = "/run/secrets/password"
	is_secret = true
}

`

test('components at the top: whole blocks with a free label and what they need', async () => {
  const { item, text } = await offered('loki.w<|>')
  const found = item('loki.write')
  assert.equal(text.slice(found.range.start, found.range.end), 'loki.w')
  assert.equal(found.detail, 'generally available')
  assert.equal(taken(text, found), 'loki.write "default" {\n\tendpoint {\n\t\turl = ""\n\t}\n}')
  const second = await offered(`${pipeline}loki.w<|>`)
  assert.match(second.item('loki.write').insert, /^loki\.write "\$\{1:default_2\}"/)
  assert.match(second.item('loki.process').insert, /forward_to = \[\$\{2\|loki\.write\.default\.receiver,/)
})

test('every component is offered as a block that alloy fmt leaves as it is', async () => {
  const { items, labels } = await offered('<|>')
  for (const name of componentNames()) assert.ok(labels.includes(name), name)
  for (const item of items) {
    const text = `${expanded(item)}\n`
    const tree = parseAlloy(text)
    assert.deepEqual(
      tree.issues.map(({ message }) => message),
      [],
      text,
    )
    // A place for the first statement is a blank line, which formatting takes out.
    if (!/\{\n\t+\n/.test(text)) assert.equal(formatAlloy(tree), text)
  }
})

test('what a component requires is in its snippet', async () => {
  const { items } = await offered('<|>')
  for (const item of items) {
    const component = componentOf(item.label)
    if (!component) continue
    const [block] = parseAlloy(expanded(item)).parts[0]?.body ?? []
    assert.ok(block?.kind === 'block')
    const written = new Set(
      block.body.map((each) => (each.kind === 'attribute' ? each.name.name : each.name)),
    )
    for (const { name, required } of argumentsOf(component.definition))
      assert.ok(!required || written.has(name), `${item.label} ${name}`)
    for (const { name, required } of blocksOfDefinition(component.definition))
      assert.ok(!required || written.has(name), `${item.label} ${name}`)
  }
})

test('where a label or a bracket follows the name alone is replaced', async () => {
  for (const source of ['loki.w<|> "a" {\n}\n', 'loki.w<|> {\n}\n', 'loki.<|>write "a" {\n}\n']) {
    const { text, item } = await offered(source)
    assert.match(taken(text, item('loki.write')), /^loki\.write (?:"a" )?\{\n\}\n$/, source)
  }
})

test('configuration blocks stand where they may, once', async () => {
  const top = await offered('logging {\n}\n\n<|>')
  for (const name of ['tracing', 'http', 'declare', 'import.file', 'foreach'])
    assert.ok(top.labels.includes(name), name)
  for (const name of ['logging', 'argument', 'export', 'cluster']) assert.ok(!top.labels.includes(name), name)
  const inside = await offered('declare "a" {\n\t<|>\n}\n')
  for (const name of ['argument', 'export', 'loki.write', 'declare'])
    assert.ok(inside.labels.includes(name), name)
  assert.ok(!inside.labels.includes('logging'))
})

test('what the level does not permit stands behind, and is left out where the level is stated', async () => {
  const { item, labels } = await offered('<|>')
  assert.equal(item('loki.secretfilter').detail, 'public preview')
  assert.match(item('loki.secretfilter').markdown ?? '', /--stability\.level=public-preview/)
  assert.ok(labels.indexOf('loki.secretfilter') > labels.indexOf('pyroscope.write'))
  const stated = await offered('<|>', { 'logkeel.yaml': 'alloy:\n  stabilityLevel: generally-available\n' })
  assert.ok(!stated.labels.includes('loki.secretfilter') && stated.labels.includes('loki.write'))
  const open = await offered('<|>', { 'logkeel.yaml': 'alloy:\n  stabilityLevel: experimental\n' })
  assert.doesNotMatch(open.item('loki.secretfilter').markdown ?? '', /--stability/)
})

test('custom components of declares and imports, with what they take', async () => {
  const source =
    'declare "collect" {\n\targument "forward_to" { }\n\n\targument "job" {\n\t\toptional = true\n\t}\n}\n\nimport.file "lib" {\n\tfilename = "lib.alloy"\n}\n\ncol<|>\n'
  const library = 'declare "tail" {\n\targument "path" { }\n}\n'
  const { item, text } = await offered(source, { 'lib.alloy': library })
  assert.match(taken(text, item('collect')), /collect "default" \{\n\tforward_to = \n\}\n$/)
  assert.match(item('lib.tail').insert, /^lib\.tail "\$\{1:default\}" \{\n\tpath = \$2\n\}$/)
  const inside = await offered(source.replace('col<|>\n', '').replace('}\n}', '}\n\n\t<|>\n}'))
  assert.ok(!inside.labels.includes('collect'), 'a declare is not made of itself')
  const body = await offered(source.replace('col<|>', 'collect "a" {\n\t<|>\n}'))
  assert.deepEqual(body.labels, ['forward_to', 'job'])
})

test('arguments and blocks that are not there yet, those that are required first', async () => {
  const { labels, item, text } = await offered(writer('\t\tmax_b<|>\n\t}\n\twal {\n\t}'))
  assert.ok(labels.includes('max_backoff_retries') && labels.includes('basic_auth'))
  assert.ok(!labels.includes('url') && !labels.includes('wal'))
  assert.match(taken(text, item('max_backoff_retries')), /\t\tmax_backoff_retries = 10\n/)
  assert.equal(item('max_backoff_retries').detail, 'number, default 10')
  const beside = await offered(writer('\t}\n\t<|>'))
  assert.deepEqual(beside.labels, ['external_labels', 'max_streams', 'endpoint', 'wal'])
  const file = await offered('loki.source.file "a" {\n\t<|>\n}\n')
  assert.deepEqual(file.labels.slice(0, 2), ['forward_to', 'targets'])
})

test('stages, also half written, replace the whole name', async () => {
  const source = 'loki.process "a" {\n\tforward_to = []\n\n\tstage.js<|>\n\n\tstage.labels {\n\t}\n}\n'
  const { text, item, labels } = await offered(source)
  assert.equal(text.slice(item('stage.json').range.start, item('stage.json').range.end), 'stage.js')
  assert.match(taken(text, item('stage.json')), /\n\tstage\.json \{\n\t\texpressions = \{\}\n\t\}\n\n\tstage/)
  assert.ok(labels.includes('stage.labels'), 'a stage may come again')
  const nested = await offered(
    'loki.process "a" {\n\tstage.match {\n\t\tselector = "{}"\n\n\t\tstage.<|>\n\t}\n}\n',
  )
  assert.ok(nested.labels.includes('stage.json') && nested.labels.includes('action'))
  const deep = await offered(
    'loki.process "a" {\n\tstage.metrics {\n\t\tmetric.counter {\n\t\t\t<|>\n\t\t}\n\t}\n}\n',
  )
  assert.deepEqual(deep.labels.slice(0, 2), ['action', 'name'])
})

test('the name of an argument that has a value is replaced alone', async () => {
  const { text, item, labels } = await offered('loki.write "a" {\n\tendpoint {\n\t\tur<|> = "x"\n\t}\n}\n')
  assert.equal(taken(text, item('url')), text.replace('ur =', 'url ='))
  assert.ok(!labels.includes('basic_auth'), 'a block has no =')
})

test('references that fit: receivers of logs where these are asked for', async () => {
  for (const value of [
    '[<|>]',
    '[\n\t\t<|>,\n\t]',
    '[loki.write.default.receiver, lo<|>]',
    '[<|>',
    '[loki.<|>\n',
  ]) {
    const { labels } = await offered(`${pipeline}loki.source.api "in" {\n\tforward_to = ${value}\n}\n`)
    assert.deepEqual(labels, ['loki.process.parse.receiver', 'loki.write.default.receiver'], value)
  }
  const bare = await offered(`${pipeline}loki.source.api "in" {\n\tforward_to = <|>\n}\n`)
  assert.deepEqual(bare.labels, ['[loki.process.parse.receiver]', '[loki.write.default.receiver]'])
  const metrics = await offered(`${pipeline}prometheus.scrape "in" {\n\tforward_to = [<|>]\n}\n`)
  assert.deepEqual(metrics.labels, ['prometheus.remote_write.metrics.receiver'])
})

test('a component does not refer to itself', async () => {
  const { labels } = await offered('loki.process "a" {\n\tforward_to = [<|>]\n}\n')
  assert.deepEqual(labels, [])
})

test('targets, plain and joined', async () => {
  const { labels, text, item } = await offered(`${pipeline}discovery.relabel "a" {\n\ttargets = <|>\n}\n`)
  assert.deepEqual(labels.slice(0, 3), [
    'discovery.docker.all.targets',
    'discovery.kubernetes.pods.targets',
    'array.concat(…)',
  ])
  assert.match(
    taken(text, item('array.concat(…)')),
    /targets = array\.concat\(discovery\.docker\.all\.targets, discovery\.kubernetes\.pods\.targets\)\n/,
  )
  const inside = await offered(`${pipeline}discovery.relabel "a" {\n\ttargets = array.concat(<|>)\n}\n`)
  assert.deepEqual(inside.labels.slice(0, 2), labels.slice(0, 2))
})

test('secrets come from files and variables', async () => {
  const { labels } = await offered(
    `${pipeline}loki.write "b" {\n\tendpoint {\n\t\tbasic_auth {\n\t\t\tpassword = <|>\n\t\t}\n\t}\n}\n`,
  )
  assert.deepEqual(labels.slice(0, 2), ['local.file.password.content', 'sys.env'])
  const map = await offered(
    `remote.kubernetes.secret "s" {\n}\n\nloki.write "b" {\n\tendpoint {\n\t\tbearer_token = <|>\n\t}\n}\n`,
  )
  assert.ok(map.labels.includes('remote.kubernetes.secret.s.data["…"]'), String(map.labels))
})

test('arguments of the module and the variable of a foreach', async () => {
  const module = 'declare "m" {\n\targument "to" { }\n\n\tloki.process "p" {\n\t\tforward_to = <|>\n\t}\n}\n'
  assert.deepEqual((await offered(`${pipeline}${module}`)).labels, ['argument.to.value'])
  const loop =
    'foreach "f" {\n\tcollection = []\n\tvar        = "each"\n\n\ttemplate {\n\t\tloki.process "p" {\n\t\t\tforward_to = [<|>]\n\t\t}\n\t}\n}\n'
  const { labels } = await offered(`${pipeline}${loop}`)
  assert.ok(labels.includes('each') && labels.includes('loki.write.default.receiver'))
})

test('exports behind a label, whatever is asked for where none of them fits', async () => {
  const { labels } = await offered(
    `${pipeline}loki.source.api "in" {\n\tforward_to = [discovery.docker.all.<|>]\n}\n`,
  )
  assert.deepEqual(labels, ['discovery.docker.all.targets'])
})

test('words, in quotes and without', async () => {
  const bare = await offered('logging {\n\tlevel = <|>\n}\n')
  assert.deepEqual(bare.labels.slice(0, 4), ['"info"', '"debug"', '"warn"', '"error"'])
  const quoted = await offered('logging {\n\tlevel = "de<|>"\n}\n')
  assert.deepEqual(quoted.labels, ['debug', 'info', 'warn', 'error'])
  assert.equal(taken(quoted.text, quoted.item('debug')), 'logging {\n\tlevel = "debug"\n}\n')
  const open = await offered('logging {\n\tlevel = "<|>\n}\n')
  assert.equal(taken(open.text, open.item('warn')), 'logging {\n\tlevel = "warn"\n}\n')
  const truth = await offered('local.file "a" {\n\tis_secret = <|>\n}\n')
  assert.deepEqual(truth.labels.slice(0, 2), ['true', 'false'])
  const time = await offered('local.file "a" {\n\tpoll_frequency = "<|>"\n}\n')
  assert.ok(time.labels.includes('30s'))
})

test('functions whose result fits, as calls, without old names', async () => {
  const { item, labels, text } = await offered('local.file "a" {\n\tfilename = <|>\n}\n')
  assert.equal(taken(text, item('sys.env')), 'local.file "a" {\n\tfilename = sys.env("")\n}\n')
  assert.ok(!labels.includes('env') && !labels.includes('array.concat'))
  const called = await offered('local.file "a" {\n\tfilename = sys.e<|>("X")\n}\n')
  assert.equal(taken(called.text, called.item('sys.env')), 'local.file "a" {\n\tfilename = sys.env("X")\n}\n')
})

test('names of variables that Compose and env files give, those given to this file first', async () => {
  const others = {
    'prod/docker-compose.yml':
      'services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    environment:\n      LOKI_URL: https://logs.example.com\n      LOKI_TOKEN: abc123\n    volumes:\n      - ./config.alloy:/etc/alloy/config.alloy\n',
    'dev/.env': 'A_PORT=4101\nLOKI_URL=http://loki:3100\n',
  }
  const source = 'local.file "a" {\n\tfilename = sys.env("<|>")\n}\n'
  const { labels, item } = await offered(source, others, 'prod/config.alloy')
  assert.deepEqual(labels, ['LOKI_TOKEN', 'LOKI_URL', 'A_PORT'])
  assert.equal(item('LOKI_URL').detail, 'dev, prod')
  assert.match(item('LOKI_URL').markdown ?? '', /\*\*prod\*\* `prod\/docker-compose\.yml`: `https:\/\/logs/)
  assert.doesNotMatch(item('LOKI_TOKEN').markdown ?? '', /abc123/)
})

test('keys of targets and labels of discovery', async () => {
  const keys = await offered('local.file_match "a" {\n\tpath_targets = [{<|>}]\n}\n')
  assert.deepEqual(keys.labels, ['__path__', '__path_exclude__', 'job'])
  const second = await offered('local.file_match "a" {\n\tpath_targets = [{ __path__ = "/a", <|> }]\n}\n')
  assert.deepEqual(second.labels, ['__path_exclude__', 'job'])
  const labels = await offered(
    `${pipeline}discovery.relabel "a" {\n\ttargets = []\n\n\trule {\n\t\tsource_labels = ["<|>"]\n\t}\n}\n`,
  )
  assert.ok(
    labels.labels.includes('__meta_docker_container_name') &&
      labels.labels.includes('__meta_kubernetes_pod_name'),
  )
})

test('values that earlier stages have extracted', async () => {
  const stages = (body: string) =>
    `loki.process "a" {\n\tforward_to = []\n\n\tstage.json {\n\t\texpressions = {level = "", time = "ts"}\n\t}\n\n\tstage.match {\n\t\tselector = "{}"\n\n\t\tstage.regex {\n\t\t\texpression = "(?P<user>x)"\n\t\t}\n\n${body}\t}\n\n\tstage.logfmt {\n\t\tmapping = {later = ""}\n\t}\n}\n`
  const source = await offered(stages('\t\tstage.output {\n\t\t\tsource = "<|>"\n\t\t}\n'))
  assert.deepEqual(source.labels, ['level', 'time', 'user'])
  for (const name of ['labels', 'structured_metadata']) {
    const keys = await offered(stages(`\t\tstage.${name} {\n\t\t\tvalues = {level = "", <|>}\n\t\t}\n`))
    assert.deepEqual(keys.labels, ['time', 'user'], name)
  }
})

test('an unfinished attribute does not take the next line', async () => {
  const { labels } = await offered('loki.write "a" {\n\tendpoint {\n\t\turl =\n\t\tten<|>\n\t}\n}\n')
  assert.ok(labels.includes('tenant_id'), String(labels))
})

test('a block without its end, at the end of the text', async () => {
  const { labels } = await offered('loki.write "a" {\n\tendpoint {\n\t\turl = "x"\n\t\t<|>')
  assert.ok(labels.includes('tenant_id') && !labels.includes('loki.write'), String(labels))
})

test('nothing in comments, labels, texts, and behind a name', async () => {
  for (const source of [
    '// lo<|>\n',
    'local.file "a" {\n\t/* <|> */\n}\n',
    'local.file "lo<|>" {\n}\n',
    'local.file <|>',
    'local.file "a" {\n\tfilename = "lo<|>"\n}\n',
    'local.file "a" {\n\tfilename <|>\n}\n',
    'local.file "a" {\n\tfilename = "x" <|>\n}\n',
    'unknown.thing "a" {\n\t<|>\n}\n',
    'discovery.relabel "a" {\n\trule {\n\t\tsource_labels = ["job"<|>]\n\t}\n}\n',
    'local.file "a" {\n}<|>\n',
  ])
    assert.deepEqual((await offered(source)).labels, [], source)
})

test('a blank asks for values alone', async () => {
  assert.deepEqual((await offered('<|>', {}, undefined, ' ')).labels, [])
  assert.deepEqual((await offered('loki.write "a" {\n\t<|>\n}\n', {}, undefined, ' ')).labels, [])
  const value = await offered('logging {\n\tlevel = <|>\n}\n', {}, undefined, ' ')
  assert.ok(value.labels.includes('"debug"'))
  assert.deepEqual((await offered('logging {\n\tlevel = "a:<|>"\n}\n', {}, undefined, ':')).labels, [])
})

const configMap = (lines: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alloy\ndata:\n  config.alloy: |\n${lines
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')}`

test('inside a ConfigMap: references, and whole blocks with its indentation', async () => {
  const source = configMap(`${writer('\t}')}\nloki.source.api "in" {\n\tforward_to = [<|>]\n}\n`)
  assert.deepEqual((await offered(source, {}, 'map.yaml')).labels, ['loki.write.default.receiver'])
  const { item, text } = await offered(configMap(`${writer('\t}')}\nloki.ec<|>\n`), {}, 'map.yaml')
  assert.match(taken(text, item('loki.echo')), /\n {4}loki\.echo "default" \{\n {4}\t\n {4}\}\n/)
  assert.match(
    taken(text, item('loki.process')),
    /\n {4}\tforward_to = \[loki\.write\.default\.receiver\]\n {4}\}\n/,
  )
})

test('beside template output, and nothing within it', async () => {
  const chart = 'apiVersion: v2\nname: c\nversion: 1.0.0\n'
  const template = (body: string) =>
    configMap(`loki.write "default" {\n\tendpoint {\n\t\turl = "{{ .Values.url }}"\n\t}\n}\n\n${body}`)
  const path = 'chart/templates/map.yaml'
  const beside = template('loki.source.api "in" {\n\tforward_to = [<|>]\n}\n')
  assert.deepEqual((await offered(beside, { 'chart/Chart.yaml': chart }, path)).labels, [
    'loki.write.default.receiver',
  ])
  const inside = template('').replace('.Values.url', '.Values.<|>url')
  assert.deepEqual((await offered(inside, { 'chart/Chart.yaml': chart }, path)).labels, [])
})

test('between a key and its = nothing is offered, and no list pops up on the blank', async () => {
  for (const field of ['__path__ <|>', '"__path__" <|>', 'a = "b", __path__ <|>'])
    assert.deepEqual((await offered(`local.file_match "a" {\n\tpath_targets = [{${field}}]\n}\n`)).labels, [])
  const value = await offered('local.file_match "a" {\n\tpath_targets = [{__path__ = <|>}]\n}\n')
  assert.ok(value.labels.includes('sys.env'))
})

test('lists and objects are offered as brackets', async () => {
  const file = (name: string) => `loki.source.file "a" {\n\t${name} = <|>\n}\n`
  assert.equal(expanded((await offered(file('targets'))).item('[{__path__ = "…"}]')), '[{__path__ = ""}]')
  const writer = (name: string) => `loki.write "a" {\n\tendpoint {\n\t\t${name} = <|>\n\t}\n}\n`
  assert.equal((await offered(writer('headers'))).labels[0], '{…}')
  const rule = 'discovery.relabel "a" {\n\trule {\n\t\tsource_labels = <|>\n\t}\n}\n'
  assert.equal(expanded((await offered(rule)).item('["…"]')), '[""]')
})
