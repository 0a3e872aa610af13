/**
 * Keys of the corpus' charts are given other names, one at a time, and `helm template` prints the same before and
 * after: with the chart's own values and with those that it is tested with. `HELM` names another helm.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { diskFiles, uriOf } from '../../server/src/disk/files.ts'
import { subjectAt } from '../../server/src/features/subject.ts'
import type { ValuesNode } from '../../server/src/model/charts/valuesTree.ts'
import { loadWorkspace } from '../../server/src/model/load.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { today } from '../support/memoryFiles.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/charts')
const helm = process.env.HELM ?? 'helm'
const noHelm = spawnSync(helm, ['version']).status !== 0 && 'no helm is installed (HELM names another one)'
const skip = existsSync(corpus) ? noHelm : 'the corpus is not here (../shared)'

/** So many keys of each chart are renamed. */
const perChart = 6

/** A copy of a chart that helm renders: dependencies that are not there are left out. */
function copyOf(chart: string, folder: string): string {
  const path = join(folder, chart)
  cpSync(join(corpus, chart, 'chart'), path, { recursive: true })
  const file = join(path, 'Chart.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^dependencies:\n(?:[ -].*\n?)*/m, ''))
  return path
}

/** What helm prints, without what depends on the text of templates: checksums, and the places of errors. */
function rendered(path: string): readonly string[] {
  const tried = existsSync(join(path, 'ci'))
    ? readdirSync(join(path, 'ci')).filter((name) => name.endsWith('-values.yaml'))
    : []
  return [undefined, ...tried.slice(0, 2)].map((values) => {
    const more = values === undefined ? [] : ['-f', join(path, 'ci', values)]
    const args = ['template', 'x', path, '--kube-version', '1.34.0', ...more]
    const run = spawnSync(helm, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
    return run.status === 0 ? run.stdout.replace(/(checksum\/[\w-]+): \w+/g, '$1') : 'helm refuses it'
  })
}

/** Where the keys of maps stand. */
function keysIn(node: ValuesNode | undefined): readonly number[] {
  if (node?.kind === 'list') return node.items.flatMap(keysIn)
  return node?.kind === 'map'
    ? node.entries.flatMap(({ place, value }) => [place.range.start, ...keysIn(value)])
    : []
}

async function checkChart(path: string): Promise<{ renamed: number; refused: number }> {
  const root = uriOf(path)
  const { workspace, documents } = await loadWorkspace(root, diskFiles(root), { today })
  const values = documents.get(`${root}/values.yaml`)
  assert.ok(values)
  const keys = keysIn(workspace.files.get(values.uri)?.facts.values[0]?.tree)
  const before = rendered(path)
  let [renamed, refused] = [0, 0]
  // All over the file, the same ones each time.
  for (let i = 0; renamed < perChart && i < keys.length; i++) {
    const offset = (keys[(i * 89) % keys.length] ?? 0) + 1
    const subject = subjectAt(values, workspace, offset)
    const name = subject?.renamable?.name
    if (!subject || name === undefined) continue
    const uris = new Set([values.uri, ...subject.filesFor('rename')])
    const files = [...uris].flatMap((uri) => documents.get(uri) ?? [])
    const result = subject.rename(`${name}Renamed`, files)
    if ('refused' in result) {
      refused++
      continue
    }
    const edited = files.filter(({ uri }) => result.edits.some((edit) => edit.uri === uri))
    for (const { uri, text } of edited)
      writeFileSync(
        fileURLToPath(uri),
        applyEdits(
          text,
          result.edits.filter((edit) => edit.uri === uri),
        ),
      )
    assert.deepEqual(rendered(path), before, `${name} of ${path}`)
    for (const { uri, text } of edited) writeFileSync(fileURLToPath(uri), text)
    renamed++
  }
  return { renamed, refused }
}

test('helm prints the same after a key has another name', { skip }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'logkeel-values-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  let sum = 0
  for (const { name } of readdirSync(corpus, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    const { renamed, refused } = await checkChart(copyOf(name, folder))
    context.diagnostic(`${name}: ${renamed} keys renamed, ${refused} refused`)
    sum += renamed
  }
  assert.ok(sum >= 30)
})
