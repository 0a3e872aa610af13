/** Calls of template functions against what Helm printed for them (`helmFunctions.json`): the same, refused, or unknown. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { manifestsOfRelease } from '../../server/src/model/charts/expand/expand.ts'
import { familyAt } from '../../server/src/model/charts/family.ts'
import { releasesOf } from '../../server/src/model/charts/releases.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

interface Recorded {
  readonly values: string
  /** A template, and what Helm prints for it; null where it refuses it. */
  readonly calls: readonly (readonly [template: string, printed: string | null])[]
}

// The file is of this form.
const { values, calls } = JSON.parse(
  readFileSync(new URL('helmFunctions.json', import.meta.url), 'utf8'),
) as Recorded

const application =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: rel}\nspec: {source: {path: chart}, destination: {namespace: monitoring}}\n'

test('functions give what Helm gives, or nothing that is known', async () => {
  const files = new Map([
    ['apps/rel.yaml', application],
    ['chart/Chart.yaml', 'apiVersion: v2\nname: fnc\nversion: 1.2.3\n'],
    ['chart/values.yaml', values],
    ...calls.map(([template], i) => [`chart/templates/${i}.yaml`, template] as const),
  ])
  const { workspace } = await loadFiles(files)
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  assert.ok(family)
  const found = manifestsOfRelease(workspace, family, releasesOf(workspace, family)[0])
  const byName = new Map(found.map((expansion) => [expansion.name, expansion]))
  const wrong: string[] = []
  let open = 0
  for (const [i, [template, printed]] of calls.entries()) {
    const { joined, failure } = byName.get(`fnc/templates/${i}.yaml`) ?? {}
    if (joined && joined.masked.holes.length > 0) open++
    else if ((failure ? null : (joined?.text ?? '')) !== printed && (failure || printed?.trim() !== ''))
      wrong.push(`${template}: ${failure?.message ?? joined?.text}, Helm: ${printed}`)
  }
  assert.deepEqual(wrong, [])
  assert.ok(calls.length > 500)
  assert.ok(open / calls.length < 0.09)
})
