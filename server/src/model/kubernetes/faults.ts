/**
 * Faults of Kubernetes objects, wherever they are written: in manifests, judged in every whole that they are part of;
 * in templates, judged in every release of the charts that render them; inside another document, each on its own.
 * How a thing is judged is the judges' business: they are given a document and what goes together with it.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { overlaps, type Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Workspace } from '../workspace.ts'
import type { Spot } from './read.ts'
import { releasesFor } from './releases.ts'
import { aloneWhole, type Whole, wholesOf } from './wholes.ts'

/** What is said of one place: a fault, or that it is right. */
export interface Judgement<T> extends Spot {
  readonly fault: T | undefined
}

export type Judge<T> = (document: Document, whole: Whole) => readonly Judgement<T>[]

export interface Fault<T> {
  readonly fault: T
  /** Where it stands in the document that is checked. */
  readonly range: Range
  /** Whether a text may be put in its place: a template's action makes it otherwise. */
  readonly editable: boolean
  /** The release that it is a fault in, where it is none in others. */
  readonly release: string | undefined
  /** Whether something shows that it is deployed so; a chart's defaults alone do not. */
  readonly deployed: boolean
}

/** The faults of a document that a judge finds. */
export function faultsIn<T>(workspace: Workspace, document: Document, judge: Judge<T>): readonly Fault<T>[] {
  if (document.kind === 'helm-template')
    return document.within || isOfOthers(document) ? [] : inReleases(workspace, document, judge)
  const wholes = document.within ? [aloneWhole(document)] : wholesOf(workspace, document.uri)
  const [first, ...others] = wholes.map((whole) => judge(document, whole).filter(({ fault }) => fault))
  return (first ?? []).flatMap(({ fault, range }) => {
    const inAll = others.every((each) => each.some((other) => other.range.start === range.start))
    return inAll && fault !== undefined
      ? [{ fault, range, editable: true, release: undefined, deployed: true }]
      : []
  })
}

/** Kinds that no judge says anything of. */
const others: ReadonlySet<string> = new Set([
  ...['ConfigMap', 'Secret', 'ServiceAccount', 'Namespace', 'PersistentVolumeClaim', 'StorageClass'],
  ...[
    'Role',
    'RoleBinding',
    'ClusterRole',
    'ClusterRoleBinding',
    'PrometheusRule',
    'CustomResourceDefinition',
    'GrafanaDashboard',
  ],
])

/**
 * Whether a template writes out the kind of all that it makes, which is none that is judged, and lends nothing to others.
 * Keys in quotes are most often those of JSON in a ConfigMap; kinds of Kubernetes begin with a capital.
 */
const isOfOthers = memo(({ text }: Document): boolean => {
  const kinds = [...text.matchAll(/^[ \t]*(?:-[ \t]+)?kind:[ \t]*([^#\n]*)/gm)].map((match) =>
    (match[1] ?? '').trim(),
  )
  return (
    kinds.length > 0 &&
    kinds.every((kind) => others.has(kind)) &&
    !/"kind":\s*"?[A-Z{]/.test(text) &&
    !/\{\{-?\s*(?:define|block)\b/.test(text)
  )
})

/**
 * A line of a helper makes many objects: it is at fault where it is right in none of a release. What is right in
 * another release is a fault of this one alone, and said so.
 */
function inReleases<T>(workspace: Workspace, document: Document, judge: Judge<T>): readonly Fault<T>[] {
  const found = new Map<string, Fault<T>>()
  const right = new Set<string>()
  for (const release of releasesFor(workspace, document.uri)) {
    const here = new Map<string, Judgement<T>[]>()
    for (const judgement of judgementsOf(release, judge)) {
      if (judgement.place.uri !== document.uri) continue
      const key = `${judgement.place.range.start} ${judgement.place.range.end}`
      here.set(key, [...(here.get(key) ?? []), judgement])
    }
    for (const [key, judgements] of here) {
      const [first] = judgements
      if (!first || judgements.some(({ fault }) => fault === undefined)) right.add(key)
      else if (
        first.fault !== undefined &&
        (!found.has(key) || (release.deployed && !found.get(key)?.deployed))
      )
        found.set(key, {
          fault: first.fault,
          range: first.place.range,
          editable: first.exact !== false && judgements.length === 1,
          release: release.title,
          deployed: release.deployed,
        })
    }
  }
  return [...found].map(([key, fault]) =>
    right.has(key) ? { ...fault, editable: false } : { ...fault, release: undefined },
  )
}

type Release = ReturnType<typeof releasesFor>[number]

const known = new WeakMap<object, WeakMap<Whole, readonly Judgement<unknown>[]>>()

/** What a judge says of all documents of a release: every template asks for its own part. */
function judgementsOf<T>({ whole, documents }: Release, judge: Judge<T>): readonly Judgement<T>[] {
  const byWhole = known.get(judge) ?? new WeakMap<Whole, readonly Judgement<unknown>[]>()
  known.set(judge, byWhole)
  const all =
    byWhole.get(whole) ??
    documents.flatMap(({ document, uncertain }) =>
      // What is there only perhaps may hang on the same condition as what it lacks.
      judge(document, whole).filter(({ range }) => !uncertain.some((each) => overlaps(each, range))),
    )
  byWhole.set(whole, all)
  return all as readonly Judgement<T>[] // Stored under its own judge just above.
}

/** What a fault's message says of the release that it is a fault in. */
export function withRelease(message: string, { release }: Pick<Fault<unknown>, 'release'>): string {
  return release === undefined ? message : t('With the values of {release}: {message}', { release, message })
}
