/** The session without a connection: settings, files on disk, folders, documents of no file; over files in memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Platform } from '../../server/src/lsp/folders.ts'
import { openSession } from '../../server/src/lsp/session.ts'
import { canonicalUri, folderOf } from '../../server/src/text/uri.ts'
import { today } from '../support/memoryFiles.ts'

/** A disk in memory, by uri; roots are the folders given. */
function disk(files: Record<string, string>, roots: readonly string[]) {
  const listed: string[] = []
  const logged: string[] = []
  const platform: Platform = {
    files: (root) => ({
      async read(uri) {
        const text = files[uri]
        return text === undefined ? { kind: 'missing' } : { kind: 'text', text }
      },
      async *list() {
        listed.push(root)
        for (const uri of Object.keys(files)) if (uri.startsWith(`${root}/`)) yield uri
      },
    }),
    findRoot: async (uri, is) =>
      roots.find((root) => uri === root || uri.startsWith(`${root}/`)) ??
      (is === 'folder' ? uri : folderOf(uri)),
    normalize: canonicalUri,
    pause: async () => {},
    now: () => 0,
    today: () => today,
  }
  const session = openSession(platform, (message) => logged.push(message))
  const rules = async (uri: string) =>
    (await session.findingsOf(uri, () => false))?.findings.map(({ rule }) => rule)
  return { files, session, rules, listed, logged }
}

const w = 'file:///w'
const env = 'logging {\n\tlevel = env("A")\n}\n'
const writer = (port: number) =>
  `loki.write "x" {\n\tendpoint {\n\t\turl = "http://gateway.logs.svc.cluster.local:${port}/loki/api/v1/push"\n\t\tmax_backoff_retries = 0\n\t}\n\n\twal {\n\t\tenabled = true\n\t}\n}\n`
const service = (port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: gateway\n  namespace: logs\nspec:\n  ports:\n    - name: http\n      port: ${port}\n`

test('a change of the settings counts for open files at once, and closing gives the disk back its word', async () => {
  const { session, rules, listed, files } = disk(
    { [`${w}/logkeel.yaml`]: 'version: 1\n', [`${w}/a.alloy`]: env },
    [w],
  )
  await session.put(`${w}/a.alloy`, env, 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), ['alloy/deprecated-function'])
  const off = 'rules: { "alloy/deprecated-function": { severity: "off" } }\n'
  assert.deepEqual(await session.put(`${w}/logkeel.yaml`, off, 1), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  assert.deepEqual(await session.put(`${w}/logkeel.yaml`, `# a comment\n${off}`, 2), {
    othersAffected: false,
  })
  assert.deepEqual(await session.close(`${w}/logkeel.yaml`), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), ['alloy/deprecated-function'])
  files[`${w}/logkeel.yaml`] = off
  assert.deepEqual(await session.reread([`${w}/logkeel.yaml`]), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  delete files[`${w}/logkeel.yaml`]
  await session.reread([`${w}/logkeel.yaml`])
  assert.deepEqual(await rules(`${w}/a.alloy`), ['alloy/deprecated-function'])
  assert.deepEqual(listed, [w], 'and nothing was read again for it')
})

test('settings that say what a file is make it that, open or closed', async () => {
  const { session, rules } = disk({ [`${w}/x.yaml`]: service(4101), [`${w}/a.alloy`]: '' }, [w])
  await session.put(`${w}/b.yaml`, env, 1)
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), ['ports/unknown-port'])
  await session.put(`${w}/logkeel.yaml`, 'files: { alloy: ["b.yaml"], ignore: ["x.yaml"] }\n', 1)
  assert.deepEqual(await rules(`${w}/b.yaml`), ['alloy/deprecated-function'])
  assert.deepEqual(await rules(`${w}/a.alloy`), [], 'the Service is no more')
})

