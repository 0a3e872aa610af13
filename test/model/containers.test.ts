/** What `containersIn` reads of Compose services, Kubernetes workloads, templates and values. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Container,
  containersIn,
  isAlloy,
  isLoki,
  isMemcached,
} from '../../server/src/model/containers/containers.ts'
import { createDocument, type Kind } from '../../server/src/text/document.ts'

function read(kind: Kind, text: string): readonly Container[] {
  return containersIn(createDocument('file:///w/dir/a.yaml', kind, text))
}

function one(kind: Kind, text: string): Container {
  const [first] = read(kind, text)
  assert.ok(first, 'a container is found')
  return first
}

const service = (body: string) => one('compose', `services:\n  app:\n${body.replace(/^/gm, '    ')}\n`)

test('compose: the words of a command string stand at their places', () => {
  const text =
    'services:\n  cache:\n    image: memcached:1.6\n    command: memcached -m 64 "-I 2m" \'-u 4090\'\n'
  const { args } = one('compose', text)
  assert.deepEqual(
    args?.map(({ value }) => value),
    ['memcached', '-m', '64', '-I 2m', '-u 4090'],
  )
  for (const { raw, range, value } of args ?? []) {
    assert.equal(text.slice(range.start, range.end), raw)
    assert.equal(raw, value)
  }
  assert.equal(text.slice(args?.[3]?.place.range.start, args?.[3]?.place.range.end), '"-I 2m"')
})

test('compose: block scalars and quoted scalars are split at the same places', () => {
  for (const command of [
    '>\n  run\n  --storage.path=/x',
    '|\n  run\n  --storage.path=/x',
    '"run --storage.path=/x"',
    "'run --storage.path=/x'",
    'run\n  --storage.path=/x',
  ]) {
    const text = `services:\n  app:\n    command: ${command.replace(/\n/g, '\n    ')}\n`
    const { args } = one('compose', text)
    assert.deepEqual(
      args?.map(({ range }) => text.slice(range.start, range.end)),
      ['run', '--storage.path=/x'],
      command,
    )
  }
})

test('compose: a list keeps its elements, variables are unknown, $$ is a dollar', () => {
  const { args, entrypoint } = service(
    'entrypoint: ["/bin/alloy"]\ncommand:\n  - run\n  - --port=${PORT:-12345}\n  - "$$x"\n  - 3',
  )
  assert.deepEqual(
    entrypoint?.map(({ value }) => value),
    ['/bin/alloy'],
  )
  assert.deepEqual(
    args?.map(({ value, raw }) => [value, raw]),
    [
      ['run', 'run'],
      [undefined, '--port=${PORT:-12345}'],
      ['$x', '$$x'],
      ['3', '3'],
    ],
  )
})

test('compose: environment as map and as list, env files', () => {
  const map = service('environment:\n  HOST: loki\n  PORT: 3100\n  FROM_SHELL:\n  URL: http://${HOST}')
  assert.deepEqual(
    map.environment.map(({ name, value }) => [name, value]),
    [
      ['HOST', 'loki'],
      ['PORT', '3100'],
      ['FROM_SHELL', undefined],
      ['URL', undefined],
    ],
  )
  const list = service(
    'environment:\n  - HOST=loki\n  - "EMPTY="\n  - FROM_SHELL\nenv_file:\n  - ../x.env\n  - path: b.env\n    required: false',
  )
  assert.deepEqual(
    list.environment.map(({ name, value }) => [name, value]),
    [
      ['HOST', 'loki'],
      ['EMPTY', ''],
      ['FROM_SHELL', undefined],
    ],
  )
  assert.deepEqual(list.environmentFiles, ['file:///w/x.env', 'file:///w/dir/b.env'])
  assert.equal(list.environmentOpen, false)
})

test('compose: volumes in every form', () => {
  const { mounts } = service(
    [
      'volumes:',
      '  - ./config.alloy:/etc/alloy/config.alloy:ro',
      '  - data:/var/lib/alloy/data',
      '  - /scratch',
      '  - ${DIR:-./x}:/y',
      '  - ${DIR}:/z',
      '  - type: bind',
      '    source: /var/log',
      '    target: /logs',
      '    read_only: true',
      'tmpfs: /tmp',
      'configs:',
      '  - source: alloy',
      '    target: /etc/a',
      'secrets: [token]',
    ].join('\n'),
  )
  assert.deepEqual(
    mounts.map(({ kind, source, target, readOnly }) => [kind, source, target, readOnly]),
    [
      ['bind', './config.alloy', '/etc/alloy/config.alloy', true],
      ['volume', 'data', '/var/lib/alloy/data', false],
      ['volume', undefined, '/scratch', false],
      ['bind', undefined, '/y', false],
      ['other', undefined, '/z', false],
      ['bind', '/var/log', '/logs', true],
      ['tmpfs', undefined, '/tmp', false],
      ['configMap', 'alloy', '/etc/a', true],
      ['secret', 'token', '/run/secrets/token', true],
    ],
  )
})

test('compose: ports', () => {
  const { ports, published } = service(
    'ports:\n  - "3100"\n  - 8080:80\n  - 127.0.0.1:12345:12345/tcp\n  - ${P:-1}:3\n  - target: 9\n    published: "10"\nexpose: ["4090"]',
  )
  assert.deepEqual(
    ports.map(({ port }) => port),
    [3100, 80, 12345, 3, 9, 4090],
  )
  assert.deepEqual(
    published.map(({ host, container }) => [host, container]),
    [
      [undefined, 3100],
      ['8080', 80],
      ['127.0.0.1:12345', 12345],
      [undefined, 3],
      ['10', 9],
    ],
  )
})

test('compose: limits, user and logging, through anchors, merges and extends', () => {
  const text = `x-logging: &logging
  driver: json-file
  options:
    max-size: "10m"
    max-file: 3
x-base: &base
  user: root
  mem_limit: 256m
services:
  base:
    logging: *logging
    cpus: 0.5
    environment:
      A: base
      B: base
    volumes: [data:/a]
  app:
    <<: *base
    extends: {service: base}
    environment: [A=own]
    volumes: [other:/a, data:/b]
    deploy: {resources: {limits: {memory: 512M}}}
`
  const app = read('compose', text)[1]
  assert.equal(app?.name, 'app')
  assert.equal(app.user?.value, 'root')
  assert.equal(app.memoryLimit?.value, '512M')
  assert.equal(app.cpuLimit?.value, 0.5)
  assert.deepEqual(
    app.environment.map(({ name, value }) => [name, value]),
    [
      ['A', 'own'],
      ['B', 'base'],
    ],
  )
  assert.deepEqual(
    app.mounts.map(({ source, target }) => [source, target]),
    [
      ['other', '/a'],
      ['data', '/b'],
    ],
  )
  assert.equal(app.logging?.driver?.value, 'json-file')
  assert.deepEqual(
    app.logging.options.map(({ name, value }) => [name, value?.value]),
    [
      ['max-size', '10m'],
      ['max-file', '3'],
    ],
  )
  assert.equal(app.open, false)
})

test('compose: a service of another file leaves everything open', () => {
  const app = service('extends:\n  file: base.yml\n  service: app')
  assert.deepEqual([app.open, app.argsOpen, app.mountsOpen, app.environmentOpen], [true, true, true, true])
})

test('compose: broken files give what can be read and never throw', () => {
  assert.deepEqual(read('compose', 'services: [a, b]'), [])
  assert.deepEqual(
    read('compose', 'services:\n  a: &a\n    extends: {service: a}\n').map(({ open }) => open),
    [true],
  )
  assert.equal(read('compose', 'services:\n  a:\n    image: x\n    command: "unclosed\n').length, 1)
})

const statefulSet = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cache
  namespace: loki
spec:
  replicas: 2
  template:
    metadata:
      labels: {app: cache}
    spec:
      securityContext: {runAsUser: 11211}
      initContainers:
        - name: init
          image: busybox
      containers:
        - name: memcached
          image: registry.local:5000/mirror/memcached:1.6@sha256:abc
          command: [memcached]
          args: ["-m 64", -u, "4090", $(PORT)]
          env:
            - name: A
              value: "1"
            - name: B
              valueFrom: {fieldRef: {fieldPath: x}}
          ports: [{name: client, containerPort: 4090}]
          resources: {limits: {memory: 1Gi, cpu: 2}}
          securityContext: {runAsUser: 0}
          volumeMounts:
            - {name: data, mountPath: /data}
            - {name: host, mountPath: /host, readOnly: true}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - {name: host, hostPath: {path: /var/log}}
        - {name: tmp, emptyDir: {}}
  volumeClaimTemplates:
    - metadata: {name: data}
`

test('kubernetes: a workload with all that its containers have', () => {
  const [init, cache] = read('kubernetes', statefulSet)
  assert.equal(init?.name, 'init')
  assert.equal(init.user?.value, 11211, "the pod's user")
  assert.ok(cache)
  const { workload } = cache
  assert.deepEqual(workload, {
    kind: 'StatefulSet',
    name: 'cache',
    namespace: 'loki',
    labels: { app: 'cache' },
    replicas: 2,
  })
  assert.deepEqual(
    cache.args?.map(({ value }) => value),
    ['-m 64', '-u', '4090', undefined],
  )
  assert.equal(cache.user?.value, 0, "the container's own user wins")
  assert.deepEqual(
    cache.environment.map(({ name, value }) => [name, value]),
    [
      ['A', '1'],
      ['B', undefined],
    ],
  )
  assert.deepEqual(
    cache.ports.map(({ name, port }) => [name, port]),
    [['client', 4090]],
  )
  assert.deepEqual([cache.memoryLimit?.value, cache.cpuLimit?.value], ['1Gi', 2])
  assert.deepEqual(
    cache.mounts.map(({ kind, source, target, readOnly }) => [kind, source, target, readOnly]),
    [
      ['claim', 'data', '/data', false],
      ['bind', '/var/log', '/host', true],
      ['emptyDir', 'tmp', '/tmp', false],
    ],
  )
  assert.deepEqual([cache.open, cache.mountsOpen, cache.environmentOpen], [false, false, false])
})

test('kubernetes: cron jobs and pods', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}\nspec:\n  containers: [{name: x, envFrom: [{}]}]\n'
  assert.deepEqual(one('kubernetes', pod).workload?.labels, { a: 'b' })
  assert.equal(one('kubernetes', pod).environmentOpen, true)
  const job =
    'apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: y}]}}}}}\n'
  assert.equal(one('kubernetes', job).name, 'y')
})

const template = (body: string) =>
  one(
    'helm-template',
    `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: {{ .Values.image }}\n${body}\n`,
  )

test('templates: lines that an action prints leave open what they belong to', () => {
  const mounts = template(
    '          volumeMounts:\n            - {name: a, mountPath: /a}\n            {{- toYaml .Values.more | nindent 12 }}\n          env:\n            - {name: A, value: b}',
  )
  assert.deepEqual([mounts.mountsOpen, mounts.environmentOpen, mounts.open], [true, false, false])
  const env = template(
    '          env:\n            {{- with .Values.env }}\n            {{- toYaml . | nindent 12 }}\n            {{- end }}',
  )
  assert.deepEqual([env.mountsOpen, env.environmentOpen], [false, true])
  const all = template(
    '          env:\n            - {name: A, value: b}\n          {{- include "more" . | nindent 10 }}',
  )
  assert.deepEqual([all.mountsOpen, all.environmentOpen, all.open], [true, true, true])
  const none = template(
    '          {{- if .Values.x }}\n          env:\n            - {name: A, value: b}\n          {{- end }}',
  )
  assert.deepEqual([none.mountsOpen, none.environmentOpen, none.open], [false, false, false])
  const outside = template(
    '          env:\n            - {name: A, value: b}\n      {{- toYaml .Values.pod | nindent 6 }}',
  )
  assert.deepEqual([outside.environmentOpen, outside.open], [false, false])
})

test('templates: values with actions keep their text and have no value', () => {
  const { args, image } = template(
    '          args:\n            - -u {{ .port }}\n            - "-m {{ .m }}"',
  )
  assert.deepEqual(
    args?.map(({ value, raw }) => [value, raw]),
    [
      [undefined, '-u {{ .port }}'],
      [undefined, '-m {{ .m }}'],
    ],
  )
  assert.equal(image?.raw, '{{ .Values.image }}')
})

test('templates: a list of containers that another template includes', () => {
  const text =
    '{{- define "app.container" -}}\n- name: alloy\n  image: {{ .image }}\n  args: [run, /etc/alloy/config.alloy]\n{{- end }}\n'
  assert.deepEqual(
    read('helm-template', text).map(({ name, workload }) => [name, workload]),
    [['alloy', undefined]],
  )
})

test('values: the arguments of a memcached and containers in lists', () => {
  const text = `chunksCache:
  enabled: true
  extraArgs: ["-u", "4090"]
memcached:
  image: {repository: memcached, tag: "1.6"}
  args: [-u 4090]
  podSecurityContext: {runAsUser: 0}
memcachedExporter:
  args: [--x]
cache:
  image: docker.io/library/memcached:1.6
  args: [-u 4091]
other:
  args: [-u 4091]
extraContainers:
  - name: side
    image: grafana/alloy
    args: [run]
`
  assert.deepEqual(
    read('helm-values', text).map(({ name, args, user }) => [
      name,
      args?.map(({ value }) => value).join(' '),
      user?.value,
    ]),
    [
      ['chunksCache', '-u 4090', undefined],
      ['memcached', '-u 4090', 0],
      ['cache', '-u 4091', undefined],
      ['side', 'run', undefined],
    ],
  )
})

test('programs are told wherever their images are mirrored', () => {
  const runs = (body: string) => {
    const container = service(body)
    return [isAlloy(container) && 'alloy', isLoki(container) && 'loki', isMemcached(container) && 'memcached']
      .filter(Boolean)
      .join()
  }
  assert.equal(runs('image: grafana/alloy:v1.18.0'), 'alloy')
  assert.equal(runs('image: registry.local:5000/dockerhub/grafana/alloy@sha256:00'), 'alloy')
  assert.equal(runs('image: ${REGISTRY:-docker.io}/grafana/alloy:${TAG}'), 'alloy')
  assert.equal(runs('image: mycompany/logs\ncommand: alloy run /etc/config.alloy'), 'alloy')
  assert.equal(runs('image: ${IMAGE}\ncommand: [run, --storage.path=/data, /etc/app]'), 'alloy')
  assert.equal(runs('image: node:22\ncommand: [run, --storage.path=/data]'), '')
  assert.equal(runs('image: grafana/loki:3.7'), 'loki')
  assert.equal(runs('image: grafana/loki-canary:3.7'), '')
  assert.equal(runs('image: grafana/promtail'), '')
  assert.equal(runs('image: memcached'), 'memcached')
  assert.equal(runs('image: bitnami/memcached:1.6-debian-12'), 'memcached')
  assert.equal(runs('image: prom/memcached-exporter'), '')
  assert.equal(runs('image: debian\ncommand: sh -c "exec memcached -m 64"'), 'memcached')
  assert.equal(runs('image: redis\ncommand: -m 1'), '')
  assert.equal(runs('image: mysql\ncommand: ["mysql", "-u", "4090"]'), '')
  assert.equal(runs('build: .\ncommand: ["-m", "64", "-I", "2m"]'), 'memcached')
})
