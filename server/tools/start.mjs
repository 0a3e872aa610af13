/**
 * `npm start`: builds Logkeel and shows what it says about `examples/faulty`, a small workspace that holds the
 * faults which it was made for. The findings are the point, so exit code 1 of `lint` counts as success here.
 */
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

function run(args, options) {
  return spawnSync(process.execPath, args, { cwd: root, ...options }).status
}

const built = run(['server/tools/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] })
if (built !== 0) process.exit(built ?? 1)

process.stdout.write('\n$ logkeel lint examples/faulty\n\n')
const color = process.stdout.isTTY && !process.env.NO_COLOR ? ['--color'] : []
const linted = run(['dist/cli.js', 'lint', 'examples/faulty', ...color], { stdio: 'inherit' })
if (linted !== 0 && linted !== 1) process.exit(linted ?? 2)

process.stdout.write(`
These are the files of examples/faulty; examples/mended is the same workspace without the faults.

  npm run editor                     the same findings in VS Code, with hovers and fixes
  node dist/cli.js lint --help       what else the command line can do
`)
