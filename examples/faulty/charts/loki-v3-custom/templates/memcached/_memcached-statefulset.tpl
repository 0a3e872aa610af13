{{- define "loki.memcached.statefulSet" -}}
{{- with .config }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $.ctx.Release.Name }}-{{ $.component }}
spec:
  serviceName: {{ $.ctx.Release.Name }}-{{ $.component }}
  selector:
    matchLabels:
      app.kubernetes.io/component: {{ $.component }}
  template:
    metadata:
      labels:
        app.kubernetes.io/component: {{ $.component }}
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 11211
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/component: {{ $.component }}
      containers:
        - name: memcached
          image: {{ $.ctx.Values.memcached.image }}
          ports:
            - name: client
              containerPort: {{ .port }}
          {{- $persistenceSize := (div (mul (trimSuffix "G" .persistence.storageSize) 9) 10) }}
          args:
            - -m {{ .allocatedMemory }}
            - --extended=modern,track_sizes{{ if .persistence.enabled }},ext_path={{ .persistence.mountPath }}/file:{{ $persistenceSize }}G,ext_wbuf_size=16{{ end }}{{ with .extraExtendedOptions }},{{ . }}{{ end }}
            - -I {{ .maxItemMemory }}m
            - -c {{ .connectionLimit }}
            - -v
            - -u {{ .port }}
{{- end }}
{{- end }}
