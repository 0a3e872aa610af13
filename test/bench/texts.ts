/**
 * Texts for the figures: an Alloy configuration and a values file as teams write them, of a given number of lines,
 * and YAML of the same bulk (bytes) for the peer. Made by rule, so that every run measures the same.
 */

/** An Alloy configuration with `lines` lines: sources, processing, writers with a WAL. */
export function alloyText(lines: number): string {
  const out: string[] = []
  for (let i = 0; out.length < lines; i++) {
    out.push(
      `// Application ${i}`,
      `loki.source.file "app_${i}" {`,
      `  targets    = [{ __path__ = "/var/log/app-${i}/*.log", job = "app-${i}", level = "info" }]`,
      `  forward_to = [loki.process.app_${i}.receiver]`,
      '}',
      '',
      `loki.process "app_${i}" {`,
      '  stage.json {',
      '    expressions = { level = "level", ts = "time", message = "msg" }',
      '  }',
      '  stage.labels {',
      '    values = { level = "" }',
      '  }',
      `  forward_to = [loki.write.app_${i}.receiver]`,
      '}',
      '',
      `loki.write "app_${i}" {`,
      '  endpoint {',
      `    url = "http://loki-${i}.logs.svc.cluster.local:3100/loki/api/v1/push"`,
      '    max_backoff_retries = 0',
      '  }',
      '  wal {',
      '    enabled = true',
      '  }',
      '}',
      '',
    )
  }
  return `${out.slice(0, lines).join('\n')}\n`
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
