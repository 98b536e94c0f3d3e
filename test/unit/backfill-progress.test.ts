// How far a backfill is, and when it will be done at the rate so far.
import { describe, expect, test } from 'vitest';
import type { BackfillCounts, RunTally } from '../../src/contract/messages.ts';
import { NOTHING_DONE, describeProgress, progressOf } from '../../src/workflows/backfill-progress.ts';
import { EMPTY_TALLY } from '../../src/workflows/tally.ts';

const MINUTE = 60_000;
const tally = (accounts: number): RunTally => ({ ...EMPTY_TALLY, accounts, published: accounts });
const counts = (differences: Partial<BackfillCounts> = {}): BackfillCounts => ({
  ...NOTHING_DONE,
  planned: { accounts: 40, days: 4_000, requests: 120, priced: null },
  ...differences,
});
const after = (accounts: number, differences: Partial<BackfillCounts>, minutes: number) =>
  progressOf(tally(accounts), counts(differences), minutes * MINUTE).backfill;

describe('the progress of a backfill', () => {
  test('tells the time left by the requests made so far', () => {
    expect(after(10, { requests: 30 }, 2)).toMatchObject({ requestsLeft: 90, secondsLeft: 360 });
  });

  test('knows no time before anything is done, and none is left at the end', () => {
    expect(after(0, {}, 2).secondsLeft).toBeNull();
    expect(after(40, { requests: 120 }, 8)).toMatchObject({ requestsLeft: 0, secondsLeft: 0 });
  });

  test('goes by accounts where nobody has to be asked, as when days are only merged again', () => {
    const planned = { accounts: 40, days: 40, requests: 0, priced: null };
    expect(after(10, { planned }, 1)).toMatchObject({ requestsLeft: 0, secondsLeft: 180 });
  });

  test('never tells less than nothing, although accounts have come since it was planned', () => {
    expect(after(50, { requests: 150 }, 1)).toMatchObject({ requestsLeft: 0, secondsLeft: 0 });
  });

  test('is one paragraph for people', () => {
    const restated = { accounts: 2, published: 2, held: 0, notDone: 0, samples: [] };
    const progress = progressOf(tally(10), counts({ requests: 30, days: 900, revised: 3, restated }), 2 * MINUTE);
    expect(describeProgress(progress)).toBe(
      '**10 of 40 accounts**: 10 published. 900 of 4000 account days written, 3 revised. 90 requests left, about 360 s. 2 accounts forecast again',
    );
  });
});
