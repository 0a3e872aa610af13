/**
 * Options, and names of `-o`, that memcached does not know: it ends with code 1 at once. Words that are no options
 * it leaves out without a word. Which release runs is told by the image's tag; without one the newest is meant.
 */

import { type MemcachedRun, memcachedRunsWith, type WordFault } from '../../model/memcached/arguments.ts'
import { addedSuboptions, keyFaults } from '../../model/memcached/chartArguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { isIgnored, type NameFault, nameFaults, suboptionNames } from '../../model/memcached/nameFaults.ts'
import { meaningOf } from '../../model/memcached/user.ts'
import { versionText } from '../../model/memcached/version.ts'
import { memcachedVersion } from '../../schema/memcached.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

type Word = Extract<NameFault, { readonly kind: 'word' }>
type Name = Extract<NameFault, { readonly kind: 'suboption' }>

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const seen = new Set<number>()
  for (const run of memcachedRunsWith(workspace, document)) {
    for (const fault of nameFaults(run)) {
      if (seen.has(fault.range.start) || isLeftOut(document, run, fault)) continue
      seen.add(fault.range.start)
      yield findingOf(document, run, fault)
    }
  }
  for (const cache of chartCaches(workspace, document)) yield* cacheFindings(document, cache)
}

/** What a chart makes of a cache's `extraArgs` and `extraExtendedOptions`. */
function* cacheFindings(document: Document, cache: ChartCache): Iterable<Finding> {
  for (const { fault, argument, range } of keyFaults(document, cache))
    yield {
      range,
      message: keyMessage(fault, argument),
      severity: 'error',
      ...(fault.kind !== 'one-dash' && { refusedBy: 'memcached' }),
    }
  for (const fault of suboptionNames(addedSuboptions(document, cache), undefined))
    yield {
      range: fault.range,
      message: messageOf(fault),
      severity: 'error',
      refusedBy: 'memcached',
      fixes: fixesOf(document, fault),
    }
}

function keyMessage(fault: WordFault, argument: string): string {
  if (fault.kind === 'one-dash')
    return t(
      'The chart makes one argument of this, `{argument}`, with one dash: memcached takes it for {short} with the value {rest}. Write the letter {letter} for the key.',
      {
        argument,
        short: fault.text.slice(0, 2),
        rest: fault.text.slice(2),
        letter: fault.option.short.slice(1),
      },
    )
  if (fault.kind === 'blank' && fault.option.takesArgument)
    return t(
      'The chart makes one argument of this, `{argument}`: with a blank before its value a whole name is unknown, and memcached does not start. Write the letter {letter} for the key.',
      { argument, letter: fault.option.short.slice(1) },
    )
  if (fault.kind === 'blank')
    return t(
      'The chart makes one argument of this, `{argument}`: {option} takes no value, and memcached does not start. Write "" for the value.',
      { argument, option: fault.option.short },
    )
  if (fault.kind === 'value-missing')
    return t(
      'The chart makes the argument `{argument}` of this: it needs a value, so memcached does not start.',
      {
        argument,
      },
    )
  return t(
    'The chart makes the argument `{argument}` of this, which memcached does not know: it does not start.',
    {
      argument,
    },
  )
}

/** A port given to `--user` is another rule's; a word that may be a script's is nobody's. */
function isLeftOut(document: Document, run: MemcachedRun, fault: NameFault): boolean {
  if (fault.kind !== 'word') return false
  if (fault.fault.kind === 'word') return !isIgnored(run)
  const flag = run.flags.find(({ option, from }) => option.short === '-u' && from === fault.fault.at)
  return flag !== undefined && ['port', 'default', 'id'].includes(meaningOf(document, run, flag))
}

function findingOf(document: Document, run: MemcachedRun, fault: NameFault): Finding {
  const refused = isRefused(fault)
  const certain = run.by !== 'guessed'
  return {
    range: fault.range,
    message: messageOf(fault),
    severity: certain && (refused || isOneDash(fault)) ? 'error' : 'warning',
    ...(certain && refused && { refusedBy: 'memcached' }),
    fixes: fixesOf(document, fault),
  }
}

/** Ignored words start; of `-port 4090` the rest of the name becomes the value of `-p`. */
function isRefused(fault: NameFault): boolean {
  if (fault.kind !== 'word') return true
  return fault.fault.kind !== 'word' && !isOneDash(fault)
}

function isOneDash(fault: NameFault): boolean {
  return fault.kind === 'word' && fault.fault.kind === 'one-dash'
}

