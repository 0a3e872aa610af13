/**
 * A named template that is defined twice. In one file Go's parser refuses it. In several files of a release, those of
 * subcharts included, one definition silently replaces the others: that is told of each that is never used. What says
 * the same twice is left alone, and so is a library that lies in a release in two versions: nobody can mend that.
 */
import { type Family, familyAt } from '../../model/charts/family.ts'
import { isHelmTemplate } from '../../model/charts/values.ts'
import { type Definition, definitionsIn, isEmpty, saysTheSame } from '../../model/templates/definitions.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { TemplateTree } from '../../syntax/template/ast.ts'
import { walk } from '../../syntax/template/visit.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/duplicate-define',
  title: 'A named template that is defined twice',
  kinds: ['helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    for (const issue of tree.issues)
      if (issue.code === 'duplicate-define')
        yield { range: rangeOf(tree, issue), message: issue.message, severity: 'error', refusedBy: 'helm' }
    const family = familyAt(workspace, document.uri)
    if (!family) return
    for (const { own, used } of replacedIn(family).get(document.uri) ?? []) {
      const range = nameRange(tree, own.define.place.range.start)
      if (range) yield findingOf(range, own.define.name, own, used)
    }
  },
}

interface Replaced {
  readonly own: Definition
  readonly used: Definition
}

/** The definitions that Helm does not take, by the uri of their file. */
const replacedIn = memo((family: Family): ReadonlyMap<string, readonly Replaced[]> => {
  const found = new Map<string, Replaced[]>()
  for (const [used, ...others] of definitionsIn(family).values()) {
    for (const own of others) {
      if (!used || !isReplaced(own, used)) continue
      const { uri } = own.define.place
      found.set(uri, [...(found.get(uri) ?? []), { own, used }])
    }
  }
  return found
})

/** The name in the `define` or `block` tag that starts at an offset. */
function nameRange(tree: TemplateTree, start: number): Range | undefined {
  for (const node of walk(tree.nodes)) {
    const isDefine = node.kind === 'define' || node.kind === 'block'
    if (isDefine && node.name && rangeOf(tree, node).start === start) return rangeOf(tree, node.name)
  }
  return undefined
}

/** Whether another file's definition stands for this one and says something else. */
function isReplaced(own: Definition, used: Definition): boolean {
  if (own.path === used.path || own.define === used.define) return false
  if (own.chart !== used.chart && own.chart.name === used.chart.name) return false
  return !isEmpty(own.define.text) && !saysTheSame(own.define.text, used.define.text)
}

function findingOf(range: Range, name: string, own: Definition, used: Definition): Finding {
  const related = [{ ...used.define.place, message: t('Helm takes this definition.') }]
  if (own.chart === used.chart)
    return {
      range,
      message: t(
        'This definition of "{name}" is never used: {path} defines it otherwise, and of several files Helm takes that one.',
        { name, path: used.path },
      ),
      related,
    }
  const isAround = used.chart.folder !== own.chart.folder && own.path.startsWith(`${chartPath(used)}/charts/`)
  const data = { name, path: used.path }
  return isAround
    ? {
        range,
        severity: 'info',
        message: t(
          'In the release of the chart around it this definition of "{name}" is never used: {path} defines it otherwise.',
          data,
        ),
        related,
      }
    : {
        range,
        message: t(
          'This definition of "{name}" is never used where both charts are released: {path} defines it otherwise. Names hold for all charts of a release: begin it with the chart\'s own.',
          data,
        ),
        related,
      }
}

/** The path of the chart in the release. */
function chartPath({ path }: Definition): string {
  return path.slice(0, path.lastIndexOf('/templates/'))
}
