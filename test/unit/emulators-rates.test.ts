// The emulated rates providers: the European Central Bank's figures on real days, shifted ones beyond, none before they are out.
import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Emulators } from '../../src/emulators/index.ts';
import { NOON, startOnFreePorts, switchAllOff, switchOn } from './emulators-support.ts';

const MS_PER_DAY = 86_400_000;
const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10);

type Rates = Readonly<Record<string, number>>;

/** The data file, read here once more and on its own. */
const published = new Map<string, Record<string, number>>();
const csv = readFileSync(new URL('../../src/emulators/data/ecb-rates.csv', import.meta.url), 'utf8');
for (const line of csv.trim().split('\n').slice(1)) {
  const [date = '', currency = '', rate] = line.split(',');
  published.set(date, { ...published.get(date), [currency]: Number(rate) });
}
const realDays = [...published.keys()];

let now = NOON;
let emulators: Emulators;
beforeAll(async () => {
  emulators = await startOnFreePorts({ clock: () => new Date(now) });
});
afterAll(async () => emulators.close());
afterEach(async () => {
  now = NOON;
  await switchAllOff(emulators);
});

const ratesOfDay = z.record(z.string(), z.number());
const daySchema = z.strictObject({
  amount: z.literal(1),
  base: z.string(),
  date: z.string(),
  rates: ratesOfDay,
  synthetic: z.literal(true).optional(),
});
const rangeSchema = z.strictObject({
  amount: z.literal(1),
  base: z.string(),
  start_date: z.string(),
  end_date: z.string(),
  rates: z.record(z.string(), ratesOfDay),
  synthetic: z.array(z.string()).optional(),
});

const ask = (path: string): Promise<Response> => fetch(`${emulators.urls.ratesA}/v1/${path}`);
const onDay = async (path: string): Promise<z.infer<typeof daySchema>> =>
  daySchema.parse(await (await ask(path)).json());
const onRange = async (path: string): Promise<z.infer<typeof rangeSchema>> =>
  rangeSchema.parse(await (await ask(path)).json());

interface FeedDay {
  readonly date: string;
  readonly synthetic: boolean;
  readonly rates: Rates;
}

const cube = z.object({ '@currency': z.string(), '@rate': z.coerce.number() });
const feedSchema = z.object({
  'gesmes:Envelope': z.object({
    Cube: z.object({
      Cube: z.array(z.object({ '@time': z.string(), '@synthetic': z.literal('true').optional(), Cube: z.array(cube) })),
    }),
  }),
});
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_, path) => /\.Cube\.Cube(\.Cube)?$/.test(String(path)),
});

async function feed(name: string): Promise<readonly FeedDay[]> {
  const response = await fetch(`${emulators.urls.ratesB}/stats/eurofxref/eurofxref-${name}.xml`);
  const days = feedSchema.parse(parser.parse(await response.text()))['gesmes:Envelope'].Cube.Cube;
  return days.map((day) => ({
    date: day['@time'],
    synthetic: day['@synthetic'] === 'true',
    rates: Object.fromEntries(day.Cube.map((entry) => [entry['@currency'], entry['@rate']])),
  }));
}

describe('provider A', () => {
  test('gives the published rates on every day of the data', async () => {
    const { rates, synthetic } = await onRange('2020-11-02..2026-10-30');
    expect(rates).toEqual(Object.fromEntries(published));
    expect(synthetic).toBeUndefined();
  });

  test('gives on any day the rates of the last published one', async () => {
    const law = fc.asyncProperty(fc.integer({ min: 0, max: 2_188 }), async (offset) => {
      const date = dayAfter('2020-11-02', offset);
      const last = realDays.filter((day) => day <= date).at(-1) ?? '';
      expect(await onDay(date)).toEqual({ amount: 1, base: 'EUR', date: last, rates: published.get(last) });
    });
    await fc.assert(law, { seed: 20261120, numRuns: 60 });
  });

  test('shifts later days by whole 52 weeks and marks them', async () => {
    expect(await onDay('2026-11-20')).toEqual({
      amount: 1,
      base: 'EUR',
      date: '2026-11-20',
      rates: published.get('2025-11-21'),
      synthetic: true,
    });
    now = '2029-12-01T00:00:00Z';
    // 26 December 2028 is closed; 27 December 2027 shifts onto 28 December 2026, beyond the data, and so once more.
    expect((await onDay('2028-12-26')).date).toBe('2028-12-22');
    expect((await onDay('2027-12-27')).rates).toEqual(published.get('2025-12-29'));
    // 364 days before 24 December 2027 is Christmas 2026; 728 days before is 26 December 2025: the last day before holds.
    expect((await onDay('2027-12-24')).rates).toEqual(published.get('2025-12-24'));
    const { synthetic } = await onRange('2026-10-28..2026-11-04');
    expect(synthetic).toEqual(['2026-11-02', '2026-11-03', '2026-11-04']);
  });

  test('has no rates on weekends and holidays, and begins a range with the rates in force on its first day', async () => {
    const easter = await onRange('2026-04-04..2026-04-08');
    expect(easter.start_date).toBe('2026-04-02');
    expect(easter.end_date).toBe('2026-04-08');
    expect(Object.keys(easter.rates)).toEqual(['2026-04-02', '2026-04-07', '2026-04-08']);
  });

  test('computes cross rates through the euro and keeps to the symbols asked for', async () => {
    const euro = published.get('2026-10-30') ?? {};
    const { base, rates } = await onDay('2026-10-30?base=usd&symbols=EUR,JPY,RUB');
    expect(base).toBe('USD');
    expect(Object.keys(rates).sort()).toEqual(['EUR', 'JPY']);
    expect(rates['EUR']).toBeCloseTo(1 / (euro['USD'] ?? 0), 5);
    expect(rates['JPY']).toBeCloseTo((euro['JPY'] ?? 0) / (euro['USD'] ?? 1), 2);
    expect(Object.keys((await onDay('2026-10-30?base=USD')).rates)).toHaveLength(26);
  });

  test('publishes a day at 16:00 Central European time, in winter and in summer', async () => {
    const dateAt = async (instant: string, date: string): Promise<string> => {
      now = instant;
      return (await onDay(date)).date;
    };
    expect(await dateAt('2026-11-20T14:59:59Z', '2026-11-20')).toBe('2026-11-19');
    expect(await dateAt('2026-11-20T15:00:00Z', '2026-11-20')).toBe('2026-11-20');
    expect(await dateAt('2026-10-23T13:59:59Z', '2026-10-25')).toBe('2026-10-22');
    expect(await dateAt('2026-10-23T14:00:00Z', '2026-10-25')).toBe('2026-10-23');
    expect(await dateAt('2026-03-27T14:59:59Z', '2026-03-27')).toBe('2026-03-26');
    expect(await dateAt('2026-03-30T14:00:00Z', '2026-03-30')).toBe('2026-03-30');
    expect(await dateAt('2026-11-20T15:00:00Z', '2027-05-05')).toBe('2026-11-20');
    expect(await dateAt('2026-11-20T15:00:00Z', 'latest')).toBe('2026-11-20');
    expect((await onRange('2026-11-18..2026-11-30')).end_date).toBe('2026-11-20');
  });

  test.each([
    ['2019-12-31', 404],
    ['2026-10-30?symbols=RUB', 404],
    ['2026-02-30', 422],
    ['2026-10-30..2026-10-29', 422],
    ['2026-10-30?base=RUB', 404],
    ['2026-11-22..2026-11-30', 404],
    ['yesterday', 422],
  ])('refuses what it cannot answer: %s', async (path, status) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });
});

