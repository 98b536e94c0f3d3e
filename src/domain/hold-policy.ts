// One policy for a hold that touches several cohorts.
import type { HoldEnding, HoldPolicy } from './cohort.ts';

/** From the one that changes least to the one that changes most. */
const ENDINGS: readonly HoldEnding[] = ['keep', 'reject', 'release'];

/** Escalates when the first of them would, decides when the last of them would, and then does what changes least; null without any. */
export function mildestPolicy(policies: readonly HoldPolicy[]): HoldPolicy | null {
  if (policies.length === 0) return null;
  const endings = policies.map(({ ending }) => ENDINGS.indexOf(ending));
  return {
    escalateAfterMinutes: Math.min(...policies.map(({ escalateAfterMinutes }) => escalateAfterMinutes)),
    decideAfterMinutes: Math.max(...policies.map(({ decideAfterMinutes }) => decideAfterMinutes)),
    ending: ENDINGS[Math.min(...endings)] ?? 'keep',
  };
}
