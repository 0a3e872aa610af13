/**
 * Hovers on keys of Helm values, in files and where they are embedded: what the chart says of the key, what the releases
 * have, and which templates read it. Charts that are not in the workspace are not known here.
 */

import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import type { Workspace } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { pathAt } from '../../syntax/yaml/path.ts'
import { type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { ownerOf } from '../charts/families.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'
import { linksByFile } from '../placeLinks.ts'
import { code, keyPath } from '../template/names.ts'
import { paragraphs } from '../template/valueHover.ts'
import { type Holder, holdersOf, isCondition, readingOf, valuesAround } from '../template/valuesPlace.ts'
import { aboutText, defaultsAt, summaryOf } from '../template/valueText.ts'

export const hover: HoverSource = { kinds: ['helm-values', 'loki'], hover: hoverAt }

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  const around = valuesAround(document)
  if (!around) return undefined
  const tree = yamlTree(document)
  const at = pathAt(tree, offset)
  const node = at?.nodes.at(-1)
  if (!at?.onKey || node?.kind !== 'scalar' || !touches(rangeOf(tree, node), offset)) return undefined
  const [holder] = holdersOf(workspace, around.document)
  if (!holder) return undefined
  const keys = [...around.keys, ...at.keys.map((step) => (typeof step === 'number' ? undefined : step))]
  const range = rangeOf(tree, node)
  return { range, markdown: keyText(workspace, holder, keys, placeOf(document, range)) }
}

function keyText(workspace: Workspace, { family, member }: Holder, own: Keys, here: Place): string {
  const keys = own[0] === 'global' ? own : [...member.path, ...own]
  const owner = ownerOf(family, keys)
  const defaults = defaultsAt(workspace, family, keys)
  const isDefault = defaults.some(
    ({ place }) => place.uri === here.uri && place.range.start === here.range.start,
  )
  const summary = summaryOf(workspace, family, keys)
  const [only] = summary.only ?? []
  // Where nothing but this very place sets it, its value is what stands there.
  const isOnly = summary.only?.length === 1 && only?.document === here.uri && isDefault
  const absent = missingAt(family, keys)
  const subchart =
    owner.path.length > member.path.length &&
    t('Belongs to the subchart {name}.', { name: code(owner.path.at(-1) ?? '') })
  return paragraphs([
    `**${code(keyPath(own))}**`,
    isDefault ? undefined : aboutText(defaults),
    subchart,
    absent !== undefined &&
      t('Handed to the subchart {name}, which is not in this workspace.', { name: code(absent) }),
    isOnly || summary.unset ? undefined : summary.markdown,
    readText(workspace, { family, member }, keys),
  ])
}

/** The subchart that is not here and gets what stands at a path. */
function missingAt({ missing }: Family, keys: Keys): string | undefined {
  const found = missing.find(({ of, dependency: { name, alias } }) =>
    [...of.path, alias ?? name].every((key, i) => keys[i] === key),
  )
  return found && (found.dependency.alias ?? found.dependency.name)
}

/** Where templates read a key. */
function readText(workspace: Workspace, { family }: Holder, keys: Keys): string | undefined {
  const { places, within, withinPlaces } = readingOf(workspace, family, keys)
  if (places.length > 0)
    return t('Read in {places}', { places: placesText(workspace, places, family.root.folder) })
  if (within && withinPlaces.length === 0)
    return t('Read as a part of {key} by a template that values hold.', { key: code(keyPath(within)) })
  if (within)
    return t('Read as a part of {key} in {places}', {
      key: code(keyPath(within)),
      places: placesText(workspace, withinPlaces, family.root.folder),
    })
  if (isCondition(family, keys)) return t('Helm reads it: it tells whether a subchart is taken in.')
  const flow = flowOf(workspace, family.root)
  const path = keys.filter((key) => key !== undefined)
  if (flow.isRead(path)) return t('Read by a template that values hold.')
  return family.open ? undefined : t('No template of the chart reads it.')
}

function placesText(workspace: Workspace, places: readonly Place[], folder: string): string {
  const links = linksByFile(workspace, places, folder)
  return new Set(places.map(({ uri }) => uri)).size > 1
    ? t('{n} places: {places}', { n: places.length, places: links })
    : links
}
