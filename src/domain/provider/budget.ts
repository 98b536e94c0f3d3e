// Which limits make sense. A limit that nobody can have meant is refused before anything is changed.
import type { BudgetLimits } from './types.ts';

export const RATE_MIN = 0.01;
export const RATE_MAX = 10_000;
export const CONCURRENCY_MAX = 10_000;
/** A burst above this many seconds' worth of requests would be no limit. */
const BURST_SECONDS_MAX = 60;

export interface BudgetProblem {
  readonly field: keyof BudgetLimits;
  readonly message: string;
}

/** What contradicts itself; each field's own range is checked where it is parsed. */
export function budgetProblems(limits: BudgetLimits): readonly BudgetProblem[] {
  const { requestsPerSecond, burst, maxConcurrent, accountShare } = limits;
  const problems: BudgetProblem[] = [];
  if (requestsPerSecond === null && burst > 1) {
    problems.push({ field: 'burst', message: 'needs requestsPerSecond: without a rate there is nothing to exceed' });
  }
  const burstMax = Math.max(1, Math.floor((requestsPerSecond ?? 0) * BURST_SECONDS_MAX));
  if (requestsPerSecond !== null && burst > burstMax) {
    problems.push({
      field: 'burst',
      message: `must be at most ${burstMax}, a minute of ${requestsPerSecond} a second`,
    });
  }
  if (accountShare !== null && maxConcurrent === null) {
    problems.push({ field: 'accountShare', message: 'needs maxConcurrent: it is a share of it' });
  }
  return problems;
}

export const isUnlimited = ({ requestsPerSecond, maxConcurrent }: BudgetLimits): boolean =>
  requestsPerSecond === null && maxConcurrent === null;