test('settings with wrong parts say so in their file as they are typed', async () => {
  const { session, rules } = disk({}, [w])
  await session.put(`${w}/logkeel.yaml`, 'rules: {}\n', 1)
  assert.deepEqual(await rules(`${w}/logkeel.yaml`), [])
  await session.put(`${w}/logkeel.yaml`, 'ruls: {}\n', 2)
  assert.deepEqual(await rules(`${w}/logkeel.yaml`), ['logkeel/settings'])
  await session.put(`${w}/logkeel.yaml`, 'rules: {}\n', 3)
  assert.deepEqual(await rules(`${w}/logkeel.yaml`), [])
})

test('files that are made, changed, renamed and deleted on disk', async () => {
  const { session, rules, files } = disk({ [`${w}/a.alloy`]: writer(4100) }, [w])
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  files[`${w}/s.yaml`] = service(4101)
  assert.deepEqual(await session.reread([`${w}/s.yaml`]), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), ['ports/unknown-port'])
  files[`${w}/s.yaml`] = `# moved\n${service(4101)}`
  assert.deepEqual(
    await session.reread([`${w}/s.yaml`]),
    { othersAffected: false },
    'places alone affect nobody',
  )
  files[`${w}/s.yaml`] = service(4100)
  assert.deepEqual(await session.reread([`${w}/s.yaml`]), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  files[`${w}/t.yaml`] = service(4101)
  delete files[`${w}/s.yaml`]
  await session.reread([`${w}/s.yaml`, `${w}/t.yaml`])
  assert.deepEqual(await rules(`${w}/a.alloy`), ['ports/unknown-port'])
  delete files[`${w}/t.yaml`]
  assert.deepEqual(await session.reread([`${w}/t.yaml`]), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
})

test('a folder that goes takes its files along', async () => {
  const { session, rules, files } = disk({ [`${w}/k8s/deep/s.yaml`]: service(4101) }, [w])
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), ['ports/unknown-port'])
  delete files[`${w}/k8s/deep/s.yaml`]
  assert.deepEqual(await session.reread([`${w}/k8s`]), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
})

test('many changes at once are read at once', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`${w}/s${i}.yaml`, service(5000 + i)]),
  )
  const { session, rules, files, listed } = disk({}, [w])
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  Object.assign(files, many)
  assert.deepEqual(await session.reread(Object.keys(many)), { othersAffected: true })
  assert.equal(listed.length, 2)
  files[`${w}/s1.yaml`] = service(4100)
  for (const uri of Object.keys(many)) if (uri !== `${w}/s1.yaml`) delete files[uri]
  await session.reread(Object.keys(many))
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
})

