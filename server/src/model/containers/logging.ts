/**
 * How Compose keeps the output of services: what a service's `logging` says of Docker's json-file driver, and how
 * much of it is kept. Docker's defaults (`max-size` -1, `max-file` 1) hold where nothing is said; a daemon that is
 * set up otherwise is not known here.
 */
import type { YamlMap, YamlPair, YamlScalar } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, scalarOf } from '../../syntax/yaml/path.ts'
import { type ComposeService, serviceValue } from './compose.ts'
import { knownText, type Source } from './text.ts'

/** An option of the driver: its scalar where it is written, its value where that is known. */
export interface LogOption {
  readonly scalar: YamlScalar | undefined
  readonly value: string | undefined
}

/** The json-file settings of a service. */
export interface JsonFile {
  /** The map of `logging`, of an anchor or of an extended service too; undefined where nothing is said. */
  readonly map: YamlMap | undefined
  readonly options: YamlPair | undefined
  readonly maxSize: LogOption
  readonly maxFile: LogOption
  /** What the driver does where an option is not written; no size is no limit (Docker's documentation of the drivers). */
  readonly unsaid: { readonly size: string | undefined; readonly files: number }
}

/**
 * The json-file settings of a service; undefined where it has another driver, or one that is unknown. Docker's `local`
 * driver has the same two options; where one of them is written it is read here, too.
 */
export function jsonFileOf(source: Source, service: ComposeService): JsonFile | undefined {
  const node = serviceValue(service.maps, ['logging'])
  const legacy = serviceValue(service.maps, ['log_driver']) ?? serviceValue(service.maps, ['log_opt'])
  const map = mapOf(node)
  if (legacy || (node && !map && scalarOf(node)?.value !== null)) return undefined
  const driver = get(map, ['driver'])
  const name = driver ? knownText(source, driver)?.value : 'json-file'
  const isSet = ['max-size', 'max-file'].some((option) => get(map, ['options', option]))
  if (name !== 'json-file' && (name !== 'local' || !isSet)) return undefined
  const option = (name: string): LogOption => {
    const value = get(map, ['options', name])
    return { scalar: scalarOf(value), value: knownText(source, value)?.value }
  }
  return {
    map,
    options: pairAt(map, 'options'),
    maxSize: option('max-size'),
    maxFile: option('max-file'),
    unsaid: name === 'local' ? { size: '20m', files: 5 } : { size: undefined, files: 1 },
  }
}

/**
 * Bytes of a size as Docker's drivers read it (`units.FromHumanSize`: k, m, g, t, p of 1000, an optional b, a blank).
 * Undefined for anything else.
 */
export function dockerSize(text: string): number | undefined {
  return sizeIn(text, 1000)
}

/** Bytes of a limit as Compose reads it (`units.RAMInBytes`: k, m, g, t, p of 1024, an optional b or ib). */
export function memorySize(text: string | number): number | undefined {
  return sizeIn(String(text), 1024)
}

function sizeIn(text: string, base: number): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(text.trim()) ?? []
  return amount === undefined
    ? undefined
    : Number(amount) * base ** ' kmgtp'.indexOf(unit.toLowerCase() || ' ')
}
