// Scores of forecasts: one per forecast and day, added up by account, cohort, step and in all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScoreQuery, ScoreSums } from '../../../src/ports/store.ts';
import { account, accountId, ALWAYS, currency, date, range, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { score } from '../forecast-builders.ts';

const SEED = 20_260_310;
const EUR = currency('EUR');
const ALL: ScoreQuery = { range: ALWAYS, maxStep: 28, groupBy: 'all' };

export function scoresContract({ store }: ContractContext): void {
  describe('scores', () => {
    test.each([
      score(),
      score({ sigma: null, served: 'naive', inside80: false, inside95: false, actual: -0.1, mean: 1 / 3 }),
    ])('come back as they were written', async (row) => {
      await store().scores.save([row]);
      expect(await store().scores.list(U1, ALWAYS, EUR)).toEqual([row]);
    });

    test('of a corrected day take the place of the first ones, and writing them twice changes nothing', async () => {
      await store().scores.save([score({ actual: 100 })]);
      const corrected = score({ actual: 80, inside80: false });
      await store().scores.save([corrected]);
      await store().scores.save([corrected]);
      expect(await store().scores.list(U1, ALWAYS, EUR)).toEqual([corrected]);
      expect(await store().scores.sum(ALL, { accounts: [U1] })).toEqual([]);
    });

    test('are listed by target date, then step, of one account and currency, both ends included', async () => {
      const made = [3, 1, 2].flatMap((step) =>
        ['2026-03-09', '2026-03-08', '2026-03-07'].map((text) => score({ step, businessDate: date(text) })),
      );
      await store().scores.save([...made, score({ accountId: accountId('u2') })]);
      await store().scores.save([score({ step: 7, businessDate: date('2026-03-03'), currency: currency('JPY') })]);
      const found = await store().scores.list(U1, range('2026-03-09', '2026-03-10'), EUR);
      expect(found.map(({ targetDate, step }) => `${targetDate} ${step}`)).toEqual([
        '2026-03-09 1',
        '2026-03-09 2',
        '2026-03-10 1',
        '2026-03-10 2',
        '2026-03-10 3',
      ]);
    });

    test('with a figure that is no number are refused', async () => {
      await expect(async () => store().scores.save([score({ mean: NaN })])).rejects.toThrow('NaN');
      expect(await store().scores.list(U1, ALWAYS, EUR)).toEqual([]);
    });
  });

  describe('sums of scores', () => {
    test('tell how far forecasts were off, and in which direction, beside the model and last week’s value', async () => {
      await store().accounts.save(account('u1'));
      await store().scores.save([
        score({ actual: 100, mean: 90, modelMean: 85, naiveMean: 120, inside80: true, inside95: true, width80: 25.5 }),
        score({ step: 2, actual: -10, mean: 30, modelMean: 30, naiveMean: -11, inside80: false, width80: 10 }),
      ]);
      expect(await store().scores.sum(ALL, {})).toEqual<ScoreSums[]>([
        {
          group: 'all/EUR',
          n: 2,
          absoluteError: 50,
          error: -30,
          naiveAbsoluteError: 21,
          modelAbsoluteError: 55,
          absoluteActual: 110,
          inside80: 1,
          inside95: 2,
          width80: 35.5,
        },
      ]);
    });

    test('are taken per account, cohort and step, each currency apart, over the days and steps asked for', async () => {
      await store().accounts.save(account('a', { cohort: 'eu' }));
      await store().accounts.save(account('b', { cohort: 'eu' }));
      await store().accounts.save(account('c', { cohort: 'asia' }));
      await store().accounts.save(account('old', { cohort: 'eu', status: 'archived' }));
      const rows = ['a', 'b', 'c', 'old'].flatMap((id) =>
        [1, 2, 10].map((step) => score({ accountId: accountId(id), step })),
      );
      await store().scores.save(rows);
      await store().scores.save([score({ accountId: accountId('c'), step: 3, currency: currency('JPY') })]);
      const groups = async (query: Partial<ScoreQuery>, filter = {}) =>
        (await store().scores.sum({ ...ALL, ...query }, filter)).map(({ group, n }) => `${group} ${n}`);
      expect(await groups({ groupBy: 'account' })).toEqual(['a/EUR 3', 'b/EUR 3', 'c/EUR 3', 'c/JPY 1']);
      expect(await groups({ groupBy: 'cohort' })).toEqual(['asia/EUR 3', 'asia/JPY 1', 'eu/EUR 6']);
      expect(await groups({ groupBy: 'step' })).toEqual(['1/EUR 3', '2/EUR 3', '3/JPY 1', '10/EUR 3']);
      expect(await groups({ groupBy: 'all' })).toEqual(['all/EUR 9', 'all/JPY 1']);
      expect(await groups({ maxStep: 2 })).toEqual(['all/EUR 6']);
      expect(await groups({ range: range('2026-03-11', '2026-03-11') })).toEqual(['all/EUR 3']);
      expect(await groups({}, { cohort: 'eu' })).toEqual(['all/EUR 6']);
      expect(await groups({}, { cohort: 'eu', includeArchived: true })).toEqual(['all/EUR 9']);
      expect(await groups({}, { accounts: [accountId('c')] })).toEqual(['all/EUR 3', 'all/JPY 1']);
      expect(await groups({ range: range('2025-01-01', '2025-12-31') })).toEqual([]);
    });

    test('by account, by cohort and by step add up to the sums of all', async () => {
      const ids = ['a', 'b', 'c', 'd'];
      const quarters = fc.integer({ min: -400, max: 400 }).map((value) => value / 4);
      const rows = fc.array(
        fc.record({
          id: fc.constantFrom(...ids),
          step: fc.integer({ min: 1, max: 28 }),
          money: fc.constantFrom('EUR', 'JPY'),
          actual: quarters,
          mean: quarters,
          inside80: fc.boolean(),
        }),
        { minLength: 1, maxLength: 30 },
      );
      for (const id of ids) await store().accounts.save(account(id, { cohort: id < 'c' ? 'one' : 'two' }));
      let round = 0;
      const property = fc.asyncProperty(rows, async (drawn) => {
        const targetDate = date(
          `2026-${String(1 + Math.floor(round / 28)).padStart(2, '0')}-${String(1 + (round++ % 28)).padStart(2, '0')}`,
        );
        await store().scores.save(
          drawn.map(({ id, money, ...row }) =>
            score({ ...row, accountId: accountId(id), currency: currency(money), targetDate }),
          ),
        );
        const query = { range: { from: targetDate, to: targetDate }, maxStep: 28 };
        const all = await store().scores.sum({ ...query, groupBy: 'all' }, {});
        for (const groupBy of ['account', 'cohort', 'step'] as const) {
          expect(total(await store().scores.sum({ ...query, groupBy }, {}))).toEqual(total(all));
        }
      });
      await fc.assert(property, { seed: SEED, numRuns: 30 });
    });
  });
}

/** Everything added up: quarters add up exactly. */
function total(sums: readonly ScoreSums[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { group: _, ...figures } of sums) {
    for (const [name, value] of Object.entries(figures)) totals[name] = (totals[name] ?? 0) + value;
  }
  return totals;
}
