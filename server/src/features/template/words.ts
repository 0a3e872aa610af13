/** What is said of the words of the template language: functions, keywords, built-in objects. */
import type { Family, Member } from '../../model/charts/family.ts'
import { releasesOf } from '../../model/charts/releases.ts'
import type { Workspace } from '../../model/workspace.ts'
import { type HelmFunction, helmFunction } from '../../schema/helm.ts'
import { helmKeyword, helmObject, helmObjectsBelow, helmObjectsPage } from '../../schema/helmObjects.ts'
import { type HelmParameter, helmFunctionPage, helmText } from '../../schema/helmTexts.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { code } from './names.ts'
import { paragraphs } from './valueHover.ts'
import { releaseLabel } from './valueText.ts'

/** A function's signature as one line, and where its parameters stand in it. */
export interface Signature {
  readonly label: string
  readonly parameters: readonly (HelmParameter & { readonly range: Range })[]
}

/** The signature of a function as Go would write it; nothing for a name that is none. */
export function signatureOf(name: string): Signature | undefined {
  const known = helmFunction(name)
  const words = helmText(name)?.parameters
  if (!known || !words) return undefined
  let label = `${name}(`
  const parameters = words.map((each, i) => {
    const start = label.length
    label += `${each.name}${each.repeats ? '…' : ''} ${typeOf(known, i)}`
    const range = { start, end: label.length }
    if (i < words.length - 1) label += ', '
    return { ...each, range }
  })
  const results = known.results.filter((each) => each !== 'error').map(shortType)
  return { label: `${label})${results.length > 0 ? ` ${results.join(', ')}` : ''}`, parameters }
}

/** The type of a parameter; those behind the last one have its type. */
function typeOf({ parameters }: HelmFunction, index: number): string {
  return shortType(parameters[Math.min(index, parameters.length - 1)] ?? 'any')
}

function shortType(type: string): string {
  return type === 'map[string]any' ? 'map' : type.replace('[]any', 'list').replace('sprig.certificate', 'map')
}

/** A hover on a function. */
export function functionText(name: string): string | undefined {
  const signature = signatureOf(name)
  if (!signature) return undefined
  return paragraphs([
    `\`\`\`go\n${signature.label}\n\`\`\``,
    functionWords(name),
    documentation(helmFunctionPage(name)),
  ])
}

/** What a function does, with an example. */
export function functionWords(name: string): string {
  const words = helmText(name)
  if (!words) return ''
  const { text, example, result } = words
  return paragraphs([
    t(text),
    example !== undefined && result !== undefined && exampleText(`{{ ${example} }}`, result),
  ])
}

function exampleText(example: string, result: string): string {
  return result.includes('\n')
    ? `${code(example)}\n\n\`\`\`yaml\n${result.replace(/^\n/, '')}\n\`\`\``
    : `${code(example)} → ${code(result)}`
}

function documentation(page: string): string {
  return `[${t('Documentation')}](${page})`
}

/** A hover on a keyword. */
export function keywordText(word: string): string | undefined {
  const known = helmKeyword(word.replaceAll(/\s+/g, ' '))
  if (!known) return undefined
  return paragraphs([code(known.form), t(known.text), documentation(known.page)])
}

/** A hover on a built-in object or a member of one, as a member of the family sees it; nothing for a name that is none. */
export function objectText(
  workspace: Workspace,
  family: Family,
  member: Member | undefined,
  names: readonly string[],
): string | undefined {
  const path = names.join('.')
  const known = helmObject(path)
  if (!known) return undefined
  const below = helmObjectsBelow(path).map((each) => code(`.${each.path.slice(path.length + 1)}`))
  return paragraphs([
    `**${code(`.${known.call ?? path}`)}** ${known.type}`,
    t(known.text),
    knownValue(workspace, family, member, path),
    below.length > 0 && below.join(' '),
    documentation(helmObjectsPage),
  ])
}

/** What is known of a member's value in this workspace. */
function knownValue(
  workspace: Workspace,
  family: Family,
  member: Member | undefined,
  path: string,
): string | undefined {
  const chart = member?.chart
  switch (path) {
    case 'Release.Name':
      return releaseText(workspace, family, ({ name }) => name)
    case 'Release.Namespace':
      return releaseText(workspace, family, ({ namespace }) => namespace)
    case 'Chart.Name':
      return here(member?.path.at(-1) ?? chart?.name)
    case 'Chart.Version':
      return here(chart?.version)
    case 'Chart.AppVersion':
      return here(chart?.appVersion)
    case 'Chart.KubeVersion':
      return here(chart?.kubeVersion)
    case 'Capabilities.KubeVersion':
    case 'Capabilities.KubeVersion.Version': {
      const target = workspace.settings.versions.kubernetes
      return (
        releaseText(workspace, family, ({ kubeVersion }) => kubeVersion) ??
        t('The target here is Kubernetes {version} (`versions.kubernetes`).', { version: target })
      )
    }
    default:
      return undefined
  }
}

function here(value: string | undefined): string | undefined {
  return value === undefined ? undefined : t('Here {value}.', { value: code(value) })
}

type Deployment = ReturnType<typeof releasesOf>[number]

/** A fact of the releases: one value, or the first few by release. */
function releaseText(
  workspace: Workspace,
  family: Family,
  pick: (deployment: Deployment) => string | undefined,
): string | undefined {
  const byValue = new Map<string, string[]>()
  for (const deployment of releasesOf(workspace, family)) {
    const value = pick(deployment)
    if (value === undefined) continue
    byValue.set(value, [...(byValue.get(value) ?? []), releaseLabel(workspace, deployment)])
  }
  const [only] = byValue.keys()
  if (only === undefined) return undefined
  if (byValue.size === 1) return here(only)
  const lines = [...byValue]
    .slice(0, 6)
    .map(([value, labels]) => `- ${code(value)} (${labels.slice(0, 3).join(', ')})`)
  return [...lines, ...(byValue.size > 6 ? [`- ${t('and {n} more', { n: byValue.size - 6 })}`] : [])].join(
    '\n',
  )
}