describe('provider B', () => {
  test('has every published day in its history, newest first', async () => {
    const days = await feed('hist');
    const real = days.filter((day) => !day.synthetic);
    expect(Object.fromEntries(real.map((day) => [day.date, day.rates]))).toEqual(Object.fromEntries(published));
    expect(days.map((day) => day.date)).toEqual(
      days
        .map((day) => day.date)
        .sort()
        .reverse(),
    );
    expect(days[0]).toEqual({ date: '2026-11-20', synthetic: true, rates: published.get('2025-11-21') });
  });

  test('has the last published day in its daily feed and three months in the other', async () => {
    expect((await feed('daily')).map((day) => day.date)).toEqual(['2026-11-20']);
    const quarter = await feed('hist-90d');
    expect(quarter.at(-1)?.date).toBe('2026-08-24');
    expect(quarter).toEqual((await feed('hist')).slice(0, quarter.length));
    now = '2026-11-20T12:00:00Z';
    expect((await feed('daily')).map((day) => day.date)).toEqual(['2026-11-19']);
  });

  test('agrees with provider A on every day', async () => {
    const { rates } = await onRange('2026-08-24..2026-11-20');
    const quarter = await feed('hist-90d');
    expect(Object.fromEntries(quarter.map((day) => [day.date, day.rates]))).toEqual(rates);
  });
});

describe('the rates fault', () => {
  test('late answers as if the day were not published', async () => {
    await switchOn(emulators, { source: '*', kind: 'late', date: '2026-11-20' });
    expect((await onDay('2026-11-20')).date).toBe('2026-11-19');
    expect((await onDay('2026-11-19')).date).toBe('2026-11-19');
    expect((await onRange('2026-11-18..2026-11-20')).end_date).toBe('2026-11-19');
    expect((await feed('daily')).map((day) => day.date)).toEqual(['2026-11-19']);
    expect((await feed('hist-90d'))[0]?.date).toBe('2026-11-19');
  });

  test('late on a weekend holds back the Friday whose rates it has', async () => {
    now = '2026-11-22T12:00:00Z';
    await switchOn(emulators, { source: 'rates-a', kind: 'late', date: '2026-11-22' });
    await switchOn(emulators, { source: 'rates-b', kind: 'late', date: '2026-11-22' });
    expect((await onDay('2026-11-22')).date).toBe('2026-11-19');
    expect((await feed('daily')).map((day) => day.date)).toEqual(['2026-11-19']);
  });

  test('late without a date holds back the last day asked for, until its instant', async () => {
    await switchOn(emulators, { source: 'rates-a', kind: 'late', until: '2026-11-21T13:00:00Z' });
    expect((await onDay('2026-11-10')).date).toBe('2026-11-09');
    now = '2026-11-21T13:00:00Z';
    expect((await onDay('2026-11-10')).date).toBe('2026-11-10');
  });

  test('drop-currency leaves one currency out', async () => {
    await switchOn(emulators, { source: '*', kind: 'drop-currency', currency: 'USD' });
    const { rates } = await onDay('2026-11-20');
    expect([rates['USD'], Object.keys(rates).length]).toEqual([undefined, 25]);
    expect((await feed('daily'))[0]?.rates).toEqual(rates);
  });

  test('wrong-schema answers in a shape that is not documented', async () => {
    await switchOn(emulators, { source: '*', kind: 'wrong-schema' });
    await expect(onDay('2026-11-20')).rejects.toThrow(/Invalid input/);
    await expect(feed('daily')).rejects.toThrow(/Invalid input/);
  });
});