function messageOf(fault: NameFault): string {
  switch (fault.kind) {
    case 'option':
      return t(
        'memcached has {flag} since {since}; {version} refuses it as an unknown option and does not start. Take a newer image, or leave it out.',
        { flag: fault.text, since: fault.since, version: versionText(fault.version) },
      )
    case 'suboption':
      return suboptionMessage(fault)
    case 'word':
      return wordMessage(fault)
  }
}

function suboptionMessage({ text, blank, nearest, since, last }: Name): string {
  const name = text.trim()
  if (since)
    return t(
      'memcached has the name {name} of -o since {since}: this release ends with `Illegal suboption`. Take a newer image, or leave it out.',
      { name, since },
    )
  if (last)
    return t(
      'memcached {last} was the last to know the name {name} of -o: later ones end with `Illegal suboption`. Leave it out.',
      { name, last },
    )
  if (blank)
    return t(
      'The blank becomes a part of the name, so memcached ends with `Illegal suboption "{text}"`. Write the names of -o with nothing but commas between them.',
      { text },
    )
  if (name === '')
    return t(
      'Between two commas -o has an empty name, so memcached ends with `Illegal suboption ""`. Remove a comma.',
    )
  return nearest
    ? t('-o has no name {name}: memcached ends with `Illegal suboption`. Did you mean {nearest}?', {
        name,
        nearest,
      })
    : t('-o has no name {name} ({version}): memcached ends with `Illegal suboption`. Leave it out.', {
        name,
        version: memcachedVersion,
      })
}

function wordMessage({ fault, nearest }: Word): string {
  const said = { text: fault.text, version: memcachedVersion }
  switch (fault.kind) {
    case 'letter':
    case 'name':
      return nearest
        ? t('memcached has no option {text}, so it does not start. Did you mean {nearest}?', {
            ...said,
            nearest,
          })
        : t('memcached has no option {text} ({version}), so it does not start. Leave it out.', said)
    case 'ambiguous':
      return t('{text} may be short for {names}, so memcached does not start. Write the whole name.', {
        ...said,
        names: fault.names.join(', '),
      })
    case 'word':
      return t(
        'memcached ignores {text}: it takes no words but options. Remove it, or write the option that it belongs to before it.',
        said,
      )
    case 'value-missing':
      return t('{text} needs a value, and none follows: memcached does not start.', said)
    case 'no-value':
      return t('{option} takes no value, so memcached does not start with {text}.', {
        ...said,
        option: fault.option.long ?? fault.option.short,
      })
    case 'one-dash':
      return t(
        'With one dash, {text} is {short} with the value {rest}: a whole name needs two. Use {long}.',
        {
          ...said,
          short: `-${fault.text[1]}`,
          rest: fault.text.slice(2),
          long: fault.option.long ?? '',
        },
      )
    case 'blank':
      return fault.option.takesArgument
        ? t(
            'With a blank before its value in one argument, {long} is an unknown option and memcached does not start. Write an equals sign, or two arguments.',
            { ...said, long: fault.option.long ?? '' },
          )
        : t(
            '"{text}" is one argument: memcached takes its blank for an option and does not start. Write two arguments.',
            said,
          )
  }
}

function fixesOf(document: Document, fault: NameFault): readonly Fix[] {
  const replace = (text: string, safe: boolean, range = fault.range): readonly Fix[] => [
    {
      title: t('Change it to {text}', { text }),
      safe,
      preferred: true,
      edits: [{ uri: document.uri, range, text }],
    },
  ]
  if (fault.kind === 'suboption') return fault.nearest ? replace(fault.nearest, fault.blank) : []
  if (fault.kind !== 'word') return []
  const { fault: word } = fault
  switch (word.kind) {
    case 'name':
      return fault.nearest ? replace(fault.nearest, fault.nearest === word.text.replaceAll('_', '-')) : []
    case 'one-dash':
      return replace(`--${word.text.slice(1)}`, false)
    case 'blank':
      return word.option.takesArgument ? replace(withSign(word.text), true) : []
    case 'no-value':
      return word.option.long && !/=(?:false|0|no|off)$/i.test(word.text)
        ? replace(word.option.long, false)
        : []
    default:
      return []
  }
}

/** `--port 4090` as `--port=4090`. */
function withSign(text: string): string {
  return text.trimEnd().replace(/\s+/, '=')
}

export const rule: Rule = {
  id: 'memcached/unknown-flag',
  title: 'An option that memcached does not know',
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  check,
}
