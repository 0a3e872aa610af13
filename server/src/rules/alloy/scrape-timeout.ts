/**
 * Scrapes that are to take longer than the time between two of them: `prometheus.scrape` does not start with a
 * `scrape_timeout` above its `scrape_interval`, also against the defaults (10s and 1m), and `pyroscope.scrape` not with a
 * `delta_profiling_duration` (14s) less than a second below its interval. `alloy validate` does not look (1.18.0).
 */

import { isOpen } from '../../model/alloy/components.ts'
import { insertAttribute } from '../../model/alloy/componentsEdit.ts'
import { type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { constantOf, durationText, goDuration } from '../../model/alloy/value.ts'
import type { Attribute } from '../../syntax/alloy/ast.ts'
import { attribute, blocksOf, sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** What a component compares with its interval. */
interface Scraper {
  readonly duration: string
  /** How much shorter than the interval it has to be, in milliseconds. */
  readonly margin: number
}

const scrapers: Readonly<Record<string, Scraper>> = {
  'prometheus/scrape.Arguments': { duration: 'scrape_timeout', margin: 0 },
  'pyroscope/scrape.Arguments': { duration: 'delta_profiling_duration', margin: 1000 },
}

interface Overlong {
  readonly nested: Nested
  readonly scraper: Scraper
  /** What is written of the two, the interval first. */
  readonly written: readonly Attribute[]
  readonly interval: number
  readonly duration: number
}

const overlongIn = perDefinition(
  ({ name }) => (Object.hasOwn(scrapers, name) ? scrapers[name] : undefined),
  (nested, scraper) => (isProfiled(nested) ? overlongOf(nested, scraper) : []),
)

function overlongOf(nested: Nested, scraper: Scraper): readonly Overlong[] {
  const interval = sideOf(nested, 'scrape_interval')
  const duration = sideOf(nested, scraper.duration)
  const written = [interval.written, duration.written].flatMap((each) => each ?? [])
  if (interval.time === undefined || duration.time === undefined || written.length === 0) return []
  return duration.time > interval.time - scraper.margin
    ? [{ nested, scraper, written, interval: interval.time, duration: duration.time }]
    : []
}

/** Whether differences of profiles are taken, which is so unless the profile of the CPU is changed. */
function isProfiled({ block }: Nested): boolean {
  return blocksOf(block)
    .filter(({ name }) => name === 'profiling_config')
    .every((profiles) => blocksOf(profiles).every(({ name }) => name !== 'profile.process_cpu'))
}

function sideOf(
  { block, definition }: Nested,
  name: string,
): { readonly written: Attribute | undefined; readonly time: number | undefined } {
  const written = attribute(block, name)
  const text = written
    ? constantOf(written.value)
    : definition?.arguments.get(name)?.default?.replaceAll('"', '')
  return { written, time: typeof text === 'string' ? goDuration(text) : undefined }
}

function* check({ document }: RuleContext): Iterable<Finding> {
  const tree = alloyTree(document)
  for (const overlong of overlongIn(document)) {
    const { nested, written } = overlong
    const { block } = nested
    if (written.some(({ value }) => isUnknown(document, rangeOf(tree, value)))) continue
    // Template output may write the other one.
    if (written.length < 2 && (block.close === undefined || isOpen(document, block))) continue
    yield findingOf(document, overlong)
  }
}

function findingOf(document: Document, overlong: Overlong): Finding {
  const { nested, scraper, written, interval, duration } = overlong
  const tree = alloyTree(document)
  const values = {
    name: scraper.duration,
    duration: durationOf(duration),
    interval: durationOf(interval),
    component: nested.block.name,
  }
  const only = written.length === 1
  const at = written.at(-1) ?? nested.block
  return {
    range: rangeOf(tree, at.kind === 'attribute' ? at.value : at),
    ...refusedAtStart(tree, nested.holders),
    message:
      scraper.margin > 0
        ? t(
            'Alloy does not start: {name} ({duration}) of {component} has to be at least a second shorter than scrape_interval ({interval}).',
            values,
          )
        : only
          ? t(
              'Alloy does not start: with {name} {duration} and scrape_interval {interval}, one of which is the default, a scrape may take longer than the time to the next one. Set {name} to the interval at most.',
              values,
            )
          : t('Alloy does not start: {name} ({duration}) is above scrape_interval ({interval}).', values),
    fixes: fixesOf(document, overlong),
  }
}

/** A negative time has no text of its own; it is said as it is read. */
function durationOf(milliseconds: number): string {
  return milliseconds < 0 ? `-${durationText(-milliseconds)}` : durationText(milliseconds)
}

/** The timeout as long as the interval, in the interval's own words. */
function fixesOf(document: Document, { nested, scraper, interval }: Overlong): readonly Fix[] {
  const time = interval - scraper.margin
  if (time <= scraper.margin) return []
  const source = attribute(nested.block, 'scrape_interval')
  const text = scraper.margin === 0 && source ? sourceOf(source.value) : `"${durationText(time)}"`
  const old = attribute(nested.block, scraper.duration)
  const title = t('Set {name} to {text}', { name: scraper.duration, text })
  const edits = old
    ? [{ range: rangeOf(alloyTree(document), old.value), text }]
    : insertAttribute(document, nested.block, scraper.duration, text)
  return [
    { title, safe: false, preferred: true, edits: edits.map((edit) => ({ uri: document.uri, ...edit })) },
  ]
}

export const rule: Rule = {
  id: 'alloy/scrape-timeout',
  title: 'A scrape that may take longer than the time to the next one',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
