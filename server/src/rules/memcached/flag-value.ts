/**
 * Values of memcached's options that it refuses, or takes for something else: it reads digits and drops what follows,
 * so that `-m 8G` is 8 MiB. Numbers that only another one makes wrong are `memcached/item-size`.
 */

import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { addedSuboptions } from '../../model/memcached/chartArguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { flagFaults, type ValueFault } from '../../model/memcached/flagFaults.ts'
import { faultsOf, suboptionFaults } from '../../model/memcached/suboptionFaults.ts'
import { suboptionFixes, suboptionMessage } from '../../model/memcached/suboptionTexts.ts'
import { valueFixes } from '../../model/memcached/valueFixes.ts'
import type { Severity } from '../../model/settings.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const seen = new Set<number>()
  for (const run of memcachedRunsWith(workspace, document)) {
    for (const finding of [...valueFindings(document, run), ...suboptionFindings(document, run)]) {
      if (seen.has(finding.range.start)) continue
      seen.add(finding.range.start)
      yield finding
    }
  }
  for (const cache of chartCaches(workspace, document)) yield* cacheFindings(document, cache)
}

/** What a chart makes of a cache's numbers and `extraExtendedOptions`. */
function* cacheFindings(document: Document, cache: ChartCache): Iterable<Finding> {
  for (const fault of faultsOf(addedSuboptions(document, cache), true, undefined))
    yield {
      range: fault.item.range,
      message: suboptionMessage(fault),
      ...(fault.refused
        ? { severity: 'error' as const, refusedBy: 'memcached' as const }
        : { severity: 'warning' as const }),
      fixes: suboptionFixes(document, fault),
    }
  const { field, rendering } = cache
  const memory = field(['allocatedMemory'])
  const unit = typeof memory.value === 'string' ? /^(\d+)([kmgt])i?b?$/i.exec(memory.value) : undefined
  if (rendering.sizes && memory.own && unit?.[2] && !/m/i.test(unit[2]))
    yield memoryFinding(document, memory.own, unit)
  const limit = field(['connectionLimit'])
  if (rendering.sizes && limit.own && typeof limit.value === 'number' && limit.value <= 20)
    yield {
      range: limit.own,
      severity: 'error',
      refusedBy: 'memcached',
      message: t(
        "The limit holds for all files and sockets that memcached opens, its threads' own among them: with {text} it does not start. The chart's default is 16384.",
        { text: limit.value },
      ),
    }
}

/** `allocatedMemory: 8Gi`: the chart hands the text on, and memcached counts MiB. */
function memoryFinding(
  { uri }: Document,
  range: Range,
  [text, number = '', unit = '']: RegExpExecArray,
): Finding {
  const factor = { g: 1024, t: 1024 * 1024 }[unit.toLowerCase()]
  const meant = factor === undefined ? undefined : String(Number(number) * factor)
  return {
    range,
    severity: 'error',
    message: t(
      'allocatedMemory counts MiB and takes no unit: memcached reads {number} MiB of {text}. Write the number of MiB.',
      {
        text,
        number,
      },
    ),
    fixes:
      meant === undefined
        ? []
        : [
            {
              title: t('Write {text}', { text: meant }),
              safe: false,
              preferred: true,
              edits: [{ uri, range, text: meant }],
            },
          ],
  }
}

function valueFindings(document: Document, run: MemcachedRun): readonly Finding[] {
  return flagFaults(run).map((fault) => ({
    range: rangeOf(fault),
    message: messageOf(fault),
    ...weight(run, fault.refused, severityOf(fault)),
    fixes: valueFixes(document, run, fault),
  }))
}

function suboptionFindings(document: Document, run: MemcachedRun): readonly Finding[] {
  return suboptionFaults(run).map((fault) => ({
    range: fault.item.range,
    message: suboptionMessage(fault),
    ...weight(run, fault.refused, 'warning'),
    fixes: suboptionFixes(document, fault),
  }))
}

/** Where it is only guessed that memcached is started so, nothing is claimed of it. */
function weight(
  run: MemcachedRun,
  refused: boolean,
  otherwise: Severity,
): Pick<Finding, 'severity' | 'refusedBy'> {
  if (run.by === 'guessed') return { severity: otherwise === 'error' || refused ? 'warning' : otherwise }
  return refused ? { severity: 'error', refusedBy: 'memcached' } : { severity: otherwise }
}

/** What certainly breaks the cache is an error though memcached starts with it. */
function severityOf({ kind, flag }: ValueFault): Severity {
  const { short } = flag.option
  if (kind === 'many-threads') return 'hint'
  if (kind === 'several' || kind === 'no-listener' || kind === 'negative') return 'error'
  if (short === '-p') return 'error'
  return kind === 'suffix' && (short === '-m' || short === '-c') ? 'error' : 'warning'
}

/** An option with its value; the value alone where it is an argument of its own. */
function rangeOf({ flag }: ValueFault): Range {
  const { range, value, from, to, written } = flag
  if (!value || value.raw === '') return range
  return from === to && written !== 'key' ? { start: range.start, end: value.range.end } : value.range
}

