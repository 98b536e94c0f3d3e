// Forecasts with their revisions, and how a status moves.
import { describe, expect, test } from 'vitest';
import type { ForecastState } from '../../../src/domain/forecast/types.ts';
import { accountId, date, DAY, decimal, range, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { forecast, forecastDay, forecastOf, statusChange } from '../forecast-builders.ts';

const WEEK = range('2026-03-08', '2026-03-14');

const HELD: ForecastState = {
  status: 'held',
  findings: [{ rule: 'level', severity: 'hold', figure: -0.75, limit: null, message: 'Three quarters lower.' }],
  facts: { shift: -4.5, allZero: false, negative: false, late: true },
  holdId: 'hold/daily/2026-03-10/0',
};

export function forecastsContract({ store }: ContractContext): void {
  const publish = (revision: number, businessDate = DAY) =>
    store().forecasts.setStatus([statusChange({ revision, businessDate })]);

  describe('forecasts', () => {
    test.each([
      { name: 'with bands', saved: forecast() },
      {
        name: 'of four weeks',
        saved: forecast({ days: Array.from({ length: 28 }, (_, index) => forecastDay(DAY, index + 1, `${index}.10`)) }),
      },
      {
        name: 'of a new account in whole yen, without a backtest',
        saved: forecast({
          modelKind: 'last-value',
          confidence: 'low',
          served: 'naive',
          observedDays: 1,
          accuracy: { meanAbsoluteError: null, source: 'realised', skill: null, n: 0 },
          days: [{ ...forecastDay(DAY, 1, '-3'), expectedError: 0, sigma: null }],
        }),
      },
    ])('come back as they were made, staged and not yet judged: $name', async ({ saved }) => {
      expect(await store().forecasts.save([saved])).toEqual([{ outcome: 'added', revision: 1 }]);
      const found = await store().forecasts.find(U1, DAY, 1);
      const { hash = '', recordedAt = '' } = found ?? {};
      const state = { status: 'staged', findings: [], facts: null, holdId: null };
      expect(found).toEqual({ ...saved, ...state, revision: 1, hash, recordedAt });
      expect(await store().forecasts.findLatest(U1, DAY)).toEqual(found);
    });

    test('that nobody made are not there', async () => {
      await store().forecasts.save([forecast()]);
      expect(await store().forecasts.find(U1, DAY, 2)).toBeNull();
      expect(await store().forecasts.findLatest(U1, date('2026-03-11'))).toBeNull();
      expect(await store().forecasts.findLatest(accountId('u2'), DAY)).toBeNull();
    });

    test('that are made again change nothing, not even that they are published', async () => {
      await store().forecasts.save([forecast()]);
      await publish(1);
      expect(await store().forecasts.save([forecast()])).toEqual([{ outcome: 'unchanged', revision: 1 }]);
      expect(await store().forecasts.listRevisions(U1, DAY)).toMatchObject([{ revision: 1, status: 'published' }]);
    });

    test('with other figures are a new revision that waits for the gate; the published one stays what consumers see', async () => {
      await store().forecasts.save([forecast()]);
      await publish(1);
      expect(await store().forecasts.save([forecastOf('300.00')])).toEqual([{ outcome: 'revised', revision: 2 }]);
      expect(await store().forecasts.findLatest(U1, DAY)).toMatchObject({ revision: 2, status: 'staged' });
      expect(await store().forecasts.listPublished(U1, WEEK)).toMatchObject([{ revision: 1 }]);
      expect(await store().forecasts.listLatest(U1, WEEK)).toMatchObject([{ revision: 2 }]);
      await publish(2);
      expect(await store().forecasts.listPublished(U1, WEEK)).toMatchObject([{ revision: 2 }]);
      const revisions = await store().forecasts.listRevisions(U1, DAY);
      expect(revisions.map(({ revision, days }) => [revision, days[0]?.revenue])).toEqual([
        [1, '266.21'],
        [2, '300.00'],
      ]);
    });

    test.each([
      { what: 'another model', differences: { modelId: 'model-2' } },
      { what: 'another kind of model', differences: { modelKind: 'constant' } as const },
      { what: 'the choice to serve last week’s value', differences: { served: 'naive' } as const },
      { what: 'another accuracy', differences: { accuracy: { ...forecast().accuracy, n: 41 } } },
      { what: 'a wider band', differences: { days: [{ ...forecastDay(DAY, 1), hi95: decimal('999.00') }] } },
      { what: 'a shorter horizon', differences: { days: [forecastDay(DAY, 1)] } },
    ])('are revised by $what', async ({ differences }) => {
      await store().forecasts.save([forecast()]);
      expect(await store().forecasts.save([forecast(differences)])).toEqual([{ outcome: 'revised', revision: 2 }]);
    });

    test('of a range are listed oldest business date first, of one account, both ends included', async () => {
      const dates = ['2026-03-10', '2026-03-07', '2026-03-14', '2026-03-08', '2026-03-15'].map(date);
      await store().forecasts.save(dates.map((businessDate) => forecast({ businessDate })));
      await store().forecasts.save([forecast({ accountId: accountId('u2') })]);
      await publish(1, date('2026-03-14'));
      await publish(1, date('2026-03-08'));
      const latest = await store().forecasts.listLatest(U1, WEEK);
      expect(latest.map(({ businessDate }) => businessDate)).toEqual(['2026-03-08', '2026-03-10', '2026-03-14']);
      const published = await store().forecasts.listPublished(U1, WEEK);
      expect(published.map(({ businessDate }) => businessDate)).toEqual(['2026-03-08', '2026-03-14']);
    });

    test('with a figure that is no number are refused', async () => {
      const broken = [{ ...forecastDay(DAY, 1), sigma: NaN }];
      await expect(async () => store().forecasts.save([forecast({ days: broken })])).rejects.toThrow('NaN');
      expect(await store().forecasts.findLatest(U1, DAY)).toBeNull();
    });
  });

  describe('the status of a forecast', () => {
    test('moves with what the gate found, and leaves the content as it is', async () => {
      await store().forecasts.save([forecast()]);
      const before = await store().forecasts.find(U1, DAY, 1);
      expect(await store().forecasts.setStatus([statusChange({ to: HELD })])).toBe(1);
      expect(await store().forecasts.find(U1, DAY, 1)).toEqual({ ...before, ...HELD });
    });

    test('moves only from a status that the change names', async () => {
      await store().forecasts.save([forecast()]);
      expect(await store().forecasts.setStatus([statusChange({ from: ['held', 'published'], to: HELD })])).toBe(0);
      expect(await store().forecasts.setStatus([statusChange({ from: [], to: HELD })])).toBe(0);
      expect(await store().forecasts.findLatest(U1, DAY)).toMatchObject({ status: 'staged', holdId: null });
      expect(await store().forecasts.setStatus([statusChange({ from: ['held', 'staged'], to: HELD })])).toBe(1);
    });

    test('is of one revision; a change of one that is not there changes nothing', async () => {
      await store().forecasts.save([forecast(), forecastOf('300.00')]);
      expect(await store().forecasts.setStatus([statusChange({ revision: 1 }), statusChange({ revision: 3 })])).toBe(1);
      const revisions = await store().forecasts.listRevisions(U1, DAY);
      expect(revisions.map(({ status }) => status)).toEqual(['published', 'staged']);
    });

    test('of two who change it at once is moved by one of them', async () => {
      await store().forecasts.save([forecast()]);
      const rejected = { ...HELD, status: 'rejected', holdId: null } as const;
      const counts = await Promise.all([
        store().forecasts.setStatus([statusChange()]),
        store().forecasts.setStatus([statusChange({ to: rejected })]),
      ]);
      expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
      const status = counts[0] === 1 ? 'published' : 'rejected';
      expect(await store().forecasts.findLatest(U1, DAY)).toMatchObject({ status });
    });

    test('of thousands is changed with one call, and each is counted', async () => {
      const accounts = Array.from({ length: 1_234 }, (_, index) => accountId(`a${index}`));
      await store().forecasts.save(accounts.map((id) => forecast({ accountId: id })));
      const changes = accounts.map((id) => statusChange({ accountId: id }));
      expect(await store().forecasts.setStatus(changes)).toBe(1_234);
      expect(await store().forecasts.setStatus(changes)).toBe(0);
    });
  });
}
