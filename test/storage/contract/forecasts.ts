// Forecasts with their revisions, and the models behind them.
import { describe, expect, test } from 'vitest';
import { accountId, ALWAYS, date, DAY, decimal, forecast, model, range, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

export function forecastsContract({ store }: ContractContext): void {
  describe('forecasts', () => {
    test.each([
      forecast(1),
      forecast(28, { accuracy: null, modelKind: 'last-value', revenue: decimal('-3') }),
      forecast(2, { accuracy: 1 }),
    ])('come back as they were published', async (row) => {
      await store().forecasts.save([row]);
      const [found] = await store().forecasts.listByTarget(U1, ALWAYS);
      expect(found).toEqual({ ...row, revision: 1, hash: found?.hash, recordedAt: found?.recordedAt });
    });

    test('that are published again with one other step get a revision of that step only', async () => {
      await store().forecasts.save([forecast(1), forecast(2)]);
      const changed = forecast(2, { revenue: decimal('300.00') });
      expect(await store().forecasts.save([forecast(1), changed])).toEqual([
        { outcome: 'unchanged', revision: 1 },
        { outcome: 'revised', revision: 2 },
      ]);
      expect(await store().forecasts.listByBusinessDate(U1, DAY)).toMatchObject([
        { step: 1, revision: 1 },
        { step: 2, revision: 2, revenue: '300.00' },
      ]);
      const revisions = await store().forecasts.listRevisions(U1, DAY, 2);
      expect(revisions.map(({ revenue }) => revenue)).toEqual(['266.21', '300.00']);
    });

    test.each([
      { what: 'the model', differences: { modelId: 'model-2' } },
      { what: 'the accuracy', differences: { accuracy: null } },
      { what: 'the kind of model', differences: { modelKind: 'mean' } as const },
    ])('are revised by $what at the same figure', async ({ differences }) => {
      await store().forecasts.save([forecast(1)]);
      expect(await store().forecasts.save([forecast(1, differences)])).toEqual([{ outcome: 'revised', revision: 2 }]);
    });

    test('for a target date are listed oldest business date first, of one account, both ends included', async () => {
      const businessDates = ['2026-03-10', '2026-03-09', '2026-03-11', '2026-03-08', '2026-03-12'].map(date);
      await store().forecasts.save(
        businessDates.flatMap((businessDate) => [1, 2].map((step) => forecast(step, { businessDate }))),
      );
      await store().forecasts.save([forecast(1, { accountId: accountId('u2') })]);
      const found = await store().forecasts.listByTarget(U1, range('2026-03-11', '2026-03-12'));
      expect(found.map(({ targetDate, businessDate }) => [targetDate, businessDate])).toEqual([
        ['2026-03-11', '2026-03-09'],
        ['2026-03-11', '2026-03-10'],
        ['2026-03-12', '2026-03-10'],
        ['2026-03-12', '2026-03-11'],
      ]);
    });
  });

  describe('models', () => {
    test.each([
      model('m1'),
      model('m2', {
        kind: 'last-value',
        coefficients: [42],
        accuracy: 0.1 + 0.7,
        fallback: 'one point only',
        missingDays: 6,
      }),
    ])('come back to the last bit: $id', async (saved) => {
      await store().models.save(saved);
      await store().models.save(saved);
      expect(await store().models.find(saved.id)).toEqual(saved);
      expect(await store().models.find('other')).toBeNull();
    });

    test('with a figure that is no number are refused', async () => {
      await expect(async () => store().models.save(model('m1', { coefficients: [1, NaN] }))).rejects.toThrow('NaN');
      await expect(async () => store().models.save(model('m1', { accuracy: Infinity }))).rejects.toThrow('Infinity');
      expect(await store().models.find('m1')).toBeNull();
    });
  });
}
