// Counts account by account, part by part: small whatever the number of accounts.
import type { AccountId } from '../domain/ids.ts';
import { FAILURE_SAMPLES } from '../contract/limits.ts';
import type { AccountDayOutcome, RunTally } from '../contract/messages.ts';
import type { Ending } from './failures.ts';

export const EMPTY_TALLY: RunTally = {
  accounts: 0,
  published: 0,
  held: 0,
  alreadyDone: 0,
  failed: 0,
  cancelled: 0,
  failuresByCode: {},
  samples: [],
};

export function withSuccess(tally: RunTally, outcome: AccountDayOutcome): RunTally {
  return { ...tally, ...countOf(tally, outcome), accounts: tally.accounts + 1 };
}

function countOf(tally: RunTally, outcome: AccountDayOutcome): Partial<RunTally> {
  if (outcome === 'already-done') return { alreadyDone: tally.alreadyDone + 1 };
  return outcome === 'held' ? { held: heldOf(tally) + 1 } : { published: tally.published + 1 };
}

/** Parts of runs that began on 0.1 count no held ones. */
const heldOf = ({ held = 0 }: RunTally): number => held;

/** The gate of the day has the last word on how many of the forecasts that were made are held. */
export function withHeld(tally: RunTally, held: number): RunTally {
  const made = tally.published + heldOf(tally);
  return { ...tally, held: Math.min(held, made), published: Math.max(0, made - held) };
}

export function withFailure(tally: RunTally, accountId: AccountId, ending: Ending): RunTally {
  if (ending.code === 'CANCELLED') return { ...tally, accounts: tally.accounts + 1, cancelled: tally.cancelled + 1 };
  return {
    ...tally,
    accounts: tally.accounts + 1,
    failed: tally.failed + 1,
    failuresByCode: addCounts(tally.failuresByCode, { [ending.code]: 1 }),
    samples: [...tally.samples, { accountId, code: ending.code, message: ending.message.slice(0, 300) }].slice(
      0,
      FAILURE_SAMPLES,
    ),
  };
}

export const mergeTallies = (a: RunTally, b: RunTally): RunTally => ({
  accounts: a.accounts + b.accounts,
  published: a.published + b.published,
  held: heldOf(a) + heldOf(b),
  alreadyDone: a.alreadyDone + b.alreadyDone,
  failed: a.failed + b.failed,
  cancelled: a.cancelled + b.cancelled,
  failuresByCode: addCounts(a.failuresByCode, b.failuresByCode),
  samples: [...a.samples, ...b.samples].slice(0, FAILURE_SAMPLES),
});

function addCounts(a: RunTally['failuresByCode'], b: RunTally['failuresByCode']): RunTally['failuresByCode'] {
  const sum: Record<string, number> = { ...a };
  for (const [code, count] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}

/** One line for people: `198 published, 2 failed (RATE_MISSING 2)`. */
export function describeTally(tally: RunTally): string {
  const causes = Object.entries(tally.failuresByCode).map(([code, count]) => `${code} ${count}`);
  const parts = [
    `${tally.published} published`,
    heldOf(tally) > 0 ? `${heldOf(tally)} held` : '',
    tally.alreadyDone > 0 ? `${tally.alreadyDone} already done` : '',
    tally.failed > 0 ? `${tally.failed} failed (${causes.join(', ')})` : '',
    tally.cancelled > 0 ? `${tally.cancelled} cancelled` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
