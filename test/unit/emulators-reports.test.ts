// What the emulated revenue sources report: the same for ever, adding up, and shaped like the series behind it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulators } from '../../src/emulators/index.ts';
import { byDate, readReport, request, SOURCES, startOnFreePorts, sum, type Asked } from './emulators-support.ts';

const MS_PER_DAY = 86_400_000;
const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10);

function seriesFrom(name: string, date: string): readonly number[] {
  const file = new URL('../../src/emulators/data/revenue-series.csv', import.meta.url);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(','));
  return lines.filter(([series, day = '']) => series === name && day >= date).map((columns) => Number(columns[2]));
}

let emulators: Emulators;
let others: Emulators;
beforeAll(async () => {
  emulators = await startOnFreePorts();
  others = await startOnFreePorts({ clock: () => new Date('2031-02-03T04:05:06Z') });
});
afterAll(async () => {
  await emulators.close();
  await others.close();
});

const anyRequest = fc.record({
  source: fc.constantFrom(...SOURCES),
  account: fc.constantFrom(
    'u1',
    'u2',
    'demo-han-river',
    'demo-bazaar-tiles',
    'demo-night-train',
    'bench-17',
    'my.own_app',
  ),
  from: fc.integer({ min: 0, max: 3_000 }).map((days) => dayAfter('2020-01-01', days)),
  length: fc.integer({ min: 1, max: 120 }),
});
const asAsked = ({ account, from, length }: { account: string; from: string; length: number }): Asked => ({
  account,
  from,
  to: dayAfter(from, length - 1),
});

async function bytesOf(from: Emulators, source: (typeof SOURCES)[number], asked: Asked): Promise<string> {
  const response = await fetch(request(from.urls, source, asked));
  return Buffer.from(await response.arrayBuffer()).toString('hex');
}

describe('an emulated source', () => {
  test('answers the same request with the same bytes in every instance and at every time', async () => {
    const law = fc.asyncProperty(anyRequest, async ({ source, ...rest }) => {
      const asked = asAsked(rest);
      expect(await bytesOf(emulators, source, asked)).toBe(await bytesOf(others, source, asked));
    });
    await fc.assert(law, { seed: 20261120, numRuns: 40 });
  });

  test('states control figures that its rows add up to, under ids that are unique, within the range', async () => {
    const law = fc.asyncProperty(anyRequest, async ({ source, ...rest }) => {
      const asked = asAsked(rest);
      const report = await readReport(emulators.urls, source, asked);
      expect(report.count).toBe(report.rows.length);
      expect(report.total).toBe(sum(report.rows));
      expect(new Set(report.rows.map((row) => row.id)).size).toBe(report.rows.length);
      expect(report.rows.filter(({ date }) => date < asked.from || date > asked.to)).toEqual([]);
      expect(report.rows.filter((row) => row.micros === 0n)).toEqual([]);
    });
    await fc.assert(law, { seed: 20261121, numRuns: 60 });
  });

  test('reports a range as exactly its single days', async () => {
    const law = fc.asyncProperty(anyRequest, async ({ source, ...rest }) => {
      const asked = asAsked({ ...rest, length: Math.min(rest.length, 9) });
      const whole = await readReport(emulators.urls, source, asked);
      const days = await Promise.all(
        Array.from({ length: Math.min(rest.length, 9) }, (_, index) => dayAfter(asked.from, index)).map((day) =>
          readReport(emulators.urls, source, { ...asked, from: day, to: day }),
        ),
      );
      expect(days.flatMap((day) => day.rows)).toEqual(whole.rows);
    });
    await fc.assert(law, { seed: 20261122, numRuns: 25 });
  });

  test.each(['ad-exchange', 'app-store-2'] as const)(
    'gives the same report in small pages as in one: %s',
    async (source) => {
      const asked = { account: 'u1', from: '2026-09-01', to: '2026-11-20' };
      const whole = await readReport(emulators.urls, source, { ...asked, pageSize: 5_000 });
      const paged = await readReport(emulators.urls, source, { ...asked, pageSize: 7 });
      expect(whole.pages).toBe(1);
      expect(paged.pages).toBe(Math.ceil(whole.rows.length / 7));
      expect(paged).toEqual({ ...whole, pages: paged.pages });
    },
  );

  test('has one to eight items on a day with revenue, and refunds on some days in every store', async () => {
    for (const source of SOURCES) {
      const { rows } = await readReport(emulators.urls, source, {
        account: 'u1',
        from: '2026-01-01',
        to: '2026-10-31',
      });
      const perDay = byDate(rows);
      expect(perDay.size).toBe(304);
      expect(Math.max(...[...perDay.values()].map((day) => day.length))).toBe(8);
      const refunds = rows.filter((row) => row.micros < 0n).length;
      if (source === 'ad-exchange') expect(refunds).toBe(0);
      else expect(refunds).toBeGreaterThan(10);
    }
  });

  test('follows days without sales and days of refunds', async () => {
    const { rows } = await readReport(emulators.urls, 'app-store-1', {
      account: 'demo-bazaar-tiles',
      from: '2022-01-01',
      to: '2026-10-31',
    });
    const totals = [...byDate(rows).values()].map(sum);
    expect(totals.length).toBeLessThan(1_400);
    expect(totals.filter((total) => total < 0n).length).toBeGreaterThan(20);
    expect(totals.filter((total) => total === 0n).length).toBeGreaterThan(20);
  });

  test('earns its share of the account series of that day, within a few per cent', async () => {
    // Births from Monday 2012-07-16 on, 128 whole weeks, repeated from Monday 1970-01-05.
    const births = seriesFrom('births_us_2000_14', '2012-07-16').slice(0, 128 * 7);
    const asked = { account: 'demo-amber-quest', from: '2026-01-01', to: '2026-11-20' };
    const { rows } = await readReport(emulators.urls, 'ad-exchange', asked);
    const days = byDate(rows);
    expect(days.size).toBe(324);
    for (const [date, items] of days) {
      const index = (Date.parse(date) / MS_PER_DAY - 4) % births.length;
      const share = (births[index] ?? 0) * 0.2501 * 0.3;
      expect(Number(sum(items)) / 1e6 / share, date).toBeCloseTo(1, 1);
    }
  });

  test('keeps the shape of the week years beyond the data', async () => {
    const weekendToWorkday = async (year: number): Promise<number> => {
      const { rows } = await readReport(emulators.urls, 'ad-exchange', {
        account: 'demo-amber-quest',
        from: `${year}-01-01`,
        to: `${year}-12-31`,
      });
      const weekend = [0, 6];
      const days = [...byDate(rows)];
      const mean = (wanted: boolean): number => {
        const chosen = days.filter(([date]) => weekend.includes(new Date(date).getUTCDay()) === wanted);
        return chosen.reduce((total, [, items]) => total + Number(sum(items)), 0) / chosen.length;
      };
      return mean(true) / mean(false);
    };
    for (const year of [2013, 2026, 2040]) {
      // Births: a weekend day has about two thirds of a working day.
      const ratio = await weekendToWorkday(year);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(0.75);
    }
  });

  test('pays in the currency of the account and writes whole units where the currency has no cents', async () => {
    const asked = { account: 'u1', from: '2026-11-01', to: '2026-11-20' };
    const currencies = await Promise.all(SOURCES.map((source) => readReport(emulators.urls, source, asked)));
    expect(currencies.map((report) => report.currency)).toEqual(['USD', 'EUR', 'GBP', 'EUR']);
    const yen = await readReport(emulators.urls, 'app-store-1', { ...asked, account: 'demo-koi-pond' });
    expect(yen.currency).toBe('JPY');
    expect(yen.rows.filter((row) => row.micros % 1_000_000n !== 0n)).toEqual([]);
    const own = await readReport(emulators.urls, 'app-store-3', { ...asked, account: 'somebody-elses' });
    expect(own.currency).toBe('USD');
    expect(own.rows.length).toBeGreaterThan(0);
  });
});

