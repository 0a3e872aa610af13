/**
 * A reference to an export that its component does not have, such as `loki.write.default.reciever`. `alloy validate`
 * looks at the component's name and label alone; the start refuses the rest (1.18.0).
 */
import { beginsExport, fits } from '../../model/alloy/exportType.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { isStarted } from '../../model/alloy/nested.ts'
import { moduleBlockAround, type PlacedNames, perNames } from '../../model/alloy/partIndex.ts'
import { customOf, meaningOf, meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { absentExportsIn } from '../../model/alloy/wiring.ts'
import { catalogueFor, isLibraryName } from '../../schema/alloy.ts'
import type { Identifier } from '../../syntax/alloy/ast.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  yield* ofCatalogue(context)
  yield* ofModules(context)
}

/** Components that Alloy brings: what they export is known. */
function* ofCatalogue(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const { chain, placed } of absentExportsIn(document, workspace)) {
    const tree = alloyTree(document)
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(tree, moduleBlockAround(placed.around))
    if (!chain.export || !meansComponent(scope, module, chain.id)) continue
    const asked = placed.attribute.name.name === 'forward_to' ? undefined : 'list(map(string))'
    const names = chain.exports.map(([name]) => name)
    const fitting = chain.exports.filter(([, type]) => asked === undefined || fits(type, asked) === true)
    const likely = names.length === 1 ? names[0] : fitting.length === 1 ? fitting[0]?.[0] : undefined
    yield* absent(context, placed, chain.export, names, chain.component, likely)
  }
}

/** Custom components and arguments of modules: what a `declare` of the workspace says. */
function* ofModules(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const placed of otherChains(document)) {
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(alloyTree(document), moduleBlockAround(placed.around))
    const meaning = meaningOf(scope, module, placed.names)
    const [asked] = meaning?.rest ?? []
    if (!meaning || meaning.in === 'scope' || !asked || asked.name === '') continue
    const { kind, name } =
      meaning.in === 'text' ? { kind: meaning.entity.kind, name: meaning.entity.block.name } : meaning.name
    const gives =
      kind === 'argument'
        ? ['value']
        : kind === 'component'
          ? customOf(scope, meaning.in === 'text' ? meaning.module : module, name)?.declare?.gives
          : undefined
    if (!gives || gives.includes(asked.name)) continue
    yield* absent(context, placed, asked, gives, name, gives.length === 1 ? gives[0] : undefined)
  }
}

/** Chains that may name a custom component or an argument. */
const otherChains = perNames(
  (first) => (isLibraryName(first) ? undefined : true),
  (placed) => {
    const { names, call } = placed
    const isOther = call === undefined && names.length > 2 && !beginsExport(names, catalogueFor())
    return isOther ? placed : undefined
  },
)

function* absent(
  { document }: RuleContext,
  placed: PlacedNames,
  asked: Identifier,
  names: readonly string[],
  component: string,
  likely: string | undefined,
): Iterable<Finding> {
  const tree = alloyTree(document)
  const range = rangeOf(tree, asked)
  if (isUnknown(document, rangeOf(tree, placed.expression))) return
  const near = nearestName(asked.name, names) ?? likely
  const holder = moduleBlockAround(placed.around)
  yield {
    range,
    ...(isStarted(tree, holder ? [holder] : []) ? { refusedBy: 'alloy run' as const } : {}),
    message:
      names.length === 0
        ? t('{component} exports nothing, so Alloy does not start with this reference to {name}.', {
            component,
            name: asked.name,
          })
        : t('{component} has no export {name}, so Alloy does not start. It exports: {names}.', {
            component,
            name: asked.name,
            names: names.join(', '),
          }),
    fixes: near
      ? [
          {
            title: t('Change it to {name}', { name: near }),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, range, text: near }],
          },
        ]
      : [],
  }
}

export const rule: Rule = {
  id: 'alloy/unknown-export',
  title: 'A reference to an export that the component does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
