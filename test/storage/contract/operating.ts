// What operating needs: settings of cohorts, intermediates of training, alerts.
import { describe, expect, test } from 'vitest';
import { defaultCohortSettings } from '../../../src/domain/cohort.ts';
import { account, cutoffs, date } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { raised } from '../forecast-builders.ts';

const AUTONOMOUS = {
  cohort: 'eu',
  mode: 'autonomous',
  hold: { escalateAfterMinutes: 5, decideAfterMinutes: 10, ending: 'reject' },
} as const;

const LATER = '2026-12-31';

export function operatingContract({ store, another }: ContractContext): void {
  describe('cohorts', () => {
    test('that nobody has set up have the defaults', async () => {
      expect(await store().cohorts.find('eu')).toEqual(defaultCohortSettings('eu'));
    });

    test('keep their settings, the last ones saved', async () => {
      await store().cohorts.save({ ...AUTONOMOUS, mode: 'manual' });
      await store().cohorts.save(AUTONOMOUS);
      expect(await store().cohorts.find('eu')).toEqual(AUTONOMOUS);
      expect(await store().cohorts.find('us')).toEqual(defaultCohortSettings('us'));
    });

    test('are listed by name: those with active accounts, counted, and those with settings', async () => {
      for (const [id, cohort] of Object.entries({ a: 'us', b: 'asia', c: 'us' })) {
        await store().accounts.save(account(id, { cohort }));
      }
      await store().accounts.save(account('old', { cohort: 'gone', status: 'archived' }));
      await store().cohorts.save(AUTONOMOUS);
      expect(await store().cohorts.list()).toEqual([
        { ...defaultCohortSettings('asia'), accounts: 1 },
        { ...AUTONOMOUS, accounts: 0 },
        { ...defaultCohortSettings('us'), accounts: 2 },
      ]);
    });
  });

  describe('intermediates of a training batch', () => {
    test.each([
      { name: 'an object', content: { accounts: [{ id: 'u1', values: [1, null, 0.1 + 0.2], note: 'ü 💶' }] } },
      { name: 'an empty list', content: [] },
      { name: 'half a million figures', content: Array.from({ length: 500_000 }, (_, index) => index / 7) },
    ])('come back as they were left: $name', async ({ content }) => {
      await store().training.save('batch', 'prepare', content);
      expect(await store().training.find('batch', 'prepare')).toEqual(content);
    });

    test('are kept per batch and stage, and replaced by a stage that runs again', async () => {
      await store().training.save('batch', 'prepare', { run: 1 });
      await store().training.save('batch', 'fit', { run: 2 });
      await store().training.save('other', 'prepare', { run: 3 });
      await store().training.save('batch', 'prepare', { run: 4 });
      expect(await store().training.find('batch', 'prepare')).toEqual({ run: 4 });
      expect(await store().training.find('batch', 'fit')).toEqual({ run: 2 });
      expect(await store().training.find('batch', 'validate')).toBeNull();
    });

    test('with a figure that is no number are refused', async () => {
      await expect(store().training.save('batch', 'fit', { errors: [NaN] })).rejects.toThrow('NaN');
      expect(await store().training.find('batch', 'fit')).toBeNull();
    });

    test('go with the raw payloads', async () => {
      await store().training.save('batch', 'fit', {});
      expect(await store().applyRetention(cutoffs())).toMatchObject({ training_intermediates: 0 });
      const policy = cutoffs({ payloadsBefore: date(LATER) });
      expect(await store().applyRetention(policy)).toMatchObject({ training_intermediates: 1 });
      expect(await store().training.find('batch', 'fit')).toBeNull();
    });
  });

  describe('alerts', () => {
    test('are opened by the first cause and counted by the next, with the newest words', async () => {
      const first = await store().alerts.raise(raised());
      const { openedAt } = first;
      expect(first).toEqual({
        ...raised(),
        count: 1,
        facts: {},
        acknowledgement: null,
        openedAt,
        lastAt: openedAt,
        resolvedAt: null,
      });
      const second = await store().alerts.raise(raised({ detail: 'And more.' }));
      expect(second).toMatchObject({ detail: 'And more.', count: 2, openedAt, resolvedAt: null });
      expect(second.lastAt > openedAt).toBe(true);
      expect(await store().alerts.list({ limit: 10 })).toEqual([second]);
    });

    test('stay critical once they are', async () => {
      await store().alerts.raise(raised());
      expect(await store().alerts.raise(raised({ severity: 'critical' }))).toMatchObject({ severity: 'critical' });
      expect(await store().alerts.raise(raised())).toMatchObject({ severity: 'critical', count: 3 });
    });

    test('that are resolved are closed, and open anew when the cause comes back', async () => {
      const first = await store().alerts.raise(raised({ severity: 'critical' }));
      await store().alerts.resolve(first.id);
      const [resolved] = await store().alerts.list({ open: false, limit: 10 });
      expect(resolved?.resolvedAt).not.toBeNull();
      expect(await store().alerts.list({ open: true, limit: 10 })).toEqual([]);
      await store().alerts.resolve(first.id);
      expect(await store().alerts.list({ open: false, limit: 10 })).toEqual([resolved]);
      const again = await store().alerts.raise(raised());
      expect(again).toMatchObject({ severity: 'warning', count: 1, resolvedAt: null });
      expect(again.openedAt > first.openedAt).toBe(true);
      expect(await store().alerts.list({ open: true, limit: 10 })).toEqual([again]);
    });

    test('that nobody raised can be resolved, and nothing happens', async () => {
      await store().alerts.resolve('nothing');
      expect(await store().alerts.list({ limit: 10 })).toEqual([]);
    });

    test('are listed opened last first', async () => {
      for (const id of ['a', 'b', 'c']) await store().alerts.raise(raised({ id }));
      await store().alerts.raise(raised({ id: 'a' }));
      expect((await store().alerts.list({ limit: 2 })).map(({ id }) => id)).toEqual(['c', 'b']);
    });

    test('that several raise at once are one alert that counts them all', async () => {
      const instances = [store(), await another()] as const;
      const raises = Array.from({ length: 10 }, (_, index) =>
        instances[index % 2 === 0 ? 0 : 1].alerts.raise(raised()),
      );
      await Promise.all(raises);
      expect(await store().alerts.list({ limit: 10 })).toMatchObject([{ count: 10, resolvedAt: null }]);
    });

    test('go with the forecasts when they are resolved; open ones stay', async () => {
      await store().alerts.raise(raised({ id: 'open' }));
      await store().alerts.raise(raised({ id: 'over' }));
      await store().alerts.resolve('over');
      const policy = cutoffs({ forecastsBefore: date(LATER) });
      expect(await store().applyRetention(policy)).toMatchObject({ alerts: 1 });
      expect(await store().alerts.list({ limit: 10 })).toMatchObject([{ id: 'open' }]);
    });
  });
}
