/** The drawing: well formed, nothing over something else, everything told without colour, whatever the labels are. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Graph } from '../../server/src/features/graph/graph.ts'
import { type Box, type Layout, layoutOf } from '../../server/src/features/graph/layout.ts'
import type { Point } from '../../server/src/features/graph/route.ts'
import { renderInner, renderLegend, renderSvg } from '../../server/src/features/graph/svg.ts'
import { edgeStyles } from '../../server/src/features/graph/svgStyle.ts'
import { fitted, textWidth } from '../../server/src/features/graph/textWidth.ts'
import { graphOfText } from '../support/graph.ts'
import { type Element, elementsIn, readXml } from '../support/xml.ts'

async function drawn(text: string) {
  const graph = await graphOfText(text)
  const layout = await layoutOf(graph)
  const root = readXml(renderSvg(graph, layout, 'config.alloy'))
  return { graph, layout, root, all: elementsIn(root) }
}

const has = (name: string) => (element: Element) => element.attributes.class?.split(' ').includes(name)
const titleOf = (element: Element | undefined) =>
  element?.children.find(({ name }) => name === 'title')?.text ?? ''

const pipelines = `
discovery.kubernetes "pods" { role = "pod" }
prometheus.exporter.unix "host" { }
prometheus.scrape "s" {
	targets    = concat(discovery.kubernetes.pods.targets, prometheus.exporter.unix.host.targets)
	forward_to = [prometheus.relabel.a.receiver, prometheus.remote_write.w.receiver]
}
prometheus.relabel "a" { forward_to = [prometheus.relabel.b.receiver] }
prometheus.relabel "b" { forward_to = [prometheus.remote_write.w.receiver] }
prometheus.remote_write "w" {
	endpoint {
		url = "http://mimir/api/v1/push"
		bearer_token = local.file.t.content
	}
}
local.file "t" { filename = "/t" }
loki.source.api "in" { forward_to = [loki.write.out.receiver] }
loki.write "out" { }
logging { }
http { }
declare "d" {
	argument "a" { }
	loki.echo "e" { }
}
foreach "f" {
	collection = discovery.kubernetes.pods.targets
	var = "each"
	template {
		prometheus.scrape "t" {
			targets = [each]
			forward_to = [prometheus.remote_write.w.receiver]
		}
	}
}
`

test('a picture has a title, a description and a legend of what is in it', async () => {
  const { root, all } = await drawn(pipelines)
  assert.equal(root.attributes.role, 'img')
  const byId = (id: string) => all.find(({ attributes }) => attributes.id === id)
  const [title, description] = (root.attributes['aria-labelledby'] ?? '').split(' ').map(byId)
  assert.equal(title?.text, 'config.alloy')
  assert.match(description?.text ?? '', /loki\.source\.api\.in gives logs to loki\.write\.out\./)
  const legend = all.find(has('legend'))
  assert.deepEqual(
    legend?.children.map((item) => elementsIn(item).find(({ name }) => name === 'text')?.text),
    ['logs', 'metrics', 'targets', 'values'],
  )
})

test('kinds of edges differ in pattern or in their end, not in colour alone', () => {
  const looks = Object.values(edgeStyles).map(({ dashes, head }) => `${dashes} ${head}`)
  assert.equal(new Set(looks).size, looks.length)
})

test('every edge and node is drawn with its kind', async () => {
  const { graph, all } = await drawn(pipelines)
  const edges = all.filter(({ attributes }) => attributes['data-from'] !== undefined)
  assert.deepEqual(
    edges.map(({ attributes }) => `${attributes['data-from']} ${attributes.class} ${attributes['data-to']}`),
    graph.edges.map(({ from, to, kind }) => `${from} edge ${kind} ${to}`),
  )
  const nodes = all.filter(has('node'))
  assert.deepEqual(
    nodes.map(({ attributes }) => attributes['data-id']),
    graph.nodes.map(({ id }) => id),
  )
})

test('sources stand left, writers right, and each edge goes to the right', async () => {
  const { graph, layout } = await drawn(pipelines)
  const left = (id: string) => layout.nodes.get(id)?.x ?? Number.NaN
  assert.equal(left('prometheus.exporter.unix.host'), left('discovery.kubernetes.pods'))
  const last = left('prometheus.remote_write.w')
  for (const id of ['prometheus.relabel.b', 'foreach.f/prometheus.scrape.t', 'local.file.t'])
    assert.ok(left(id) < last)
  for (const { from, to } of graph.edges) assert.ok(left(from) < left(to), `${from} stands left of ${to}`)
})

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** What stands over something that it does not belong to. */
function collisions(graph: Graph, layout: Layout): readonly string[] {
  const boxes = [...layout.nodes]
  const nodes = boxes.flatMap(([id, box], i) =>
    boxes.slice(i + 1).flatMap(([other, second]) => (overlap(box, second) ? [`${id} is over ${other}`] : [])),
  )
  const parents = new Map([...graph.groups, ...graph.nodes].map(({ id, group }) => [id, group]))
  const isIn = (id: string, group: string): boolean => {
    for (let at = parents.get(id); at !== undefined; at = parents.get(at)) if (at === group) return true
    return false
  }
  const groups = [...layout.groups].flatMap(([group, frame]) =>
    boxes.flatMap(([id, box]) =>
      overlap(frame, box) === isIn(id, group) ? [] : [`${id} and the group ${group}`],
    ),
  )
  const edges = graph.edges.flatMap(({ from, to }, i) =>
    boxes.flatMap(([id, box]) => {
      if (id === from || id === to) return []
      return samples(layout.routes[i]?.points ?? []).some((point) => isInside(point, box))
        ? [`the edge from ${from} to ${to} runs over ${id}`]
        : []
    }),
  )
  return [...nodes, ...groups, ...edges]
}

