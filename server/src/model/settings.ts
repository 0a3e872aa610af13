/**
 * What `logkeel.yaml` can say, as plain data with defaults that suit a repository that has never heard of Logkeel.
 * The zod schema that validates the file is `settingsSchema.ts`: it is loaded only where there is a file to read.
 */

/** Severities in falling order. */
export const severities = ['error', 'warning', 'info', 'hint'] as const
export type Severity = (typeof severities)[number]

/** One environment: the files that belong to it, the Argo CD target clusters that are it, the kubectl context to reach it. */
export interface EnvironmentSettings {
  readonly files: readonly string[]
  readonly clusters: readonly string[]
  readonly context?: string | undefined
}

/** A row of the port table. */
export interface ServiceSettings {
  readonly name: string
  readonly namespace?: string | undefined
  readonly component?: string | undefined
  readonly http?: number | undefined
  readonly grpc?: number | undefined
  readonly ports?: Readonly<Record<string, number>> | undefined
  readonly purpose?: string | undefined
  readonly environment?: string | undefined
}

/** What an environment expects. An absent field expects nothing. */
export interface Policy {
  readonly alloyWal?: 'required' | 'off' | undefined
  /** The outage of the monitoring server that logs must survive, as a duration such as `30m`. */
  readonly outage?: string | undefined
  readonly lokiStorage?: 'filesystem' | 's3' | undefined
  readonly rateLimits?: 'default' | 'explicit' | undefined
  readonly alloyMemory?: string | undefined
  readonly alloyCpus?: string | undefined
  readonly dockerLogMaxSize?: string | undefined
  readonly dockerLogMaxFile?: number | undefined
  readonly lokiRetention?: string | undefined
  readonly zoneAware?: boolean | undefined
}

/** A team's own policy row. */
export interface PolicyRow {
  readonly name: string
  readonly kind: string
  readonly path: string
  readonly equals?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly atLeast?: Readonly<Record<string, string | number>> | undefined
  readonly atMost?: Readonly<Record<string, string | number>> | undefined
  readonly severity?: Severity | undefined
}

/** A network and the zone it lies in. */
export interface ZoneSettings {
  readonly cidr: string
  readonly zone: string
}

export interface RuleSettings {
  readonly severity?: Severity | 'off' | undefined
}

/** How unsettled a feature may be for Alloy to take it. */
export type StabilityLevel = 'experimental' | 'public-preview' | 'generally-available'

export interface Settings {
  readonly environments: Readonly<Record<string, EnvironmentSettings>>
  readonly services: readonly ServiceSettings[]
  readonly policy: Readonly<Record<string, Policy>>
  readonly policyRows: readonly PolicyRow[]
  readonly zones: readonly ZoneSettings[]
  readonly versions: { readonly kubernetes: string; readonly alloy: string; readonly loki: string }
  readonly alloy: {
    /** Undefined until the file says so: see `model/alloy/level.ts` for what else may tell. */
    readonly stabilityLevel?: StabilityLevel | undefined
    readonly communityComponents?: boolean | undefined
    readonly storagePath?: string | undefined
  }
  /** Patterns that say what a file is, by kind. */
  readonly files: Readonly<Record<string, readonly string[]>>
  readonly rules: Readonly<Record<string, RuleSettings>>
  /** Whether the file itself names environments or a policy: until then a policy finding is `info`. */
  readonly stated: boolean
}

const shared = { outage: '30m', rateLimits: 'explicit', alloyMemory: '512M', alloyCpus: '0.5' } as const
const roomyLogs = { dockerLogMaxSize: '50m', dockerLogMaxFile: 5 } as const

/** The second guide's table of settings by environment. */
const guidePolicy: Readonly<Record<string, Policy>> = {
  dev: {
    alloyWal: 'off',
    lokiStorage: 'filesystem',
    rateLimits: 'default',
    alloyMemory: '256M',
    alloyCpus: '0.25',
    dockerLogMaxSize: '10m',
    dockerLogMaxFile: 3,
    lokiRetention: '30d',
  },
  staging: { ...shared, ...roomyLogs, alloyWal: 'required', lokiStorage: 'filesystem', lokiRetention: '30d' },
  prod: { ...shared, ...roomyLogs, alloyWal: 'required', lokiStorage: 's3', lokiRetention: '90d' },
}

export const defaultSettings: Settings = {
  environments: {
    dev: { files: [], clusters: [] },
    staging: { files: [], clusters: [] },
    prod: { files: [], clusters: [] },
  },
  services: [],
  policy: guidePolicy,
  policyRows: [],
  zones: [],
  versions: { kubernetes: '1.34', alloy: '1.18', loki: '3.7' },
  alloy: {},
  files: {},
  rules: {},
  stated: false,
}

/** A wrong place in `logkeel.yaml`. `path` leads to the value, or to the key where `onKey`. */
export interface SettingsIssue {
  readonly path: readonly (string | number)[]
  readonly onKey: boolean
  readonly message: string
}

/** The settings of a workspace, with what is wrong in its file. */
export interface GivenSettings {
  readonly value: Settings
  readonly issues: readonly SettingsIssue[]
}

/** The settings of a workspace without a `logkeel.yaml`. */
export const noSettings: GivenSettings = { value: defaultSettings, issues: [] }
