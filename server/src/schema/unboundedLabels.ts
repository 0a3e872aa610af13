/**
 * Names of values of which every line, request or client has its own: as a label each makes a stream of its own in
 * Loki. Whole names only, in lower case without `_`, `-` and `.`; what ends with `id` is not enough, since a cluster,
 * a tenant or a region has one too.
 */

/** What kind of value it is: what a sentence says of it. */
export type UnboundedKind = 'identifier' | 'time' | 'duration' | 'address' | 'text'

const names: Readonly<Record<UnboundedKind, string>> = {
  identifier:
    'id uuid guid trace traceid span spanid parentspanid requestid reqid xrequestid correlationid xcorrelationid ' +
    'transactionid messageid msgid sessionid pid processid tid threadid orderid userid customerid',
  time: 'timestamp ts time datetime',
  duration:
    'duration durationms durationseconds latency latencyms elapsed elapsedms elapsedtime responsetime ' +
    'requesttime upstreamresponsetime requestduration',
  address:
    'url uri requesturi requesturl path requestpath urlpath query querystring remoteaddr clientip remoteip',
  text: 'message msg useragent httpuseragent referer referrer httpreferer',
}

const kinds: ReadonlyMap<string, UnboundedKind> = new Map(
  Object.entries(names).flatMap(([kind, words]) =>
    // The keys are those of the table just above.
    words.split(' ').map((word) => [word, kind as UnboundedKind] as const),
  ),
)

/** What kind of unbounded value a label's name stands for, if it does. */
export function unboundedKind(name: string): UnboundedKind | undefined {
  return kinds.get(name.toLowerCase().replace(/[-_.]/g, ''))
}
