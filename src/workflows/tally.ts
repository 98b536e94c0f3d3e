// Counts account by account, part by part: small whatever the number of accounts.
import type { AccountId } from '../domain/ids.ts';
import { FAILURE_SAMPLES } from '../contract/limits.ts';
import type { AccountDayOutcome, RunTally } from '../contract/messages.ts';
import type { Ending } from './failures.ts';

export const EMPTY_TALLY: RunTally = {
  accounts: 0,
  published: 0,
  alreadyDone: 0,
  failed: 0,
  cancelled: 0,
  failuresByCode: {},
  samples: [],
};

export function withSuccess(tally: RunTally, outcome: AccountDayOutcome): RunTally {
  const done = outcome === 'already-done' ? { alreadyDone: tally.alreadyDone + 1 } : { published: tally.published + 1 };
  return { ...tally, ...done, accounts: tally.accounts + 1 };
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
    tally.alreadyDone > 0 ? `${tally.alreadyDone} already done` : '',
    tally.failed > 0 ? `${tally.failed} failed (${causes.join(', ')})` : '',
    tally.cancelled > 0 ? `${tally.cancelled} cancelled` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
