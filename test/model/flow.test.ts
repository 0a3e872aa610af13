/** Which values templates read, over a chart: files in, paths out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { familyAt } from '../../server/src/model/charts/family.ts'
import { type Flow, flowOf, templatesNamed } from '../../server/src/model/charts/flow.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const chart = 'apiVersion: v2\nname: app\nversion: 0.1.0\n'

async function flow(files: Readonly<Record<string, string>>): Promise<Flow> {
  const { workspace } = await loadFiles(new Map(Object.entries({ 'app/Chart.yaml': chart, ...files })))
  const family = familyAt(workspace, `${root}/app/Chart.yaml`)
  assert.ok(family)
  return flowOf(workspace, family.root)
}

const isRead = ({ isRead }: Flow, ...paths: readonly string[]) =>
  paths.filter((path) => isRead(path.split('.')))

test('through include with a dict, print of a file, and a template in values', async () => {
  const found = await flow({
    'app/values.yaml': 'a: {}\nb: "{{ .Values.fromText }}"\n',
    'app/templates/_h.tpl': '{{ define "app.x" }}{{ .part.port }}{{ tpl .ctx.Values.b .ctx }}{{ end }}',
    'app/templates/a.yaml': '{{ include "app.x" (dict "ctx" $ "part" .Values.reader) }}',
    'app/templates/b.yaml': '{{ include (print $.Template.BasePath "/c.yaml") . }}',
    'app/templates/c.yaml': '{{ .Values.c }}',
  })
  assert.deepEqual(isRead(found, 'reader.port', 'reader.other', 'b', 'fromText', 'c', 'd'), [
    'reader.port',
    'b',
    'fromText',
    'c',
  ])
  assert.deepEqual(found.keysRead(['reader']), ['port'])
})

test('a whole map reads all that is below it, a test only itself', async () => {
  const found = await flow({
    'app/templates/a.yaml':
      '{{ toYaml .Values.whole }}{{ if .Values.tested }}{{ end }}{{ range .Values.each }}{{ end }}',
  })
  assert.deepEqual(isRead(found, 'whole.a.b', 'tested', 'tested.a', 'each.0.x'), [
    'whole.a.b',
    'tested',
    'each.0.x',
  ])
})

test('what an unknown template may read is read, one that nothing defines reads nothing', async () => {
  const open = await flow({
    'app/Chart.yaml': `${chart}dependencies: [{ name: common, version: 1.0.0, repository: "oci://x" }]\n`,
    'app/templates/a.yaml': '{{ include "common.x" . }}',
  })
  assert.ok(open.isRead(['anything']))
  const closed = await flow({ 'app/templates/a.yaml': '{{ include "common.x" . }}' })
  assert.ok(!closed.isRead(['anything']))
})

test('of many alternatives none is forgotten', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `k${i}`)
  const found = await flow({
    'app/templates/a.yaml': `{{ $x := coalesce ${names.map((name) => `.Values.${name}`).join(' ')} }}{{ $x.y }}`,
  })
  assert.equal(isRead(found, ...names.map((name) => `${name}.y`)).length, 60)
})

test('a template that calls itself with more and more comes to an end', async () => {
  const found = await flow({
    'app/templates/_h.tpl':
      '{{ define "r" }}{{ include "r" (dict "ctx" .ctx.next "up" .) }}{{ .ctx.leaf }}{{ end }}',
    'app/templates/a.yaml': '{{ include "r" (dict "ctx" .Values.a) }}',
  })
  assert.ok(found.isRead(['a', 'leaf']))
  assert.ok(found.isRead(['a', 'next', 'leaf']))
})

test('globals are the root, a subchart reads below its key', async () => {
  const found = await flow({
    'app/charts/sub/Chart.yaml': chart.replace('app', 'sub'),
    'app/charts/sub/templates/a.yaml': '{{ .Values.port }}{{ .Values.global.zone }}{{ $.Values.AsMap.more }}',
    'app/templates/a.yaml': '{{ .Subcharts.sub.Values.seen }}',
  })
  assert.deepEqual(isRead(found, 'sub.port', 'global.zone', 'sub.more', 'sub.seen', 'port'), [
    'sub.port',
    'global.zone',
    'sub.more',
    'sub.seen',
  ])
})

test('a file of a name is that of its own chart', async () => {
  const { family } = await flow({
    'app/templates/a.yaml': 'a: 1',
    'app/charts/sub/Chart.yaml': chart.replace('app', 'sub'),
    'app/charts/sub/templates/a.yaml': 'b: 1',
  })
  const uris = (name: string) => templatesNamed(family, name)?.map(({ file }) => file.uri.slice(root.length))
  assert.deepEqual(uris('@@templates/a.yaml'), ['/app/templates/a.yaml'])
  assert.deepEqual(uris('@sub@templates/a.yaml'), ['/app/charts/sub/templates/a.yaml'])
  assert.equal(uris('@@templates/b.yaml'), undefined)
})
