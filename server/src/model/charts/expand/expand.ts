/**
 * What the templates of a chart print, in one release or in any: a document for each template file, as it would be
 * deployed, whose places are those of the template lines (or of the helper's) that made them. What is not known is a
 * hole. Without a release no value is known: every branch that depends on one is there. A file that Helm would refuse
 * to render has a failure instead of a document.
 */
import { createDocument, type Document } from '../../../text/document.ts'
import { memo } from '../../../text/memo.ts'
import { nameOf } from '../../../text/uri.ts'
import type { Workspace } from '../../workspace.ts'
import type { TemplateFacts } from '../charts.ts'
import type { Family, Member } from '../family.ts'
import { type Deployment, isEnabled } from '../releases.ts'
import { contextOf, forFile } from './context.ts'
import { type Joined, joinPieces } from './join.ts'
import { newRun, type Stop } from './run.ts'
import { filesInOrder, fileTree, type NamedTemplates, namedTemplates, type PlacedFile } from './templates.ts'
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

/** The templates of a family in a release, or in any: what they print is found out when somebody asks. */
interface Rendering {
  readonly files: readonly PlacedFile[]
  readonly named: NamedTemplates
  readonly known: Map<string, Expansion>
}

/** What one template file of a family prints; nothing for one that is not rendered (`_helpers.tpl`, a subchart that is off). */
export function expand(
  workspace: Workspace,
  family: Family,
  member: Member,
  file: TemplateFacts,
  deployment: Deployment | undefined,
): Expansion | undefined {
  const rendering = renderingOf(workspace, family, deployment)
  const placed = rendering.files.find((each) => each.member === member && each.file === file)
  return placed && isRendered(placed)
    ? expansionOf(workspace, family, deployment, rendering, placed)
    : undefined
}

/** What all templates of a family print in a release, in Helm's order. Those that print nothing are left out. */
export function manifestsOfRelease(
  workspace: Workspace,
  family: Family,
  deployment: Deployment | undefined,
): readonly Expansion[] {
  const rendering = renderingOf(workspace, family, deployment)
  return rendering.files
    .filter(isRendered)
    .map((placed) => expansionOf(workspace, family, deployment, rendering, placed))
    .filter(({ joined, failure }) => failure !== undefined || joined?.text.trim() !== '')
}

/** Files with an underscore only define; the notes are no manifest. */
function isRendered({ file }: PlacedFile): boolean {
  const name = nameOf(file.uri)
  return !name.startsWith('_') && name !== 'NOTES.txt'
}

const renderings = memo((_workspace: Workspace) => new Map<Deployment | Family, Rendering>())

function renderingOf(workspace: Workspace, family: Family, deployment: Deployment | undefined): Rendering {
  const known = renderings(workspace)
  const key = deployment ?? family
  const found = known.get(key)
  if (found) return found
  const files = filesInOrder(family, (member) => !deployment || isEnabled(deployment, member) !== false)
  const rendering: Rendering = { files, named: namedTemplates(files), known: new Map() }
  known.set(key, rendering)
  return rendering
}

function expansionOf(
  workspace: Workspace,
  family: Family,
  deployment: Deployment | undefined,
  rendering: Rendering,
  placed: PlacedFile,
): Expansion {
  const found = rendering.known.get(placed.name)
  if (found) return found
  const kubeVersion = deployment?.kubeVersion ?? workspace.settings.versions.kubernetes
  const expansion = remembered(family, deployment, kubeVersion, rendering, placed)
  rendering.known.set(placed.name, expansion)
  return expansion
}

/** What an expansion was made of: where all of it is the same, so is the result. */
interface Remembered {
  readonly inputs: readonly unknown[]
  /** The named templates that were used, each as it was found. */
  readonly used: ReadonlyMap<string, object | undefined>
  readonly expansion: Expansion
}

const memory = new WeakMap<TemplateFacts, Remembered[]>()
const maxRemembered = 16

function remembered(
  family: Family,
  deployment: Deployment | undefined,
  kubeVersion: string,
  { named }: Rendering,
  placed: PlacedFile,
): Expansion {
  const { file, member, name } = placed
  const inputs = [
    name,
    kubeVersion,
    deployment?.values,
    deployment?.name,
    deployment?.namespace,
    deployment?.application !== undefined,
    ...family.members.flatMap((each) => [each.chart, deployment && isEnabled(deployment, each)]),
  ]
  const known = memory.get(file) ?? []
  const found = known.find(
    (each) =>
      each.inputs.length === inputs.length &&
      each.inputs.every((input, i) => input === inputs[i]) &&
      [...each.used].every(([template, source]) => named.get(template)?.source === source),
  )
  if (found) return { ...found.expansion, member }
  const used = new Map<string, object | undefined>()
  const templates: NamedTemplates = {
    get(template) {
      const result = named.get(template)
      used.set(template, result?.source)
      return result
    },
  }
  const context = forFile(contextOf(family.members, member, deployment, { kubeVersion }), member, name)
  const expansion = made(placed, templates, context)
  memory.set(file, [{ inputs, used, expansion }, ...known].slice(0, maxRemembered))
  return expansion
}

function made(
  { file, member, name }: PlacedFile,
  templates: NamedTemplates,
  context: ReturnType<typeof contextOf>,
): Expansion {
  const tree = fileTree(file)
  if (tree.issues.length > 0)
    return { file, member, name, document: undefined, joined: undefined, failure: refusal(file), cut: false }
  const run = newRun(templates)
  const pieces = runTemplate(run, { tree, body: tree.nodes, uri: file.uri, source: file }, context, undefined)
  if (run.stop)
    return { file, member, name, document: undefined, joined: undefined, failure: run.stop, cut: false }
  const joined = joinPieces(withoutNoValue(pieces))
  return {
    file,
    member,
    name,
    document: documentOf(file.uri, name, joined),
    joined,
    failure: undefined,
    cut: run.exhausted,
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
