/**
 * What the templates of a chart print, in one release or in any: a document for each template file, as it would be
 * deployed, whose places are those of the template lines (or of the helper's) that made them. What is not known is a
 * hole. Without a release no value is known: every branch that depends on one is there. A file that Helm would refuse
 * to render has a failure instead of a document.
 */
import type { Workspace } from '../../workspace.ts'
import type { TemplateFacts } from '../charts.ts'
import type { Family, Member } from '../family.ts'
import type { Deployment } from '../releases.ts'
import { type Expansion, isRendered, renderedAlone, renderedTogether, renderingOf } from './render.ts'

export type { Expansion } from './render.ts'

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
  if (!placed || !isRendered(placed)) return undefined
  // Templates that change what all of them share have to be run one after the other.
  const mayChange = rendering.files.some((each) => changesMaps(each.file))
  return mayChange ? renderedTogether(rendering).get(placed.name) : renderedAlone(rendering, placed).expansion
}

/** What all templates of a family print in a release, in Helm's order. Those that print nothing are left out. */
export function manifestsOfRelease(
  workspace: Workspace,
  family: Family,
  deployment: Deployment | undefined,
): readonly Expansion[] {
  const all = renderedTogether(renderingOf(workspace, family, deployment)).values()
  return [...all].filter(({ joined, failure }) => failure !== undefined || joined?.text.trim() !== '')
}

/**
 * Whether what stands at an offset of an expansion's document is there in any case: no branch of a condition that is
 * not known has it. Of a map or list this says nothing about its other entries.
 */
export function isCertain({ joined }: Expansion, offset: number): boolean {
  return !joined?.uncertain.some(({ start, end }) => start <= offset && offset < end)
}

function changesMaps({ text }: TemplateFacts): boolean {
  return /\b(?:set|unset|merge|mergeOverwrite|mustMerge|mustMergeOverwrite)\b/.test(text)
}
