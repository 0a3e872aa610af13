/**
 * Texts for the figures: an Alloy configuration and a values file as teams write them, of a given number of lines,
 * and YAML of the same bulk (bytes) for the peer. Made by rule, so that every run measures the same.
 */

/**
 * An Alloy configuration with `lines` lines, which Alloy accepts: applications with sources, processing, metrics and
 * writers with a WAL, with comments, nested blocks and expressions. Comments fill what is left at the end.
 */
export function alloyText(lines: number): string {
  const out: string[] = ['logging {', '  level  = "info"', '  format = "logfmt"', '}', '']
  for (let i = 0; ; i++) {
    const next = [...application(i), ...(i % 3 === 0 ? metrics(i) : [])]
    if (out.length + next.length > lines) break
    out.push(...next)
  }
  while (out.length < lines) out.push('// Nothing follows.')
  return `${out.join('\n')}\n`
}

function application(i: number): readonly string[] {
  return [
    `// Application ${i}: its logs, as its team writes them.`,
    `loki.source.file "app_${i}" {`,
    `  targets    = [{ __path__ = "/var/log/app-${i}/*.log", job = "app-${i}", level = "info" }]`,
    `  forward_to = [loki.process.app_${i}.receiver]`,
    '  file_match {',
    '    enabled = true',
    '  }',
    '}',
    '',
    `loki.process "app_${i}" {`,
    '  stage.json {',
    '    expressions = { level = "level", ts = "time", message = "msg" }',
    '  }',
    '',
    '  /* Lines of a health check say nothing. */',
    '  stage.match {',
    `    selector = "{job=\\"app-${i}\\"} |= \\"/healthz\\""`,
    '    action   = "drop"',
    '  }',
    '  stage.labels {',
    '    values = { level = "" }',
    '  }',
    `  forward_to = [loki.write.app_${i}.receiver]`,
    '}',
    '',
    `loki.write "app_${i}" {`,
    '  endpoint {',
    `    url                 = "http://loki-${i}.logs.svc.cluster.local:3100/loki/api/v1/push"`,
    `    tenant_id           = "team-${i % 7}"`,
    '    max_backoff_retries = 0',
    '',
    '    basic_auth {',
    `      username = "app-${i}"`,
    `      password = sys.env("LOKI_PASSWORD_${i}")`,
    '    }',
    '  }',
    '  wal {',
    '    enabled = true',
    '  }',
    '  external_labels = {',
    '    cluster = "prod-" + sys.env("REGION"),',
    `    app     = "app-${i}",`,
    '  }',
    '}',
    '',
  ]
}

function metrics(i: number): readonly string[] {
  return [
    `// Metrics of application ${i}.`,
    `discovery.kubernetes "app_${i}" {`,
    '  role = "pod"',
    '}',
    '',
    `discovery.relabel "app_${i}" {`,
    `  targets = discovery.kubernetes.app_${i}.targets`,
    '',
    '  rule {',
    '    source_labels = ["__meta_kubernetes_pod_label_app", "__meta_kubernetes_namespace"]',
    '    separator     = ";"',
    `    regex         = "app-${i};(.+)"`,
    '    action        = "keep"',
    '  }',
    '  rule {',
    '    source_labels = ["__meta_kubernetes_pod_name"]',
    '    target_label  = "pod"',
    '  }',
    '}',
    '',
    `prometheus.scrape "app_${i}" {`,
    '  targets = array.concat(',
    `    discovery.relabel.app_${i}.output,`,
    `    [{ "__address__" = "app-${i}.prod.svc:9090", team = "team-${i % 7}" }],`,
    '  )',
    '  scrape_interval = "30s"',
    `  forward_to      = [prometheus.remote_write.app_${i}.receiver]`,
    '}',
    '',
    `prometheus.remote_write "app_${i}" {`,
    '  endpoint {',
    `    url = "http://mimir-${i}.metrics.svc.cluster.local:9009/api/v1/push"`,
    '  }',
    '}',
    '',
  ]
}

/** A values file with `lines` lines and a top-level key every fifty lines or so, as a chart of many components has. */
export function valuesText(lines: number): string {
  const out: string[] = []
  for (let i = 0; out.length < lines; i++) {
    out.push(`# Component ${i}`, `component${i}:`, '  enabled: true', `  replicas: ${1 + (i % 5)}`)
    for (let j = 0; j < 6; j++) {
      out.push(
        `  section${j}:`,
        `    image: "registry.example.com/team/app-${i}:1.${j}.0"  # pinned`,
        `    address: http://service-${i}.logs.svc.cluster.local:31${String(j).padStart(2, '0')}/ready`,
        '    resources:',
        `      limits: { memory: ${64 * (j + 1)}Mi, cpu: "${(j + 1) / 4}" }`,
        `    labels: [ "team=${i}", "tier=${j}" ]`,
        '    description: >-',
        '      A sentence that is folded over',
        '      two lines.',
      )
    }
  }
  return `${out.slice(0, lines).join('\n')}\n`
}

/** YAML of as many bytes as `text`. */
export function yamlOfBulk(text: string): string {
  const bytes = Buffer.byteLength(text)
  const whole = valuesText(Math.ceil(bytes / 20) + 100)
  const lines = whole.split('\n')
  let size = 0
  const end = lines.findIndex((line) => {
    size += Buffer.byteLength(line) + 1
    return size >= bytes
  })
  return `${lines.slice(0, end + 1).join('\n')}\n`
}
