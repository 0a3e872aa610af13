/**
 * Writes what is made from the sources and committed: the indexes of rules, hovers and completions (a worker has no
 * folder to scan), the table of rules in `docs/rules/README.md`, and the JSON Schema of `logkeel.yaml`.
 * With `--check` nothing is written and a difference exits 1.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { write } from './generated.ts'

const root = join(import.meta.dirname, '../..')
/** An index of the modules of a folder that export `name`. */
function index(folder: string, pattern: string, name: string, type: string, from: string): void {
  const files = globSync(pattern, { cwd: join(root, folder) })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) =>
      new RegExp(`^export const ${name}\\b`, 'm').test(readFileSync(join(root, folder, file), 'utf8')),
    )
    .sort()
  const lines = files.map((file, i) => `import { ${name} as ${name}${i} } from './${file}'`)
  const list = files.map((_, i) => `  ${name}${i},`)
  write(
    `${folder}/index.generated.ts`,
    `// Made by npm run generate. Do not edit.\n${lines.join('\n')}\nimport type { ${type} } from '${from}'\n\nexport const ${name}s: readonly ${type}[] = [\n${list.join('\n')}\n]\n`,
  )
}

index('server/src/rules', '*/*.ts', 'rule', 'Rule', './rule.ts')
index('server/src/features/hover', '*.ts', 'hover', 'HoverSource', '../feature.ts')
index('server/src/features/completion', '*.ts', 'completion', 'CompletionSource', '../feature.ts')

const { rules } = await import('../src/rules/index.generated.ts')
const rows = rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.title} |`)
write(
  'docs/rules/README.md',
  `# Rules\n\nMade by \`npm run generate\`. The severity is the usual one; a finding may differ by environment and policy.\n\n| rule | severity | finds |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
)

const { settingsSchema } = await import('../src/model/settingsSchema.ts')
const schema = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' })
write('docs/logkeel.schema.json', `${JSON.stringify(schema, null, 2)}\n`)

// What the real programs accept, from the facts beside the project.
for (const program of ['Alloy', 'Loki', 'Memcached']) await import(`./generate${program}.ts`)
