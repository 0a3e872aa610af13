/**
 * What an editor shows above a Kubernetes Service: the guide's commands that check its routing on a cluster, to be
 * copied. What they say is `model/kubectl.ts`'s; copying is the client's affair.
 */
import { type KubectlTarget, sourcesCheck, trafficCheck } from '../model/kubectl.ts'
import { type DeployedTarget, serviceTargets } from '../model/kubectlTargets.ts'
import type { Workspace } from '../model/workspace.ts'
import { embedded } from '../syntax/embed.ts'
import { type Document, placeOf } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { t } from '../text/translate.ts'

/** A text that can be copied. */
export interface CopyChoice {
  /** Tells it from the others: an environment or a release. */
  readonly label: string
  readonly detail: string
  readonly text: string
}

/** A line above a stretch of a file that offers to copy one of some texts. */
export interface CopyLens {
  /** In the file. */
  readonly range: Range
  readonly title: string
  /** What the user is asked where there are several choices. */
  readonly question: string
  /** At least one. */
  readonly choices: readonly CopyChoice[]
}

interface Check {
  readonly title: () => string
  /** The title where the user is asked for which release. */
  readonly titleOfSeveral: () => string
  readonly text: (target: KubectlTarget) => string
}

const checks: readonly Check[] = [
  {
    title: () => t('Copy the kubectl check'),
    titleOfSeveral: () => t('Copy the kubectl check …'),
    text: trafficCheck,
  },
  {
    title: () => t('Copy the tcpdump check'),
    titleOfSeveral: () => t('Copy the tcpdump check …'),
    text: sourcesCheck,
  },
]

/** The lenses of a file, those of the documents inside it among them. */
export function lensesIn(file: Document, workspace: Workspace): readonly CopyLens[] {
  return [file, ...embedded(file)].flatMap((document) =>
    serviceTargets(document, workspace).flatMap(({ range, targets }) => {
      const place = placeOf(document, range).range
      return checks.map((check) => lensOf(check, place, targets))
    }),
  )
}

function lensOf(check: Check, range: Range, targets: readonly DeployedTarget[]): CopyLens {
  const byText = new Map<string, DeployedTarget>()
  for (const target of targets) {
    const text = check.text(target)
    if (!byText.has(text)) byText.set(text, target)
  }
  const names = [...byText.values()].map(environmentOf)
  const isOne = new Set(names).size === names.length
  const choices = [...byText].map(([text, target]) => {
    return { ...(isOne ? byEnvironment(target) : byService(target)), text }
  })
  return {
    range,
    title: choices.length > 1 ? check.titleOfSeveral() : check.title(),
    question: isOne ? t('For which environment?') : t('For which Service?'),
    choices,
  }
}

function environmentOf({ environment, release }: DeployedTarget): string {
  return environment ?? release ?? t('no environment')
}

function byEnvironment(target: DeployedTarget): Omit<CopyChoice, 'text'> {
  const { context, namespace, service } = target
  const known = namespace !== undefined && service !== undefined
  return {
    label: environmentOf(target),
    detail: joined(context, known ? `${namespace}/${service}` : (namespace ?? service)),
  }
}

function byService({ service, environment, context, namespace }: DeployedTarget): Omit<CopyChoice, 'text'> {
  return { label: service ?? t('unknown name'), detail: joined(environment, context, namespace) }
}

/** What is known, each thing once. */
function joined(...parts: readonly (string | undefined)[]): string {
  return [...new Set(parts)].filter((part) => part !== undefined).join(' · ')
}
