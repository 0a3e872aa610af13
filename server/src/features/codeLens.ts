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
  const byText = new Map<string, CopyChoice>()
  for (const target of targets) {
    const text = check.text(target)
    if (!byText.has(text)) byText.set(text, { ...namesOf(target), text })
  }
  const choices = [...byText.values()]
  return { range, title: choices.length > 1 ? check.titleOfSeveral() : check.title(), choices }
}

function namesOf({
  environment,
  release,
  context,
  namespace,
  service,
}: DeployedTarget): Omit<CopyChoice, 'text'> {
  const detail = [
    context,
    namespace !== undefined && service !== undefined ? `${namespace}/${service}` : (namespace ?? service),
  ]
  return {
    label: environment ?? release ?? t('values of the chart'),
    detail: detail.filter((part) => part !== undefined).join(' · '),
  }
}
