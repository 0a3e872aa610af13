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
import { type CommentedKeys, commentedIn, schemasIn, type ValuesSchema } from './charts/schemas.ts'
import { type Container, containersIn } from './containers/containers.ts'
import { type Variable, variablesIn } from './containers/variables.ts'
import { type Kustomization, kustomizationsIn } from './kubernetes/kustomize.ts'
import { type KubernetesObject, manifestObjects } from './kubernetes/objects.ts'
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
  /** `values.schema.json` of charts. */
  readonly schemas: readonly ValuesSchema[]
  /** Keys that a `values.yaml` shows in comments only. */
  readonly commented: readonly CommentedKeys[]
  /** Loki configurations, whole or in part. */
  readonly loki: readonly LokiSettings[]
  /** Environment variables that the file gives to processes. */
  readonly variables: readonly Variable[]
  /** Objects of manifests that speak of each other, and custom resources; not those of templates. */
  readonly objects: readonly KubernetesObject[]
  readonly kustomizations: readonly Kustomization[]
  /** What could not be extracted, as far as it was asked for. */
  readonly failures: readonly FactFailure[]
}

/** An extractor that threw: a programmer's mistake that must not stop the others. */
export interface FactFailure {
  readonly area: string
  readonly uri: string
  readonly stack: string
}

type Area = Exclude<keyof Facts, 'failures'>

const extractors: { readonly [A in Area]: (document: Document) => Facts[A] } = {
  alloy: alloyConfigurationsIn,
  containers: containersIn,
  services: servicesIn,
  dials: dialsIn,
  applications: applicationsIn,
  charts: chartsIn,
  values: valuesIn,
  templates: templatesIn,
  schemas: schemasIn,
  commented: commentedIn,
  loki: lokiSettingsIn,
  variables: variablesIn,
  objects: manifestObjects,
  kustomizations: kustomizationsIn,
}

const areas = Object.keys(extractors) as readonly Area[] // The keys of the table above, by definition.

/** No facts at all. */
export const emptyFacts: Facts = collect([])

/**
 * The facts of a file, those of its embedded documents among them. Each area is extracted when it is first asked for;
 * until then the facts hold their document. An extractor that throws gives none for that document, and says so in
 * `failures`.
 */
export const factsOf = memo((document: Document): Facts => collect([document, ...embedded(document)]))

/** Extracts every area, so that the facts no longer hold their document: for files that are not open. */
export function settleFacts(facts: Facts): Facts {
  for (const area of areas) for (const fact of facts[area]) void Object.values(fact)
  return facts
}

function collect(documents: readonly Document[]): Facts {
  const failures: FactFailure[] = []
  const left = new Set(areas)
  let sources: readonly Document[] = documents
  const facts = { failures }
  for (const area of areas) {
    let known: readonly unknown[] | undefined
    const get = (): readonly unknown[] => {
      known ??= sources.flatMap((document) => extracted(area, document, failures))
      left.delete(area)
      if (left.size === 0) sources = []
      return known
    }
    Object.defineProperty(facts, area, { get, enumerable: true })
  }
  return facts as unknown as Facts // Every area was defined by its own extractor.
}

function extracted(area: Area, document: Document, failures: FactFailure[]): readonly unknown[] {
  try {
    return [...extractors[area](document)]
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    failures.push({ area, uri: document.uri, stack })
    return []
  }
}

/** Whether two files' facts say the same, places aside: then nothing that depends on them is checked again. */
export function sameFacts(a: Facts, b: Facts): boolean {
  return a === b || areas.every((area) => saysSame(a[area], b[area]))
}

/** Compares plain data, a place being no part of what it says. */
function saysSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!saysSame(a[i], b[i])) return false
    return true
  }
  const [left, right] = [a as Fact, b as Fact] // Objects of plain data, as all facts are.
  for (const key in left) if (!isPlace(key) && !saysSame(left[key], right[key])) return false
  for (const key in right)
    if (!isPlace(key) && left[key] === undefined && right[key] !== undefined) return false
  return true
}

type Fact = Readonly<Record<string, unknown>>

function isPlace(key: string): boolean {
  return key === 'place' || key === 'places' || key === 'range' || key === 'ranges' || key === 'about'
}
