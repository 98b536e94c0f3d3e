// The connectors against the emulators over real HTTP: reports prove themselves, both rates providers agree, and every
// fault of docs/wire-formats.md ends in the error it should.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createRatesProviders } from '../../src/connectors/rates-providers.ts';
import { REGISTERED_SOURCES, createSources } from '../../src/connectors/registry.ts';
import { readConfig } from '../../src/config/config.ts';
import { MorrowError, toMorrowError } from '../../src/contract/errors.ts';
import { addDays, listDates, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { isAccountId, type AccountId, type IsoDate } from '../../src/domain/ids.ts';
import { transformReport, type TransformedReport } from '../../src/domain/revenue/transform.ts';
import type { RatesSet } from '../../src/domain/revenue/types.ts';
import { startEmulators, type Emulators } from '../../src/emulators/index.ts';
import type { RatesProvider } from '../../src/ports/rates-provider.ts';
import type { DateRange, RevenueSource } from '../../src/ports/revenue-source.ts';

// A Sunday; real rates end with 2026-10-30, later ones are synthetic.
const NOW = new Date('2026-11-22T08:00:00Z');
const CREDENTIALS = {
  adExchangeToken: 'exchange-token',
  store1Key: 'store-1-key',
  store2Token: 'store-2-token',
  store3User: 'store-3-user',
  store3Password: 'store-3-password',
};
const SENSOR_INTERVAL_MS = 50;
const TIMEOUT_MS = 5_000;

const range = (from: string, to: string): DateRange => ({ from: parseIsoDate(from), to: parseIsoDate(to) });
const MONTH = range('2026-10-20', '2026-11-20');
const DATE = parseIsoDate('2026-11-20');
const THE_DAY: DateRange = { from: DATE, to: DATE };
const ACCOUNTS = ['u1', 'u2', 'demo-harbor-games'].map(accountId);
const U1 = accountId('u1');

let emulators: Emulators;

beforeAll(async () => {
  const ports = { appStore: 0, adExchange: 0, ratesA: 0, ratesB: 0 };
  emulators = await startEmulators({ ports, credentials: CREDENTIALS, clock: () => NOW });
});
afterAll(() => emulators.close());
afterEach(async () => {
  for (const url of controlUrls()) await control(url, 'DELETE');
});

function accountId(text: string): AccountId {
  if (!isAccountId(text)) throw new Error(`${text} is no account id.`);
  return text;
}

function config(overrides: Record<string, string> = {}) {
  const { urls } = emulators;
  return readConfig({
    AD_EXCHANGE_URL: urls.adExchange,
    AD_EXCHANGE_TOKEN: CREDENTIALS.adExchangeToken,
    APP_STORE_1_URL: urls.appStore1,
    APP_STORE_1_KEY: CREDENTIALS.store1Key,
    APP_STORE_2_URL: urls.appStore2,
    APP_STORE_2_TOKEN: CREDENTIALS.store2Token,
    APP_STORE_3_URL: urls.appStore3,
    APP_STORE_3_USER: CREDENTIALS.store3User,
    APP_STORE_3_PASSWORD: CREDENTIALS.store3Password,
    RATES_A_URL: urls.ratesA,
    RATES_B_URL: urls.ratesB,
    SOURCE_TIMEOUT_MS: String(TIMEOUT_MS),
    SENSOR_INTERVAL_MS: String(SENSOR_INTERVAL_MS),
    ...overrides,
  });
}

function sourceOf(id: string, overrides?: Record<string, string>): RevenueSource {
  const found = [...createSources(config(overrides)).values()].find((source) => source.id === id);
  if (found === undefined) throw new Error(`No source ${id}.`);
  return found;
}

/** Fetch, read and transform, as an account day does it. */
async function collect(source: RevenueSource, account: AccountId, dates: DateRange): Promise<TransformedReport> {
  const report = source.readReport(await source.fetchReport(account, dates));
  return transformReport({ report, range: dates, accountId: account, sourceId: source.id, payloadId: null });
}

async function failureOf(promise: Promise<unknown>): Promise<MorrowError> {
  const outcome = await promise.then(
    () => new Error('It succeeded.'),
    (error: unknown) => error,
  );
  const failure = toMorrowError(outcome);
  if (failure.code === 'INTERNAL') throw new Error('Not a failure of the catalogue.', { cause: outcome });
  return failure;
}

const controlUrls = (): readonly string[] => {
  const { adExchange, ratesA, ratesB, appStore1 } = emulators.urls;
  return [adExchange, ratesA, ratesB, new URL(appStore1).origin];
};

async function control(url: string, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const response = await fetch(`${url}/__emulator/faults`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`The fault was refused: ${await response.text()}`);
}

/** Switches a fault on; one process runs all four services, so any of its ports will do. */
const fault = (source: string, kind: string, extra: object = {}): Promise<void> =>
  control(emulators.urls.adExchange, 'POST', { source, kind, ...extra });

describe.each(REGISTERED_SOURCES.map((id) => [id]))('%s', (id) => {
  test('reports a month of every account whose rows bear out its own control figures', async () => {
    for (const account of ACCOUNTS) {
      const { days, rejectedTotal } = await collect(sourceOf(id), account, MONTH);
      expect(days).toHaveLength(32);
      expect(rejectedTotal).toBe(0);
      expect(days.filter(({ items }) => items > 0).length).toBeGreaterThan(20);
    }
  });

  test('reports the same figures day by day as for the whole range', async () => {
    const source = sourceOf(id);
    const whole = await collect(source, U1, range('2026-11-10', '2026-11-14'));
    const single = await Promise.all(whole.days.map(({ date }) => collect(source, U1, { from: date, to: date })));
    expect(single.flatMap(({ days }) => days)).toEqual(whole.days);
  });

  test('rejects an account that it does not know', async () => {
    const failure = await failureOf(sourceOf(id).fetchReport(accountId('unknown-1'), THE_DAY));
    expect(failure).toMatchObject({ code: 'SOURCE_REJECTED_REQUEST', facts: { sourceCode: 'unknown_account' } });
  });

  test.each([
    ['status-500', {}, { code: 'SOURCE_UNAVAILABLE' }],
    ['status-429', { retryAfterSeconds: 7 }, { code: 'SOURCE_RATE_LIMITED', retryAfterMs: 7_000 }],
    ['reset', {}, { code: 'SOURCE_UNAVAILABLE' }],
    ['truncated', {}, { code: 'SOURCE_UNAVAILABLE' }],
    ['wrong-schema', {}, { code: 'SOURCE_SCHEMA_INVALID' }],
    ['unauthorized', {}, { code: 'SOURCE_UNAUTHORIZED' }],
    ['late', {}, { code: 'REPORT_NOT_READY', retryAfterMs: expect.any(Number) }],
    ['control-mismatch', {}, { code: 'CONTROL_TOTAL_MISMATCH' }],
    ['conflicting-rows', { date: DATE }, { code: 'TOO_MANY_REJECTS' }],
  ])('with the fault %s fails as it should', async (kind, extra, expected) => {
    await fault(id, kind, { account: 'u1', ...extra });
    expect(await failureOf(collect(sourceOf(id), U1, THE_DAY))).toMatchObject(expected);
  });

  test('that hangs is given up when the time is up', async () => {
    await fault(id, 'hang');
    const failure = await failureOf(collect(sourceOf(id, { SOURCE_TIMEOUT_MS: '100' }), U1, THE_DAY));
    expect(failure).toMatchObject({ code: 'SOURCE_UNAVAILABLE', facts: { transport: 'timeout' } });
  });

  test('that is slow, or repeats its rows, reports the same revenue', async () => {
    const calm = await collect(sourceOf(id), U1, THE_DAY);
    await fault(id, 'latency', { ms: 30 });
    await fault(id, 'duplicate-rows', { date: DATE });
    expect((await collect(sourceOf(id), U1, THE_DAY)).days).toEqual(calm.days);
  });

  test('whose past changed reports the new figure with control figures that bear it out', async () => {
    const calm = await collect(sourceOf(id), U1, THE_DAY);
    await fault(id, 'changed-past', { date: DATE, percent: 10 });
    const [changed] = (await collect(sourceOf(id), U1, THE_DAY)).days;
    expect(Number(changed?.amount) / Number(calm.days[0]?.amount)).toBeCloseTo(1.1, 2);
  });

  test('without rows on a day reports zero for it', async () => {
    await fault(id, 'empty-day', { date: DATE });
    expect((await collect(sourceOf(id), U1, THE_DAY)).days).toMatchObject([{ items: 0, amount: '0.000000' }]);
  });

  test('that states another currency is believed here; converting it is where it fails', async () => {
    await fault(id, 'wrong-currency');
    expect((await collect(sourceOf(id), U1, THE_DAY)).days[0]?.currency).toBe('RUB');
  });

  test('refuses wrong credentials', async () => {
    const wrong = {
      AD_EXCHANGE_TOKEN: 'no',
      APP_STORE_1_KEY: 'no',
      APP_STORE_2_TOKEN: 'no',
      APP_STORE_3_PASSWORD: 'no',
    };
    expect((await failureOf(sourceOf(id, wrong).fetchReport(U1, THE_DAY))).code).toBe('SOURCE_UNAUTHORIZED');
  });
});

test.each(['ad-exchange', 'app-store-2'])('a report of %s that needs several pages arrives whole', async (id) => {
  const source = sourceOf(id);
  const years = range('2023-11-01', '2026-11-20');
  const report = await source.fetchReport(U1, years);
  expect(report.pages.length).toBeGreaterThan(1);
  const read = source.readReport(report);
  expect(read.rows).toHaveLength(read.declaredRows);
});

describe('the rates providers', () => {
  const SPANS: readonly (readonly [string, DateRange])[] = [
    ['60 days into the synthetic ones, with weekends', range('2026-09-24', '2026-11-22')],
    ['60 days around Easter and the first of May', range('2026-03-15', '2026-05-13')],
    ['the days around Christmas and New Year', range('2025-12-20', '2026-01-06')],
  ];

  test.each(SPANS)('agree on every rate of %s, one date at a time and as a range', async (_name, span) => {
    const [a, b] = createRatesProviders(config({ SENSOR_INTERVAL_MS: '60000' }));
    const dates = listDates(span.from, span.to);
    const [rangeA, rangeB, singleA, singleB] = [
      await a.fetchRatesRange(span),
      await b.fetchRatesRange(span),
      await oneByOne(a, dates),
      await oneByOne(b, dates),
    ];
    expect(rangeA).toEqual(singleA);
    expect(rangeB).toEqual(singleB);
    expect(rangeA.map(({ date }) => date)).toEqual(dates);
    expect(rangeA.map(figures)).toEqual(rangeB.map(figures));
  });

  test('answer with the published rates of the European Central Bank, and mark what they made up', async () => {
    const published = publishedRates();
    for (const provider of createRatesProviders(config())) {
      const sets = await provider.fetchRatesRange(range('2026-10-20', '2026-11-06'));
      const real = sets.filter(({ quoteDate }) => quoteDate <= '2026-10-30');
      expect(sets.map(({ synthetic }) => synthetic)).toEqual(sets.map(({ quoteDate }) => quoteDate > '2026-10-30'));
      for (const set of real) expect(asNumbers(set)).toEqual(published.get(set.quoteDate));
    }
  });

  test('leave out the days whose rates are not published yet', async () => {
    for (const provider of createRatesProviders(config())) {
      const sets = await provider.fetchRatesRange(range('2026-11-19', '2026-11-25'));
      expect(sets.map(({ date }) => date)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']);
    }
  });

  describe.each([
    ['rates-a', 0],
    ['rates-b', 1],
  ] as const)('%s', (id, index) => {
    const fetchRates = (overrides?: Record<string, string>) =>
      createRatesProviders(config(overrides))[index].fetchRates(DATE);

    test.each([
      ['status-500', {}, { code: 'RATES_UNAVAILABLE' }],
      ['status-429', { retryAfterSeconds: 7 }, { code: 'RATES_UNAVAILABLE', retryAfterMs: 7_000 }],
      ['unauthorized', {}, { code: 'RATES_UNAVAILABLE' }],
      ['reset', {}, { code: 'RATES_UNAVAILABLE' }],
      ['truncated', {}, { code: 'RATES_UNAVAILABLE' }],
      ['wrong-schema', {}, { code: 'SOURCE_SCHEMA_INVALID' }],
      ['late', { date: DATE }, { code: 'RATES_NOT_PUBLISHED', retryAfterMs: SENSOR_INTERVAL_MS }],
    ])('with the fault %s fails as it should', async (kind, extra, expected) => {
      await fault(id, kind, extra);
      expect(await failureOf(fetchRates())).toMatchObject(expected);
    });

    test('that hangs is given up when the time is up', async () => {
      await fault(id, 'hang');
      expect((await failureOf(fetchRates({ SOURCE_TIMEOUT_MS: '100' }))).code).toBe('RATES_UNAVAILABLE');
    });

    test('without a currency answers with the others', async () => {
      const calm = await fetchRates();
      await fault(id, 'drop-currency', { currency: 'USD' });
      const { USD: dropped, ...others } = calm.rates;
      expect(dropped).toBeDefined();
      expect((await fetchRates()).rates).toEqual(others);
    });

    test('says of tomorrow that its rates are not published yet', async () => {
      const provider = createRatesProviders(config())[index];
      const failure = await failureOf(provider.fetchRates(addDays(DATE, 3)));
      expect(failure).toMatchObject({ code: 'RATES_NOT_PUBLISHED', facts: { wanted: '2026-11-23', found: DATE } });
    });
  });
});

async function oneByOne(provider: RatesProvider, dates: readonly IsoDate[]): Promise<readonly RatesSet[]> {
  const sets: RatesSet[] = [];
  for (const date of dates) sets.push(await provider.fetchRates(date));
  return sets;
}

/** What must be the same at both providers: A drops trailing zeros, so figures are compared as numbers. */
const figures = (set: RatesSet) => ({ ...set, id: null, provider: null, rates: asNumbers(set) });

const asNumbers = ({ rates }: RatesSet): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(rates).map(([currency, rate]) => [currency, Number(rate)]));

/** Rates for one euro by day and currency, straight from the file the emulators answer from. */
function publishedRates(): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const file = readFileSync(new URL('../../src/emulators/data/ecb-rates.csv', import.meta.url), 'utf8');
  const days = new Map<string, Record<string, number>>();
  for (const line of file.trim().split('\n').slice(1)) {
    const [date = '', currency = '', rate = ''] = line.split(',');
    days.set(date, { ...days.get(date), [currency]: Number(rate) });
  }
  return days;
}
