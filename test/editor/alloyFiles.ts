/**
 * A small team's files, on which writing Alloy is tried: a folder that Compose gives to Alloy, a ConfigMap with two keys
 * that are one configuration, and modules that a file and a manifest import. What follows from them is told where they
 * are used.
 */
import type { Files } from './cases.ts'

const compose = `services:
  alloy:
    image: grafana/alloy:v1.18.0
    command: run --storage.path=/var/lib/alloy /etc/alloy
    environment:
      LOKI_URL: http://loki:3100/loki/api/v1/push
      LOKI_TENANT: shop
    volumes:
      - ./alloy:/etc/alloy:ro
      - ./logs:/var/log/shop:ro
      - data:/var/lib/alloy

volumes:
  data:
`

const sources = `// What the shop's services write into files.
local.file_match "shop" {
	path_targets = [{__path__ = "/var/log/shop/*.log", job = "shop"}]
}

loki.source.file "shop" {
	targets    = local.file_match.shop.targets
	forward_to = [loki.process.shop.receiver]
}

loki.process "shop" {
	forward_to = [loki.write.default.receiver]

	stage.json {
		expressions = {level = ""}
	}

	stage.labels {
		values = {level = ""}
	}
}
`

const writers = `// Where it goes. Rename "default" and each file that sends to it follows.
loki.write "default" {
	endpoint {
		url                 = sys.env("LOKI_URL")
		tenant_id           = sys.env("LOKI_TENANT")
		max_backoff_retries = 0
	}

	wal {
		enabled = true
	}
}

prometheus.exporter.self "alloy" { }

prometheus.scrape "alloy" {
	targets    = prometheus.exporter.self.alloy.targets
	forward_to = [prometheus.remote_write.default.receiver]
}

prometheus.remote_write "default" {
	endpoint {
		url = "http://mimir:9009/api/v1/push"
	}
}
`

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
  namespace: shop
data:
  pods.alloy: |
    discovery.kubernetes "pods" {
      role = "pod"
    }

    loki.source.kubernetes "pods" {
      targets    = discovery.kubernetes.pods.targets
      forward_to = [loki.write.default.receiver]
    }
  writers.alloy: |
    // The gateway of the tenant "default".
    loki.write "default" {
      endpoint {
        url = "http://loki-gateway.loki.svc.cluster.local/loki/api/v1/push"
        max_backoff_retries = 0
      }
    }
`

const modules = `declare "parse" {
	argument "forward_to" { }

	loki.process "parse" {
		forward_to = argument.forward_to.value

		stage.logfmt {
			mapping = {level = ""}
		}
	}

	export "receiver" {
		value = loki.process.parse.receiver
	}
}
`

const importer = `import.file "lib" {
	filename = file.path_join(module_path, "modules.alloy")
}

lib.parse "web" {
	forward_to = [loki.echo.out.receiver]
}

loki.source.api "web" {
	http {
		listen_port = 9999
	}
	forward_to = [lib.parse.web.receiver]
}

loki.echo "out" { }
`

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: alloy
spec:
  source:
    chart: alloy
    repoURL: https://grafana.github.io/helm-charts
    helm:
      values: |
        alloy:
          configMap:
            content: |
              ${importer.trimEnd().replaceAll('\n', '\n              ').replaceAll('\t', '  ')}
`

/** Written by hand, as nobody would leave it. What `alloy fmt` 1.18.0 makes of it is below. */
const crooked = `loki.write   "a" {
  endpoint {
     url="http://loki:3100/loki/api/v1/push"
   max_backoff_retries  = 0
  }
}


loki.echo "b" {}
`

const straight = `loki.write "a" {
	endpoint {
		url                 = "http://loki:3100/loki/api/v1/push"
		max_backoff_retries = 0
	}
}

loki.echo "b" { }
`

/** A manifest with `alloy` in it; what stands around it is as crooked, and nobody's but its author's. */
function host(alloy: string): string {
  const lines = alloy.replace(/^(?=.)/gm, '    ')
  return `apiVersion:   v1\nkind: ConfigMap\nmetadata: { name:   odd }\ndata:\n  config.alloy: |\n${lines}  note:   "a  b"\n`
}

/** Line 4 is where a value is missing. */
const faulty = `loki.echo   "a" {}
loki.write "b" {
  endpoint {
    url  =
  }
}
`

/** The files, by their path in the workspace. */
export const alloyFiles = {
  'compose.yaml': compose,
  'alloy/sources.alloy': sources,
  'alloy/writers.alloy': writers,
  'alloy/audit.alloy': '// What the auditors may read.\n',
  'k8s/alloy.yaml': configMap,
  'modules/modules.alloy': modules,
  'modules/web.alloy': importer,
  'modules/application.yaml': application,
  'formatting/crooked.alloy': crooked,
  'formatting/host.yaml': host(crooked),
  'formatting/faulty.alloy': faulty,
} as const satisfies Files

/** The crooked files as they have to be after formatting. */
export const formatted = { alloy: straight, host: host(straight) } as const

/** A renaming: the cursor in a piece of a file's text as `<|>`, and all that has to read otherwise afterwards. */
export interface Renaming {
  readonly name: string
  readonly file: keyof typeof alloyFiles
  readonly at: string
  readonly to: string
  readonly changes: Readonly<Partial<Record<keyof typeof alloyFiles, readonly (readonly [string, string])[]>>>
}

/** The renamings that are tried. */
export const renamings = {
  folder: {
    name: 'a label, over the two files of a folder',
    file: 'alloy/writers.alloy',
    at: 'loki.write "def<|>ault"',
    to: 'central',
    changes: {
      'alloy/writers.alloy': [['loki.write "default"', 'loki.write "central"']],
      'alloy/sources.alloy': [['loki.write.default', 'loki.write.central']],
    },
  },
  configMap: {
    name: 'a label, over the two keys of a ConfigMap',
    file: 'k8s/alloy.yaml',
    at: 'loki.write.def<|>ault.receiver',
    to: 'gateway',
    changes: {
      'k8s/alloy.yaml': [
        ['loki.write "default"', 'loki.write "gateway"'],
        ['loki.write.default', 'loki.write.gateway'],
      ],
    },
  },
  declare: {
    name: 'a declared component, over its file, one that imports it, and a manifest that does',
    file: 'modules/modules.alloy',
    at: 'declare "par<|>se"',
    to: 'lines',
    changes: {
      'modules/modules.alloy': [['declare "parse"', 'declare "lines"']],
      'modules/web.alloy': [
        ['lib.parse "web"', 'lib.lines "web"'],
        ['lib.parse.web', 'lib.lines.web'],
      ],
      'modules/application.yaml': [
        ['lib.parse "web"', 'lib.lines "web"'],
        ['lib.parse.web', 'lib.lines.web'],
      ],
    },
  },
} as const satisfies Readonly<Record<string, Renaming>>

/** Every file as it has to be after a renaming. */
export function renamed({ changes }: Renaming): Files {
  return Object.fromEntries(
    Object.entries(alloyFiles).map(([file, text]) => {
      const own = changes[file as keyof typeof alloyFiles] ?? [] // Keys of the very table.
      return [file, own.reduce((before, [from, to]) => before.replaceAll(from, to), text as string)]
    }),
  )
}
