// How far a backfill is, counted account by account: what was written, what is left, and when it will be done at the rate so far.
import type { AccountHistoryResult, BackfillCounts, BackfillProgress, RunTally } from '../contract/messages.ts';
import { describeTally } from './tally.ts';

export const NOTHING_DONE: BackfillCounts = {
  planned: { accounts: 0, days: 0, requests: 0, priced: null },
  beganAtMs: 0,
  requests: 0,
  days: 0,
  added: 0,
  revised: 0,
  restated: { accounts: 0, published: 0, held: 0, notDone: 0, samples: [] },
};

export const withHistory = (counts: BackfillCounts, history: AccountHistoryResult): BackfillCounts => ({
  ...counts,
  days: counts.days + history.days,
  added: counts.added + history.added,
  revised: counts.revised + history.revised,
});

/** However its account ended: none of them is asked for again in this run. */
export const withRequests = (counts: BackfillCounts, requests: number): BackfillCounts => ({
  ...counts,
  requests: counts.requests + requests,
});

export function progressOf(tally: RunTally, counts: BackfillCounts, nowMs: number): BackfillProgress {
  const requestsLeft = Math.max(0, counts.planned.requests - counts.requests);
  const secondsLeft = secondsUntilDone(tally, counts, { nowMs, requestsLeft });
  return { ...tally, backfill: { ...counts, requestsLeft, secondsLeft } };
}

interface Now {
  readonly nowMs: number;
  readonly requestsLeft: number;
}

/** By requests, and where none are made by accounts. */
function secondsUntilDone({ accounts }: RunTally, counts: BackfillCounts, { nowMs, requestsLeft }: Now): number | null {
  const byRequests = counts.planned.requests > 0;
  const done = byRequests ? counts.requests : accounts;
  const left = byRequests ? requestsLeft : Math.max(0, counts.planned.accounts - accounts);
  if (left === 0) return 0;
  const elapsedMs = nowMs - counts.beganAtMs;
  return done === 0 || elapsedMs <= 0 ? null : Math.ceil((left * elapsedMs) / done / 1_000);
}

/** Markdown, for the Web UI. */
export function describeProgress(progress: BackfillProgress): string {
  const { planned, days, revised, requestsLeft, secondsLeft, restated } = progress.backfill;
  const parts = [
    `**${progress.accounts} of ${planned.accounts} accounts**: ${describeTally(progress)}`,
    `${days} of ${planned.days} account days written, ${revised} revised`,
    `${requestsLeft} requests left${secondsLeft === null ? '' : `, about ${secondsLeft} s`}`,
    ...(restated.accounts === 0 ? [] : [`${restated.accounts} accounts forecast again`]),
  ];
  return parts.join('. ');
}