test('what changes in folders that nobody writes by hand is not of the workspace', async () => {
  const { session, rules, files } = disk({}, [w])
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  files[`${w}/node_modules/x/s.yaml`] = service(4101)
  assert.deepEqual(await session.reread([`${w}/node_modules/x/s.yaml`]), { othersAffected: false })
  await session.put(`${w}/node_modules/x/s.yaml`, service(4101), 1)
  await session.put(`${w}/logkeel.yaml`, 'files: { yaml: [x] }\n', 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
})

test('a Chart.yaml that comes or goes changes what the files beside it are', async () => {
  const template = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n'
  const { session, files } = disk({}, [w])
  const uri = `${w}/c/templates/s.yaml`
  await session.put(uri, template, 1)
  assert.equal(session.openDocument(uri)?.kind, 'kubernetes')
  files[`${w}/c/Chart.yaml`] = 'name: c\nversion: 1.0.0\n'
  assert.deepEqual(await session.reread([`${w}/c/Chart.yaml`]), { othersAffected: true })
  assert.equal(session.openDocument(uri)?.kind, 'helm-template')
  delete files[`${w}/c/Chart.yaml`]
  await session.reread([`${w}/c/Chart.yaml`])
  assert.equal(session.openDocument(uri)?.kind, 'kubernetes')
})

test('an open text counts, not the disk; closed, the disk counts again', async () => {
  const { session, rules, files } = disk({ [`${w}/s.yaml`]: service(4101) }, [w])
  await session.put(`${w}/a.alloy`, writer(4100), 1)
  await session.put(`${w}/s.yaml`, service(4100), 1)
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  files[`${w}/s.yaml`] = service(4102)
  assert.deepEqual(await session.reread([`${w}/s.yaml`]), { othersAffected: false })
  assert.deepEqual(await rules(`${w}/a.alloy`), [])
  assert.deepEqual(await session.close(`${w}/s.yaml`), { othersAffected: true })
  assert.deepEqual(await rules(`${w}/a.alloy`), ['ports/unknown-port'])
  assert.equal(session.openDocument(`${w}/s.yaml`), undefined)
  assert.equal(await rules(`${w}/s.yaml`), undefined)
  assert.equal((await session.documentAt(`${w}/s.yaml`))?.text, service(4102))
})

test('two folders know nothing of each other; one that is removed is forgotten', async () => {
  const [a, b] = ['file:///a', 'file:///b']
  const { session, rules, listed } = disk(
    { [`${a}/s.yaml`]: service(4101), [`${b}/s.yaml`]: service(4100) },
    [a, b],
  )
  await Promise.all([session.addFolder(a), session.addFolder(b)])
  await session.put(`${a}/x.alloy`, writer(4100), 1)
  await session.put(`${b}/x.alloy`, writer(4100), 1)
  assert.deepEqual(await rules(`${a}/x.alloy`), ['ports/unknown-port'])
  assert.deepEqual(await rules(`${b}/x.alloy`), [])
  await session.removeFolder(a)
  assert.deepEqual(await rules(`${a}/x.alloy`), ['ports/unknown-port'], 'its open documents hold it')
  await session.close(`${b}/x.alloy`)
  await session.removeFolder(b)
  assert.deepEqual(listed, [a, b])
  await session.put(`${b}/x.alloy`, '', 1)
  assert.deepEqual(listed, [a, b, b])
})

test('a file outside every folder is checked with what lies around it', async () => {
  const { session, rules } = disk({ 'file:///elsewhere/s.yaml': service(4101) }, [w])
  await session.addFolder(w)
  await session.put('file:///elsewhere/a.alloy', writer(4100), 1)
  assert.deepEqual(await rules('file:///elsewhere/a.alloy'), ['ports/unknown-port'])
})

test('a document that has no name yet goes by its language', async () => {
  const { session, rules, listed } = disk({}, [w])
  await session.put('untitled:Untitled-1', env, 1, 'alloy')
  assert.deepEqual(await rules('untitled:Untitled-1'), ['alloy/deprecated-function'])
  await session.put('untitled:Untitled-1', env.replace('env', 'sys.env'), 2)
  assert.deepEqual(await rules('untitled:Untitled-1'), [])
  await session.put('untitled:Untitled-2', 'services:\n  a: [\n', 1, 'dockercompose')
  assert.deepEqual(await rules('untitled:Untitled-2'), ['yaml/syntax'])
  await session.put('untitled:Untitled-3', env, 1, 'plaintext')
  assert.deepEqual(await rules('untitled:Untitled-3'), [])
  await session.close('untitled:Untitled-1')
  assert.deepEqual(listed, ['untitled:'], 'no disk was asked')
})

test('versions and parts of files are answered with nothing', async () => {
  const { session, rules, listed, logged } = disk({ [`${w}/s.yaml`]: service(4101) }, [w])
  for (const uri of [
    'git:/w/a.alloy?%7B%22ref%22%3A%22HEAD%22%7D',
    'vscode-notebook-cell:/w/n.ipynb#W0sZmlsZQ%3D%3D',
    'file:///w/a.alloy?x',
  ]) {
    assert.deepEqual(await session.put(uri, env, 1, 'alloy'), { othersAffected: false })
    assert.equal(await rules(uri), undefined)
    assert.equal(await session.opened(uri), undefined)
    assert.deepEqual(await session.reread([uri]), { othersAffected: false })
    assert.deepEqual(await session.close(uri), { othersAffected: false })
  }
  assert.deepEqual(listed, [])
  assert.deepEqual(logged, [])
})

test('changes are made in the order in which they are said, and a question waits for those before it', async () => {
  const { session, rules } = disk({ [`${w}/s.yaml`]: service(4101) }, [w])
  const uri = `${w}/a.alloy`
  const changes = [4101, 4100, 4101, 4100, 4102].map((port, i) => session.put(uri, writer(port), i + 1))
  const settings = session.put(`${w}/logkeel.yaml`, 'files: { yaml: [x] }\n', 1)
  const last = session.put(uri, writer(4103), 9)
  const found = rules(uri)
  assert.deepEqual(await found, ['ports/unknown-port'])
  await Promise.all([...changes, settings, last])
  assert.equal(session.openDocument(uri)?.version, 9)
  assert.equal(session.openDocument(uri)?.text, writer(4103))
})

test('what fails on one document leaves the others as they are', async () => {
  const broken = disk({ [`${w}/a.alloy`]: env }, [w])
  await broken.session.addFolder(w)
  Object.defineProperty(broken.files, `${w}/bad.yaml`, {
    get: () => {
      throw new Error('the disk is on fire')
    },
  })
  await assert.rejects(broken.session.reread([`${w}/bad.yaml`]), /on fire/)
  await broken.session.put(`${w}/a.alloy`, env, 1)
  assert.deepEqual(await broken.rules(`${w}/a.alloy`), ['alloy/deprecated-function'])
})

test('2,000 edits do not let the session grow', async () => {
  const { session, rules } = disk({ [`${w}/s.yaml`]: service(4101) }, [w])
  const uri = `${w}/a.alloy`
  const versions: WeakRef<object>[] = []
  for (let version = 1; version <= 2000; version++) {
    await session.put(uri, `// ${version}\n${writer(4000 + (version % 200))}`, version)
    if (version % 10 === 0) await rules(uri)
    versions.push(new WeakRef(session.openDocument(uri) as object)) // It was put just above.
  }
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void // The flag puts it there.
  await new Promise((resolve) => setTimeout(resolve, 10))
  collectGarbage()
  const alive = versions.filter((each) => each.deref()).length
  assert.deepEqual(session.openUris(), [uri])
  assert.ok(alive >= 1 && alive <= 3, `${alive} versions are still there`)
})

test('a folder below with a logkeel.yaml is a workspace of its own, from the moment it has one', async () => {
  const inner = `${w}/inner`
  const off = 'rules: { "alloy/deprecated-function": { severity: "off" } }\n'
  const { session, rules, files } = disk({ [`${inner}/a.alloy`]: env, [`${w}/b.alloy`]: env }, [w])
  await session.addFolder(w)
  await session.put(`${inner}/a.alloy`, env, 1)
  await session.put(`${w}/b.alloy`, env, 1)
  assert.deepEqual(await rules(`${inner}/a.alloy`), ['alloy/deprecated-function'])
  files[`${inner}/logkeel.yaml`] = off
  assert.deepEqual(await session.reread([`${inner}/logkeel.yaml`]), { othersAffected: true })
  assert.deepEqual(await rules(`${inner}/a.alloy`), [])
  assert.deepEqual(await rules(`${w}/b.alloy`), ['alloy/deprecated-function'])
  delete files[`${inner}/logkeel.yaml`]
  await session.reread([`${inner}/logkeel.yaml`])
  assert.deepEqual(await rules(`${inner}/a.alloy`), ['alloy/deprecated-function'])
})

test('a file that was opened before its folder belongs to the folder once that is known', async () => {
  const service4101 = service(4101)
  const { session, rules } = disk(
    { [`${w}/k8s/service.yaml`]: service4101, [`${w}/alloy/a.alloy`]: writer(4100) },
    [],
  )
  await session.put(`${w}/alloy/a.alloy`, writer(4100), 1)
  assert.deepEqual(await rules(`${w}/alloy/a.alloy`), [])
  await session.addFolder(w)
  assert.deepEqual(await rules(`${w}/alloy/a.alloy`), ['ports/unknown-port'])
})