describe('an emulated source refuses', () => {
  const asked = { account: 'u1', from: '2026-11-19', to: '2026-11-20' };

  async function refusal(wanted: Request): Promise<unknown> {
    const response = await fetch(wanted);
    return [response.status, await response.json()];
  }
  const withCode = (status: number, code: string): unknown => [
    status,
    { error: { code, message: expect.stringMatching(/^[A-Z].*\.$/) } },
  ];

  test.each(SOURCES)('missing and wrong credentials: %s', async (source) => {
    const good = request(emulators.urls, source, asked);
    const name = source === 'app-store-1' ? 'x-api-key' : 'authorization';
    const wrong = new Request(good.clone(), { headers: { [name]: `${good.headers.get(name)}x` } });
    const none = new Request(good.clone(), { headers: {} });
    expect(await refusal(wrong)).toEqual(withCode(401, 'unauthorized'));
    expect(await refusal(none)).toEqual(withCode(401, 'unauthorized'));
    expect((await fetch(good)).status).toBe(200);
  });

  test.each(SOURCES)('accounts that do not exist: %s', async (source) => {
    const wanted = request(emulators.urls, source, { ...asked, account: 'unknown-7' });
    expect(await refusal(wanted)).toEqual(withCode(404, 'unknown_account'));
  });

  test.each(SOURCES)('ranges that are no ranges: %s', async (source) => {
    for (const range of [
      { from: '2026-02-30', to: '2026-03-01' },
      { from: '2026-11-20', to: '2026-11-19' },
      { from: '1990-01-01', to: '2026-11-19' },
    ]) {
      const wanted = request(emulators.urls, source, { ...asked, ...range });
      expect(await refusal(wanted)).toEqual(withCode(400, 'bad_request'));
    }
  });

  test('page tokens of another report, and bodies that are no JSON', async () => {
    const foreign = Buffer.from('u2 20000 20001 5').toString('base64url');
    for (const source of ['ad-exchange', 'app-store-2'] as const) {
      const wanted = request(emulators.urls, source, { ...asked, pageToken: foreign });
      expect(await refusal(wanted)).toEqual(withCode(400, 'bad_request'));
    }
    const good = request(emulators.urls, 'ad-exchange', asked);
    const garbled = new Request(good.url, { method: 'POST', headers: good.headers, body: '{"dateRange":' });
    expect(await refusal(garbled)).toEqual(withCode(400, 'bad_request'));
    const huge = new Request(good.url, { method: 'POST', headers: good.headers, body: 'x'.repeat(100_000) });
    expect((await fetch(huge)).status).toBe(413);
  });

  test('reports of a day until their hour of the next one', async () => {
    let now = new Date('2026-11-21T05:59:59Z');
    const late = await startOnFreePorts({ reportHour: 6, clock: () => now });
    const first = await fetch(request(late.urls, 'app-store-1', asked));
    expect([first.status, first.headers.get('retry-after')]).toEqual([404, '60']);
    expect(await first.json()).toMatchObject({ error: { code: 'report_not_ready' } });
    const earlier = await fetch(request(late.urls, 'app-store-1', { ...asked, to: asked.from }));
    expect(earlier.status).toBe(200);
    now = new Date('2026-11-21T06:00:00Z');
    expect((await fetch(request(late.urls, 'app-store-1', asked))).status).toBe(200);
    await late.close();
  });
});
