/**
 * The zod schema of `logkeel.yaml`: the one source of its validation, of its JSON Schema (`docs/logkeel.schema.json`)
 * and of its hovers. A part that is wrong is left out with a finding at its place; the parts that are right hold.
 */
import * as z from 'zod'
import { namedKinds } from '../syntax/classify.ts'
import { t } from '../text/translate.ts'
import {
  defaultSettings,
  type GivenSettings,
  type Settings,
  type SettingsIssue,
  severities,
} from './settings.ts'

const name = z.string().min(1)
const port = z.int().min(1).max(65535)
const patterns = z.array(z.string().min(1))
const duration = z.string().regex(/^(\d+(ms|s|m|h|d|w|y))+$/, {
  error: () => t('Write a duration such as 30m, 12h or 90d.'),
})
// Without flags: a JSON Schema has none.
const size = z.string().regex(/^\d+(\.\d+)?\s*([bBkKmMgGtT]i?[bB]?)?$/, {
  error: () => t('Write a size such as 512M, 50m or 1g.'),
})
const scalar = z.union([z.string(), z.number(), z.boolean()])
const measure = z.union([z.string(), z.number()])

const environment = z.strictObject({
  files: patterns.default([]).describe('Glob patterns of the files that belong to this environment.'),
  clusters: patterns
    .default([])
    .describe('Argo CD target clusters (name or server) that are this environment.'),
  context: name.optional().describe('The kubectl context that reaches it.'),
})

const service = z.strictObject({
  name: name.describe('The Service name, as in its DNS name.'),
  namespace: name.optional(),
  component: name.optional().describe('What listens there, such as distributor or memcached.'),
  http: port.optional().describe('The HTTP port.'),
  grpc: port.optional().describe('The gRPC port.'),
  ports: z.record(name, port).optional().describe('Further ports by name.'),
  purpose: z.string().optional(),
  environment: name.optional().describe('The environment in which this row holds; without it, in all.'),
})

const policy = z.strictObject({
  alloyWal: z.enum(['required', 'off']).optional().describe('Whether every loki.write needs a WAL.'),
  outage: duration.optional().describe('The outage of the log store that logs must survive.'),
  lokiStorage: z.enum(['filesystem', 's3']).optional().describe('The object store that Loki writes to.'),
  rateLimits: z
    .enum(['default', 'explicit'])
    .optional()
    .describe('Whether rate limits must be written down.'),
  alloyMemory: size.optional().describe('Memory limit of the Alloy container: at least this.'),
  alloyCpus: z
    .union([z.string(), z.number()])
    .transform(String)
    .optional()
    .describe('CPU limit of the Alloy container: at least this.'),
  dockerLogMaxSize: size.optional().describe('max-size of the json-file log driver: at least this.'),
  dockerLogMaxFile: z
    .int()
    .min(1)
    .optional()
    .describe('max-file of the json-file log driver: at least this.'),
  lokiRetention: duration.optional().describe("Loki's retention: at least this."),
  zoneAware: z.boolean().optional().describe('Whether Services must keep traffic within a zone.'),
})

const policyRow = z.strictObject({
  name,
  kind: name.describe('The kind of file, such as loki or compose.'),
  path: name.describe('The way to the value, such as common.replication_factor.'),
  equals: z.record(name, scalar).optional(),
  atLeast: z.record(name, measure).optional(),
  atMost: z.record(name, measure).optional(),
  severity: z.enum(severities).optional(),
})

const versionText = z.union([z.string(), z.number()]).transform(String)

/** A schema for each top-level key. */
const keys = {
  version: z.literal(1).describe('The version of this file: 1.'),
  environments: z.record(name, environment).describe('Which files belong to which environment.'),
  services: z
    .array(service)
    .describe("The port table; what the workspace's own charts say is read without it."),
  policy: z.record(name, policy).describe('What each environment expects.'),
  policyRows: z.array(policyRow).describe("A team's own policy rows."),
  zones: z
    .array(
      z.strictObject({
        cidr: z.string().regex(/^[0-9a-fA-F.:]+\/\d+$/, {
          error: () => t('Write a network such as 10.0.128.0/22.'),
        }),
        zone: name,
      }),
    )
    .describe('Which network lies in which zone.'),
  versions: z
    .strictObject({
      kubernetes: versionText.optional(),
      alloy: versionText.optional(),
      loki: versionText.optional(),
    })
    .describe('The versions of the programs that run the files.'),
  alloy: z
    .strictObject({
      stabilityLevel: z
        .enum(['experimental', 'public-preview', 'generally-available'])
        .optional()
        .describe("Alloy's --stability.level, where no command line tells."),
      communityComponents: z
        .boolean()
        .optional()
        .describe("Alloy's --feature.community-components.enabled, where no command line tells."),
      storagePath: name.optional().describe("Alloy's --storage.path, where no command line tells."),
    })
    .describe('How Alloy is run.'),
  files: z
    .partialRecord(z.enum(Object.keys(namedKinds)), patterns)
    .describe('What a file is, where its name and content do not tell.'),
  rules: z
    .record(name, z.strictObject({ severity: z.enum([...severities, 'off']).optional() }))
    .describe('Severities by rule; off turns a rule off.'),
} as const

export const settingsSchema = z.strictObject(keys).partial().describe('Settings of Logkeel for a workspace.')

