// How each account's day ended: mostly well, with every other outcome and several causes among them. Pure.
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { IsoDate } from '../../../../src/domain/ids.ts';
import type { RunRecord, RunStatus } from '../../../../src/ports/store.ts';
import { addDays } from '../../../../src/domain/calendar/dates.ts';
import { accountIdOf, isLive, noiseOf, type DayOfPlan, type SeedPlan } from './plan.ts';

export interface Outcome {
  readonly status: RunStatus;
  readonly cause: Cause | null;
}

interface Cause {
  readonly code: ErrorCode;
  readonly provider: string | null;
  readonly stage: string;
}

const CAUSES: readonly Cause[] = [
  { code: 'SOURCE_UNAVAILABLE', provider: 'app-store-1', stage: 'fetching' },
  { code: 'REPORT_NOT_READY', provider: 'app-store-2', stage: 'fetching' },
  { code: 'RATES_NOT_PUBLISHED', provider: 'rates-a', stage: 'converting' },
  { code: 'NO_HISTORY', provider: null, stage: 'forecasting' },
];
/** One failure in a hundred has it: the rare thing that somebody looks for. */
const RARE: Cause = { code: 'CONTROL_TOTAL_MISMATCH', provider: 'ad-exchange', stage: 'fetching' };
const RARELY = 0.01;
const SALT = 1_000_000;
/** Up to this much of the days each. */
const SHARES: readonly { readonly upTo: number; readonly status: RunStatus }[] = [
  { upTo: 0.014, status: 'failed' },
  { upTo: 0.022, status: 'held' },
  { upTo: 0.026, status: 'collected' },
  { upTo: 0.028, status: 'cancelled' },
  { upTo: 1, status: 'published' },
];

export function outcomeOf(index: number, day: number): Outcome {
  const noise = noiseOf(index, SALT + day);
  const status = SHARES.find(({ upTo }) => noise < upTo)?.status ?? 'published';
  return { status, cause: status === 'failed' ? causeOf(index, day) : null };
}

/** A day that failed while its sources were fetched brought no revenue: every fifth account has such a hole in 30 days. */
export const hasRevenue = (index: number, day: number): boolean => outcomeOf(index, day).cause?.stage !== 'fetching';

function causeOf(index: number, day: number): Cause {
  const noise = noiseOf(index, 2 * SALT + day);
  return noise < RARELY ? RARE : (CAUSES[Math.floor(noise * CAUSES.length)] ?? RARE);
}

/** Null: the account's day has not begun. */
export function accountDayOf(plan: SeedPlan, index: number, { date, day }: DayOfPlan): RunRecord | null {
  if (date === plan.last && isLive(plan, index)) return null;
  const { status, cause } = outcomeOf(index, day);
  const accountId = accountIdOf(index);
  const next = addDays(date, 1);
  const seconds = Math.floor(noiseOf(index, day) * 3_000);
  return {
    id: `account-day/daily/${date}/${accountId}`,
    kind: 'account-day',
    pipeline: 'daily',
    date,
    accountId,
    cohort: null,
    status,
    errorCode: cause?.code ?? null,
    errorMessage: cause === null ? null : `${cause.code} of ${cause.provider ?? 'the account'}`,
    failure: cause,
    startedAt: instantOf(next, seconds),
    finishedAt: instantOf(next, seconds + 4),
    summary: null,
  };
}

/** So many seconds after five in the morning. */
export function instantOf(date: IsoDate, seconds: number): string {
  return new Date(Date.parse(`${date}T05:00:00Z`) + seconds * 1_000).toISOString();
}
