/** Lays out on disk what the suite needs: the cases as one workspace, and the suite itself as one file. */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { build } from 'esbuild'
import { alloyFiles } from './alloyFiles.ts'
import { allCases, type Files, type PlaceCase } from './cases.ts'
import { root } from './host.ts'

/** Writes files into a new folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file)
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.writeFileSync(target, text)
  }
}

const languageFiles: Files = {
  'config.alloy': 'logging { }\n',
  'old.river': '',
  'charts/x/templates/_helpers.tpl': '',
  'charts/x/templates/service.yaml': '',
  'charts/x/templates/NOTES.txt': '',
  'roles/web/templates/config.yaml': '',
  'values.yaml': '',
}

const importOf = (path: string) =>
  `import.file "lib" {\n  filename = file.path_join(module_path, "${path}")\n}\n`

/** One name in two files and in Alloy inside YAML: see `suite/navigation.ts`. */
const navigationFiles: Files = {
  'modules/lib.alloy': `declare "collect" {
  argument "receivers" { }
  loki.source.api "a" {
    forward_to = argument.receivers.value
    http {
      listen_address = "0.0.0.0"
      listen_port    = 3500
    }
  }
}
`,
  'config.alloy': `${importOf('modules/lib.alloy')}lib.collect "a" {
  receivers = [loki.write.out.receiver]
}
loki.write "out" {
  endpoint {
    url = "http://loki:3100/loki/api/v1/push"
  }
}
`,
  'map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: alloy }
data:
  config.alloy: |
    ${importOf('modules/lib.alloy').trimEnd().replaceAll('\n', '\n    ')}
    lib.collect "inside" {
      receivers = []
    }
`,
}

/** Lays out every case in a folder of its own, all folders of one workspace; gives the workspace file. */
export function writeWorkspace(folder: string): { readonly workspace: string; readonly cases: string } {
  const cases = allCases()
  const place = ({ files }: PlaceCase): Files =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace('<|>', '')]))
  const folders: readonly (readonly [string, Files])[] = [
    ['languages', languageFiles],
    ['navigation-0', navigationFiles],
    ['alloy', alloyFiles],
    ...cases.rules.map(({ files }, i) => [`rule-${i}`, files] as const),
    ...cases.hovers.map((one, i) => [`hover-${i}`, place(one)] as const),
    ...cases.completions.map((one, i) => [`completion-${i}`, place(one)] as const),
  ]
  for (const [name, files] of folders) writeFiles(path.join(folder, name), files)
  const workspace = path.join(folder, 'cases.code-workspace')
  fs.writeFileSync(workspace, JSON.stringify({ folders: folders.map(([name]) => ({ path: name })) }))
  const file = path.join(folder, 'cases.json')
  fs.writeFileSync(file, JSON.stringify({ ...cases, folder }))
  return { workspace, cases: file }
}

/** Bundles the suite beside an extension that does nothing: VS Code wants one to be under development. */
export async function bundleSuite(folder: string): Promise<string> {
  const manifest = { name: 'driver', publisher: 'logkeel-tests', version: '0.0.1', engines: { vscode: '*' } }
  writeFiles(folder, { 'package.json': JSON.stringify(manifest) })
  const outfile = path.join(folder, 'suite.js')
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}
