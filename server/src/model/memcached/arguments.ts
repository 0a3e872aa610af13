/**
 * What a file starts memcached with: its options, read as getopt_long reads them, each at its place in the document.
 * Whether an option is wise is not judged here. Elements whose text template output makes are read as far as they
 * are written: `-u {{ .port }}` is `-u` with an unknown value.
 */

import { optionOfLetter, optionOfName } from '../../schema/memcached.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { nameOf } from '../../text/uri.ts'
import { composeServices } from '../containers/compose.ts'
import { type Container, containersIn, isMemcached, type Known } from '../containers/containers.ts'
import { containerWithImage } from '../containers/layers.ts'
import { isShell } from '../containers/programs.ts'
import { type ShellWord, shellWords, unquoted } from '../containers/text.ts'
import { isMemcachedKey } from '../containers/values.ts'
import type { Workspace } from '../workspace.ts'
import { isInBranch } from './branches.ts'
import { type Flag, readWords, type WordFault } from './flags.ts'

export type { Flag, WordFault } from './flags.ts'

/** A start of memcached in a document. */
export interface MemcachedRun {
  readonly container: Container | undefined
  /** How its words are written: items of a list, words of a string, or keys of a map. */
  readonly elements: readonly Known[]
  readonly flags: readonly Flag[]
  /** Words that are no options. */
  readonly faults: readonly WordFault[]
  /** Whether other options may hold than those that are written here. */
  readonly open: boolean
  /** Whether some of them stand in a branch or loop of a template, so that they need not hold together. */
  readonly branched: boolean
  /**
   * How it is known that these words are memcached's own: `named` by its program's name, `image` by an image that
   * starts it, `values` for what a chart's values add to its arguments, `guessed` by a name or by options alone.
   */
  readonly by: 'named' | 'image' | 'values' | 'guessed'
}

/** Every start of memcached in a document. */
export const memcachedRuns = memo((document: Document): readonly MemcachedRun[] => {
  const runs = containersIn(document).flatMap((container) =>
    isMemcached(container) || isNamedAfter(document, container) || isOfKey(document, container)
      ? memcachedRunOf(document, container)
      : [],
  )
  return document.kind === 'helm-values' ? [...runs, ...keyedRuns(document)] : runs
})

/** The same with the services of a Compose file whose image another file gives: one that they extend or are laid over. */
export function memcachedRunsWith(workspace: Workspace, document: Document): readonly MemcachedRun[] {
  const runs = memcachedRuns(document)
  if (document.kind !== 'compose') return runs
  const layered = composeServices(document).flatMap((service) => {
    const container = containerWithImage(workspace, service)
    const known = container === service.container || isMemcached(service.container)
    return known || !isMemcached(container) ? [] : memcachedRunOf(document, container)
  })
  return layered.length > 0 ? [...runs, ...layered] : runs
}

/** A container's command line read as memcached's; nothing where it gives no arguments. */
function memcachedRunOf(document: Document, container: Container): readonly MemcachedRun[] {
  const { words, named } = argumentsOf(document, container)
  if (words.length === 0 && !(named || isBare(document, container))) return []
  const { flags, faults, open } = readWords(words)
  const branched = words.some((word) =>
    [words[0], words.at(-1)].some((other) => other && isInBranch(document, word.range, other.range.start)),
  )
  const by = document.kind === 'helm-values' ? 'values' : named ? 'named' : startedBy(container, flags)
  const more = document.kind === 'helm-values' || container.argsOpen || container.open
  // Words that a script of the image's own is given may be anything.
  const own = by !== 'guessed' || container.entrypoint === undefined
  return [{ container, elements: words, flags, faults: own ? faults : [], open: open || more, branched, by }]
}

/** Whether a container starts memcached as its image does, without a word of its own. */
function isBare({ kind }: Document, container: Container): boolean {
  const { args, entrypoint, argsOpen, open } = container
  const isOwn = kind === 'kubernetes' || kind === 'compose'
  return isOwn && !args && !entrypoint && !argsOpen && !open && startedBy(container, []) === 'image'
}

