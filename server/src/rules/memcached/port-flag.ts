/**
 * memcached's port given to `-u`, which sets the user. Only where the container runs memcached. As root memcached
 * exits with 67 (`can't find the user 4090 to switch to`); otherwise it ignores the option and listens on 11211
 * (1.6.18 and 1.6.45). The official images do not run as root.
 */

import { type Flag, type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { isMendedByValues } from '../../model/memcached/chartCaches.ts'
import { addElement, inOneWithBlank, removeFlag, renameFlag } from '../../model/memcached/edit.ts'
import { listeningPort, type Meaning, meaningOf, runsAsRoot } from '../../model/memcached/user.ts'
import { allFacts } from '../../model/workspace.ts'
import type { Document, Place } from '../../text/document.ts'
import { linesOf } from '../../text/document.ts'
import type { TextEdit } from '../../text/edit.ts'
import { lineAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Related, Rule, RuleContext } from '../rule.ts'

/** A `-u` that is no user's name, with what is known around it. */
interface Case {
  readonly document: Document
  readonly run: MemcachedRun
  readonly flag: Flag
  readonly meaning: Exclude<Meaning, 'name' | 'unknown'>
  readonly root: boolean | undefined
  /** The value as written. */
  readonly value: string
  /** As the user wrote it, and what it should be. */
  readonly names: { readonly flag: string; readonly right: string }
  readonly listening: ReturnType<typeof listeningPort>
  readonly related: readonly Related[]
}

function* check(context: RuleContext): Iterable<Finding> {
  const { document } = context
  if (document.kind === 'helm-template' && isMendedByValues(context.workspace, document.uri)) return
  // An anchor's command line may be that of several services.
  const seen = new Set<number>()
  for (const run of memcachedRunsWith(context.workspace, document)) {
    for (const flag of run.flags) {
      if (flag.option.short !== '-u' || seen.has(flag.range.start)) continue
      seen.add(flag.range.start)
      const meaning = meaningOf(document, run, flag)
      if (meaning === 'name' || meaning === 'unknown') continue
      const finding = judge(caseOf(context, run, flag, meaning))
      if (finding) yield finding
    }
  }
}

function caseOf(context: RuleContext, run: MemcachedRun, flag: Flag, meaning: Case['meaning']): Case {
  const { document } = context
  const value = flag.value?.raw ?? ''
  const short = renameFlag(flag, 'p', 'port').text.startsWith('p') && flag.written !== 'name'
  const written = document.text.slice(flag.nameRange.start, flag.nameRange.end)
  const names = { flag: `${written.length > 1 ? '--' : '-'}${written}`, right: short ? '-p' : '--port' }
  const root = runsAsRoot(run)
  return {
    document,
    run,
    flag,
    meaning,
    root,
    value,
    names,
    listening: listeningPort(run),
    related: saying(context, run, value),
  }
}

function judge(it: Case): Finding | undefined {
  // A user id beside the same id, of a container that is not root's: pointless, and it breaks nothing.
  if (it.meaning === 'id' && it.root === false) return undefined
  const refused = it.root === true || (inOneWithBlank(it.flag) && it.meaning === 'port')
  const same = it.meaning === 'port' && it.listening.by !== undefined && it.listening.port === it.value
  const severity = refused ? 'error' : it.meaning !== 'port' ? 'hint' : same ? 'warning' : 'error'
  return {
    range: rangeOf(it.document, it.flag),
    message: message(it, same),
    severity,
    ...(refused && { refusedBy: 'memcached' }),
    related: it.related,
    fixes: fixes(it, same),
  }
}

/** Option and value where they stand on one line, else the option. */
function rangeOf(document: Document, { range, value }: Flag): Range {
  const lines = linesOf(document)
  const end = value?.range.end ?? range.end
  return lineAt(lines, range.start) === lineAt(lines, end) ? { start: range.start, end } : range
}

function message({ meaning, root, value, names, listening, related, flag }: Case, same: boolean): string {
  const said = { ...names, value, port: listening.port }
  if (meaning === 'id')
    return t(
      '`{flag}` takes the name of a user, not its number: started as root, memcached finds no user {value} and exits with code 67; otherwise it ignores the option. Use a name such as memcache, or leave it out.',
      said,
    )
  if (inOneWithBlank(flag))
    return t(
      '`{flag}` sets the user that memcached runs as, not its port, and with a blank before its value in one argument it is refused as an unknown option. Use `{right}={value}`.',
      said,
    )
  if (root)
    return t(
      '`{flag}` sets the user that memcached runs as, not its port: started as root, memcached finds no user {value} and exits with code 67. Use `{right}` for the port, and `-u` with the name of a user.',
      said,
    )
  if (meaning === 'default')
    return t(
      '`{flag}` sets the user that memcached runs as, not its port. It listens on 11211 because that is the default: another number here would not move it. Use `{right}`.',
      said,
    )
  if (same)
    return t(
      '`{flag}` sets the user that memcached runs as, not its port, which `{by}` sets already. Remove it.',
      {
        ...said,
        by: listening.by?.option.short ?? '-p',
      },
    )
  return related.length && /^\d+$/.test(value)
    ? t(
        '`{flag}` sets the user that memcached runs as, not its port, so it will listen on {port} while clients dial {value}. Use `{right}`.',
        said,
      )
    : t(
        '`{flag}` sets the user that memcached runs as, not its port, so it will listen on {port} whatever {value} says. Use `{right}`.',
        said,
      )
}

function fixes(it: Case, same: boolean): readonly Fix[] {
  if (it.meaning === 'id') return []
  const { document, run, flag } = it
  const by = it.listening.by
  if (same || by) {
    const removal = removeFlag(document, run, flag)
    const title = t('Remove {flag} {value}', { flag: it.names.flag, value: it.value })
    return removal ? [fix(document, title, same && it.root !== true, removal)] : []
  }
  const renamed = renameFlag(flag, 'p', 'port')
  const user =
    it.root && !namesUser(document, run) ? addElement(document, run, flag, '--user=memcache') : undefined
  const said = { ...it.names }
  const title = user
    ? t('Change {flag} to {right} and run as the user memcache', said)
    : t('Change {flag} to {right}', said)
  return [fix(document, title, it.root !== true, user ? [renamed, user] : [renamed])]
}

/** Whether another `-u` names a user. */
function namesUser(document: Document, run: MemcachedRun): boolean {
  return run.flags.some((flag) => flag.option.short === '-u' && meaningOf(document, run, flag) === 'name')
}

function fix({ uri }: Document, title: string, safe: boolean, edits: readonly TextEdit[]): Fix {
  return { title, safe, preferred: true, edits: edits.map((edit) => ({ uri, ...edit })) }
}

/** Places that take the value for the port: the container's ports, Services and addresses of this memcached. */
function saying(context: RuleContext, run: MemcachedRun, value: string): readonly Related[] {
  const { container } = run
  const declared = (container?.ports ?? []).filter(({ raw }) => raw === value).map(({ place }) => place)
  const name = container?.workload?.name ?? container?.name
  const number = /^\d+$/.test(value) ? Number(value) : undefined
  const dialled = allFacts(context.workspace, 'dials')
    .filter(
      ({ host, port }) => number !== undefined && port === number && name !== undefined && isHost(host, name),
    )
    .map(({ place }) => place)
  return [
    ...related(declared, t('This port is expected here.')),
    ...related(dialled, t('Clients dial this port.')),
  ].slice(0, 4)
}

function isHost(host: string, name: string): boolean {
  return (
    host === name ||
    host.startsWith(`${name}.`) ||
    new RegExp(`\\.${name.replace(/[^\w-]/g, '')}(\\.|$)`).test(host)
  )
}

function related(places: readonly Place[], message: string): readonly Related[] {
  return places.map((place) => ({ ...place, message }))
}

export const rule: Rule = {
  id: 'memcached/port-flag',
  title: "memcached's port given to -u, which sets the user",
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  check,
}
