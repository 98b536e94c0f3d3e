// What `morrow runs show` says about a backfill: how far it is while it runs, and what came of it at its end.
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { describeRunText } from '../../scripts/cli/run-text.ts';
import type { RunDescription } from '../../src/operations/run-description.ts';
import { isoDate } from '../helpers/builders.ts';

const run = (differences: Partial<RunDescription>): RunDescription => ({
  id: 'backfill/2026-08-01..2026-11-20',
  kind: 'backfill',
  pipeline: 'backfill',
  date: isoDate('2026-11-20'),
  accountId: null,
  cohort: null,
  status: 'running',
  errorCode: null,
  errorMessage: null,
  startedAt: '2026-11-21T06:00:00.000Z',
  finishedAt: null,
  summary: null,
  temporal: { state: 'gone' },
  progress: null,
  links: { self: '/api/runs/1', temporal: 'http://127.0.0.1:8233/1' },
  ...differences,
});
const textOf = (differences: Partial<RunDescription>): string =>
  describeRunText(run(differences), pc.createColors(false));

test('a backfill that runs says what is left and how long that takes', () => {
  const backfill = {
    planned: { accounts: 40, days: 4_000, requests: 120 },
    days: 900,
    requestsLeft: 90,
    secondsLeft: 350,
    restated: { accounts: 0, published: 0, held: 0, notDone: 0 },
  };
  const found = { state: 'found', runId: 'r', status: 'running', historyLength: 9, paused: null, stage: null } as const;
  const temporal = {
    ...found,
    startedAt: '2026-11-21T06:00:00.000Z',
    closedAt: null,
    accounts: null,
    tally: { accounts: 10, failed: 0, cancelled: 0, backfill },
  };
  const progress = { total: 40, done: 10, byStatus: { completed: 10 } };
  expect(textOf({ temporal, progress })).toContain(
    [
      'progress:         10 of 40 accounts (10 completed)',
      'left:             90 of 120 requests, about 6 min at the rate so far; 900 of 4000 account days written',
    ].join('\n'),
  );
});

test('a run of one account counts one account, whatever it did', () => {
  const tally = { accounts: 1, failuresByCode: {}, samples: [] };
  expect(textOf({ summary: { tally } })).toContain('tally:            1 account, no failure');
  const counts = { trained: 1, promoted: 0, notReady: 0, skipped: 0, failed: 0, heldBatches: 0 };
  expect(textOf({ summary: { tally: { accounts: 1, ...counts, samples: [] } } })).toContain('1 account, 1 trained');
});

test('a backfill that is over says what it wrote, and what became of restated accounts', () => {
  const restated = { accounts: 7, published: 5, held: 1, notDone: 1, samples: ['a', 'b', 'c', 'd', 'e'] };
  const summary = { backfill: { requests: 120, added: 3_990, revised: 10, restated } };
  expect(textOf({ status: 'completed', summary })).toContain(
    'backfill:         120 requests, 3990 days added, 10 revised\n  7 accounts restated (a, b, c, d, e, …): 5 forecasts published again, 1 held, 1 not made',
  );
  const calm = { accounts: 0, published: 0, held: 0, notDone: 0, samples: [] };
  expect(textOf({ summary: { backfill: { requests: 3, added: 9, revised: 0, restated: calm } } })).toContain(
    '3 requests, 9 days added, 0 revised, no published figure restated',
  );
});