/** Whether the image's own start hands the words to memcached, as that of the official images does. */
function startedBy({ entrypoint, image }: Container, flags: readonly Flag[]): 'image' | 'guessed' {
  if (entrypoint !== undefined || !image) return 'guessed'
  // A repository that is written out, whatever makes its tag.
  const written = image.value ?? /^[^{}$]*:(?=[{$])/.exec(image.raw)?.[0]
  if (written !== undefined) return isStock(written) ? 'image' : 'guessed'
  // Of an image that a template or variable makes, options tell that are memcached's alone.
  const letters = new Set(flags.map(({ option }) => option.short))
  const telling = ['-m', '-I', '-c', '-o', '-t'].filter((short) => letters.has(short))
  return telling.length >= 2 && !/bitnami|chainguard/i.test(image.raw) ? 'image' : 'guessed'
}

/** Whether an image is memcached's official one or a copy of it: others start it by scripts of their own. */
function isStock(image: string): boolean {
  return /memcached/i.test(image) && !/bitnami|chainguard|export/i.test(image)
}

/** Whether a container of values has its name from a key that names a memcached, such as `resultsCache`. */
function isOfKey({ kind }: Document, { name, image }: Container): boolean {
  return kind === 'helm-values' && image === undefined && name !== undefined && isMemcachedKey(name)
}

/** Whether a container that nothing else tells of stands in a file named memcached, with memcached's memory option. */
function isNamedAfter({ uri }: Document, { image, name, args }: Container): boolean {
  if (!/memcached/i.test(uri) || image?.value !== undefined || /export/i.test(`${uri} ${name} ${image?.raw}`))
    return false
  return args?.some(({ raw }) => /^(?:-m[\s\d{]|-m$|--memory-limit\b)/.test(raw)) ?? false
}

interface Words {
  readonly words: readonly Known[]
  /** Whether the program's name stands before them. */
  readonly named: boolean
}

/** The words behind the program's name. */
function argumentsOf(document: Document, container: Container): Words {
  const words = [...(container.entrypoint ?? []), ...(container.args ?? [])]
  const first = words[0]
  if (first && isShell(first.value ?? first.raw)) {
    const at = words.findIndex((word) => /^-\w*c$/.test(word.raw))
    const script = words[at + 1]
    const own = at >= 0 && script ? ofScript(document, script) : undefined
    return { words: own ?? [], named: own !== undefined }
  }
  const program = words.slice(0, 6).findIndex((word) => nameOf(word.raw) === 'memcached')
  if (program >= 0) return { words: words.slice(program + 1), named: true }
  const option = words.findIndex(({ raw }) =>
    /^(?:-|\{\{-?\s*(?:printf\s+\\?["`]-|(?:if|with)\b[^}]*\}\}-))/.test(raw),
  )
  return { words: option < 0 ? [] : words.slice(option), named: false }
}

/** The words behind `memcached` in a shell's script, up to the end of that command; undefined where it is not started. */
function ofScript(document: Document, script: Known): readonly Known[] | undefined {
  const words = shellWords(script.raw)
  const program = words.findIndex((word) => nameOf(word.text) === 'memcached')
  const start = words[program]
  if (!start) return undefined
  if (start.ends !== 'nothing') return []
  const rest = words.slice(program + 1)
  const end = rest.findIndex((word) => word.ends !== 'nothing')
  const own = end < 0 ? rest : rest.slice(0, end + 1)
  // The number of a redirection (`2>&1`) is the shell's.
  const last = own.at(-1)
  const redirects = last && /^\d$/.test(last.text) && /^[<>]/.test(script.raw.slice(last.end))
  return (redirects ? own.slice(0, -1) : own).map((word) => inScript(document, script, word))
}

function inScript(document: Document, script: Known, word: ShellWord): Known {
  const whole = { start: script.range.start + word.start, end: script.range.start + word.end }
  const range = unquoted(document.text, whole)
  const unknown = /[$`]|\{\{/.test(word.text)
  return {
    value: unknown ? undefined : word.text,
    raw: document.text.slice(range.start, range.end),
    place: placeOf(document, whole),
    range,
  }
}

/** `extraArgs` as a map, as the Loki chart has it: each key becomes an option, `-u 4090` from `u: 4090`. */
function keyedRuns(document: Document): readonly MemcachedRun[] {
  const runs: MemcachedRun[] = []
  walk(yamlTree(document), ({ node, pair }) => {
    if (node.kind !== 'map' || !pair || !isMemcachedKey(pair.key.text)) return
    const extra = mapOf(get(node, ['extraArgs']))
    if (!extra) return
    const flags = keyedFlags(document, extra)
    runs.push({
      container: undefined,
      elements: [],
      flags,
      faults: [],
      open: true,
      branched: false,
      by: 'values',
    })
  })
  return runs
}

function keyedFlags(document: Document, map: YamlMap): readonly Flag[] {
  const tree = yamlTree(document)
  return entries(map).flatMap((pair): readonly Flag[] => {
    const name = pair.key.text.replace(/^-+/, '')
    const option = name.length === 1 ? optionOfLetter(name) : optionOfName(name)
    if (!option || pair.key.hole) return []
    const key = unquoted(document.text, rangeOf(tree, pair.key))
    const at = pair.value?.kind === 'scalar' ? unquoted(document.text, rangeOf(tree, pair.value)) : undefined
    const raw = at ? document.text.slice(at.start, at.end) : ''
    const known = pair.value?.kind === 'scalar' && !pair.value.hole ? raw : undefined
    const value = at && { value: known, given: known === undefined ? undefined : ` ${known}`, raw, range: at }
    const nameRange = { start: key.end - name.length, end: key.end }
    return [{ option, written: 'key', nameRange, range: key, value, joined: false, from: 0, to: 0 }]
  })
}
