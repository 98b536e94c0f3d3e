// When runs landed against their deadline: late are those that could have kept it, not days that are caught up on.
import { expect, test } from 'vitest';
import { landingOf } from '../../src/dashboard/view/steps-view.ts';
import { DEFAULT_DEADLINES } from '../../src/domain/alerting/deadline-policy.ts';
import { readRunDurations } from '../../src/operations/steps/run-durations.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import { isoDate } from '../helpers/builders.ts';
import { operationsStack } from '../helpers/operations-stack.ts';

const HOUR = 3_600_000;

const dayRun = (date: string, startedAt: string, finishedAt: string | null): RunRecord => ({
  id: `day/daily/${date}`,
  kind: 'day',
  pipeline: 'daily',
  date: isoDate(date),
  accountId: null,
  cohort: null,
  status: finishedAt === null ? 'running' : 'completed',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt,
  finishedAt,
  summary: null,
});

/** The last of the default deadlines is at noon of the next day, and it is ten o'clock on the 22nd. */
async function landings(...runs: readonly RunRecord[]) {
  const deps = { ...(await operationsStack()), deadlines: DEFAULT_DEADLINES };
  for (const run of runs) await deps.store.runs.save(run);
  return (await readRunDurations(deps, 'day/daily/2026-11-21')).runs;
}

test('a run that began before its deadline is late from there on, or so much before it', async () => {
  const [late, early] = await landings(
    dayRun('2026-11-20', '2026-11-21T06:00:00.000Z', '2026-11-21T14:00:00.000Z'),
    dayRun('2026-11-21', '2026-11-22T06:00:00.000Z', '2026-11-22T06:30:00.000Z'),
  );
  expect(late).toMatchObject({ lateMs: 2 * HOUR, startedAfterMs: null });
  expect(early).toMatchObject({ lateMs: -5.5 * HOUR, startedAfterMs: null });
});

test('a day that was caught up on is not late: it says how long after its deadline it was run', async () => {
  const [run] = await landings(dayRun('2026-11-18', '2026-11-22T08:00:00.000Z', '2026-11-22T08:01:00.000Z'));
  expect(run).toMatchObject({ lateMs: null, startedAfterMs: 68 * HOUR });
});

test.each([
  [
    { finishedAt: 'x', lateMs: 2 * HOUR, startedAfterMs: null },
    { tone: 'bad', text: '2 h 0 min late' },
  ],
  [
    { finishedAt: 'x', lateMs: -HOUR, startedAfterMs: null },
    { tone: 'good', text: '1 h 0 min before' },
  ],
  [
    { finishedAt: null, lateMs: -HOUR, startedAfterMs: null },
    { tone: 'calm', text: '1 h 0 min left' },
  ],
  [
    { finishedAt: 'x', lateMs: null, startedAfterMs: 68 * HOUR },
    { tone: 'calm', text: 'run 2 days later' },
  ],
  [
    { finishedAt: 'x', lateMs: null, startedAfterMs: 25 * HOUR },
    { tone: 'calm', text: 'run 1 day later' },
  ],
  [
    { finishedAt: null, lateMs: null, startedAfterMs: 2 * HOUR },
    { tone: 'calm', text: 'run 2 h 0 min later' },
  ],
  [{ finishedAt: 'x', lateMs: null, startedAfterMs: null }, null],
] as const)('%o lands as %o', (run, landing) => {
  expect(landingOf(run)).toEqual(landing);
});
