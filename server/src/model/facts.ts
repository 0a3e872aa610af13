/**
 * Facts: the only channel between files. Small plain data, extracted once per document, with places in the file
 * (never inside an embedded document). Each area has a file of its own; this one joins them.
 */
import { embedded } from '../syntax/embed.ts'
import type { Document } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { type AlloyConfiguration, alloyConfigurationsIn } from './alloy/components.ts'
import {
  type Application,
  applicationsIn,
  type Chart,
  chartsIn,
  type TemplateFacts,
  templatesIn,
  type Values,
  valuesIn,
} from './charts/charts.ts'
import { type Container, containersIn } from './containers/containers.ts'
import { type Variable, variablesIn } from './containers/variables.ts'
import { type BucketGrant, bucketGrantsIn } from './loki/iam.ts'
import { type LokiSettings, lokiSettingsIn } from './loki/loki.ts'
import { type Dial, dialsIn } from './ports/dials.ts'
import { type Service, servicesIn } from './ports/services.ts'

export interface Facts {
  /** Alloy configurations: files, and texts inside files. */
  readonly alloy: readonly AlloyConfiguration[]
  /** Containers of Compose services and of Kubernetes workloads. */
  readonly containers: readonly Container[]
  /** Kubernetes Services and the services of Compose. */
  readonly services: readonly Service[]
  /** Addresses that a file sends to or reads from. */
  readonly dials: readonly Dial[]
  /** Argo CD applications. */
  readonly applications: readonly Application[]
  /** `Chart.yaml`. */
  readonly charts: readonly Chart[]
  /** Helm values, one for each values document. */
  readonly values: readonly Values[]
  /** Helm templates: definitions, values read. */
  readonly templates: readonly TemplateFacts[]
  /** Loki configurations, whole or in part. */
  readonly loki: readonly LokiSettings[]
  /** Environment variables that the file gives to processes. */
  readonly variables: readonly Variable[]
  /** What IAM policies allow on buckets. */
  readonly bucketGrants: readonly BucketGrant[]
}

const extractors: { readonly [A in keyof Facts]: (document: Document) => Facts[A] } = {
  alloy: alloyConfigurationsIn,
  containers: containersIn,
  services: servicesIn,
  dials: dialsIn,
  applications: applicationsIn,
  charts: chartsIn,
  values: valuesIn,
  templates: templatesIn,
  loki: lokiSettingsIn,
  variables: variablesIn,
  bucketGrants: bucketGrantsIn,
}

const areas = Object.keys(extractors) as readonly (keyof Facts)[] // The keys of the table above, by definition.

/** No facts at all. */
export const emptyFacts: Facts = collect([])

/** The facts of a file, those of its embedded documents among them. An extractor that throws gives none. */
export const factsOf = memo((document: Document): Facts => collect([document, ...embedded(document)]))

function collect(documents: readonly Document[]): Facts {
  const out: Partial<Record<keyof Facts, readonly unknown[]>> = {}
  for (const area of areas)
    out[area] = documents.flatMap((document) => [...extractors[area](document)] as unknown[])
  return out as unknown as Facts // Every area was set from its own extractor.
}

/** Whether two files' facts say the same, places aside: then nothing that depends on them is checked again. */
export function sameFacts(a: Facts, b: Facts): boolean {
  return a === b || areas.every((area) => fingerprint(a[area]) === fingerprint(b[area]))
}

function fingerprint(facts: readonly unknown[]): string {
  return JSON.stringify(facts, (key, value: unknown) =>
    key === 'place' || key === 'places' || key === 'range' ? undefined : value,
  )
}
