/**
 * The definitions of `.Values.…` in the templates of the corpus' charts: how many of the paths that are written in
 * actions lead to a key of values, to a default in a comment, or only to the nearest map that there is. A path that no
 * values, comment or schema knows has no definition, and counts as not found.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { diskFiles, uriOf } from '../../server/src/disk/files.ts'
import { type DefinedBy, valueDefinition } from '../../server/src/features/charts/definition.ts'
import { chartNamedAt } from '../../server/src/features/charts/named.ts'
import { subjectAt } from '../../server/src/features/subject.ts'
import { loadWorkspace } from '../../server/src/model/load.ts'
import type { Document } from '../../server/src/text/document.ts'
import { today } from '../support/memoryFiles.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/charts')
const skip = !existsSync(corpus) && 'the corpus is not here (../shared)'

/** The ends of the paths that are written in actions of a template, comments left out. */
function mentions({ text }: Document): readonly number[] {
  return [...text.matchAll(/\.Values(?:\.\w+)+/g)].flatMap((found) => {
    const open = text.lastIndexOf('{{', found.index)
    const isInside = open >= 0 && text.lastIndexOf('}}', found.index) < open
    return isInside && !/^\{\{-?\s*\/\*/.test(text.slice(open)) ? [found.index + found[0].length] : []
  })
}

const order: readonly DefinedBy[] = ['values', 'comment', 'schema', 'parent', 'nothing']

async function countsIn(chart: string): Promise<Record<DefinedBy, number>> {
  const root = uriOf(join(corpus, chart))
  const { workspace, documents } = await loadWorkspace(root, diskFiles(root), { today })
  const counts = { values: 0, comment: 0, schema: 0, parent: 0, nothing: 0 }
  for (const document of documents.values()) {
    if (document.kind !== 'helm-template') continue
    for (const offset of mentions(document)) {
      const named = chartNamedAt(document, workspace, offset)
      const by =
        named?.kind === 'value'
          ? named.subjects.map((each) => valueDefinition(workspace, each, (uri) => documents.get(uri)).by)
          : []
      const best = order.find((each) => by.includes(each)) ?? 'nothing'
      counts[best]++
      const subject = subjectAt(document, workspace, offset)
      const files = (subject?.filesFor('definition') ?? []).flatMap((uri) => documents.get(uri) ?? [])
      const targets = subject?.definitions([document, ...files]) ?? []
      assert.equal(targets.length > 0, best !== 'nothing', `${document.uri} at ${offset}`)
    }
  }
  return counts
}

test('at least 99 of 100 paths of values have a definition', { skip }, async (context) => {
  const sum = { values: 0, comment: 0, schema: 0, parent: 0, nothing: 0 }
  for (const chart of readdirSync(corpus, { withFileTypes: true })) {
    if (!chart.isDirectory()) continue
    const counts = await countsIn(chart.name)
    for (const by of order) sum[by] += counts[by]
    context.diagnostic(shown(chart.name, counts))
  }
  context.diagnostic(shown('all', sum))
  const { found, of } = total(sum)
  assert.ok(of > 4000)
  assert.ok(found / of >= 0.99, shown('all', sum))
  // Keys themselves, without the maps around them.
  assert.ok((sum.values + sum.comment + sum.schema) / of >= 0.98, shown('all', sum))
})

function total({ values, comment, schema, parent, nothing }: Record<DefinedBy, number>) {
  const found = values + comment + schema + parent
  return { found, of: found + nothing }
}

function shown(name: string, counts: Record<DefinedBy, number>): string {
  const { found, of } = total(counts)
  const { values, comment, schema, parent } = counts
  const percent = (count: number) => `${((100 * count) / of).toFixed(2)} %`
  return `${name}: of ${of} paths ${values} lead to a key, ${comment} to a comment, ${schema} to the schema (${percent(values + comment + schema)}), ${parent} to the nearest map (in sum ${percent(found)})`
}
