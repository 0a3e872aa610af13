/** Memoisation: results by identity, taken over from the last version that was analysed, and no old version kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { factsOf } from '../../server/src/model/facts.ts'
import { defaultSettings } from '../../server/src/model/settings.ts'
import { checkNow } from '../../server/src/rules/run.ts'
import { asSuccessor, createDocument, type Document, type Kind } from '../../server/src/text/document.ts'
import { incremental, memo, succeed } from '../../server/src/text/memo.ts'
import { root, today } from '../support/memoryFiles.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void // The flag above puts it there.

test('each key is computed once', () => {
  let times = 0
  const length = memo((key: { text: string }) => {
    times++
    return key.text.length
  })
  const key = { text: 'abc' }
  assert.equal(length(key) + length(key), 6)
  assert.equal(times, 1)
  assert.equal(memo(() => undefined)(key), undefined)
})

test('a computation gets what its predecessor gave', () => {
  const trail = incremental((key: { name: string }, previous: string | undefined): string =>
    previous === undefined ? key.name : `${previous} ${key.name}`,
  )
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ({ name })) as [Key, Key, Key, Key]
  assert.equal(trail(a), 'a')
  succeed(b, a)
  assert.equal(trail(b), 'a b')
  // Typed over before anybody looked: the one before it serves.
  succeed(c, b)
  succeed(d, c)
  assert.equal(trail(d), 'a b d')
  assert.equal(trail(c), 'c', 'what was passed over starts anew')
})

interface Key {
  readonly name: string
}

test('however many versions are passed over, the last analysed one serves', () => {
  const count = incremental((_: object, previous: number | undefined): number => (previous ?? 0) + 1)
  let at: object = {}
  count(at)
  for (let i = 0; i < 500; i++) {
    const next = {}
    succeed(next, at)
    at = next
  }
  assert.equal(count(at), 2)
})

const workspace = { root, settings: defaultSettings, settingsIssues: [], files: new Map(), today }

const alloy = (edit: number) =>
  `// ${edit}\n${Array.from({ length: 20 }, (_, i) => `loki.write "w${i}" {\n\tendpoint {\n\t\turl = "http://loki:3100/loki/api/v1/push"\n\t}\n}\n`).join('\n')}`
const typed: Readonly<Record<string, { readonly kind: Kind; readonly text: (edit: number) => string }>> = {
  'a.alloy': { kind: 'alloy', text: alloy },
  'values.yaml': {
    kind: 'helm-values',
    text: (edit) =>
      `a: ${edit}\nalloy:\n  configMap:\n    content: |\n${alloy(edit).replace(/^(?=.)/gm, '      ')}loki:\n  limits_config: { retention_period: 30d }\n`,
  },
  'docker-compose.yml': {
    kind: 'compose',
    text: (edit) =>
      `services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    mem_limit: ${edit + 1}m\n  b:\n    image: nginx\n`,
  },
  'templates/a.yaml': {
    kind: 'helm-template',
    text: (edit) =>
      `{{- if .Values.a }}\napiVersion: v1\nkind: Service\nmetadata: { name: a${edit} }\nspec:\n  ports: [{ port: {{ .Values.p }} }]\n{{- end }}\n`,
  },
}

for (const [name, { kind, text }] of Object.entries(typed)) {
  test(`2,000 edits of ${name} keep no old version`, async () => {
    const versions: WeakRef<Document>[] = []
    let at: Document | undefined
    for (let edit = 0; edit < 2000; edit++) {
      const fresh = createDocument(`${root}/${name}`, kind, text(edit), { version: edit })
      const next: Document = at ? asSuccessor(fresh, at) : fresh
      versions.push(new WeakRef(next))
      // Now and then somebody types faster than anything is analysed.
      if (edit % 7 !== 3) factsOf(next)
      if (edit % 50 === 0) checkNow(next, workspace)
      at = next
    }
    // A WeakRef holds its target until the turn of the event loop ends.
    await new Promise((resolve) => setTimeout(resolve, 10))
    collectGarbage()
    const alive = versions.flatMap((each) => each.deref()?.version ?? [])
    assert.ok(at && alive.includes(at.version))
    assert.ok(alive.length <= 3, `versions ${alive.join(', ')} are still there`)
  })
}
