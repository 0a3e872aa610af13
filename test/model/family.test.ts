/** A chart with its subcharts: which are there, which are missing, who takes whom in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Family, familiesWith, familyAt } from '../../server/src/model/charts/family.ts'
import { chartOf } from '../../server/src/model/charts/values.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const yaml = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`

async function load(files: Readonly<Record<string, string>>) {
  return (await loadFiles(new Map(Object.entries(files)))).workspace
}

const members = ({ members }: Family) => members.map(({ path, chart }) => `${path.join('.')}=${chart.name}`)

test('subcharts in charts, by alias, by path, twice', async () => {
  const workspace = await load({
    'app/Chart.yaml': yaml(
      'app',
      'dependencies:\n- { name: store, alias: db, version: 1 }\n- { name: store, version: 1 }\n- { name: near, version: 1, repository: "file://../near" }\n- { name: far, version: 1, repository: "https://x" }\n',
    ),
    'app/charts/store/Chart.yaml': yaml('store'),
    'app/charts/extra/Chart.yaml': yaml('extra'),
    'near/Chart.yaml': yaml('near'),
  })
  const family = familyAt(workspace, `${root}/app/charts/store/values.yaml`)
  assert.ok(family)
  assert.deepEqual(members(family), ['=app', 'db=store', 'store=store', 'near=near', 'extra=extra'])
  assert.deepEqual(
    family.missing.map(({ dependency }) => dependency.name),
    ['far'],
  )
  assert.ok(family.open && !family.vague)
  const near = chartOf(workspace, `${root}/near/Chart.yaml`)
  assert.ok(near)
  assert.deepEqual(
    familiesWith(workspace, near)
      .map((each) => each.root.name)
      .sort(),
    ['app', 'near'],
  )
})

test('a library is open by itself, and closed where it is vendored', async () => {
  const workspace = await load({
    'lib/Chart.yaml': yaml('lib', 'type: library\n'),
    'app/Chart.yaml': yaml('app', 'dependencies: [{ name: lib, version: 1, repository: "file://../lib" }]\n'),
    'old/Chart.yaml': 'apiVersion: v1\nname: old\nversion: 0.1.0\n',
    'older/Chart.yaml': 'apiVersion: v1\nname: older\nversion: 0.1.0\n',
    'older/requirements.yaml': 'dependencies: []\n',
  })
  const isOpen = (name: string) => familyAt(workspace, `${root}/${name}/Chart.yaml`)?.open
  assert.deepEqual(['lib', 'app', 'old', 'older'].map(isOpen), [true, false, false, true])
})

test('charts that take each other in end', async () => {
  const dependency = (name: string) =>
    `dependencies: [{ name: ${name}, version: 1, repository: "file://../${name}" }]\n`
  const workspace = await load({
    'a/Chart.yaml': yaml('a', dependency('b')),
    'b/Chart.yaml': yaml('b', dependency('a')),
  })
  const family = familyAt(workspace, `${root}/a/Chart.yaml`)
  assert.deepEqual(family && members(family), ['=a', 'b=b'])
})
