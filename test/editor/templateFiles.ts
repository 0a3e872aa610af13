/**
 * A team's own chart with two releases by Argo CD, on which writing templates is tried, and a manifest beside them. What
 * follows from them is told where they are used.
 */
import type { Files } from './cases.ts'

const settings = `version: 1
environments:
  dev: { files: ["clusters/dev/**"], clusters: ["dev-eks"], context: dev-eks }
  prod: { files: ["clusters/prod/**"], clusters: ["prod-eks"], context: prod-eks }
`

const values = `loki:
  image: grafana/loki:3.7.6
  service:
    # Unless a component says its own.
    trafficDistribution: ""

distributor:
  replicas: 1
  httpPort: 4101
  trafficDistribution: ""

chunksCache:
  allocatedMemory: 512
  port: 4090
`

const helpers = `{{/* The name of a component's objects. */}}
{{- define "loki.name" -}}
{{ .Release.Name }}-{{ .component }}
{{- end }}
`

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-distributor
  namespace: {{ .Release.Namespace }}
spec:
  {{- with .Values.distributor.trafficDistribution | default .Values.loki.service.trafficDistribution }}
  trafficDistribution: {{ . }}
  {{- end }}
  selector:
    app.kubernetes.io/component: distributor
  ports:
    - name: http
      port: {{ .Values.distributor.httpPort }}
      targetPort: http
`

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-distributor
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.distributor.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/component: distributor
  template:
    metadata:
      labels:
        app.kubernetes.io/component: distributor
    spec:
      containers:
        - name: distributor
          image: {{ .Values.loki.image }}
          args:
            - -target=distributor
            - -server.http-listen-port={{ .Values.distributor.httpPort }}
          ports:
            - name: http
              containerPort: {{ .Values.distributor.httpPort }}
`

const cache = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-chunks-cache
  namespace: {{ .Release.Namespace }}
spec:
  serviceName: {{ .Release.Name }}-chunks-cache
  selector:
    matchLabels:
      app.kubernetes.io/component: chunks-cache
  template:
    metadata:
      labels:
        app.kubernetes.io/component: chunks-cache
    spec:
      containers:
        - name: memcached
          image: memcached:1.6.45-alpine
          args:
            - -m {{ .Values.chunksCache.allocatedMemory }}
            - -p {{ .Values.chunksCache.port }}
`

const application = (environment: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: loki-v3-${environment}
  namespace: argocd
spec:
  project: default
  destination:
    name: ${environment}-eks
    namespace: loki-v3
  source:
    repoURL: https://git.example.com/team/logs.git
    path: charts/loki-v3
    targetRevision: main
    helm:
      releaseName: loki-v3
      valueFiles: [/clusters/${environment}/loki-values.yaml]
`

const ingest = `apiVersion: v1
kind: Service
metadata:
  name: ingest
  namespace: shop
spec:
  trafficDistribution: PreferSameZone
  selector:
    app: ingest
  ports:
    - port: 80
      targetPort: 8080
`

export const templateFiles = {
  'logkeel.yaml': settings,
  'charts/loki-v3/Chart.yaml': 'apiVersion: v2\nname: loki-v3\nversion: 1.0.0\n',
  'charts/loki-v3/values.yaml': values,
  'charts/loki-v3/templates/_helpers.tpl': helpers,
  'charts/loki-v3/templates/distributor/service.yaml': service,
  'charts/loki-v3/templates/distributor/deployment.yaml': deployment,
  'charts/loki-v3/templates/chunks-cache/statefulset.yaml': cache,
  'clusters/dev/loki.yaml': application('dev'),
  'clusters/dev/loki-values.yaml': 'chunksCache:\n  allocatedMemory: 256\n',
  'clusters/prod/loki.yaml': application('prod'),
  'clusters/prod/loki-values.yaml': `loki:
  service:
    trafficDistribution: PreferSameZone

distributor:
  replicas: 3

chunksCache:
  allocatedMemory: 8192
`,
  'clusters/prod/ingest.yaml': ingest,
} as const satisfies Files
