/**
 * Rendering the templates of a family, with what was found out kept over workspaces: a file is rendered again only when
 * it, a named template that it uses, or the values are others. Files are rendered on their own first; those that look
 * into what an earlier one changes (`set` on `.Values`) are then rendered once more, one after the other, as Helm does.
 */
import { createDocument, type Document } from '../../../text/document.ts'
import { memo } from '../../../text/memo.ts'
import { nameOf } from '../../../text/uri.ts'
import type { Workspace } from '../../workspace.ts'
import type { TemplateFacts } from '../charts.ts'
import type { Family, Member } from '../family.ts'
import { type Deployment, isEnabled } from '../releases.ts'
import { contextsOf, forFile } from './context.ts'
import { type Joined, joinPieces } from './join.ts'
import { newRun, type ReadTexts, type Stop } from './run.ts'
import { filesInOrder, fileTree, type NamedTemplates, namedTemplates, type PlacedFile } from './templates.ts'
import type { GoMap, Home } from './value.ts'
import { runTemplate, withoutNoValue } from './walk.ts'

/** What a template file prints. */
export interface Expansion {
  readonly file: TemplateFacts
  readonly member: Member
  /** As Helm names the template, such as `loki/templates/service.yaml`. */
  readonly name: string
  /** Undefined where Helm would refuse the template. */
  readonly document: Document | undefined
  /** Where every piece of the document comes from, and what of it is there only perhaps. */
  readonly joined: Joined | undefined
  /** Why Helm would refuse it; `fail` and `required` are what the chart says itself. */
  readonly failure: Stop | undefined
  /** Whether it was too much: then the end is missing. */
  readonly cut: boolean
}

/** The templates of a family in a release, or in any. */
export interface Rendering {
  readonly files: readonly PlacedFile[]
  readonly named: NamedTemplates
  readonly family: Family
  readonly deployment: Deployment | undefined
  readonly kubeVersion: string
  readonly texts: ReadTexts
  /** What every file's rendering depends on beside the file and its named templates. */
  readonly inputs: readonly unknown[]
  readonly alone: Map<string, Made>
  together: ReadonlyMap<string, Expansion> | undefined
}

/** A file's rendering with what it did to what all templates share. */
interface Made {
  readonly expansion: Expansion
  readonly changed: ReadonlySet<Home['id']>
  readonly seen: ReadonlySet<Home['id']>
}

/** Files with an underscore only define; the notes are no manifest. */
export function isRendered({ file }: PlacedFile): boolean {
  const name = nameOf(file.uri)
  return !name.startsWith('_') && name !== 'NOTES.txt'
}

const renderings = memo((_workspace: Workspace) => new Map<Deployment | Family, Rendering>())

/** Texts are read once for each chart. */
const textsOf = memo((_chart: Family['root']): ReadTexts => ({ templates: new Map(), yaml: new Map() }))

export function renderingOf(
  workspace: Workspace,
  family: Family,
  deployment: Deployment | undefined,
): Rendering {
  const known = renderings(workspace)
  const key = deployment ?? family
  const found = known.get(key)
  if (found) return found
  const files = filesInOrder(family, (member) => !deployment || isEnabled(deployment, member) !== false)
  const kubeVersion = deployment?.kubeVersion ?? workspace.settings.versions.kubernetes
  const rendering: Rendering = {
    files,
    named: namedTemplates(files),
    family,
    deployment,
    kubeVersion,
    texts: textsOf(family.root),
    inputs: [
      kubeVersion,
      deployment?.values,
      deployment?.name,
      deployment?.namespace,
      deployment?.application !== undefined,
      ...family.members.flatMap((each) => [each.chart, deployment && isEnabled(deployment, each)]),
    ],
    alone: new Map(),
    together: undefined,
  }
  known.set(key, rendering)
  return rendering
}

/** What an expansion was made of: where all of it is the same, so is the result. */
interface Remembered {
  readonly name: string
  readonly inputs: readonly unknown[]
  /** The named templates that were used, each as it was found. */
  readonly used: ReadonlyMap<string, object | undefined>
  readonly made: Made
}

const memory = new WeakMap<TemplateFacts, Remembered[]>()
const maxRemembered = 32

/** What a file prints if no other one was rendered before it. */
export function renderedAlone(rendering: Rendering, placed: PlacedFile): Made {
  const found = rendering.alone.get(placed.name) ?? remembered(rendering, placed)
  rendering.alone.set(placed.name, found)
  return found
}

