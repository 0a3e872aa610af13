/**
 * What was measured of Alloy's components and functions on which logs depend (Alloy 1.18.0), in a sentence or two each.
 * Types and defaults are the schema's to say.
 */
import { t } from '../../text/translate.ts'

const notes: Readonly<Record<string, () => string>> = {
  'loki.write': () =>
    t(
      'An outage longer than 4 to 10 minutes loses logs by default, with a write-ahead log too: set `max_backoff_retries = 0` at each endpoint.',
    ),
  'loki.write/wal': () =>
    t(
      'It lies in `<storage path>/loki.write.<label>/wal/` and is off unless `enabled = true` is written. Of 100 lines that were waiting at a restart none arrived (1.18.0). The documentation calls it experimental; it starts at every stability level.',
    ),
  'loki.write/wal/enabled': () => t('Without it the block does nothing.'),
  'loki.write/wal/max_segment_age': () =>
    t(
      'A segment ends at 128 MiB or at a restart, so a short age loses under load: with `1m`, 37,070 of 102,400 lines arrived after an outage (1.18.0).',
    ),
  'loki.write/wal/min_read_frequency': () =>
    t(
      'It must be below `max_read_frequency`: Alloy does not start otherwise, and `alloy validate` does not look.',
    ),
  'loki.write/wal/max_read_frequency': () =>
    t(
      'It must be above `min_read_frequency`: Alloy does not start otherwise, and `alloy validate` does not look.',
    ),
  'loki.write/wal/drain_timeout': () => t('15s in the program (1.18.0); the documentation says 30s.'),
  'loki.write/endpoint': () => t('Alloy does not start without one, which `alloy validate` does not see.'),
  'loki.write/endpoint/max_backoff_retries': () =>
    t(
      'Ten tries have nine sleeps between them, 4.3 to 8.5 minutes, plus up to ten times `remote_timeout`. For ever has a price: one refusal that never ends (429 or 5xx) holds up what follows it. Other 4xx are dropped at once.',
    ),
  'loki.write/endpoint/min_backoff_period': () =>
    t('The first sleep takes this long to twice that; each next one twice as long.'),
  'prometheus.remote_write/wal': () =>
    t('It is always on, in `<storage path>/prometheus.remote_write.<label>/wal/`; this block only tunes it.'),
  'loki.source.docker': () =>
    t(
      'It keeps its positions below the storage path: without a volume there a new container sends again or loses.',
    ),
  'loki.source.file': () => t('Without a volume at the storage path a new container sends again or loses.'),
  'sys.env': () =>
    t('With a variable that is not set an address becomes `http://:3100`, and Alloy starts without a word.'),
}

/** A note on `component`, `component/block/argument` or a function's new name; nothing where there is none. */
export function noteOn(at: string): string | undefined {
  return Object.hasOwn(notes, at) ? notes[at]?.() : undefined
}
