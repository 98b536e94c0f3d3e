// The gate over a whole day, played back on real series: calm days are published, drifted ones held, a few wild accounts held apart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { judgeBatch } from '../../src/domain/forecast/gates/batch/judge-batch.ts';
import { profileBatch } from '../../src/domain/forecast/gates/batch/profile.ts';
import { shareLimit } from '../../src/domain/forecast/gates/batch/shares.ts';
import type { BatchProfile, BatchRow } from '../../src/domain/forecast/gates/batch/types.ts';
import { DEFAULT_BATCH_POLICY as POLICY } from '../../src/domain/forecast/gates/policy.ts';
import type { Damage } from './gates-builders.ts';
import { BUSINESS_DATE, RECORDED_DAYS, foundBy, recordedBatch, repeat, undamaged } from './gates-builders.ts';

const BASELINE_DAYS = 28;
const dateOf = (day: number) => addDays(BUSINESS_DATE, day);
const PROFILES: readonly BatchProfile[] = Array.from({ length: RECORDED_DAYS }, (_, day) =>
  profileBatch(recordedBatch(day), dateOf(day), POLICY),
);
const DAYS = Array.from({ length: RECORDED_DAYS - BASELINE_DAYS }, (_, index) => BASELINE_DAYS + index);
const baselineOf = (day: number) => PROFILES.slice(day - BASELINE_DAYS, day);
const judgeDay = (day: number, rows: readonly BatchRow[] = recordedBatch(day)) =>
  judgeBatch({ date: dateOf(day), rows, baseline: baselineOf(day) }, POLICY);
const judgeDamaged = (damage: Damage) => DAYS.map((day) => judgeDay(day, recordedBatch(day, damage)).decision);
const LAST = RECORDED_DAYS - 1;

describe('a day of sixty real accounts', () => {
  test('is published as a whole on each calm day, whatever its weekday', () => {
    expect(judgeDamaged(undamaged)).toEqual(DAYS.map(() => 'publish'));
  });

  test.each<readonly [string, Damage]>([
    ['half as large again', (mean) => mean * 1.5],
    ['a third smaller', (mean) => mean / 1.5],
    ['a third of them nothing', (mean, account) => (account % 3 === 0 ? 0 : mean)],
    ['of the wrong sign', (mean) => -mean],
  ])('is held as a whole on each day that its forecasts come out %s', (_name, damage) => {
    expect(judgeDamaged(damage)).toEqual(DAYS.map(() => 'hold'));
  });

  test('says which figures moved when it drifts', () => {
    const verdict = judgeDay(
      LAST,
      recordedBatch(LAST, (mean) => mean * 1.5),
    );
    expect(foundBy(verdict)).toEqual(['hold population-shift', 'hold distribution-shift', 'hold tails']);
    expect(verdict.figures.psi).toBeGreaterThan(1);
    expect(verdict.figures.ksPValue).toBeLessThan(1e-6);
    expect(verdict.quarantined).toEqual([]);
  });
});

/** Rows of the last day with some of them changed. */
const changed = (accounts: number, change: Partial<BatchRow>): readonly BatchRow[] =>
  recordedBatch(LAST).map((row, index) => (index < accounts ? { ...row, ...change } : row));

describe('a few wild accounts', () => {
  test('are held apart, and the others are published', () => {
    const rows = changed(3, { shift: 80 });
    const verdict = judgeDay(LAST, rows);
    expect(verdict.decision).toBe('quarantine');
    expect(verdict.quarantined).toEqual(
      rows
        .slice(0, 3)
        .map((row) => row.accountId)
        .sort(),
    );
    expect(foundBy(verdict)).toEqual(['warn odd-accounts']);
  });

  test('that their own gates hold already are not listed again', () => {
    expect(judgeDay(LAST, changed(3, { shift: 80, held: true }))).toMatchObject({
      decision: 'publish',
      quarantined: [],
    });
  });

  test('whose figures are no numbers are held apart', () => {
    expect(judgeDay(LAST, changed(1, { firstDay: Number.NaN })).quarantined).toHaveLength(1);
    expect(judgeDay(LAST, changed(1, { shift: Number.NaN })).quarantined).toHaveLength(1);
  });

  test('that are more than a tenth have a common cause: all are held', () => {
    expect(judgeDay(LAST, changed(7, { shift: 80 }))).toMatchObject({ decision: 'hold', quarantined: [] });
  });
});