function messageOf(fault: ValueFault): string {
  const { flag, text, refused } = fault
  const { short } = flag.option
  const said = { flag: short, text }
  switch (fault.kind) {
    case 'sign':
      return t(
        'Behind one letter getopt makes the equals sign a part of the value, so memcached reads `={text}`. Write `{flag} {text}`.',
        said,
      )
    case 'blank-before':
      return t(
        'Before 1.6.32 memcached takes the blank in front of {text} for a part of it, and does not start. Write two arguments, or no blank.',
        said,
      )
    case 'blank-after':
      return t(
        'The blank behind {text} hides its unit: memcached reads a few bytes and does not start. Remove the blank.',
        said,
      )
    case 'number':
      return numberMessage(fault, said)
    case 'suffix':
      return suffixMessage(fault, said)
    case 'several':
      return t(
        'This is one argument: memcached reads {reads} for {flag} and drops what follows without a word. Give each option an argument of its own.',
        { ...said, reads: fault.reads },
      )
    case 'range':
      return rangeMessage(fault, said)
    case 'choice':
      return t('{flag} takes one of {values}; with {text} memcached does not start.', {
        ...said,
        values: fault.values.join(', '),
      })
    case 'item-size':
      return itemMessage(fault, said)
    default:
      return otherMessage(fault, refused, said)
  }
}

type Said = Readonly<Record<'flag' | 'text', string>>
type Of<K> = Extract<ValueFault, { readonly kind: K }>

function numberMessage({ flag, refused }: Of<'number'>, said: Said): string {
  if (flag.option.short === '-p')
    return t(
      '{text} is no number: memcached takes it for port 0, which is none, and starts without a listener.',
      said,
    )
  return refused
    ? t('{text} is no number: memcached reads 0 for {flag} and does not start.', said)
    : t('{text} is no number: memcached reads 0 for {flag} and starts with that.', said)
}

function suffixMessage({ flag, refused, reads, meant }: Of<'suffix'>, said: Said): string {
  const more = { ...said, reads, meant: meant ?? '' }
  if (flag.option.short === '-I') return t('memcached reads whole numbers only: {text} is {reads}.', more)
  if (flag.option.short === '-m') {
    if (refused)
      return t(
        '-m counts MiB and drops units: {text} is {reads}, less than two of the largest items, so memcached does not start. Write the number of MiB.',
        more,
      )
    return t('-m counts MiB and drops units: {text} is {reads}. Write the number of MiB.', more)
  }
  return refused
    ? t(
        'memcached reads digits only: {text} is {reads}, too few for its own threads, so it does not start. Write the whole number.',
        more,
      )
    : t('memcached reads digits only: {text} is {reads}. Write the whole number.', more)
}

function rangeMessage({ flag, refused, least, most }: Of<'range'>, said: Said): string {
  const more = { ...said, least, most: most ?? '' }
  if (flag.option.short === '-p' || flag.option.short === '-U')
    return refused
      ? t('{text} is no port: memcached does not start. Ports go from {least} to {most}.', more)
      : t(
          '{text} is no port: memcached listens on what is left of the number. Ports go from {least} to {most}.',
          more,
        )
  return most
    ? t('{flag} goes from {least} to {most}; with {text} memcached does not start.', more)
    : t('{flag} must be at least {least}; with {text} memcached does not start.', more)
}

function itemMessage({ meant }: Of<'item-size'>, said: Said): string {
  return meant
    ? t(
        '-I takes bytes, or a number with k or m: memcached reads {text} as too few bytes and does not start. Write {meant}.',
        { ...said, meant },
      )
    : t(
        '-I takes bytes, or a number with k or m, from 1k to 1024m: memcached reads {text} as too few bytes and does not start.',
        said,
      )
}

function otherMessage(fault: ValueFault, refused: boolean, said: Said): string {
  switch (fault.kind) {
    case 'negative':
      return t(
        'memcached takes {text} for a huge number and never stops to grow. Write the number of MiB.',
        said,
      )
    case 'no-listener':
      return t('Port 0 is none: memcached starts without a listener. Write the port.', said)
    case 'descriptors':
      return t(
        "The limit holds for all files and sockets that memcached opens, its threads' own among them: with {text} it does not start. The default is 1024.",
        said,
      )
    case 'many-threads':
      return t(
        'memcached warns of more than 64 threads: more than the machine has cores only make it slower.',
        said,
      )
    case 'napi':
      return t('-N can be no more than the {threads} threads of -t: memcached does not start.', {
        ...said,
        threads: fault.threads,
      })
    case 'udp':
      return t(
        'Without -p, the UDP port moves the TCP port too: memcached listens on {text}, not on 11211. Add -p with the port that clients dial.',
        said,
      )
    case 'udp-extstore':
      return t('memcached does not start with UDP beside ext_path. Leave -U out, or write -U 0.', said)
    case 'octal':
      return t(
        '-a takes an octal number, such as 0700: of {text} only the digits below 8 at its start are read.',
        said,
      )
    default:
      return refused
        ? t('memcached does not start with {text}.', said)
        : t('memcached does not read {text} as it stands.', said)
  }
}

export const rule: Rule = {
  id: 'memcached/flag-value',
  title: 'A value that memcached refuses or misreads',
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  check,
}
