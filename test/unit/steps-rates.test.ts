// Provider A first, reserve B only when A itself is late or broken.
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { createRatesActivities } from '../../src/activities/rates.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import type { RatesProvider } from '../../src/ports/rates-provider.ts';
import type { Store } from '../../src/ports/store.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { aRatesSet, isoDate } from '../helpers/builders.ts';
import { NO_HOLIDAYS, scratchStore } from '../helpers/scratch-store.ts';

const DATE = isoDate('2026-03-10');
const RETENTION = { payloads: 30, runs: 30, forecasts: 30, revenue: 365, models: 30, rates: 365, audit: 365 };

const late = (): MorrowError => new MorrowError('RATES_NOT_PUBLISHED', 'Later.', { retryAfterMs: 1 });
const broken = (): MorrowError => new MorrowError('RATES_UNAVAILABLE', 'Down.');

/** Answers, or fails as told; remembers how often it was asked. */
class ScriptedProvider implements RatesProvider {
  asked = 0;
  readonly id: RatesProvider['id'];
  private readonly failure: (() => unknown) | null;

  constructor(id: RatesProvider['id'], failure: (() => unknown) | null = null) {
    this.id = id;
    this.failure = failure;
  }

  async fetchRates() {
    this.asked += 1;
    if (this.failure !== null) throw this.failure();
    return aRatesSet({ date: DATE, provider: this.id, id: `${DATE}/${this.id}/test` });
  }

  async fetchRatesRange() {
    return [await this.fetchRates()];
  }
}

/** Never answers. */
class SlowProvider extends ScriptedProvider {
  abandoned = false;

  constructor() {
    super('rates-a');
  }

  override fetchRates(_date?: unknown, signal?: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        this.abandoned = true;
        reject(new Error('Aborted.'));
      });
    });
  }
}

function stepsWith(store: Store, ratesProviders: readonly RatesProvider[]) {
  const unused = {
    sources: new Map(),
    holidays: NO_HOLIDAYS,
    clock: systemClock,
    retention: RETENTION,
    ratesMaxDifferencePercent: 1,
    deadlines: [],
    notifiers: [],
  };
  return createRatesActivities({ ...unused, store, ratesProviders, sensorIntervalMs: 60_000 });
}

const fetchRates = async (providers: readonly RatesProvider[], store?: Store) =>
  new MockActivityEnvironment().run(stepsWith(store ?? (await scratchStore()), providers).fetchRates, { date: DATE });

describe('the rates of a date', () => {
  test('come from provider A while it answers', async () => {
    const reserve = new ScriptedProvider('rates-b');
    expect(await fetchRates([new ScriptedProvider('rates-a'), reserve])).toMatchObject({ provider: 'rates-a' });
    expect(reserve.asked).toBe(0);
  });

  test.each([
    ['late', late],
    ['broken', broken],
  ])('come from reserve B when A is %s', async (_, failure) => {
    const providers = [new ScriptedProvider('rates-a', failure), new ScriptedProvider('rates-b')];
    expect(await fetchRates(providers)).toMatchObject({ provider: 'rates-b' });
  });

  test('are waited for while one provider is only late, and missed when both are broken', async () => {
    const [lateA, brokenA] = [new ScriptedProvider('rates-a', late), new ScriptedProvider('rates-a', broken)];
    const brokenB = new ScriptedProvider('rates-b', broken);
    await expect(fetchRates([lateA, brokenB])).rejects.toMatchObject({
      code: 'RATES_NOT_PUBLISHED',
      retryAfterMs: 60_000,
    });
    await expect(fetchRates([brokenA, brokenB])).rejects.toMatchObject({ code: 'RATES_UNAVAILABLE' });
  });

  test('are not taken from the reserve because our own store is away', async () => {
    const store = await scratchStore();
    const away = new MorrowError('STORE_UNREACHABLE', 'The store does not answer.');
    const rates = { ...store.rates, save: () => Promise.reject(away) };
    const reserve = new ScriptedProvider('rates-b');

    const fetching = fetchRates([new ScriptedProvider('rates-a'), reserve], { ...store, rates });
    await expect(fetching).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect(reserve.asked).toBe(0);
  });

  test('asked for at once are those in the store, else what a provider says at once, and nothing else', async () => {
    const store = await scratchStore();
    const provider = new ScriptedProvider('rates-a');
    const ask = (providers: readonly RatesProvider[]) =>
      new MockActivityEnvironment().run(stepsWith(store, providers).askRates, { date: DATE });

    expect(await ask([new ScriptedProvider('rates-a', broken), new ScriptedProvider('rates-b', late)])).toBeNull();
    expect(await ask([provider])).toMatchObject({ provider: 'rates-a' });
    expect(await ask([provider])).toMatchObject({ provider: 'rates-a' });
    expect(provider.asked).toBe(1);
  });

  test('asked for at once are given up when the provider takes its time, and the reserve is left in peace', async () => {
    const reserve = new ScriptedProvider('rates-b');
    const slow = new SlowProvider();
    const { askRates } = stepsWith(await scratchStore(), [slow, reserve]);
    expect(await new MockActivityEnvironment().run(askRates, { date: DATE })).toBeNull();
    expect([slow.abandoned, reserve.asked]).toEqual([true, 0]);
  });

  test('are asked of nobody else once the step is cancelled', async () => {
    const environment = new MockActivityEnvironment();
    const cancelled = new ScriptedProvider('rates-a', () => {
      environment.cancel();
      return broken();
    });
    const reserve = new ScriptedProvider('rates-b');
    const { fetchRates: step } = stepsWith(await scratchStore(), [cancelled, reserve]);

    await expect(environment.run(step, { date: DATE })).rejects.toThrow();
    expect(reserve.asked).toBe(0);
  });
});
