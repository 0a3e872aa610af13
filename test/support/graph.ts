/** Graphs for tests: from files in memory, and as lines of text that a test can hold against what it expects. */
import assert from 'node:assert/strict'
import { buildGraph } from '../../server/src/features/graph/build.ts'
import { configurationOfFolder, configurationsOf } from '../../server/src/features/graph/configurations.ts'
import { type Graph, nameOfNode } from '../../server/src/features/graph/graph.ts'
import { checkNow } from '../../server/src/rules/run.ts'
import { loadFiles, root } from './memoryFiles.ts'

/** The graph of a file of a workspace, with the findings of all rules; of a folder where `open` ends with a slash. */
export async function graphOf(files: Readonly<Record<string, string>>, open: string): Promise<Graph> {
  const { workspace, documents } = await loadFiles(new Map(Object.entries(files)))
  if (open.endsWith('/')) {
    const folder = configurationOfFolder(`${root}/${open}`.replace(/\/+$/, ''), documents.values())
    assert.ok(folder, `${open} holds Alloy files`)
    const findings = folder.documents.flatMap((one) => checkNow(one, workspace).findings)
    return buildGraph([folder], workspace, findings)
  }
  const document = documents.get(`${root}/${open}`)
  assert.ok(document, `${open} is in the workspace`)
  return buildGraph(configurationsOf(document), workspace, checkNow(document, workspace).findings)
}

/** The graph of one Alloy text. */
export function graphOfText(text: string): Promise<Graph> {
  return graphOf({ 'config.alloy': text }, 'config.alloy')
}

/** A line for each node: its kind, its name, its group, its worst problems. */
export function nodeLines({ nodes }: Graph): readonly string[] {
  return nodes.map((node) => {
    const marks = [node.group === undefined ? '' : ` in ${node.group}`, node.elsewhere ? ' elsewhere' : '']
    return `${node.kind} ${nameOfNode(node)}${marks.join('')}`
  })
}

/** A line for each edge: `from -kind-> to (attributes)`. */
export function edgeLines({ edges }: Graph): readonly string[] {
  return edges.map(({ from, to, kind, places }) => {
    return `${from} -${kind}-> ${to} (${places.map(({ attribute }) => attribute).join(', ')})`
  })
}