function isInside({ x, y }: Point, box: Box): boolean {
  return x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1
}

/** Points of the curve that is drawn through some points, level in each. */
function samples(points: readonly Point[]): readonly Point[] {
  return points.slice(1).flatMap((end, i) => {
    const start = points[i] ?? end
    const bend = (end.x - start.x) / 2
    return Array.from({ length: 20 }, (_, step) => {
      const u = step / 20
      const mix = (a: number, b: number, c: number, d: number) =>
        (1 - u) ** 3 * a + 3 * (1 - u) ** 2 * u * b + 3 * (1 - u) * u ** 2 * c + u ** 3 * d
      return {
        x: mix(start.x, start.x + bend, end.x - bend, end.x),
        y: mix(start.y, start.y, end.y, end.y),
      }
    })
  })
}

test('no box stands over another, no edge runs over a box', async () => {
  const { graph, layout } = await drawn(pipelines)
  assert.deepEqual(collisions(graph, layout), [])
})

const corpus = join(import.meta.dirname, '../../../shared/corpus/alloy')
const real = globSync('**/*.alloy', { cwd: corpus }).sort()

test('neither do they in real files', { skip: real.length === 0 && `${corpus} is absent` }, async () => {
  // A sample: the whole corpus takes seconds.
  for (const file of real.filter((_, i) => i % 5 === 0)) {
    const { graph, layout } = await drawn(readFileSync(join(corpus, file), 'utf8'))
    assert.deepEqual(collisions(graph, layout), [], file)
  }
})

test('the same text gives the same picture', async () => {
  const pictures = await Promise.all(
    [1, 2].map(async () => {
      const graph = await graphOfText(pipelines)
      return renderSvg(graph, await layoutOf(graph), 'a')
    }),
  )
  assert.equal(pictures[0], pictures[1])
})

test('labels of any text are escaped, shortened in the box and whole in its title', async () => {
  const long = 'a_label_that_is_much_too_long_for_any_box_that_one_would_like_to_look_at'
  const { all } = await drawn(
    `loki.echo "<b>&\\"'" { }\nloki.echo "${long}" { }\nloki.echo "수집기" { }\nloki.echo "a\\u0007b" { }\n`,
  )
  const nodes = all.filter(has('node'))
  assert.deepEqual(
    nodes.map((node) => node.children.find(has('large'))?.text.replace(/^(a_label).*….*(_at)$/, '$1…$2')),
    [`<b>&"'`, 'a_label…_at', '수집기', 'a\ufffdb'],
  )
  assert.ok(titleOf(nodes[1]).includes(long))
})

test('the text of a shortened label is as wide as is asked for at most', () => {
  for (const text of [
    'loki.source.kubernetes_events',
    '한국어 로그 수집기 한국어 로그',
    '🙂🙂🙂🙂🙂🙂🙂🙂',
    'WWWWWWWWWWWWWWWWWW',
  ]) {
    const short = fitted(text, 13, 90)
    assert.ok(short.includes('…') && textWidth(short, 13) <= 90, short)
    assert.equal(fitted(text, 13, 1000), text)
  }
})

test('problems are badges with a sign of their severity and their number', async () => {
  const { all, graph } = await drawn(
    'loki.write "w" {\n\tendpoint {\n\t\turl = env("A") + env("B")\n\t}\n}\n',
  )
  const count = graph.nodes[0]?.problems.length ?? 0
  assert.ok(count >= 2)
  const badge = all.find(has('badge'))
  assert.equal(badge?.children.find(({ name }) => name === 'text')?.text, String(count))
  assert.ok(badge?.children.some(has('sign')))
})

test('a file without components says so', async () => {
  const { root, all } = await drawn('// nothing yet\n')
  assert.ok(all.some(({ name, text }) => name === 'text' && text === 'There are no Alloy components here.'))
  assert.ok(Number(root.attributes.width) > 200)
})

test('cycles are drawn, and what leads back goes to the left', async () => {
  const { graph, layout } = await drawn(
    'loki.process "a" { forward_to = [loki.process.b.receiver, loki.process.a.receiver] }\nloki.process "b" { forward_to = [loki.process.a.receiver] }\n',
  )
  const ways = graph.edges.map(({ from, to }, i) => {
    const route = layout.routes[i]
    return `${from} ${to} ${route?.loop ? 'loop' : route?.direction}`
  })
  assert.deepEqual(ways, [
    'loki.process.a loki.process.b 1',
    'loki.process.a loki.process.a loop',
    'loki.process.b loki.process.a -1',
  ])
})

test('five hundred components, each of which feeds two others, are laid out', async () => {
  const one = (i: number) =>
    `loki.process "p${i}" { forward_to = [loki.process.p${i + 1 + ((i * 7) % 5)}.receiver, loki.process.p${i + 2}.receiver] }\n`
  const { layout, graph } = await drawn(Array.from({ length: 500 }, (_, i) => one(i)).join(''))
  assert.equal(layout.nodes.size, graph.nodes.length)
  const boxes = [...layout.nodes.values()]
  assert.ok(boxes.every((box, i) => boxes.slice(i + 1).every((other) => !overlap(box, other))))
})

test('the drawing for a page brings no colours and no style of its own', async () => {
  const graph = await graphOfText(pipelines)
  const layout = await layoutOf(graph)
  for (const text of [renderInner(graph, layout), renderLegend(graph)]) {
    readXml(text)
    assert.doesNotMatch(text, /<style|style="|#[0-9a-f]{6}\b/)
  }
})
