/**
 * The zod schema of `logkeel.yaml`: the one source of its validation, of its JSON Schema (`docs/logkeel.schema.json`)
 * and of its hovers. A part that is wrong is left out with a finding at its place; the parts that are right hold.
 */
import * as z from 'zod'
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
const duration = z.string().regex(/^(\d+(ms|s|m|h|d|w|y))+$/, 'Write a duration such as 30m, 12h or 90d.')
const size = z.string().regex(/^\d+(\.\d+)?\s*([bkmgt]i?b?)?$/i, 'Write a size such as 512M, 50m or 1g.')
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

/** A schema for each top-level key, so that one wrong key leaves the others standing. */
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
        cidr: z.string().regex(/^[0-9a-f.:]+\/\d+$/i, 'Write a network such as 10.0.128.0/22.'),
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
      stabilityLevel: z.enum(['experimental', 'public-preview', 'generally-available']).optional(),
      communityComponents: z.boolean().optional(),
      storagePath: name.optional().describe("Alloy's --storage.path, where no command line tells."),
    })
    .describe('How Alloy is run.'),
  files: z.record(name, patterns).describe('What a file is, where its name and content do not tell.'),
  rules: z
    .record(name, z.strictObject({ severity: z.enum([...severities, 'off']).optional() }))
    .describe('Severities by rule; off turns a rule off.'),
} as const

export const settingsSchema = z.strictObject(keys).partial().describe('Settings of Logkeel for a workspace.')

/** Reads settings from the plain data of a `logkeel.yaml`; never throws. */
export function readSettings(data: unknown): GivenSettings {
  if (data === null || data === undefined) return { value: defaultSettings, issues: [] }
  if (typeof data !== 'object' || Array.isArray(data)) {
    return {
      value: defaultSettings,
      issues: [{ path: [], onKey: false, message: 'logkeel.yaml must be a map of settings.' }],
    }
  }
  const issues: SettingsIssue[] = []
  const right: Record<string, unknown> = {}
  for (const [key, given] of Object.entries(data)) {
    const schema = keys[key as keyof typeof keys] // Looked up by a user's key: undefined where unknown.
    if (!schema) issues.push(unknownKey(key))
    else right[key] = validPart(schema, given, [key], issues)
  }
  return { value: withDefaults(right), issues }
}

function unknownKey(key: string): SettingsIssue {
  return {
    path: [key],
    onKey: true,
    message: `There is no setting ${key}. Known ones: ${Object.keys(keys).join(', ')}.`,
  }
}

/** The value as the schema has it; of a map or list, the entries that are right. */
function validPart(
  schema: z.ZodType,
  given: unknown,
  path: readonly (string | number)[],
  issues: SettingsIssue[],
): unknown {
  const whole = schema.safeParse(given)
  if (whole.success) return whole.data
  for (const issue of whole.error.issues) issues.push(...settingsIssues(issue, path))
  if (schema instanceof z.ZodRecord && isMap(given)) {
    const item = z.record(z.string(), schema.valueType as z.ZodType) // A record's value type is a schema by construction.
    const entries = Object.entries(given).map(([k, v]) => item.safeParse({ [k]: v }))
    return Object.assign({}, ...entries.flatMap((entry) => (entry.success ? [entry.data] : [])))
  }
  if (schema instanceof z.ZodArray && Array.isArray(given)) {
    const entries = given.map((item) => schema.safeParse([item]))
    return entries.flatMap((entry) => (entry.success ? (entry.data as unknown[]) : []))
  }
  return undefined
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function settingsIssues(
  issue: z.core.$ZodIssue,
  base: readonly (string | number)[],
): readonly SettingsIssue[] {
  const path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      onKey: true,
      message: `There is no setting ${key} here.`,
    }))
  }
  return [{ path, onKey: false, message: issue.message }]
}

function withDefaults(right: Record<string, unknown>): Settings {
  const given = right as Partial<z.infer<typeof settingsSchema>> // Each key was validated by its own schema just above.
  return {
    environments: { ...defaultSettings.environments, ...given.environments },
    services: given.services ?? [],
    policy: merged(defaultSettings.policy, given.policy ?? {}),
    policyRows: given.policyRows ?? [],
    zones: given.zones ?? [],
    versions: { ...defaultSettings.versions, ...defined(given.versions ?? {}) },
    alloy: { ...defaultSettings.alloy, ...defined(given.alloy ?? {}) },
    files: given.files ?? {},
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
