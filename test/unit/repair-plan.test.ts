// A repair plan as a rule: exactly the days that lack something, in as few reports as may be, and what it adds up to.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, listDates } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { spansOf, type StoredCoverage } from '../../src/domain/repair/coverage.ts';
import { accountsPerRead, planPage } from '../../src/domain/repair/page.ts';
import { planAccount, type AccountPlan, type AccountToPlan } from '../../src/domain/repair/plan-account.ts';
import { addPlan, NOTHING_PLANNED } from '../../src/domain/repair/plan-totals.ts';
import { accountId, anAccount, isoDate, sourceId } from '../helpers/builders.ts';

const FIRST = isoDate('2026-01-01');
const LAST = isoDate('2026-01-31');
const ADS = sourceId('ad-exchange');
const SHOP = sourceId('app-store-1');
const january = { from: FIRST, to: LAST };
const on = (text: string) => isoDate(`2026-01-${text}`);

const stored = (differences: Partial<StoredCoverage> = {}): StoredCoverage => ({
  accountId: accountId('u1'),
  merged: [january],
  given: [],
  sources: [{ sourceId: ADS, days: [january] }],
  unmerged: [],
  published: null,
  corrected: [],
  ...differences,
});
const plan = (coverage: Partial<StoredCoverage>, differences: Partial<AccountToPlan> = {}): AccountPlan =>
  planAccount({
    account: anAccount({ id: accountId('u1'), historyDepthDays: 7 }),
    range: january,
    coverage: stored(coverage),
    mode: 'missing',
    reportDays: 10,
    ...differences,
  });
const without = (...missing: readonly IsoDate[]) =>
  spansOf(listDates(FIRST, LAST).filter((date) => !missing.includes(date)));

describe('a plan for an account', () => {
  test('is empty when every day is there from every source', () => {
    expect(plan({})).toMatchObject({ holes: [], restated: [], toImport: [], pieces: [] });
  });

  test('lists a day without daily revenue, which needs no request when its sources are there', () => {
    expect(plan({ merged: without(on('05')) })).toMatchObject({
      holes: ['2026-01-05'],
      pieces: [{ from: '2026-01-05', to: '2026-01-05', sources: [], days: [{ from: '2026-01-05', to: '2026-01-05' }] }],
    });
  });

  test('takes a moment also where every other day of ten years lacks, and the others were not merged as they are', () => {
    const range = { from: isoDate('2016-01-01'), to: isoDate('2025-12-31') };
    const dates = listDates(range.from, range.to).filter((_, index) => index % 2 === 0);
    const [days, unmerged] = [spansOf(dates), dates.map((date) => ({ sourceId: ADS, date }))];
    const before = process.cpuUsage();
    const { holes, restated } = plan({ merged: days, sources: [{ sourceId: ADS, days }], unmerged }, { range });
    expect([holes.length, restated.length]).toEqual([1_826, 1_827]);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(300);
  });

  test('asks a source that was switched on later for the days it lacks, and no other source', () => {
    const account = anAccount({ id: accountId('u1'), sources: [ADS, SHOP] });
    const sources = [
      { sourceId: ADS, days: [january] },
      { sourceId: SHOP, days: [{ from: on('04'), to: LAST }] },
    ];
    expect(plan({ sources }, { account }).pieces).toEqual([
      { from: '2026-01-01', to: '2026-01-03', sources: [SHOP], days: [{ from: '2026-01-01', to: '2026-01-03' }] },
    ]);
  });

  test('leaves days alone that somebody gave by hand, although no source has them', () => {
    const sources = [{ sourceId: ADS, days: without(on('05'), on('06')) }];
    const of = { merged: without(on('05'), on('06')), given: [{ from: on('05'), to: on('05') }], sources };
    expect(plan(of).holes).toEqual(['2026-01-06']);
  });

  test('of an account without sources asks nobody and says what is to be imported', () => {
    const account = anAccount({ id: accountId('u1'), sources: [] });
    const given = [{ from: FIRST, to: on('30') }];
    expect(plan({ merged: [], sources: [], given }, { account })).toMatchObject({
      holes: [],
      toImport: ['2026-01-31'],
      pieces: [],
    });
  });

  test('merges a day again whose source says something else now, unless the source is switched off', () => {
    const unmerged = [{ date: on('07'), sourceId: ADS }];
    expect(plan({ unmerged })).toMatchObject({ restated: ['2026-01-07'], holes: [], pieces: [{ sources: [] }] });
    expect(plan({ unmerged: [{ date: on('07'), sourceId: SHOP }] })).toMatchObject({ restated: [], pieces: [] });
  });

  test('makes the newest published forecast again when a day of its depth was corrected, and asks no source', () => {
    const corrected = [on('02'), on('20'), on('24')];
    expect(plan({ published: on('25'), corrected })).toMatchObject({
      restated: ['2026-01-20', '2026-01-24'],
      forecastAgain: '2026-01-25',
      pieces: [],
    });
    expect(plan({ published: on('25'), corrected: [on('02')] })).toMatchObject({ restated: [], forecastAgain: null });
  });

  test('reads the whole range again when that is asked for', () => {
    expect(plan({}, { mode: 'reread', reportDays: 20 }).pieces).toEqual([
      { from: '2026-01-01', to: '2026-01-20', sources: [ADS], days: [{ from: '2026-01-01', to: '2026-01-20' }] },
      { from: '2026-01-21', to: '2026-01-31', sources: [ADS], days: [{ from: '2026-01-21', to: '2026-01-31' }] },
    ]);
  });
});

