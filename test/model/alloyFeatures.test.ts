/** Hovers and completion in Alloy texts: the cursor is `<|>`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completion } from '../../server/src/features/completion/alloy.ts'
import { hover } from '../../server/src/features/hover/alloy.ts'
import { workspaceOf } from '../../server/src/model/load.ts'
import { noSettings } from '../../server/src/model/settings.ts'
import { contextOf } from '../../server/src/rules/run.ts'
import { createDocument } from '../../server/src/text/document.ts'

function at(marked: string) {
  const offset = marked.indexOf('<|>')
  const document = createDocument('file:///w/config.alloy', 'alloy', marked.replace('<|>', ''))
  const workspace = workspaceOf('file:///w', noSettings, new Map([[document.uri, document]]), {
    today: '2026-11-22',
  })
  return { context: contextOf(document, workspace), offset, text: document.text }
}

function hoverAt(marked: string): { word: string; markdown: string } | undefined {
  const { context, offset, text } = at(marked)
  const found = hover.hover(context, offset)
  return found && { word: text.slice(found.range.start, found.range.end), markdown: found.markdown }
}

function completionsAt(marked: string) {
  const { context, offset, text } = at(marked)
  return [...completion.complete(context, offset)].map((item) => ({
    ...item,
    replaced: text.slice(item.range.start, item.range.end),
  }))
}

const writer = (body: string) =>
  `loki.write "default" {\n\tendpoint {\n\t\turl = "https://logs.example.com"\n${body}\n}\n`

test('a component tells what it exports and what it needs', () => {
  const found = hoverAt('loki.wr<|>ite "a" {\n}\n')
  assert.match(found?.markdown ?? '', /^\*\*loki\.write\*\* \(component, generally-available\)/)
  assert.match(found?.markdown ?? '', /Exports: `receiver` \(LogsReceiver\)/)
  assert.match(found?.markdown ?? '', /components\/loki\/loki\.write\/\)/)
})

test('an argument tells its type and default, and what the endpoint as written does', () => {
  const found = hoverAt(writer('\t\tmax_backoff_re<|>tries = 15\n\t}'))
  assert.equal(found?.word, 'max_backoff_retries')
  assert.match(found?.markdown ?? '', /`number` default `10`/)
  // 14 sleeps: 0.5 s doubled up to 5 min is 1,711.5 s; at most twice that, capped, and 15 timeouts of 10 s.
  assert.match(found?.markdown ?? '', /dropped 29 min to 36 min into an outage/)
})

test('for ever is not given a time', () => {
  assert.doesNotMatch(
    hoverAt(writer('\t\tmax_backoff_re<|>tries = 0\n\t}'))?.markdown ?? 'none',
    /As this endpoint/,
  )
})

test('a block inside a component inside a module', () => {
  const found = hoverAt(`declare "m" {\n${writer('\t}\n\tw<|>al {\n\t\tenabled = true\n\t}')}}\n`)
  assert.equal(found?.word, 'wal')
  assert.match(found?.markdown ?? '', /^\*\*wal\*\* \(block of loki\.write\)/)
  assert.match(found?.markdown ?? '', /of 100 waiting lines none arrived/)
})

test('the default of a zero value and of a duration', () => {
  assert.match(
    hoverAt(writer('\t}\n\twal {\n\t\ten<|>abled = true\n\t}'))?.markdown ?? '',
    /`bool` default `false`/,
  )
  assert.match(
    hoverAt(writer('\t}\n\twal {\n\t\tmax_segment<|>_age = "2h"\n\t}'))?.markdown ?? '',
    /default `"1h"`/,
  )
})

test('functions by their old and new names', () => {
  const old = hoverAt('local.file "a" {\n\tfilename = e<|>nv("X")\n}\n')
  assert.equal(old?.word, 'env')
  assert.match(old?.markdown ?? '', /called `sys\.env` now/)
  const now = hoverAt('local.file "a" {\n\tfilename = sys.e<|>nv("X")\n}\n')
  assert.equal(now?.word, 'sys.env')
  assert.match(now?.markdown ?? '', /stdlib\/sys\/\)/)
})

test('no hover in comments, texts and unknown components', () => {
  assert.equal(hoverAt('// loki.wr<|>ite\n'), undefined)
  assert.equal(hoverAt('local.file "e<|>nv" {\n}\n'), undefined)
  assert.equal(hoverAt('my.component "a" {\n\tw<|>al {\n\t}\n}\n'), undefined)
})

test('arguments and blocks that are not there yet', () => {
  const found = completionsAt(writer('\t\tmax_b<|>\n\t}\n\twal {\n\t}'))
  const labels = found.map(({ label }) => label)
  assert.ok(labels.includes('max_backoff_retries') && labels.includes('basic_auth'))
  assert.ok(!labels.includes('url') && !labels.includes('wal'))
  assert.equal(found[0]?.replaced, 'max_b')
})

test('what stands beside the endpoints', () => {
  const labels = completionsAt(writer('\t}\n\t<|>')).map(({ label }) => label)
  assert.deepEqual(labels, ['external_labels', 'max_streams', 'endpoint', 'wal'])
})

test('components at the top and in modules', () => {
  const top = completionsAt('loki.w<|>')
  assert.equal(
    top.find(({ label }) => label === 'loki.write')?.insert,
    `loki.write "$\{1:default}" {\n\t$0\n}`,
  )
  assert.equal(top[0]?.replaced, 'loki.w')
  assert.ok(completionsAt('declare "a" {\n\t<|>\n}\n').some(({ label }) => label === 'loki.write'))
  assert.equal(completionsAt('loki.w<|> "a" {\n}\n')[0]?.snippet, false)
})

test('functions and exports where a value stands, without old names', () => {
  const found = completionsAt(`${writer('\t}')}\nloki.source.file "a" {\n\tforward_to = [lo<|>]\n}\n`).map(
    ({ label }) => label,
  )
  assert.ok(found.includes('loki.write.default.receiver') && found.includes('sys.env'))
  assert.ok(!found.includes('env'))
})

test('an unfinished attribute does not take the next line', () => {
  const labels = completionsAt('loki.write "a" {\n\tendpoint {\n\t\turl =\n\t\tten<|>\n\t}\n}\n').map(
    ({ label }) => label,
  )
  assert.ok(labels.includes('tenant_id'), String(labels))
})

test('nothing in comments and texts', () => {
  assert.deepEqual(completionsAt('// lo<|>\n'), [])
  assert.deepEqual(completionsAt('local.file "a" {\n\tfilename = "lo<|>"\n}\n'), [])
})
