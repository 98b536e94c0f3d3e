// The concurrency limit: slots shared out among processes by what each wants. The sum never exceeds the limit, and a
// process that died gives its slots back when its lease runs out.
import type { SlotHolder } from './types.ts';

/** How long a process may be silent before its slots are given away. */
export const SLOT_LEASE_MS = 5_000;

export interface SlotClaim {
  readonly holder: string;
  readonly inUse: number;
  /** In use or waiting. */
  readonly wanted: number;
  readonly nowMs: number;
}

/** Others that are alive: their leases have not run out. */
export const liveOthers = (holders: readonly SlotHolder[], { holder, nowMs }: Pick<SlotClaim, 'holder' | 'nowMs'>) =>
  holders.filter(({ id, expiresAtMs }) => id !== holder && expiresAtMs > nowMs);

/**
 * What the claimant may have under way from now on. It may be less than it has: then it starts nothing until enough has
 * ended, because requests are not called back.
 */
export function allotSlots(holders: readonly SlotHolder[], maxConcurrent: number, claim: SlotClaim): number {
  const others = liveOthers(holders, claim);
  const free = maxConcurrent - others.reduce((sum, { slots }) => sum + slots, 0);
  const before = holders.find(({ id }) => id === claim.holder)?.slots ?? 0;
  return Math.max(0, Math.min(claim.wanted, fairShare(maxConcurrent, before, others), free));
}

/**
 * Max-min fairness in whole slots: whoever wants less than an equal part leaves the rest to the others. What does not
 * divide goes round: who has one more than the equal part yields it as soon as somebody with less wants more.
 */
export function fairShare(total: number, before: number, others: readonly SlotHolder[]): number {
  let left = total;
  let parties = others.length + 1;
  for (const { wanted } of [...others].sort((a, b) => a.wanted - b.wanted)) {
    if (wanted > Math.floor(left / parties)) break;
    left -= wanted;
    parties -= 1;
  }
  const equal = Math.floor(left / parties);
  const hungry = others.some(({ slots, wanted }) => slots <= equal && wanted > slots);
  const undivided = left > equal * parties;
  return undivided && !(before > equal && hungry) ? equal + 1 : equal;
}
