/**
 * The values of `trafficDistribution` that the target version of Kubernetes takes, behind the key, in manifests,
 * templates and values.
 */
import { minorOf, trafficValues } from '../../schema/kubernetes.ts'
import { linesOf } from '../../text/document.ts'
import { lineAt } from '../../text/lines.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'

export const completion: CompletionSource = {
  kinds: ['kubernetes', 'helm-template', 'helm-values'],
  complete,
}

const typed = /^[^#]*\btrafficDistribution["']?:[ \t]+["']?(\w*)$/

function* complete({ document, workspace }: FeatureContext, offset: number): Iterable<Completion> {
  const starts = linesOf(document)
  const line = starts[lineAt(starts, offset)] ?? 0
  const match = typed.exec(document.text.slice(line, offset))
  if (!match) return
  const rest = /^\w*/.exec(document.text.slice(offset, offset + 100))?.[0] ?? ''
  const range = { start: offset - (match[1] ?? '').length, end: offset + rest.length }
  const minor = minorOf(workspace.settings.versions.kubernetes)
  for (const { name, since, alias } of trafficValues) {
    if (minor !== undefined && minor < since) continue
    const old = alias && (minor === undefined || minor >= alias.since)
    const detail = old
      ? t('the old name of {name}', { name: alias.of })
      : t('from Kubernetes 1.{since} on', { since })
    yield { label: name, detail, range, insert: name, kind: 'value' }
  }
}
