/**
 * What all generators share: they write a committed file, or with `--check` say where it differs and exit 1; where the
 * facts beside the project (`../shared/facts`) are absent, the committed file stays.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '../..')
const checking = process.argv.includes('--check')

/** Writes a file of the project, or with `--check` holds it against `text`. */
export function write(path: string, text: string): void {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  if (checking) {
    console.error(`${path} is not what npm run generate makes`)
    process.exitCode = 1
  } else writeFileSync(file, text)
}

/** The facts of a file in a folder; nothing, said on stdout, where they are absent. */
export function readFacts(name: string, makes: string, folder = '../shared/facts'): unknown {
  const file = join(resolve(root, folder), name)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  console.log(`${folder}/${name} is absent: ${makes} stays as it is`)
  return undefined
}
