/**
 * `logkeel graph`: an Alloy configuration's components and what flows between them, as a Mermaid flowchart, as SVG or
 * as JSON. A folder is one configuration, as it is for Alloy; of a file with several Alloy texts in it each is drawn in
 * a frame of its own.
 */
import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathOfUri, readText, uriOf } from '../../disk/files.ts'
import { buildGraph, type Configuration } from '../../features/graph/build.ts'
import { configurationOfFolder, configurationsOf } from '../../features/graph/configurations.ts'
import type { Graph } from '../../features/graph/graph.ts'
import { jsonOf } from '../../features/graph/json.ts'
import { layoutOf } from '../../features/graph/layout.ts'
import { renderMermaid } from '../../features/graph/mermaid.ts'
import { renderSvg } from '../../features/graph/svg.ts'
import { workspaceOf } from '../../model/load.ts'
import { noSettings } from '../../model/settings.ts'
import { checkNow } from '../../rules/run.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { createDocument, hostOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { folderOf } from '../../text/uri.ts'
import { oneOf, readArgs } from '../args.ts'
import { loadTarget, type Target } from '../load.ts'
import { errorLine, progressLine } from '../terminal.ts'
import { sayUnreadable } from '../unreadable.ts'
import { UsageError } from '../usage.ts'

const formats = ['mermaid', 'svg', 'json'] as const

/**
 * Runs the command. Exit code: 0, 1 where a text has a fault of syntax (what can be read is drawn), 2 for one that
 * could not be read or holds no Alloy.
 */
export async function graph(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { format: { type: 'string', default: 'mermaid' } })
  const format = oneOf('format', values.format, formats)
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0)
    throw new UsageError('graph takes one file or one folder, or - for standard input.')
  const target = await load(path)
  const unread = sayUnreadable(target)
  if (unread !== 0) return unread
  const configurations = configurationsAt(path, target)
  if (configurations.length === 0) {
    errorLine(`${path}: ${t('there is no Alloy configuration here')}`)
    return 2
  }
  const drawn = graphOf(configurations, target)
  process.stdout.write(
    await written(drawn, format, path === '-' ? t('standard input') : basename(resolve(path)), target),
  )
  return sayFaults(configurations)
}

/** What is drawn: a workspace with the text of standard input alone, else that of the file or folder. */
async function load(path: string): Promise<Target> {
  if (path === '-') return alone(uriOf('stdin.alloy'), readFileSync(0, 'utf8'))
  const progress = progressLine()
  const target = await loadTarget([path], { progress })
  progress.end()
  return target
}

function alone(uri: string, text: string): Target {
  const documents = new Map([[uri, createDocument(uri, 'alloy', text)]])
  const root = folderOf(uri)
  const workspace = workspaceOf(root, noSettings, documents, { today: new Date().toISOString().slice(0, 10) })
  return { workspace, documents, root, asked: [uri], nested: [], notText: [], unreadable: [] }
}

function configurationsAt(path: string, target: Target): readonly Configuration[] {
  if (path === '-') return [...target.documents.values()].flatMap(configurationsOf)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const found = configurationOfFolder(uriOf(path), target.documents.values())
    return found ? [found] : []
  }
  const document = target.documents.get(uriOf(path))
  if (document && document.kind !== 'text') return configurationsOf(document)
  // A file that is named is taken for Alloy, whatever its name, as `logkeel fmt` does.
  const read = readText(path)
  return read.kind === 'text' ? configurationsOf(createDocument(uriOf(path), 'alloy', read.text)) : []
}

function graphOf(configurations: readonly Configuration[], { workspace }: Target): Graph {
  const files = new Set(configurations.flatMap(({ documents }) => documents.map(hostOf)))
  const findings = [...files].flatMap((file) => checkNow(file, workspace).findings)
  return buildGraph(configurations, workspace, findings)
}

async function written(
  drawn: Graph,
  format: (typeof formats)[number],
  title: string,
  { root, documents }: Target,
): Promise<string> {
  if (format === 'mermaid') return renderMermaid(drawn)
  if (format === 'svg') return renderSvg(drawn, await layoutOf(drawn), title)
  return `${JSON.stringify(
    jsonOf(drawn, { uri: root, shown: pathOfUri(root) }, (uri) => documents.get(uri)),
    null,
    2,
  )}\n`
}

function sayFaults(configurations: readonly Configuration[]): 0 | 1 {
  const faulty = configurations.flatMap(({ documents }) =>
    documents.filter((document) => alloyTree(document).issues.length > 0),
  )
  for (const { uri } of faulty)
    errorLine(
      t('{file} has faults of syntax: what could be read is drawn. `logkeel lint` names them.', {
        file: decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)),
      }),
    )
  return faulty.length > 0 ? 1 : 0
}