function remembered({ inputs, named, ...rendering }: Rendering, placed: PlacedFile): Made {
  const { file, member, name } = placed
  const known = memory.get(file) ?? []
  const found = known.find(
    (each) =>
      each.name === name &&
      isSame(each.inputs, inputs) &&
      [...each.used].every(([template, source]) => named.get(template)?.source === source),
  )
  if (found) return { ...found.made, expansion: { ...found.made.expansion, member } }
  const used = new Map<string, object | undefined>()
  const templates: NamedTemplates = {
    get(template) {
      const result = named.get(template)
      used.set(template, result?.source)
      return result
    },
  }
  const seen: Home['seen'] = new Set()
  const { family, deployment, kubeVersion, texts } = rendering
  const context = contextsOf(family.members, deployment, { kubeVersion }, seen).get(member)
  const made = { ...makeFile(placed, templates, texts, context), seen }
  memory.set(file, [{ name, inputs, used, made }, ...known].slice(0, maxRemembered))
  return made
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}

function makeFile(
  placed: PlacedFile,
  templates: NamedTemplates,
  texts: ReadTexts,
  context: GoMap | undefined,
): Omit<Made, 'seen'> {
  const { file, member, name } = placed
  const tree = fileTree(file)
  const refused = { file, member, name, document: undefined, joined: undefined, cut: false }
  if (tree.issues.length > 0) return { expansion: { ...refused, failure: refusal(file) }, changed: new Set() }
  const run = newRun(templates, texts)
  const dot = context ? forFile(context, member, name) : null
  const pieces = runTemplate(run, { tree, body: tree.nodes, uri: file.uri, source: file }, dot, undefined)
  const { changed } = run
  if (run.stop) return { expansion: { ...refused, failure: run.stop }, changed }
  const joined = joinPieces(withoutNoValue(pieces))
  const document = documentOf(file.uri, name, joined)
  return {
    expansion: { file, member, name, document, joined, failure: undefined, cut: run.exhausted },
    changed,
  }
}

function refusal(file: TemplateFacts): Stop {
  const [issue] = fileTree(file).issues
  const message = issue?.message ?? ''
  return { kind: 'failure', by: 'error', message, origin: { uri: file.uri, start: 0, end: 0, exact: false } }
}

/** The document that a text is: its uri is the template's, with the name under which it is rendered. */
function documentOf(uri: string, name: string, { text, masked, stretches }: Joined): Document {
  const kind = /^\s*apiVersion:\s*["']?argoproj\.io\//m.test(text) ? 'argocd' : 'kubernetes'
  return createDocument(`${uri}#${name}`, kind, text, {
    templated: false,
    assembled: { masked, stretches },
  })
}

/** Renderings one after the other, by the first file of each: with what it was made of. */
const sequences = new WeakMap<ReadonlySet<Home['id']>, Sequence[]>()

interface Sequence {
  readonly of: readonly ReadonlySet<Home['id']>[]
  readonly expansions: ReadonlyMap<string, Expansion>
}

/** What all files print, by their names in Helm's order. */
export function renderedTogether(rendering: Rendering): ReadonlyMap<string, Expansion> {
  if (rendering.together) return rendering.together
  const files = rendering.files.filter(isRendered)
  const all = new Map(files.map((placed) => [placed.name, renderedAlone(rendering, placed)] as const))
  const dependent = dependentFiles(files, all)
  const anew = dependent.length > 0 ? inSequence(rendering, dependent, all) : undefined
  const found = new Map(
    [...all].map(([name, { expansion }]) => [name, anew?.get(name) ?? expansion] as const),
  )
  rendering.together = found
  return found
}

/** Files that change what others look into, and those others; none where nothing of the kind happens. */
function dependentFiles(files: readonly PlacedFile[], all: ReadonlyMap<string, Made>): readonly PlacedFile[] {
  const changed = new Set<Home['id']>()
  let isAnyAffected = false
  const found = files.filter(({ name }) => {
    const made = all.get(name)
    const isAffected = changed.size > 0 && [...(made?.seen ?? [])].some((id) => changed.has(id))
    isAnyAffected ||= isAffected
    for (const id of made?.changed ?? []) changed.add(id)
    return isAffected || (made?.changed.size ?? 0) > 0
  })
  return isAnyAffected ? found : []
}

function inSequence(
  { family, deployment, kubeVersion, named, texts }: Rendering,
  files: readonly PlacedFile[],
  all: ReadonlyMap<string, Made>,
): ReadonlyMap<string, Expansion> {
  // Each rendering has a set of its own of what it saw, which tells it from every other one.
  const of = files.flatMap(({ name }) => all.get(name)?.seen ?? [])
  const [first] = of
  const known = first ? (sequences.get(first) ?? []) : []
  const found = known.find((each) => isSame(each.of, of))
  if (found) return found.expansions
  const contexts = contextsOf(family.members, deployment, { kubeVersion }, new Set())
  const expansions = new Map(
    files.map((placed) => {
      const { expansion } = makeFile(placed, named, texts, contexts.get(placed.member))
      return [placed.name, expansion] as const
    }),
  )
  if (first) sequences.set(first, [{ of, expansions }, ...known].slice(0, maxRemembered))
  return expansions
}
