/**
 * `npm start`: builds Logkeel and shows what it says about `examples/faulty`, a small workspace that holds the
 * faults which it was made for. The findings are the point, so exit code 1 of `lint` counts as success here.
 */
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const built = spawnSync(process.execPath, ['server/tools/build.ts'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (built.status !== 0) process.exit(built.status ?? 1)

process.stdout.write('\n$ logkeel lint examples/faulty\n\n')
// `--color` asks for the code frames, which a pipe does not get by itself; the colours are taken out again
// where nothing shows them.
const linted = spawnSync(process.execPath, ['dist/cli.js', 'lint', 'examples/faulty', '--color'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '' },
})
if (linted.status !== 0 && linted.status !== 1) {
  process.stderr.write(linted.stderr)
  process.exit(linted.status ?? 2)
}
const colored = process.stdout.isTTY && !process.env.NO_COLOR
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
process.stdout.write(colored ? linted.stdout : linted.stdout.replace(/\u001b\[[0-9;]*m/g, ''))

process.stdout.write(`
These are the files of examples/faulty; examples/mended is the same workspace without the faults.

  npm run editor                     the same findings in VS Code, with hovers and fixes
  node dist/cli.js --help            what else the command line can do
`)
