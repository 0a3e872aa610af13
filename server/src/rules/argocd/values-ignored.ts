/**
 * A source with both `values` and `valuesObject`: Argo CD takes the object alone.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'argocd/values-ignored',
  title: 'Values that Argo CD ignores because valuesObject stands beside them',
  kinds: ['argocd'],
  severity: 'warning',
  *check({ document }: RuleContext): Iterable<Finding> {
    const tree = yamlTree(document)
    for (const helm of tree.documents.flatMap(({ root }) => sources(root))) {
      const [text, object] = [pairAt(helm, 'values'), pairAt(helm, 'valuesObject')]
      if (!text || !object || (textOf(text.value) ?? '').trim() === '') continue
      if ((mapOf(object.value)?.pairs.length ?? 0) === 0) continue
      yield {
        range: rangeOf(tree, text.key),
        message: t(
          'Argo CD ignores values where valuesObject is set: nothing written here reaches the chart. Keep one of the two.',
        ),
        related: [
          {
            ...placeOf(document, rangeOf(tree, object.key)),
            message: t('valuesObject, which Argo CD takes'),
          },
        ],
      }
    }
  },
}

/** The `helm` maps of an application's sources. */
function sources(root: YamlNode | undefined): readonly YamlNode[] {
  const specs = [get(root, ['spec']), get(root, ['spec', 'template', 'spec'])]
  return specs.flatMap((spec) => {
    const all = [get(spec, ['source']), ...(sequenceOf(get(spec, ['sources']))?.items ?? [])]
    return all.flatMap((source) => get(source, ['helm']) ?? [])
  })
}
