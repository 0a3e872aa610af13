/**
 * Semantic tokens: what a grammar can't tell. Names of components, blocks, arguments and functions that Alloy knows;
 * labels; references that lead somewhere, each word as what it stands for. What is unknown gets none, so it looks
 * different from what is known. What hangs on a part of the text and on Alloy's catalogue alone is kept with the part;
 * where references lead is looked up each time. The tokens of a template's actions are in `charts/tokens.ts`.
 */
import { type AlloyReference, moduleOfBlock, referencesIn, rootModule } from '../model/alloy/modules.ts'
import { type AlloyScope, customOf, meaningOf, scopeOf } from '../model/alloy/scope.ts'
import { catalogueOf } from '../model/alloy/wiring.ts'
import type { Workspace } from '../model/workspace.ts'
import { type AlloyCatalogue, componentOf, isLibraryName } from '../schema/alloy.ts'
import type { AlloyPart, Identifier } from '../syntax/alloy/ast.ts'
import { maskedText } from '../syntax/parse.ts'
import { type Document, exactPlaceOf } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { firstBehind, overlaps, type Range } from '../text/range.ts'
import { alloyTexts } from './alloyAt.ts'
import { templateTokens } from './charts/tokens.ts'
import { customBlocks, knownTokens, type PartToken, type TokenType, tokenOver } from './partTokens.ts'

/** A token of a file. */
export interface SemanticToken extends Range {
  readonly type: TokenType
  /** See `tokenModifiers`. */
  readonly modifiers: number
}

/** The tokens of a file, or those that a range touches and such that stand with them, in order. */
export function semanticTokensIn(
  file: Document,
  workspace: Workspace,
  range?: Range,
): readonly SemanticToken[] {
  const found: SemanticToken[] = []
  for (const document of alloyTexts(file)) addTokens(found, document, workspace, range)
  if (file.kind === 'helm-template') found.push(...templateTokens(file, workspace, range))
  return file.kind === 'alloy' ? found : found.sort((a, b) => a.start - b.start)
}

function addTokens(
  found: SemanticToken[],
  document: Document,
  workspace: Workspace,
  range: Range | undefined,
): void {
  const scope = scopeOf(document, workspace)
  const catalogue = catalogueOf(workspace)
  const isHole = holesOf(document)
  for (const part of scope.tree.parts) {
    const start = scope.tree.offsets.get(part) ?? 0
    // Of a text inside a file all parts are looked at: it is short.
    if (range && !document.within && !overlaps({ start, end: start + part.text.length }, range)) continue
    for (const token of tokensOf(scope, catalogue, part)) {
      const at = { start: token.start + start, end: token.end + start }
      if (isHole(at)) continue
      if (!document.within) found.push({ ...at, type: token.type, modifiers: token.modifiers })
      else {
        const place = exactPlaceOf(document, at)
        if (place && (!range || overlaps(place.range, range)))
          found.push({ ...place.range, type: token.type, modifiers: token.modifiers })
      }
    }
  }
}

function holesOf(document: Document): (range: Range) => boolean {
  const { holes } = maskedText(document)
  return ({ start, end }) => (holes[firstBehind(holes, start)]?.start ?? end) < end
}

function tokensOf(scope: AlloyScope, catalogue: AlloyCatalogue, part: AlloyPart): readonly PartToken[] {
  const known = knownTokens(catalogue)(part)
  const references = referencesIn(part)
  const customs = customBlocks(part)
  if (references.length === 0 && customs.length === 0) return known
  const found: PartToken[] = [...known]
  for (const { block, moduleBlock } of customs) {
    const custom = customOf(scope, moduleOfBlock(scope.tree, moduleBlock), block.name)
    if (!custom) continue
    addCustomName(found, custom.entity?.kind === 'import' || block.names.length > 1, block.names)
    for (const each of block.body)
      if (each.kind === 'attribute' && custom.declare?.takes?.some(({ name }) => name === each.name.name))
        found.push(tokenOver(each.name, 'property'))
  }
  for (const reference of references) addReference(found, scope, catalogue, reference)
  return found.sort((a, b) => a.start - b.start)
}

function addCustomName(found: PartToken[], isImported: boolean, names: readonly Identifier[]): void {
  const [first, second] = names
  if (first) found.push(tokenOver(first, isImported ? 'namespace' : 'class'))
  if (second) found.push(tokenOver(second, 'class'))
}

function addReference(
  found: PartToken[],
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  { names, moduleBlock }: AlloyReference,
): void {
  const [first] = names
  if (!first) return
  const module = moduleOfBlock(scope.tree, moduleBlock)
  const meaning = meaningOf(scope, module, names)
  if (!meaning) return
  if (meaning.in === 'scope') {
    if (first.name === 'module_path') found.push(tokenOver(first, 'variable', 'defaultLibrary'))
    else found.push(tokenOver(first, 'parameter'))
    return
  }
  if (isLibraryName(first.name, catalogue)) return
  const { kind, name } =
    meaning.in === 'text'
      ? { kind: meaning.entity.kind, name: meaning.entity.block.name }
      : { kind: meaning.name.kind, name: meaning.name.name }
  const used = names.length - meaning.rest.length
  const label = names[used - 1]
  const given = names[used]
  if (kind === 'argument') {
    if (label && used > 1) found.push(tokenOver(label, 'parameter'))
    if (given?.name === 'value') found.push(tokenOver(given, 'property'))
    return
  }
  if (kind !== 'component') return
  const exported = exportsOf(catalogue)(name)
  const custom = exported
    ? undefined
    : customOf(scope, meaning.in === 'text' ? meaning.module : rootModule(scope.tree), name)
  const ofName = names.slice(0, Math.max(used - 1, 1))
  if (custom) addCustomName(found, custom.entity?.kind === 'import' || ofName.length > 1, ofName)
  else if (exported) for (const each of ofName) found.push(tokenOver(each, 'type'))
  if (label && used > 1) found.push(tokenOver(label, 'variable'))
  if (given && (exported?.has(given.name) || custom?.declare?.gives?.includes(given.name)))
    found.push(tokenOver(given, 'property'))
}

/** The names of what a component of the catalogue exports, by its name. */
const exportsOf = memo((catalogue: AlloyCatalogue) => {
  const known = new Map<string, ReadonlySet<string> | undefined>()
  return (name: string): ReadonlySet<string> | undefined => {
    if (!known.has(name)) {
      const found = componentOf(name, catalogue)
      known.set(name, found && new Set(found.exports.map(([exported]) => exported)))
    }
    return known.get(name)
  }
})