describe('compared with the last weeks', () => {
  test.each<{ name: string; accounts: number; change: Partial<BatchRow>; decision: string; found: readonly string[] }>([
    { name: 'a few zeros', accounts: 6, change: { allZero: true }, decision: 'publish', found: [] },
    { name: 'many zeros', accounts: 20, change: { allZero: true }, decision: 'hold', found: ['hold zeros'] },
    { name: 'many losses', accounts: 20, change: { negative: true }, decision: 'hold', found: ['hold negatives'] },
    {
      name: 'many late inputs',
      accounts: 30,
      change: { late: true },
      decision: 'publish',
      found: ['warn late-inputs'],
    },
    {
      name: 'many held one by one',
      accounts: 30,
      change: { held: true },
      decision: 'hold',
      found: ['hold held-forecasts'],
    },
    {
      name: 'many held for their late inputs',
      accounts: 30,
      change: { held: true, late: true },
      decision: 'publish',
      found: ['warn late-inputs'],
    },
  ])('$name are judged so', ({ accounts, change, decision, found }) => {
    const verdict = judgeDay(LAST, changed(accounts, change));
    expect([verdict.decision, foundBy(verdict)]).toEqual([decision, found]);
  });

  test('a batch of less than half the accounts is said to be one', () => {
    const verdict = judgeBatch(
      {
        date: dateOf(LAST),
        rows: recordedBatch(LAST),
        baseline: baselineOf(LAST).map((day) => ({ ...day, accounts: 200 })),
      },
      POLICY,
    );
    expect(foundBy(verdict)).toEqual(['warn fewer-accounts']);
  });

  test('one drifted day that was published does not open the gate for the next', () => {
    const drifted = recordedBatch(LAST, (mean) => mean * 1.5);
    const baseline = [...baselineOf(LAST).slice(1), profileBatch(drifted, dateOf(LAST - 1), POLICY)];
    expect(foundBy(judgeBatch({ date: dateOf(LAST), rows: drifted, baseline }, POLICY))).toContain(
      'hold population-shift',
    );
  });
});

describe('without enough to compare with', () => {
  const drifted = recordedBatch(LAST, (mean) => mean * 1.5);

  test('because of few accounts, it says so and compares nothing', () => {
    const verdict = judgeDay(LAST, drifted.slice(0, 29));
    expect(verdict).toMatchObject({ decision: 'publish', findings: [], figures: { psi: null, ksDistance: null } });
    expect(verdict.skipped).toBe('Not compared with earlier days: 29 of the 30 accounts it takes.');
  });

  test('because of few published days, it says so and compares nothing', () => {
    const verdict = judgeBatch({ date: dateOf(LAST), rows: drifted, baseline: PROFILES.slice(0, 4) }, POLICY);
    expect(verdict).toMatchObject({ decision: 'publish', findings: [] });
    expect(verdict.skipped).toBe('Not compared with earlier days: 4 of the 5 published days it takes.');
  });

  test('a wild account among three is held apart, not with the other two', () => {
    const verdict = judgeDay(LAST, changed(1, { shift: 80 }).slice(0, 3));
    expect([verdict.decision, verdict.quarantined.length]).toEqual(['quarantine', 1]);
  });

  test('a day without any account is published as nothing', () => {
    expect(judgeDay(LAST, [])).toMatchObject({ decision: 'publish', profile: { accounts: 0, shiftQuantiles: [] } });
  });
});

describe('the largest share that is still usual', () => {
  test.each([
    { name: 'nobody in a small batch', shares: repeat(0, 28), accounts: 30, limit: 0.131 },
    { name: 'nobody in a large batch', shares: repeat(0, 28), accounts: 10_000, limit: 0.1 },
    { name: 'a fifth on all days', shares: repeat(0.2, 28), accounts: 100, limit: 0.36 },
    {
      name: 'every other day a half',
      shares: Array.from({ length: 28 }, (_, day) => (day % 2) / 2),
      accounts: 1_000_000,
      limit: 1.25,
    },
  ])('for $name is $limit', ({ shares, accounts, limit }) => {
    expect(shareLimit(shares, accounts, POLICY)).toBeCloseTo(limit, 3);
  });
});

test('neither the order of the accounts nor that of the days changes a verdict, and storage gives it back unchanged', () => {
  const rows = changed(4, { shift: 80 });
  const baseline = baselineOf(LAST);
  const verdict = judgeBatch({ date: dateOf(LAST), rows, baseline }, POLICY);
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  fc.assert(
    fc.property(fc.shuffledSubarray([...rows], { minLength: rows.length }), (shuffled) => {
      const again = judgeBatch({ date: dateOf(LAST), rows: shuffled, baseline: [...baseline].reverse() }, POLICY);
      expect(JSON.stringify(again)).toBe(JSON.stringify(verdict));
    }),
    { seed: 20261125, numRuns: 10 },
  );
});
