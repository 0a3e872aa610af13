/** The graph as a Mermaid flowchart, against texts written by hand, and as JSON. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonOf } from '../../server/src/features/graph/json.ts'
import { renderMermaid } from '../../server/src/features/graph/mermaid.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { graphOfText } from '../support/graph.ts'
import { root } from '../support/memoryFiles.ts'

test('kinds of nodes have shapes, kinds of edges names and patterns', async () => {
  const graph = await graphOfText(`
discovery.docker "d" {
	host = "unix:///var/run/docker.sock"
}

loki.source.docker "s" {
	host       = "unix:///var/run/docker.sock"
	targets    = discovery.docker.d.targets
	forward_to = [loki.process.p.receiver]
}

loki.process "p" {
	forward_to = [loki.echo.e.receiver]
}

loki.echo "e" { }
`)
  // No finding belongs to this test.
  const clean = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, problems: [] })) }
  assert.equal(
    renderMermaid(clean),
    `flowchart LR
  n_discovery_docker_d{{"discovery.docker<br/>d"}}
  n_loki_source_docker_s(["loki.source.docker<br/>s"])
  n_loki_process_p["loki.process<br/>p"]
  n_loki_echo_e[("loki.echo<br/>e")]
  n_discovery_docker_d -->|targets| n_loki_source_docker_s
  n_loki_source_docker_s -->|logs| n_loki_process_p
  n_loki_process_p -->|logs| n_loki_echo_e
  linkStyle 1,2 stroke:#2f7fd3
  linkStyle 0 stroke:#6a9a26,stroke-dasharray:5 3
`,
  )
})

test('groups are subgraphs, missing components and severities are classes, and labels are safe', async () => {
  const graph = await graphOfText(`declare "end" {
	loki.echo "a\\"]; <b> #quot" { }
}
loki.process "x" {
	forward_to = [loki.write.gone.receiver]
}
`)
  const problem = {
    rule: 'a/b',
    severity: 'error',
    message: '',
    place: { uri: '', range: { start: 0, end: 0 } },
  } as const
  const nodes = graph.nodes.map((node) => ({
    ...node,
    problems: node.component === 'loki.process' ? [problem] : [],
  }))
  assert.equal(
    renderMermaid({ ...graph, groups: graph.groups.map((group) => ({ ...group, problems: [] })), nodes }),
    `flowchart LR
  n_loki_process_x["loki.process<br/>x"]
  n_loki_write_gone["loki.write<br/>gone"]
  subgraph group_declare_end["declare #34;end#34;"]
    direction LR
    n_loki_echo_a_b_quot[("loki.echo<br/>a#34;#93;#59; #60;b#62; #35;quot")]
  end
  n_loki_process_x -->|logs| n_loki_write_gone
  linkStyle 0 stroke:#2f7fd3
  classDef error stroke:#d32f2f,stroke-width:3px
  class n_loki_process_x error
  classDef missing stroke-dasharray:5 4
  class n_loki_write_gone missing
`,
  )
})

test('a text without components is a chart that says so', async () => {
  assert.equal(
    renderMermaid(await graphOfText('// nothing\n')),
    'flowchart LR\n  empty["No Alloy components"]\n',
  )
})

test('the JSON has files, lines and characters', async () => {
  const text = '\n  loki.process "p" { forward_to = [loki.echo.e.receiver] }\n'
  const graph = await graphOfText(text)
  const document = createDocument(`${root}/config.alloy`, 'alloy', text)
  const json = jsonOf(graph, { uri: root, shown: '/work' }, (uri) =>
    uri === document.uri ? document : undefined,
  )
  const [process, echo] = json.nodes
  assert.equal(json.version, 1)
  assert.deepEqual(
    { ...process, problems: [] },
    {
      kind: 'transform',
      component: 'loki.process',
      elsewhere: false,
      id: 'loki.process.p',
      group: null,
      label: 'p',
      file: 'config.alloy',
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 58 } },
      problems: [],
    },
  )
  assert.equal(echo?.kind, 'missing')
  assert.deepEqual(json.edges, [
    {
      from: 'loki.process.p',
      to: 'missing:loki.echo.e',
      kind: 'logs',
      references: [
        {
          file: 'config.alloy',
          range: { start: { line: 1, character: 35 }, end: { line: 1, character: 55 } },
          attribute: 'forward_to',
        },
      ],
    },
  ])
})
