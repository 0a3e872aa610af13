/**
 * Which program a container runs: told by its image wherever that is mirrored, else by its command line, else by
 * its name. What is in doubt is none of them.
 */
import { nameOf } from '../../text/uri.ts'
import type { Container } from './containers.ts'
import { shellWords } from './text.ts'

type Asked = Pick<Container, 'name' | 'image' | 'entrypoint' | 'args'>

/** Whether it runs Grafana Alloy. */
export function isAlloy(container: Asked): boolean {
  if (isImage(container, /^(?:grafana-)?alloy(?:-dev)?$/) || runs(container, 'alloy')) return true
  const first = container.args?.[0]?.value
  return (
    first === 'run' &&
    !isForeign(container, /alloy/) &&
    words(container).some((word) => ownOfAlloy.test(word))
  )
}

/** Words of `run` that no other program has: a configuration's path, options of Alloy's own. */
const ownOfAlloy =
  /\.(?:alloy|river)$|\/alloy(?:\/|$)|^--(?:stability\.level|server\.http\.ui-path-prefix|storage\.path)\b/

/** Whether it runs Loki itself (not its canary, not a tool around it). */
export function isLoki(container: Asked): boolean {
  if (isImage(container, /^(?:grafana-)?(?:loki|enterprise-logs)(?:-k\d+)?$/) || runs(container, 'loki'))
    return true
  if (isForeign(container, /loki/) || /canary/i.test(imageText(container) ?? '')) return false
  const option = container.name === 'loki' ? /^--?config\.file(?:=|$)/ : /^--?config\.file=\S*\/loki\//
  return words(container).some((word) => option.test(word))
}

/** Whether it runs memcached itself (not its exporter). */
export function isMemcached(container: Asked): boolean {
  const image = imageText(container)
  if (/export/i.test(`${image ?? ''} ${container.name ?? ''}`)) return false
  if (runs(container, 'memcached')) return true
  if (image !== undefined && /memcached/i.test(nameWithoutTag(image) ?? image)) return true
  if (isForeign(container, /memcache|cache/)) return false
  return /^(?:.*[-_.])?memcached?(?:[-_.].*)?$/i.test(container.name ?? '') || looksLikeMemcached(container)
}

/** Arguments that together are memcached's alone: item memory with an item size or a connection limit. */
function looksLikeMemcached(container: Asked): boolean {
  const flags = new Set(
    (container.args ?? [])
      .map(({ raw }) =>
        /^(-[mIcouv]|--(?:memory-limit|max-item-size|conn-limit|extended))(?![\w-])|^(-[mIcu])(?=\d)/.exec(
          raw,
        ),
      )
      .map((found) => found?.[1] ?? found?.[2]),
  )
  const has = (short: string, long: string) => flags.has(short) || flags.has(long)
  return (
    has('-m', '--memory-limit') &&
    (has('-I', '--max-item-size') || (has('-c', '--conn-limit') && flags.size > 2))
  )
}

/** An image's text with the defaults of its variables (`${TAG:-1.2}`); its template actions as written. */
function imageText({ image }: Asked): string | undefined {
  return image?.value ?? image?.raw.replace(/\$\{\w+:?-([^{}]*)\}/g, '$1')
}

/** The last part of an image's repository, without registry, tag and digest; nothing where an action makes it. */
export function nameWithoutTag(image: string): string | undefined {
  const name = nameOf(image.replace(/@sha256:.*$/, '')).replace(/:[^:]*$/, '')
  return /[{}$]/.test(name) || name === '' ? undefined : name
}

function isImage(container: Asked, name: RegExp): boolean {
  const image = imageText(container)
  return image !== undefined && name.test(nameWithoutTag(image) ?? '')
}

/** Whether the image is known and is of another program, so that a name or an argument proves nothing. */
function isForeign(container: Asked, own: RegExp): boolean {
  const image = imageText(container)
  const name = image && nameWithoutTag(image)
  return name !== undefined && name !== '' && !own.test(name)
}

function words({ entrypoint, args }: Asked): readonly string[] {
  return [...(entrypoint ?? []), ...(args ?? [])].map(({ value, raw }) => value ?? raw)
}

/** Whether a program is started by its name: as the first word, behind a wrapper, or in a shell's script. */
function runs(container: Asked, program: string): boolean {
  const all = words(container)
  for (const [index, word] of all.slice(0, 6).entries()) {
    if (word.startsWith('-')) {
      if (!/^-\w*c$/.test(word) || !isShell(all[0] ?? '')) continue
      return startsProgram(all[index + 1] ?? '', program)
    }
    if (nameOf(word) === program && (index === 0 || all.slice(0, index).every(isWrapper))) return true
  }
  return false
}

/** Whether a command word is a shell. */
export function isShell(word: string): boolean {
  return /^(?:ba|da|a|z|k)?sh$/.test(nameOf(word))
}

/** Whether a word before a program's name only starts it. */
function isWrapper(word: string): boolean {
  return /^(?:exec|tini|dumb-init|env|gosu|su-exec|nice|docker-entrypoint\.sh|entrypoint\.sh|--?\w*|\w+=.*|[a-z_][\w-]*)$/.test(
    nameOf(word),
  )
}

function startsProgram(script: string, program: string): boolean {
  let first = true
  for (const word of shellWords(script)) {
    if (first && nameOf(word.text) === program) return true
    first = word.ends !== 'nothing' || (first && isWrapper(word.text) && word.text !== 'echo')
  }
  return false
}
