// What takes longer than normal: how durations are kept, what normal is, and when somebody hears of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDurationActivities } from '../../src/activities/alerting/watch-durations.ts';
import type { DefaultDependencies } from '../../src/activities/dependencies.ts';
import { DurationLog } from '../../src/activities/duration-log.ts';
import {
  countDurations,
  mergeDurations,
  quantileOf,
  withDuration,
  type DurationBuckets,
} from '../../src/domain/alerting/durations.ts';
import { slowSteps } from '../../src/domain/alerting/longer-than-normal.ts';
import type { ObservedStep, StepMetrics } from '../../src/observability/metrics/step-metrics.ts';
import type { Store } from '../../src/ports/store.ts';
import { isoDate } from '../helpers/builders.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { run } from '../storage/builders.ts';

const bucketsOf = (values: readonly number[]): DurationBuckets => values.reduce<DurationBuckets>(withDuration, {});
const durations = fc.array(fc.double({ min: 1, max: 3_000_000, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('durations', () => {
  test('give their quantiles back within five per cent', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(values.length * share)) - 1] ?? 0;
        const found = quantileOf(bucketsOf(values), share);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.051 * exact);
      }),
    );
  });

  test('add up in any order', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const both = mergeDurations(bucketsOf(a), bucketsOf(b));
        expect(both).toEqual(mergeDurations(bucketsOf(b), bucketsOf(a)));
        expect(both).toEqual(bucketsOf([...a, ...b]));
        expect(countDurations(both)).toBe(a.length + b.length);
      }),
    );
  });

  test('below a millisecond and above an hour are kept as well', () => {
    expect(quantileOf(bucketsOf([0, 0.2]), 0.95)).toBe(1);
    expect(quantileOf(bucketsOf([86_400_000]), 0.95)).toBeGreaterThan(3_000_000);
    expect(quantileOf({}, 0.95)).toBe(0);
  });
});

const times = (count: number, ms: number) => [
  { step: 'fetchReport', buckets: bucketsOf(Array<number>(count).fill(ms)) },
];

describe('a step', () => {
  test('is longer than normal beyond three times its own usual 95 per cent', () => {
    const [slow] = slowSteps(times(50, 4_000), times(500, 1_000));
    expect(slow).toMatchObject({ id: 'slow/step/fetchReport', severity: 'warning', count: 50 });
    expect(slow?.title).toMatch(/^The step fetchReport takes 4\.\d s, normally 1\.0 s at most$/);
    expect(slowSteps(times(50, 2_500), times(500, 1_000))).toEqual([]);
  });

  test.each([
    ['has too few samples now', times(19, 4_000), times(500, 1_000)],
    ['has too few samples before', times(50, 4_000), times(199, 1_000)],
    ['takes less than a second all the same', times(50, 900), times(500, 10)],
    ['was never seen before', times(50, 4_000), []],
  ])('is nobody’s business when it %s', (_, now, normal) => {
    expect(slowSteps(now, normal)).toEqual([]);
  });

  test('is measured over all workers together', () => {
    const parts = Array.from({ length: 5 }, () => times(10, 4_000)).flat();
    expect(slowSteps(parts, [...times(150, 1_000), ...times(150, 1_100)])).toHaveLength(1);
  });
});

const observed = (changes: Partial<ObservedStep> = {}): ObservedStep => ({
  step: 'fetchReport',
  path: 'local',
  outcome: 'ok',
  seconds: 0.5,
  code: null,
  ...changes,
});

const NOW = new Date('2026-11-21T06:30:00.000Z');
const hours = { from: '2026-11-21T00', to: '2026-11-22T00' };

function logOver(store: Pick<Store['durations'], 'save'>, writer = 'w1', clock = { now: () => NOW }) {
  const failures: unknown[] = [];
  const log = new DurationLog({
    store: store as Store['durations'],
    clock,
    writer,
    onFailure: (error) => failures.push(error),
  });
  const seen: ObservedStep[] = [];
  const metrics = { step: (step: ObservedStep) => seen.push(step) } as unknown as StepMetrics;
  return { log, seen, failures, steps: log.beside(metrics) };
}

describe('a worker', () => {
  test('keeps how long its steps take, hour by hour, and writes nothing twice', async () => {
    const store = await scratchStore();
    const first = logOver(store.durations);
    const second = logOver(store.durations, 'w2');
    for (let time = 1; time <= 3; time += 1) {
      first.steps.step(observed());
      second.steps.step(observed({ outcome: 'failed' }));
      await first.log.flush();
      await first.log.flush();
    }
    first.steps.step(observed({ outcome: 'waiting', seconds: 60 }));
    first.steps.step(observed({ outcome: 'cancelled', seconds: 60 }));
    await first.log.close();
    await second.log.close();
    const kept = (await store.durations.list(hours)).map(({ buckets }) => countDurations(buckets));
    expect(kept).toEqual([3, 3]);
    expect(first.seen).toHaveLength(5);
  });

  test('loses nothing while the store is away', async () => {
    const store = await scratchStore();
    let away = true;
    const { log, steps, failures } = logOver({
      save: (records) => (away ? Promise.reject(new Error('away')) : store.durations.save(records)),
    });
    steps.step(observed());
    await log.flush();
    expect(failures).toHaveLength(1);
    away = false;
    await log.close();
    expect(await store.durations.list(hours)).toHaveLength(1);
  });
});

describe('the watch', () => {
  async function site() {
    const store = await scratchStore();
    const { watchDurations } = createDurationActivities({ store } as unknown as DefaultDependencies);
    const save = (hour: string, count: number, ms: number) =>
      store.durations.save(times(count, ms).map((part) => ({ ...part, hour, writer: 'w' })));
    const open = async () => (await store.alerts.list({ open: true, limit: 10 })).map(({ id }) => id);
    return { store, save, open, look: (time: string) => watchDurations({ at: `2026-11-21T${time}:00.000Z` }) };
  }

  test('alerts of a slow step while it is slow, whatever it was like before the 28 days', async () => {
    const { save, open, look } = await site();
    await save('2026-10-01T06', 500, 60_000);
    await save('2026-11-10T06', 500, 1_000);
    await look('06:30');
    expect(await open()).toEqual([]);
    await save('2026-11-21T05', 15, 5_000);
    await save('2026-11-21T06', 15, 5_000);
    await look('06:30');
    expect(await open()).toEqual(['slow/step/fetchReport']);
    await look('09:30');
    expect(await open()).toEqual([]);
  });

  test('alerts of a run that takes longer than runs of its kind, until it is over', async () => {
    const { store, open, look } = await site();
    const day = (date: string, end: string | null) => {
      const id = `day/daily/${date}`;
      const next = String(Number(date.slice(-2)) + 1).padStart(2, '0');
      const at = (time: string) => `2026-11-${next}T${time}:00.000Z`;
      const status = end === null ? 'running' : 'completed';
      const times_ = { startedAt: at('06:00'), finishedAt: end === null ? null : at(end) };
      return store.runs.save(
        run(id, { kind: 'day', accountId: null, date: isoDate(date), status, summary: null, ...times_ }),
      );
    };
    for (const date of ['14', '15', '16', '17']) await day(`2026-11-${date}`, '06:10');
    await day('2026-11-20', null);
    await look('06:45');
    expect(await open()).toEqual([]);
    await day('2026-11-18', '06:10');
    await look('06:29');
    expect(await open()).toEqual([]);
    await look('06:31');
    expect(await open()).toEqual(['slow/run/day/daily/2026-11-20']);
    await day('2026-11-20', '06:40');
    await look('06:41');
    expect(await open()).toEqual([]);
  });
});
