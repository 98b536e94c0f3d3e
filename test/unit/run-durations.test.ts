// How long a run took on the days before: also of a run that lies long back.
import { describe, expect, test } from 'vitest';
import { dayRunId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { readRunDurations } from '../../src/operations/steps/run-durations.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { RunRecord, Store } from '../../src/ports/store.ts';
import { isoDate } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

const DATE = isoDate('2025-06-30');

const aDay = (date: IsoDate, cohort: string | null = null): RunRecord => ({
  id: dayRunId('daily', date, cohort === null ? {} : { cohort }),
  kind: 'day',
  pipeline: 'daily',
  date,
  accountId: null,
  cohort,
  status: 'completed',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: `${addDays(date, 1)}T06:00:00.000Z`,
  finishedAt: `${addDays(date, 1)}T06:05:00.000Z`,
  summary: null,
});

/** Only what the operation touches. */
const depsOf = (store: Store) => ({ store, clock: systemClock }) as unknown as OperationsDeps;

async function durationsOf(store: Store): Promise<readonly IsoDate[]> {
  const { runs } = await readRunDurations(depsOf(store), dayRunId('daily', DATE, {}), { days: 3 });
  return runs.map(({ date }) => date);
}

describe('the durations of a run that lies long back', () => {
  test('are found however many runs came after it', async () => {
    const store = await scratchStore();
    const later = Array.from({ length: 520 }, (_, index) => aDay(addDays(DATE, index - 2)));
    await Promise.all(later.map((run) => store.runs.save(run)));
    expect(await durationsOf(store)).toEqual([addDays(DATE, -2), addDays(DATE, -1), DATE]);
  });

  test('are found however many cohorts ran on the same days', async () => {
    const store = await scratchStore();
    const dates = [-2, -1, 0].map((back) => addDays(DATE, back));
    const cohorts = [null, ...Array.from({ length: 300 }, (_, index) => `cohort-${index}`)];
    const days = dates.flatMap((date) => cohorts.map((cohort) => aDay(date, cohort)));
    await Promise.all(days.map((run) => store.runs.save(run)));
    expect(await durationsOf(store)).toEqual(dates);
  });
});
