/** The pipeline graph: what becomes a node and of which kind, which way data flows, where problems stand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describer } from '../../server/src/features/graph/describe.ts'
import { edgeLines, graphOf, graphOfText, nodeLines } from '../support/graph.ts'

const logs = `
discovery.kubernetes "pods" {
	role = "pod"
}

loki.source.kubernetes "pods" {
	targets    = discovery.kubernetes.pods.targets
	forward_to = [loki.process.app.receiver]
}

loki.process "app" {
	forward_to = [loki.write.default.receiver]
}

local.file "token" {
	filename = "/run/token"
}

loki.write "default" {
	endpoint {
		url          = "http://loki:3100/loki/api/v1/push"
		bearer_token = local.file.token.content
	}
}
`

test('components have the kinds that their exports and arguments say', async () => {
  assert.deepEqual(nodeLines(await graphOfText(logs)), [
    'discovery discovery.kubernetes.pods',
    'source loki.source.kubernetes.pods',
    'transform loki.process.app',
    'value local.file.token',
    'writer loki.write.default',
  ])
})

test('receivers are given data, targets and values are taken from', async () => {
  assert.deepEqual(edgeLines(await graphOfText(logs)), [
    'discovery.kubernetes.pods -targets-> loki.source.kubernetes.pods (targets)',
    'loki.source.kubernetes.pods -logs-> loki.process.app (forward_to)',
    'loki.process.app -logs-> loki.write.default (forward_to)',
    'local.file.token -value-> loki.write.default (endpoint.bearer_token)',
  ])
})

test('the attribute of an output tells the signal; two references of one kind are one edge', async () => {
  const graph = await graphOfText(`
tracing {
	write_to = [otelcol.exporter.otlp.tempo.input]
}

otelcol.receiver.otlp "in" {
	output {
		logs   = [otelcol.processor.batch.b.input]
		traces = [otelcol.processor.batch.b.input, otelcol.exporter.otlp.tempo.input]
	}
}

otelcol.processor.batch "b" {
	output {
		logs = [otelcol.exporter.loki.l.input]
	}
}

otelcol.exporter.loki "l" {
	forward_to = [loki.write.x.receiver, loki.write.x.receiver]
}

prometheus.scrape "m" {
	targets    = concat([{__address__ = "a:1"}], prometheus.exporter.self.s.targets)
	forward_to = [otelcol.receiver.prometheus.p.receiver]
}

prometheus.exporter.self "s" { }

otelcol.receiver.prometheus "p" {
	output {
		metrics = [otelcol.exporter.otlp.tempo.input]
	}
}

pyroscope.scrape "p" {
	targets    = []
	forward_to = [pyroscope.write.p.receiver]
}

pyroscope.write "p" { }

otelcol.exporter.otlp "tempo" { }

loki.write "x" { }
`)
  assert.deepEqual(edgeLines(graph), [
    'tracing -traces-> otelcol.exporter.otlp.tempo (write_to)',
    'otelcol.receiver.otlp.in -logs-> otelcol.processor.batch.b (output.logs)',
    'otelcol.receiver.otlp.in -traces-> otelcol.processor.batch.b (output.traces)',
    'otelcol.receiver.otlp.in -traces-> otelcol.exporter.otlp.tempo (output.traces)',
    'otelcol.processor.batch.b -logs-> otelcol.exporter.loki.l (output.logs)',
    'otelcol.exporter.loki.l -logs-> loki.write.x (forward_to, forward_to)',
    'prometheus.exporter.self.s -targets-> prometheus.scrape.m (targets)',
    'prometheus.scrape.m -metrics-> otelcol.receiver.prometheus.p (forward_to)',
    'otelcol.receiver.prometheus.p -metrics-> otelcol.exporter.otlp.tempo (output.metrics)',
    'pyroscope.scrape.p -profiles-> pyroscope.write.p (forward_to)',
  ])
})

test('what is not there is a node of its own; functions and constants are none', async () => {
  const graph = await graphOfText(`
loki.source.file "a" {
	targets    = [{__path__ = sys.env("HOME") + constants.hostname}]
	forward_to = [loki.write.defualt.receiver, lokki.write.default.receiver]
}

loki.write "default" { }
`)
  assert.deepEqual(nodeLines(graph), [
    'source loki.source.file.a',
    'writer loki.write.default',
    'missing loki.write.defualt',
    'missing lokki.write.default',
  ])
  assert.deepEqual(edgeLines(graph), [
    'loki.source.file.a -logs-> missing:loki.write.defualt (forward_to)',
    'loki.source.file.a -logs-> missing:lokki.write.default (forward_to)',
  ])
})

test('a declare is a group whose arguments and exports are its ends; its instances are modules', async () => {
  const graph = await graphOfText(`
declare "collect" {
	argument "forward_to" { }

	loki.process "p" {
		forward_to = argument.forward_to.value
	}

	export "receiver" {
		value = loki.process.p.receiver
	}
}

import.file "shared" {
	filename = "shared.alloy"
}

collect "nginx" {
	forward_to = [loki.write.x.receiver]
}

shared.filter "f" {
	forward_to = [collect.nginx.receiver]
}

loki.source.file "f" {
	targets    = []
	forward_to = [collect.nginx.receiver, shared.filter.f.receiver]
}

loki.write "x" { }
`)
  assert.deepEqual(
    graph.groups.map(({ id, kind }) => `${kind} ${id}`),
    ['declare declare.collect'],
  )
  assert.deepEqual(nodeLines(graph), [
    'argument argument.forward_to in declare.collect',
    'transform loki.process.p in declare.collect',
    'export export.receiver in declare.collect',
    'import import.file.shared',
    'module collect.nginx',
    'module shared.filter.f',
    'source loki.source.file.f',
    'writer loki.write.x',
  ])
  assert.deepEqual(edgeLines(graph), [
    'declare.collect/loki.process.p -logs-> declare.collect/argument.forward_to (forward_to)',
    'declare.collect/export.receiver -logs-> declare.collect/loki.process.p (value)',
    'collect.nginx -logs-> loki.write.x (forward_to)',
    'shared.filter.f -logs-> collect.nginx (forward_to)',
    'loki.source.file.f -logs-> collect.nginx (forward_to)',
    'loki.source.file.f -logs-> shared.filter.f (forward_to)',
  ])
})

test('a foreach sees what is around it, and its header gives out the elements', async () => {
  const graph = await graphOfText(`
discovery.docker "d" {
	host = "unix:///var/run/docker.sock"
}

foreach "redis" {
	collection = discovery.docker.d.targets
	var        = "each"

	template {
		prometheus.exporter.redis "r" {
			redis_addr = each["__address__"]
		}

		prometheus.scrape "s" {
			targets    = prometheus.exporter.redis.r.targets
			forward_to = [prometheus.remote_write.w.receiver]
		}
	}
}

prometheus.remote_write "w" { }
`)
  assert.deepEqual(edgeLines(graph), [
    'discovery.docker.d -targets-> foreach.redis/foreach.redis (collection)',
    'foreach.redis/foreach.redis -targets-> foreach.redis/prometheus.exporter.redis.r (redis_addr)',
    'foreach.redis/prometheus.exporter.redis.r -targets-> foreach.redis/prometheus.scrape.s (targets)',
    'foreach.redis/prometheus.scrape.s -metrics-> prometheus.remote_write.w (forward_to)',
  ])
})

test('declares that hand out each other in a circle end, and a component may feed itself', async () => {
  const graph = await graphOfText(`
declare "a" {
	b "x" { }
	export "out" { value = b.x.out }
}

declare "b" {
	a "x" { }
	export "out" { value = a.x.out }
}

a "top" { }

loki.process "p" {
	forward_to = [loki.process.p.receiver]
	stage.labels { values = { x = a.top.out } }
}
`)
  assert.ok(edgeLines(graph).includes('loki.process.p -logs-> loki.process.p (forward_to)'))
  assert.ok(edgeLines(graph).includes('a.top -value-> loki.process.p (stage.labels.values)'))
})

test('a folder is one configuration; of a single file the others of its folder are elsewhere', async () => {
  const files = {
    'alloy/a.alloy': 'loki.source.api "in" {\n\tforward_to = [loki.write.out.receiver]\n}\n',
    'alloy/b.alloy':
      'loki.write "out" {\n\tendpoint {\n\t\turl = "http://loki:3100/loki/api/v1/push"\n\t}\n}\n',
    'alloy/below/c.alloy': 'loki.write "below" { }\n',
  }
  const whole = await graphOf(files, 'alloy/')
  assert.deepEqual(nodeLines(whole), ['source loki.source.api.in', 'writer loki.write.out'])
  assert.deepEqual(edgeLines(whole), ['loki.source.api.in -logs-> loki.write.out (forward_to)'])
  const one = await graphOf(files, 'alloy/a.alloy')
  assert.deepEqual(nodeLines(one), ['source loki.source.api.in', 'writer loki.write.out elsewhere'])
  assert.match(one.nodes[1]?.place.uri ?? '', /b\.alloy$/)
})

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  one.alloy: |
    loki.source.api "in" {
      forward_to = [loki.write.out.receiver]
    }
    loki.write "out" { }
  two.alloy: |
    loki.write "out" { }
`

test('each Alloy text in a manifest is a group, with places in the manifest', async () => {
  const graph = await graphOf({ 'map.yaml': configMap }, 'map.yaml')
  assert.deepEqual(nodeLines(graph), [
    'source loki.source.api.in in data.one.alloy',
    'writer loki.write.out in data.one.alloy',
    'writer loki.write.out in data.two.alloy',
  ])
  const [node] = graph.nodes
  assert.equal(configMap.slice(node?.head.range.start, node?.head.range.end), 'loki.source.api "in"')
})

test('labels and references made by a template are left alone', async () => {
  const graph = await graphOf(
    {
      'Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
      'templates/map.yaml': configMap.replace(
        'loki.write.out.receiver',
        'loki.write.{{ .Values.w }}.receiver',
      ),
    },
    'templates/map.yaml',
  )
  assert.deepEqual(edgeLines(graph), [])
  assert.ok(!nodeLines(graph).some((line) => line.startsWith('missing')))
})

test('a finding stands on the innermost node around it', async () => {
  const graph = await graphOfText(`
declare "d" {
	loki.process "p" {
		forward_to = [loki.write.x.receiver]

		stage.match {
			selector = env("A")
		}
	}
}

loki.write "y" {
	endpoint {
		url = env("B")
	}
}
`)
  const with_ = (rule: string) =>
    graph.nodes
      .filter(({ problems }) => problems.some((problem) => problem.rule === rule))
      .map(({ id }) => id)
  assert.deepEqual(with_('alloy/deprecated-function'), ['declare.d/loki.process.p', 'loki.write.y'])
  assert.ok(
    graph.groups.every(({ problems }) => !problems.some(({ rule }) => rule === 'alloy/deprecated-function')),
  )
})

test('a node is told in words: name, kind, what goes in and out, problems', async () => {
  const graph = await graphOfText(logs)
  const describe = describer(graph)
  const [, source, , , writer] = graph.nodes
  assert.ok(source && writer)
  assert.equal(
    describe(source),
    'loki.source.kubernetes.pods, source. From discovery.kubernetes.pods (targets). To loki.process.app (logs).',
  )
  assert.match(
    describe(writer),
    /^loki\.write\.default, writer\. From loki\.process\.app \(logs\), local\.file\.token \(values\)\. \w+: /,
  )
})
