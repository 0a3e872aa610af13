/**
 * The environment of a file: the patterns of `logkeel.yaml` first, then the names that everybody uses, in the
 * file's name before its folders, the deepest folder before the others. What other files say of a file (a Compose
 * file that mounts it, an Argo CD application that names it) is the workspace's to know.
 */
import picomatch from 'picomatch/posix.js'
import type { Settings } from './settings.ts'

const wellKnown: Readonly<Record<string, string>> = {
  dev: 'dev',
  develop: 'dev',
  development: 'dev',
  staging: 'staging',
  stg: 'staging',
  stage: 'staging',
  prod: 'prod',
  prd: 'prod',
  production: 'prod',
}

const matchers = new Map<string, (path: string) => boolean>()

/** Whether `path` (relative to the root) fits a glob pattern; a pattern without a slash fits the file's name anywhere. */
export function fits(pattern: string, path: string): boolean {
  let matcher = matchers.get(pattern)
  if (!matcher) {
    matcher = picomatch(pattern, { dot: true, basename: !pattern.includes('/') })
    matchers.set(pattern, matcher)
  }
  return matcher(path)
}

/**
 * The environment that a file's own path names, or `undefined`.
 * @param path relative to the workspace root, with `/`
 */
export function environmentOfPath(path: string, settings: Settings): string | undefined {
  for (const [name, { files }] of Object.entries(settings.environments)) {
    if (files.some((pattern) => fits(pattern, path))) return name
  }
  const segments = path.split('/')
  const file = segments.pop() ?? ''
  const words = file.toLowerCase().split(/[^a-z0-9]+/)
  const names = [...words.reverse(), ...segments.reverse().map((segment) => segment.toLowerCase())]
  for (const word of names) {
    const known = byName(word, settings)
    if (known) return known
  }
  return undefined
}

/** A word that is an environment's own name, or one of the names that everybody uses for it. */
function byName(word: string, settings: Settings): string | undefined {
  const known = Object.hasOwn(wellKnown, word) ? wellKnown[word] : undefined
  const name = known ?? (Object.hasOwn(settings.environments, word) ? word : undefined)
  // Patterns in logkeel.yaml replace the default of the same name: names then no longer tell.
  if (!name || (settings.environments[name]?.files.length ?? 0) > 0) return undefined
  return name
}
