// What the benchmark decides by itself: which numbers it reports and when it fails. Its speed is tested by nobody.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionSizes } from '../../scripts/bench/bare/bare-day.ts';
import { createCalendar } from '../../scripts/bench/calendar.ts';
import { readBenchOptions } from '../../scripts/bench/options.ts';
import { countHeld } from '../../scripts/bench/real-day.ts';
import { summariseSize, type SizeResult } from '../../scripts/bench/result.ts';
import { median } from '../../scripts/bench/statistics.ts';
import { costsBetween } from '../../scripts/bench/step-watch.ts';
import { findBroken } from '../../scripts/bench/verdict.ts';
import type { ForecastStatus } from '../../src/domain/forecast/types.ts';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { isAccountId } from '../../src/domain/ids.ts';

const DATE = parseIsoDate('2026-03-02');
const SMALL = { accountDay: 24, partition: 80, dayRun: 29, rates: 6, largestPayloadBytes: 650 };

const size = (histories: Partial<typeof SMALL> = {}): SizeResult =>
  summariseSize(2, {
    first: { real: 8, bare: 4, held: 0, cpu: { real: { temporal: 1 }, bare: { temporal: 0.6 } } },
    pairs: [
      { real: 2, bare: 1, held: 0, cpu: { real: { temporal: 0.4 }, bare: { temporal: 0.2 } } },
      { real: 4, bare: 3, held: 1, cpu: { real: { temporal: 0.4 }, bare: { temporal: 0.2 } } },
      { real: 1, bare: 1, held: 0, cpu: { real: { temporal: 0.4 }, bare: { temporal: 0.2 } } },
    ],
    histories: { ...SMALL, ...histories },
    steps: { steps: {}, calls: {} },
    shapes: [],
  });

describe('the figures of a benchmark', () => {
  it('a median does not depend on the order and lies where as many are below as above', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        expect(median(list.toReversed())).toBe(middle);
        expect(list.filter((value) => value < middle).length).toBeLessThanOrEqual(list.length / 2);
        expect(list.filter((value) => value > middle).length).toBeLessThanOrEqual(list.length / 2);
      }),
      { seed: 7 },
    );
  });

  it('the ratio is the median of the pairs, not of the medians', () => {
    expect(size()).toMatchObject({ seconds: 2, bareSeconds: 1, ratio: 0.75, accountsPerSecond: 1 });
  });

  it('processor time is told in milliseconds per account', () => {
    expect(size().cpuMsPerAccount).toEqual({
      real: { temporal: 200, sum: 200 },
      bare: { temporal: 100, sum: 100 },
    });
  });

  it('the first day is told by itself, and what a gate held is counted', () => {
    expect(size()).toMatchObject({
      first: { seconds: 8, ratio: 0.5, cpuMsPerAccount: { real: { sum: 500 } } },
      held: 1,
    });
  });

  it('steps and calls are told per account, by how much their counters have grown', () => {
    const before = new Map([
      ['count mergeRevenue', 5],
      ['sum mergeRevenue', 1],
      ['call RespondWorkflowTaskCompleted', 7],
    ]);
    const after = new Map([
      ['count mergeRevenue', 15],
      ['sum mergeRevenue', 1.5],
      ['call RespondWorkflowTaskCompleted', 22],
    ]);
    expect(costsBetween(before, after, 10)).toEqual({
      steps: { mergeRevenue: { perAccount: 1, meanMs: 50 } },
      calls: { RespondWorkflowTaskCompleted: 1.5 },
    });
  });

  it('a bare day has as many accounts as the real one, whatever the partitions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (accounts) => {
        expect(partitionSizes(accounts).reduce((sum, part) => sum + part, 0)).toBe(accounts);
      }),
      { seed: 7 },
    );
  });

  it('no business date is measured twice', () => {
    const calendar = createCalendar({ clock: { now: () => new Date('2026-03-10T12:00:00Z') }, timeZone: 'UTC' });
    const taken = [...calendar.take(3), ...calendar.take(1), ...calendar.take(4)];
    expect(new Set(taken).size).toBe(8);
    expect(taken).toEqual(taken.toSorted());
  });
});

describe('when a benchmark fails', () => {
  it('holds when every history and payload is within its limits', () => {
    expect(findBroken([size()])).toEqual([]);
  });

  it.each([{ accountDay: 80 }, { partition: 4_096 }, { dayRun: 4_096 }, { largestPayloadBytes: 16_385 }])(
    'breaks at %o',
    (histories) => {
      expect(findBroken([size(histories)])).toHaveLength(1);
    },
  );

  it('a day that left an account without a decided forecast is no measurement', async () => {
    const ids = ['bench-3-0', 'bench-3-1', 'bench-3-2'].filter(isAccountId);
    const states = { 'bench-3-0': 'published', 'bench-3-1': 'held', 'bench-3-2': 'staged' } as const;
    const forecasts = (all: Readonly<Record<string, ForecastStatus>>) => ({
      store: { forecasts: { listLatest: async (id: string) => [{ status: all[id] ?? ('staged' as const) }] } },
    });
    const rest = { ids: ids.slice(0, 2) };
    await expect(countHeld({ deps: forecasts(states) }, rest, DATE)).resolves.toBe(1);
    await expect(countHeld({ deps: forecasts(states) }, { ids }, DATE)).rejects.toThrow(
      '1 of 3 accounts have no published or held forecast of 2026-03-02: bench-3-2',
    );
  });

  it.each(['0', '2,2', '2,,3', 'many', '20000'])('refuses the sizes "%s"', (sizes) => {
    expect(() => readBenchOptions(['--sizes', sizes])).toThrow('--sizes');
  });

  it('refuses a shape it does not know', () => {
    expect(() => readBenchOptions(['--shapes', 'A,Z'])).toThrow('A, B, C, D, E');
  });
});
