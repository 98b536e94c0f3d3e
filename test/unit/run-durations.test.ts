// How long a run took on the days before: also of a run that lies long back.
import { describe, expect, test } from 'vitest';
import { backfillRunId, dayRunId } from '../../src/contract/workflow-ids.ts';
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

/** How many records of runs were read out of the store. */
function counting(store: Store) {
  let count = 0;
  const find: Store['runs']['find'] = async (id) => {
    count += 1;
    return store.runs.find(id);
  };
  const list: Store['runs']['list'] = async (query) => {
    const found = await store.runs.list(query);
    count += found.length;
    return found;
  };
  return { watched: { ...store, runs: { ...store.runs, find, list } }, read: () => count };
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

  test('take no more records than days that are shown, however many runs there are', async () => {
    const store = await scratchStore();
    const cohorts = [null, ...Array.from({ length: 100 }, (_, index) => `cohort-${index}`)];
    await Promise.all(cohorts.map((cohort) => store.runs.save(aDay(DATE, cohort))));
    const { watched, read } = counting(store);
    expect(await durationsOf(watched)).toEqual([DATE]);
    expect(read()).toBeLessThanOrEqual(3);
  });

  test('are those of its own cohort, also where cohorts are called by dates', async () => {
    const store = await scratchStore();
    for (const cohort of ['2025-01-01', '2025-02-02']) await store.runs.save(aDay(DATE, cohort));
    const id = dayRunId('daily', DATE, { cohort: '2025-01-01' });
    expect((await readRunDurations(depsOf(store), id)).runs.map((run) => run.id)).toEqual([id]);
  });
});

describe('the durations of a backfill', () => {
  test('are those of backfills of the same accounts that end on the days before, however long they are', async () => {
    const store = await scratchStore();
    const backfill = (from: number, to: number, cohort: string | null = null): RunRecord => ({
      ...aDay(addDays(DATE, to), cohort),
      id: backfillRunId(addDays(DATE, from), addDays(DATE, to), cohort === null ? {} : { cohort }),
      kind: 'backfill',
      pipeline: 'backfill',
    });
    const [last, before] = [backfill(-9, 0), backfill(-40, -1)];
    const others = [backfill(-9, 0, 'eu'), backfill(-9, -3), backfill(-9, 1)];
    for (const run of [last, before, ...others]) await store.runs.save(run);
    const { runs } = await readRunDurations(depsOf(store), last.id, { days: 3 });
    expect(runs.map(({ id }) => id)).toEqual([before.id, last.id]);
  });
});
