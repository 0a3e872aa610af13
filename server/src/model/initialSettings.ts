/**
 * The text that `logkeel init` writes: every setting, commented out, with what it is for. A test reads it back with
 * its comments taken away and holds it against the schema.
 */
export const initialSettings = `# Settings of Logkeel for this workspace. Every part is optional; delete what you do not need.
version: 1

# Which files belong to which environment. Without this, names tell: dev, staging, prod and their usual short forms,
# as a folder or as a word of the file's name (values-prod.yaml). A pattern here replaces the names of that environment.
# environments:
#   prod: { files: ["clusters/seoul/**"], clusters: ["prod-eks"], context: prod-eks }

# The port table: what listens where. Services of the workspace's own manifests, charts and Compose files are known
# without being told.
# services:
#   - { name: loki-distributor, namespace: loki, component: distributor, http: 4101, grpc: 4201, purpose: Log ingestion }
#   - { name: loki-chunks-cache, namespace: loki, component: memcached, ports: { client: 4090 }, purpose: Chunk cache }

# What each environment expects. Until environments or a policy are written here, such findings are information only.
# policy:
#   prod:
#     alloyWal: required        # required | off
#     outage: 30m               # the outage of the log store that logs must survive
#     lokiStorage: s3           # filesystem | s3
#     rateLimits: explicit      # default | explicit
#     alloyMemory: 512M         # at least
#     alloyCpus: "0.5"          # at least
#     dockerLogMaxSize: 50m     # at least
#     dockerLogMaxFile: 5       # at least
#     lokiRetention: 90d        # at least
#     zoneAware: true           # Services keep traffic within a zone

# A team's own rows, without code.
# policyRows:
#   - { name: replication, kind: loki, path: common.replication_factor, atLeast: { prod: 3 }, severity: warning }

# Which network lies in which zone, for hovers on addresses.
# zones:
#   - { cidr: 10.0.128.0/22, zone: ap-northeast-1a }

# The versions of the programs that run these files.
# versions: { kubernetes: "1.34", alloy: "1.18", loki: "3.7" }

# How Alloy is run, where no command line in the workspace tells.
# alloy: { stabilityLevel: generally-available, communityComponents: false, storagePath: /var/lib/alloy/data }

# What a file is, where its name and content do not tell.
# files: { loki: ["**/loki-config.yaml"] }

# Severities by rule: error, warning, info, hint or off.
# rules: { "alloy/missing-wal": { severity: warning } }
`
