/** The configurations that the pipeline view is tried on, and the one that the README shows it with. */

/** A chain of five columns, with a misspelt reference. */
export const config = `// Logs of all pods, metrics of the hosts, and what applications send by OTLP.
discovery.kubernetes "pods" {
	role = "pod"
}

discovery.relabel "pods" {
	targets = discovery.kubernetes.pods.targets
}

loki.source.kubernetes "pods" {
	targets    = discovery.relabel.pods.output
	forward_to = [loki.process.app.receiver]
}

loki.process "app" {
	forward_to = [loki.write.default.receiver, loki.write.defualt.receiver]

	stage.json {
		expressions = {level = ""}
	}
}

local.file "token" {
	filename = "/run/secrets/token"
}

loki.write "default" {
	endpoint {
		url                 = "http://loki-v3-gateway.loki-v3.svc:80/loki/api/v1/push"
		bearer_token        = local.file.token.content
		max_backoff_retries = 0
	}
}

prometheus.exporter.unix "host" { }

prometheus.scrape "host" {
	targets    = prometheus.exporter.unix.host.targets
	forward_to = [prometheus.remote_write.mimir.receiver]
}

prometheus.remote_write "mimir" {
	endpoint {
		url = "http://mimir/api/v1/push"
	}
}

otelcol.receiver.otlp "in" {
	grpc { }

	output {
		metrics = [otelcol.exporter.prometheus.metrics.input]
		logs    = [otelcol.exporter.loki.logs.input]
		traces  = [otelcol.exporter.otlp.tempo.input]
	}
}

otelcol.exporter.prometheus "metrics" {
	forward_to = [prometheus.remote_write.mimir.receiver]
}

otelcol.exporter.loki "logs" {
	forward_to = [loki.process.app.receiver]
}

otelcol.exporter.otlp "tempo" {
	client {
		endpoint = "tempo:4317"
	}
}
`

/** Alloy inside YAML. */
export const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  config.alloy: |
    loki.source.api "in" {
      forward_to = [loki.echo.out.receiver]
    }

    loki.echo "out" { }
`

/** What the README's picture shows: every kind of edge, a component that is not there, few columns. */
export const collector = `// Logs of a host and of applications, metrics, and what comes by OTLP.
loki.source.journal "host" {
	forward_to = [loki.process.all.receiver]
}

loki.source.api "apps" {
	http {
		listen_port = 3500
	}
	forward_to = [loki.process.all.receiver]
}

loki.process "all" {
	forward_to = [
		loki.write.default.receiver,
		loki.write.archive.receiver,
	]

	stage.json {
		expressions = {level = ""}
	}

	stage.labels {
		values = {level = ""}
	}
}

local.file "token" {
	filename  = "/run/secrets/token"
	is_secret = true
}

loki.write "default" {
	endpoint {
		url                 = "http://loki/loki/api/v1/push"
		bearer_token        = local.file.token.content
		max_backoff_retries = 0
	}

	wal {
		enabled = true
	}
}

prometheus.exporter.unix "host" { }

prometheus.scrape "host" {
	targets    = prometheus.exporter.unix.host.targets
	forward_to = [prometheus.remote_write.mimir.receiver]
}

prometheus.remote_write "mimir" {
	endpoint {
		url = "http://mimir/api/v1/push"
	}
}

otelcol.receiver.otlp "in" {
	grpc { }

	output {
		metrics = [otelcol.exporter.prometheus.all.input]
		traces  = [otelcol.processor.batch.all.input]
	}
}

otelcol.exporter.prometheus "all" {
	forward_to = [prometheus.remote_write.mimir.receiver]
}

otelcol.processor.batch "all" {
	output {
		traces = [otelcol.exporter.otlp.tempo.input]
	}
}

otelcol.exporter.otlp "tempo" {
	client {
		endpoint = "tempo:4317"
	}
}
`
