// The shared state of providers: changed whole, by many at once, without losing a change.
import { describe, expect, test } from 'vitest';
import { settleClaim, withBudget, withOutcomes } from '../../../src/domain/provider/claim.ts';
import { freshProvider } from '../../../src/domain/provider/types.ts';
import type { ProviderStore } from '../../../src/ports/provider-store.ts';
import { aBudget, aClaim } from '../../helpers/provider-builders.ts';
import { sourceId } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const STORE_1 = sourceId('app-store-1');
const NOW = 1_800_000_000_000;

export function providersContract({ store, another }: ContractContext): void {
  describe('providers', () => {
    test('of whom nothing was ever said are fresh, and not listed', async () => {
      expect(await store().providers.list()).toEqual([]);
      await store().providers.update(STORE_1, (state) => {
        expect(state).toEqual(freshProvider(STORE_1));
        return { state, result: null };
      });
    });

    test('come back as they were written, by id', async () => {
      const limits = aBudget({ requestsPerSecond: 0.1 + 0.2, burst: 3, maxConcurrent: 4, accountShare: 1 / 3 });
      const budgeted = withBudget(freshProvider(STORE_1), limits, NOW);
      const claimed = settleClaim(budgeted, aClaim({ wanted: 5, tokens: 5 }), NOW + 0.5).state;
      const { state } = withOutcomes(claimed, { requests: 7, failures: 2 }, NOW);
      const paused = { ...state, pausedUntilMs: NOW + 1_234.5 };
      await store().providers.update(STORE_1, () => ({ state: paused, result: null }));
      const other = freshProvider('rates-a');
      await store().providers.update('rates-a', () => ({ state: other, result: null }));
      expect(await (await another()).providers.list()).toEqual([paused, other]);
    });

    test('answer what the change found out', async () => {
      expect(await store().providers.update(STORE_1, (state) => ({ state, result: 'found' }))).toBe('found');
    });

    test('stay as they were when the change throws', async () => {
      const failing = store().providers.update(STORE_1, () => {
        throw new TypeError('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store().providers.list()).toEqual([]);
    });

    test('lose no change of writers at the same time, in several instances', async () => {
      const stores = [store(), await another(), await another()].map(({ providers }) => providers);
      const count = (providers: ProviderStore) =>
        providers.update(STORE_1, (state) => ({ state: { ...state, probesLeft: state.probesLeft + 1 }, result: null }));
      await Promise.all(Array.from({ length: 20 }, () => stores.map(count)).flat());
      expect(await store().providers.list()).toMatchObject([{ probesLeft: 60 }]);
    });

    test('hand out each instant of a rate once, however many ask at the same time', async () => {
      const limits = aBudget({ requestsPerSecond: 100 });
      await store().providers.update(STORE_1, (state) => ({ state: withBudget(state, limits, NOW), result: null }));
      const stores = [store(), await another(), await another()].map(({ providers }) => providers);
      const claim = aClaim({ wanted: 5, tokens: 5 });
      const claims = Array.from({ length: 10 }, () =>
        stores.map((providers, holder) =>
          providers.update(STORE_1, (state) => {
            const { state: next, grant } = settleClaim(state, { ...claim, holder: `${holder}` }, NOW);
            return { state: next, result: grant.tokenTimesMs };
          }),
        ),
      ).flat();
      const times = (await Promise.all(claims)).flat().sort((a, b) => a - b);
      expect(times).toEqual(Array.from({ length: 150 }, (_, index) => NOW + index * 10));
    });
  });
}