/** Reads settings from the plain data of a `logkeel.yaml`; never throws. */
export function readSettings(data: unknown): GivenSettings {
  if (data === null || data === undefined) return { value: defaultSettings, issues: [] }
  if (!isMap(data)) {
    const message = t('logkeel.yaml must be a map of settings.')
    return { value: defaultSettings, issues: [{ path: [], onKey: false, message }] }
  }
  const found = settingsSchema.safeParse(data)
  const issues = found.success ? [] : found.error.issues.flatMap((issue) => settingsIssues(issue, data))
  // An object of optional parts is right whatever parts are left out.
  return { value: withDefaults((validPart(settingsSchema, data) ?? {}) as Given), issues }
}

type Given = z.infer<typeof settingsSchema>

/** The value as the schema has it, without what is wrong inside it; `undefined` where nothing is left that is right. */
function validPart(schema: z.ZodType, given: unknown): unknown {
  const whole = schema.safeParse(given)
  if (whole.success) return whole.data
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodArray && Array.isArray(given))
    return given.flatMap((item) => validPart(inner.element as z.ZodType, item) ?? [])
  if (!isMap(given)) return undefined
  if (inner instanceof z.ZodRecord)
    return validEntries(given, (key) => (fitsKey(inner, key) ? (inner.valueType as z.ZodType) : undefined))
  if (!(inner instanceof z.ZodObject)) return undefined
  const shape = inner.shape as Readonly<Record<string, z.ZodType>>
  // What is left may lack a part that has to be there.
  const left = inner.safeParse(
    validEntries(given, (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined)),
  )
  return left.success ? left.data : undefined
}

function validEntries(
  given: Readonly<Record<string, unknown>>,
  schemaOf: (key: string) => z.ZodType | undefined,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(given).flatMap(([key, value]) => {
    const schema = schemaOf(key)
    const part = schema && validPart(schema, value)
    return part === undefined ? [] : [[key, part] as const]
  })
  return Object.fromEntries(entries)
}

function fitsKey(record: z.ZodRecord, key: string): boolean {
  return (record.keyType as z.ZodType).safeParse(key).success
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function settingsIssues(issue: z.core.$ZodIssue, data: unknown): readonly SettingsIssue[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], onKey: true, message: unknownKey(path, key) }))
  if (issue.code === 'invalid_key') {
    const message = t('{key} is no name that can stand here. {reason}', {
      key: `${path.at(-1) ?? ''}`,
      reason: issue.issues[0] ? sentence(issue.issues[0], path.at(-1)) : '',
    })
    return [{ path, onKey: true, message }]
  }
  const given = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined),
    data,
  )
  return [{ path, onKey: false, message: sentence(issue, given) }]
}

function unknownKey(path: readonly (string | number)[], key: string): string {
  const names = path[0] === 'files' ? Object.keys(namedKinds) : path.length === 0 ? Object.keys(keys) : []
  if (names.length === 0) return t('There is no setting {key} here.', { key })
  return t('There is no setting {key}. Known ones: {names}.', { key, names: names.join(', ') })
}

/** What is wrong with a value, and what would be right. */
function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const given = JSON.stringify(value) ?? ''
  switch (issue.code) {
    case 'invalid_value':
      return t('Write {values}, not {given}.', { values: issue.values.map(String).join(' | '), given })
    case 'too_small':
      return issue.origin === 'string'
        ? t('This must not be empty.')
        : t('Write a number of at least {minimum}, not {given}.', { minimum: Number(issue.minimum), given })
    case 'too_big':
      return t('Write a number of at most {maximum}, not {given}.', { maximum: Number(issue.maximum), given })
    case 'invalid_type':
      return value === undefined
        ? t('{key} is missing here.', { key: `${issue.path.at(-1) as string}` })
        : t('This must be {expected}, not {given}.', { expected: typeNames(issue.expected), given })
    case 'invalid_union':
      return t('This must be {expected}, not {given}.', { expected: t('a single value'), given })
    default:
      return issue.message
  }
}

function typeNames(expected: string): string {
  if (expected === 'string') return t('a text')
  if (expected === 'int') return t('a whole number')
  if (expected === 'number') return t('a number')
  if (expected === 'boolean') return t('true or false')
  return expected === 'array' ? t('a list') : t('a map')
}

function withDefaults(given: Given): Settings {
  return {
    environments: { ...defaultSettings.environments, ...given.environments },
    services: given.services ?? [],
    policy: merged(defaultSettings.policy, given.policy ?? {}),
    policyRows: given.policyRows ?? [],
    zones: given.zones ?? [],
    versions: { ...defaultSettings.versions, ...defined(given.versions ?? {}) },
    alloy: { ...defaultSettings.alloy, ...defined(given.alloy ?? {}) },
    files: defined(given.files ?? {}),
    rules: given.rules ?? {},
    stated: given.environments !== undefined || given.policy !== undefined,
  }
}

/** A policy names what differs from the default of its environment; what it does not name stays. */
function merged(base: Settings['policy'], given: Settings['policy']): Settings['policy'] {
  const out: Record<string, Settings['policy'][string]> = { ...base }
  for (const [environment, policy] of Object.entries(given))
    out[environment] = { ...base[environment], ...policy }
  return out
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  } // The filter above removes exactly what Exclude removes.
}
