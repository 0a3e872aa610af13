/**
 * What the Alloy processes of a workspace may use, for lists: what they may not use is left out where the level is
 * stated, and stands behind the rest where it is not.
 */
import { alloyLevel, permits } from '../../model/alloy/level.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { AlloyComponent } from '../../schema/alloy.ts'
import { t } from '../../text/translate.ts'

/** Whether to offer something of a stability: `behind` with a word of warning. */
export type Offering = 'offered' | 'behind' | 'left-out'

export function offering(workspace: Workspace, stability: AlloyComponent['stability']): Offering {
  const { level, community, stated } = alloyLevel(workspace)
  const taken = stability === 'community' ? community : permits(level, stability)
  if (taken) return 'offered'
  return stated ? 'left-out' : 'behind'
}

/** What it takes to use something of this stability. */
export function levelNote(stability: AlloyComponent['stability']): string {
  return stability === 'community'
    ? t('Alloy takes it only with `--feature.community-components.enabled`.')
    : t('Alloy takes it only with `--stability.level={level}`.', { level: stability })
}
