/**
 * Charts that are copies: what lies in another chart's `charts` and is said by that one's `Chart.yaml` to come from a
 * repository is written anew with each update of the dependencies.
 */
import type { Chart } from '../../model/charts/charts.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { get, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { folderOf, nameOf } from '../../text/uri.ts'

/**
 * The repository that a chart is a copy from; nothing where it is kept in place.
 * @param files with the `Chart.yaml` of the charts around it
 */
export function copiedFrom(chart: Chart, files: ReadonlyMap<string, Document>): string | undefined {
  for (let folder = chart.folder, name = chart.name; nameOf(folderOf(folder)) === 'charts'; ) {
    const around = folderOf(folderOf(folder))
    const repository = repositoryOf(files.get(`${around}/Chart.yaml`), name ?? nameOf(folder))
    if (repository !== undefined) return repository
    folder = around
    name = undefined
  }
  return undefined
}

function repositoryOf(file: Document | undefined, name: string): string | undefined {
  const items = file && sequenceOf(get(yamlTree(file).documents[0]?.root, ['dependencies']))?.items
  const found = items?.find((item) => textOf(get(item, ['name'])) === name)
  const repository = textOf(get(found, ['repository']))
  return repository !== undefined &&
    /^(?:[a-z][a-z+]*:\/\/|@|alias:)/.test(repository) &&
    !repository.startsWith('file:')
    ? repository
    : undefined
}
