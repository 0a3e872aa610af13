/**
 * The environment of a file: the patterns of `logkeel.yaml` first, then the names that everybody uses, in the
 * file's name before its folders, the deepest folder before the others. What other files say of a file (a Compose
 * file that mounts it, an Argo CD application that names it) is the workspace's to know.
 */

import picomatch from 'picomatch/posix.js'
import { memo } from '../text/memo.ts'
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
    matcher = matcherOf(pattern)
    matchers.set(pattern, matcher)
  }
  return matcher(path)
}

/** A pattern that can't be read fits nothing. */
function matcherOf(pattern: string): (path: string) => boolean {
  try {
    return picomatch(pattern.replace(/^\.\//, ''), { dot: true, basename: !pattern.includes('/') })
  } catch {
    return () => false
  }
}

/**
 * The environment that a file's own path names, or `undefined`.
 * @param path relative to the workspace root, with `/`
 */
export function environmentOfPath(path: string, settings: Settings): string | undefined {
  const known = environmentsByPath(settings)
  if (!known.has(path)) known.set(path, findEnvironment(path, settings))
  return known.get(path)
}

/** Settings outlive many versions of a workspace, each of which asks for all of its files. */
const environmentsByPath = memo((_settings: Settings) => new Map<string, string | undefined>())

function findEnvironment(path: string, settings: Settings): string | undefined {
  for (const [name, { files }] of Object.entries(settings.environments)) {
    if (files.some((pattern) => fits(pattern, path))) return name
  }
  const segments = path.split('/')
  const file = segments.pop() ?? ''
  const named = environmentOfName(file, settings)
  if (named !== undefined) return named ?? undefined
  for (const segment of segments.reverse()) {
    const found = byWord(segment.toLowerCase(), settings)
    if (found) return found
    // What lies in a folder of tests is run by nobody, whatever the folder around it is called.
    if (testFolder.test(segment)) return undefined
  }
  return undefined
}

const testFolder = /^(?:tests?|testdata|fixtures|e2e|__tests__)$/i

/**
 * The environment that a file's name tells by a whole word, the last one before others; `null` where it says that it
 * is none of them (`values-non-prod.yaml`), so that its folders do not speak for it either.
 */
function environmentOfName(file: string, settings: Settings): string | null | undefined {
  const name = ` ${wordsOf(file)} `
  const own = Object.keys(settings.environments)
    .filter((environment) => wordsOf(environment).includes(' '))
    .sort((a, b) => b.length - a.length)
    .find((environment) => name.includes(` ${wordsOf(environment)} `))
  if (own !== undefined) return namedBy(own, settings) ?? null
  const words = name.trim().split(' ')
  for (let i = words.length - 1; i >= 0; i--) {
    const found = byWord(words[i] ?? '', settings)
    if (found) return /^(non|not|no|pre)$/.test(words[i - 1] ?? '') ? null : found
  }
  return undefined
}

/** The words of a text, in lower case, with a blank between them. What is made of Unicode's tables is slow to make. */
function wordsOf(text: string): string {
  const lower = text.toLowerCase()
  return lower.replace(/^[\0-\x7f]*$/.test(lower) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu, ' ')
}

/** A word that is an environment's own name, or one of the names that everybody uses for it. */
function byWord(word: string, settings: Settings): string | undefined {
  const own = Object.keys(settings.environments).find((name) => name.toLowerCase() === word)
  const name = own ?? (Object.hasOwn(wellKnown, word) ? wellKnown[word] : undefined)
  return name === undefined ? undefined : namedBy(name, settings)
}

/** Patterns in logkeel.yaml replace the default of the same name: names then no longer tell. */
function namedBy(name: string, settings: Settings): string | undefined {
  return (settings.environments[name]?.files.length ?? 0) > 0 ? undefined : name
}
