/**
 * The functions that a Helm template may call: Go's own, Sprig's and Helm's, with their signatures.
 * Read from Helm 3.22.0, Sprig 3.3.0 and Go 1.26; each name was confirmed by Helm's engine. Says nothing about
 * what a function does, and knows no templates.
 */
import data from './helm-functions.json' with { type: 'json' }

/** A function as its signature has it; the last parameter repeats where `variadic` is set. */
export interface HelmFunction {
  readonly name: string
  readonly origin: 'go' | 'helm' | 'sprig'
  readonly parameters: readonly string[]
  readonly variadic: boolean
  /** The fewest arguments, one that is piped in counted. */
  readonly minimum: number
  /** The most arguments, or undefined where there is no limit. */
  readonly maximum: number | undefined
  /** Empty where the facts do not say (Go's own functions). */
  readonly results: readonly string[]
}

// The file's own type has one property for each function; a lookup by any name needs the index signature.
const signatures: Readonly<Record<string, string>> = data.functions
const parsed = new Map<string, HelmFunction>()

/** Functions that Sprig has and Helm takes away, because they would read the environment of the renderer. */
export const removedFunctions: readonly string[] = data.removed

/** Every function's name, in alphabetical order. */
export function helmFunctionNames(): readonly string[] {
  return Object.keys(signatures)
}

/** Whether Helm's parser knows the function. */
export function isHelmFunction(name: string): boolean {
  return Object.hasOwn(signatures, name)
}

/** The function of that name, or undefined. */
export function helmFunction(name: string): HelmFunction | undefined {
  const known = parsed.get(name)
  if (known) return known
  const signature = isHelmFunction(name) ? signatures[name] : undefined
  if (signature === undefined) return undefined
  const read = readSignature(name, signature)
  parsed.set(name, read)
  return read
}

/** Reads `origin (type, ...type) result`; the form is the data file's own. */
function readSignature(name: string, signature: string): HelmFunction {
  const [, origin = '', inside = '', rest = ''] = /^(\w+) \(([^)]*)\) ?(.*)$/.exec(signature) ?? []
  const written = inside === '' ? [] : inside.split(', ')
  const variadic = written.at(-1)?.startsWith('...') ?? false
  const results = rest.replace(/^\(|\)$/g, '')
  return {
    name,
    origin: origin === 'go' || origin === 'helm' ? origin : 'sprig',
    parameters: written.map((type) => type.replace(/^\.\.\./, '')),
    variadic,
    minimum: variadic ? written.length - 1 : written.length,
    maximum: variadic ? undefined : written.length,
    results: results === '' ? [] : results.split(', '),
  }
}
