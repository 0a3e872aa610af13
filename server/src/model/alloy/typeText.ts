/** The types of Alloy's arguments and exports as a sentence calls them. The catalogue's own words are for hovers. */
import { t } from '../../text/translate.ts'

/** A type with its article: `a receiver of logs`, `a list of targets`. */
export function typeText(word: string): string {
  switch (word) {
    case 'list(map(string))':
      return t('a list of targets')
    case 'LogsReceiver':
      return t('a receiver of logs')
    case 'MetricsReceiver':
      return t('a receiver of metrics')
    case 'ProfilesReceiver':
      return t('a receiver of profiles')
    case 'otelcol.Consumer':
      return t('an OpenTelemetry consumer')
    case 'otelcol.Handler':
      return t('an OpenTelemetry authentication handler')
    case 'otelcol.ExtensionHandler':
      return t('an OpenTelemetry extension')
    case 'RelabelRules':
      return t('relabelling rules')
    case 'string':
      return t('a text')
    case 'number':
      return t('a number')
    case 'bool':
      return t('true or false')
    case 'duration':
      return t('a duration')
    case 'secret':
      return t('a secret')
    case 'optional_secret':
      return t('a text that may be secret')
    case 'function':
      return t('a function that is not called')
    case 'object':
      return t('an object')
    default:
      return composed(word)
  }
}

function composed(word: string): string {
  const of = /^(list|map)\((.*)\)$/.exec(word)
  if (!of) return word
  const [, shape, inner = ''] = of
  if (shape === 'map') return t('an object')
  const many = plurals()[inner]
  return many === undefined ? t('a list') : t('a list of {what}', { what: many })
}

/** What a list holds. */
function plurals(): Readonly<Record<string, string>> {
  return {
    string: t('texts'),
    number: t('numbers'),
    LogsReceiver: t('receivers of logs'),
    MetricsReceiver: t('receivers of metrics'),
    ProfilesReceiver: t('receivers of profiles'),
    'otelcol.Consumer': t('OpenTelemetry consumers'),
    secret: t('secrets'),
    duration: t('durations'),
    'list(map(string))': t('lists of targets'),
  }
}
