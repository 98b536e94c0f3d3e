// What the benchmark of the screens decides by itself: its options, its figures, what it reads in a trace. Its speed is tested by nobody.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBenchOptions } from '../../scripts/bench/options.ts';
import { percentile, spreadOf } from '../../scripts/bench/screens/figures.ts';
import { claimKept, isSeeded, markBegun, markSeeded } from '../../scripts/bench/screens/kept-store.ts';
import { accountOf, datesOf, microsOf, noiseOf } from '../../scripts/bench/screens/seed/plan.ts';
import { accountDayOf, outcomeOf } from '../../scripts/bench/screens/seed/outcomes.ts';
import { MARKS, readTrace } from '../../scripts/bench/screens/trace.ts';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { scratchFolder } from '../helpers/scratch.ts';

describe('the options of the screens', () => {
  it('are what the screens are promised for, unless somebody shrinks them', () => {
    expect(readBenchOptions([]).screens).toBeNull();
    expect(readBenchOptions(['--screens']).screens).toEqual({ accounts: 10_000, days: 365, keep: null });
    expect(readBenchOptions(['--screens', '--accounts', '100', '--days', '40', '--keep', 'here']).screens).toEqual({
      accounts: 100,
      days: 40,
      keep: 'here',
    });
  });

  it.each([
    [['--screens', '--days', '29'], '--days'],
    [['--screens', '--accounts', '99'], '--accounts'],
    [['--accounts', '50'], '--screens'],
    [['--keep', 'here'], '--screens'],
    [['--screens', '--keep', ''], '--keep'],
    [['--screens', '--half-way', '100'], 'one of them'],
    [['--screens', '--beside-backfill'], 'one of them'],
  ])('%j is refused, and %s is named', (args, named) => {
    expect(() => readBenchOptions(args)).toThrow(named);
  });
});

describe('a folder that is kept', () => {
  const plan = { accounts: 500, days: 60, last: parseIsoDate('2026-11-20') };

  it('is taken when it is new, and found again once it was seeded to its end', () => {
    const folder = join(scratchFolder(), 'kept');
    claimKept(folder);
    expect(isSeeded(folder, plan)).toBe(false);
    markBegun(folder);
    markSeeded(folder, plan);
    claimKept(folder);
    expect(isSeeded(folder, plan)).toBe(true);
    expect(() => isSeeded(folder, { ...plan, days: 61 })).toThrow('500 accounts x 60 days');
  });

  it('is taken again when the start before broke off ahead of seeding', () => {
    const folder = scratchFolder();
    claimKept(folder);
    writeFileSync(join(folder, 'temporal.db'), '');
    expect(() => claimKept(folder)).not.toThrow();
    expect(existsSync(join(folder, 'temporal.db'))).toBe(false);
  });

  it('is refused when its seeding broke off, as the rest would come on top', () => {
    const folder = scratchFolder();
    claimKept(folder);
    markBegun(folder);
    expect(() => claimKept(folder)).toThrow('not seeded to its end');
  });

  it('is refused, and left as it is, when it is the state of a stack', () => {
    const folder = scratchFolder();
    for (const name of ['temporal.db', 'morrow.db']) writeFileSync(join(folder, name), 'dear');
    expect(() => claimKept(folder)).toThrow('something else');
    expect(readdirSync(folder).sort()).toEqual(['morrow.db', 'temporal.db']);
  });
});

describe('the figures', () => {
  it('of a share are the smallest value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('keep the first request apart', () => {
    expect(spreadOf([900, 1, 2, 3])).toEqual({ requests: 3, first: 900, p50: 2, p95: 3, p99: 3, max: 3 });
  });
});

describe('the seed', () => {
  const plan = { accounts: 500, days: 60, last: parseIsoDate('2026-11-20') };
  const day = { date: plan.last, day: 59 };

  it('is the same in every run', () => {
    expect(accountOf(plan, 41)).toEqual(accountOf(plan, 41));
    expect(microsOf(41, 1, day)).toBe(microsOf(41, 1, day));
    expect(noiseOf(3, 4)).not.toBe(noiseOf(4, 3));
  });

  it('ends with the last complete day', () => {
    expect([datesOf(plan).length, datesOf(plan).at(-1)]).toEqual([60, plan.last]);
  });

  it('has every outcome, and a cause for what failed', () => {
    const outcomes = Array.from({ length: 20_000 }, (_, index) => outcomeOf(index, 5));
    const statuses = new Set(outcomes.map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['cancelled', 'collected', 'failed', 'held', 'published']);
    expect(outcomes.every(({ status, cause }) => (status === 'failed') === (cause !== null))).toBe(true);
    expect(outcomes.filter(({ cause }) => cause?.code === 'CONTROL_TOTAL_MISMATCH').length).toBeGreaterThan(0);
  });

  it('leaves the last accounts to a real day', () => {
    expect(accountDayOf(plan, 499, day)).toBeNull();
    expect(accountDayOf(plan, 0, day)).not.toBeNull();
  });
});

const MAIN = { pid: 1, tid: 10 };
const at = (name: string, ts: number, dur?: number, where = MAIN) => ({
  name,
  ph: dur === undefined ? 'I' : 'X',
  ts,
  ...(dur === undefined ? {} : { dur }),
  ...where,
});
const traceOf = (...events: readonly object[]): string =>
  JSON.stringify({
    traceEvents: [
      { name: 'thread_name', ph: 'M', ...MAIN, args: { name: 'CrRendererMain' } },
      at(MARKS.begin, 1_000),
      ...events,
      at(MARKS.end, 100_000),
    ],
  });

describe('a trace', () => {
  it('says how long the main thread was kept, by tasks between the marks only', () => {
    const trace = traceOf(
      at('RunTask', 500, 900_000),
      at('RunTask', 2_000, 12_000),
      at('RunTask', 20_000, 51_000),
      at('RunTask', 30_000, 99_000, { pid: 1, tid: 11 }),
    );
    expect(readTrace(trace).clock).toMatchObject({ longestTaskMs: 51, tasksOverBar: 1 });
  });

  it('counts the script of a frame until the next one begins, and what nests once', () => {
    const trace = traceOf(
      at('BeginMainThreadFrame', 10_000),
      at('FunctionCall', 11_000, 4_000),
      at('v8.callFunction', 12_000, 2_000),
      at('RunMicrotasks', 15_000, 3_000),
      at('BeginMainThreadFrame', 26_000),
      at('FunctionCall', 27_000, 9_000),
      at('BeginMainThreadFrame', 50_000),
    );
    expect(readTrace(trace)).toMatchObject({
      frames: 3,
      clock: { scriptMs: { median: 7, max: 9 }, framesWithinBar: 0.667 },
    });
  });

  it('tells processor time from time that others had the processor', () => {
    const trace = traceOf(
      at('BeginMainThreadFrame', 10_000),
      { ...at('RunTask', 11_000, 60_000), tdur: 7_000 },
      { ...at('FunctionCall', 12_000, 50_000), tdur: 6_000 },
    );
    expect(readTrace(trace)).toMatchObject({
      clock: { tasksOverBar: 1, scriptMs: { max: 50 }, framesWithinBar: 0 },
      processor: { tasksOverBar: 0, longestTaskMs: 7, scriptMs: { max: 6 }, framesWithinBar: 1 },
    });
  });

  it('without the marks of the benchmark is refused', () => {
    expect(() => readTrace(JSON.stringify({ traceEvents: [] }))).toThrow('marks');
  });
});