describe('whatever is missing', () => {
  const gaps = fc.record({
    missing: fc.uniqueArray(fc.integer({ min: 0, max: 399 }), { maxLength: 80 }),
    reportDays: fc.integer({ min: 1, max: 120 }),
  });
  const planned = (missing: readonly number[], reportDays: number): readonly [AccountPlan, readonly IsoDate[]] => {
    const range = { from: FIRST, to: addDays(FIRST, 399) };
    const lacking = [...missing].sort((a, b) => a - b).map((offset) => addDays(FIRST, offset));
    const present = spansOf(listDates(range.from, range.to).filter((date) => !lacking.includes(date)));
    const coverage = stored({ merged: present, sources: [{ sourceId: ADS, days: present }] });
    const account = anAccount({ id: accountId('u1') });
    return [planAccount({ account, range, coverage, mode: 'missing', reportDays }), lacking];
  };

  test('the days that are written are exactly the days that lack something, each once', () => {
    fc.assert(
      fc.property(gaps, ({ missing, reportDays }) => {
        const [{ pieces, holes }, lacking] = planned(missing, reportDays);
        const written = pieces.flatMap(({ days }) => days).flatMap(({ from, to }) => listDates(from, to));
        expect(written).toEqual(lacking);
        expect(holes).toEqual(lacking);
      }),
    );
  });

  test('no report is longer than a source allows, and every written day is inside its report', () => {
    fc.assert(
      fc.property(gaps, ({ missing, reportDays }) => {
        for (const { from, to, days } of planned(missing, reportDays)[0].pieces) {
          expect(daysBetween(from, to)).toBeLessThan(reportDays);
          expect(days.at(0)?.from).toBe(from);
          expect(days.at(-1)?.to).toBe(to);
        }
      }),
    );
  });

  test('fewer reports would not do: each begins on a day that the one before could not reach', () => {
    fc.assert(
      fc.property(gaps, ({ missing, reportDays }) => {
        const starts = planned(missing, reportDays)[0].pieces.map(({ from }) => from);
        starts.forEach((start, index) => {
          const before = starts[index - 1];
          if (before !== undefined) expect(daysBetween(before, start)).toBeGreaterThanOrEqual(reportDays);
        });
      }),
    );
  });
});

describe('a page of accounts', () => {
  test('goes up to the last day that is over where each account lives', () => {
    const accounts = ['Pacific/Kiritimati', 'Pacific/Honolulu'].map((timeZone, index) =>
      anAccount({ id: accountId(`a${index}`), timeZone }),
    );
    const coverages = accounts.map(({ id }) => stored({ accountId: id, merged: [], sources: [] }));
    const plans = planPage({
      accounts,
      coverages,
      range: january,
      mode: 'missing',
      reportDays: 92,
      now: '2026-01-31T10:30:00Z',
    });
    expect(plans.map(({ pieces }) => pieces.at(-1)?.to)).toEqual(['2026-01-31', '2026-01-30']);
  });

  test('is smaller the longer the range, so that no read of the store grows with it', () => {
    expect(accountsPerRead({ from: FIRST, to: addDays(FIRST, 179) })).toBe(33);
    expect(accountsPerRead({ from: FIRST, to: addDays(FIRST, 3_659) })).toBe(1);
  });

  test('adds up to counts, requests by source and the first accounts as examples', () => {
    const lacking = { merged: without(on('05')), sources: [{ sourceId: ADS, days: without(on('05'), on('20')) }] };
    const named = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => accountId(`a${from + index}`));
    const converting = addPlan(NOTHING_PLANNED, { ...plan(lacking), convertsCurrency: true }, [accountId('a7')]);
    const alike = addPlan(converting, plan(lacking), named(0, 7));
    const totals = addPlan(alike, plan({}), [accountId('b')]);
    expect(totals).toMatchObject({ accounts: 9, toRepair: 8, days: 16, requests: { 'ad-exchange': 16 } });
    expect(totals.holes).toMatchObject({ accounts: 8, days: 16 });
    expect(totals.holes.samples).toHaveLength(5);
    expect(totals.holes.samples[0]).toEqual({ accountId: 'a0', days: 2, from: '2026-01-05', to: '2026-01-20' });
    expect(totals.priced).toEqual({ from: '2026-01-05', to: '2026-01-20' });
  });
});
