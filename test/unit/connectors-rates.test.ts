// The two rates providers: which published day prices a date, what is refused, and how few requests it takes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRatesA } from '../../src/connectors/rates-a.ts';
import { createRatesB } from '../../src/connectors/rates-b.ts';
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { isTargetDay } from '../../src/domain/calendar/target-days.ts';
import type { RatesProvider } from '../../src/ports/rates-provider.ts';
import { SENSOR_INTERVAL_MS, connection, failureOf, range, withServer, type Handler } from './connectors-raw-server.ts';

// 2026-11-22 is a Sunday.
const FRIDAY = parseIsoDate('2026-11-20');
const SUNDAY = parseIsoDate('2026-11-22');

const answerA = (fields: object) => ({
  amount: 1.0,
  base: 'EUR',
  date: FRIDAY,
  rates: { USD: 1.1652, GBP: 0.90053 },
  ...fields,
});

const feed = (...days: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>${days.join('')}</Cube>
</gesmes:Envelope>`;
const feedDay = (
  date: string,
  cubes = `<Cube currency="USD" rate="1.1650"/><Cube currency='GBP' rate='0.90053'/>`,
): string => `<Cube time="${date}">${cubes}</Cube>`;

/** Target days from `newest` back, newest first. */
function targetDays(newest: string, count: number): readonly string[] {
  const days: string[] = [];
  for (let day = parseIsoDate(newest); days.length < count; day = addDays(day, -1))
    if (isTargetDay(day)) days.push(day);
  return days;
}

const json =
  (body: unknown): Handler =>
  (_request, response) =>
    void response.end(JSON.stringify(body));
const text =
  (body: string): Handler =>
  (_request, response) =>
    void response.end(body);

const withA = <T>(handler: Handler, use: (provider: RatesProvider) => Promise<T>): Promise<T> =>
  withServer(handler, (baseUrl) => use(createRatesA(connection(baseUrl))));
const withB = <T>(handler: Handler, use: (provider: RatesProvider) => Promise<T>): Promise<T> =>
  withServer(handler, (baseUrl) => use(createRatesB(connection(baseUrl))));

describe('provider A', () => {
  test('prices a Sunday with the rates of Friday and says so', async () => {
    const rates = await withA(json(answerA({})), (provider) => provider.fetchRates(SUNDAY));
    expect(rates).toEqual({
      id: expect.stringMatching(/^2026-11-22\/rates-a\/[0-9a-f]{12}$/),
      date: SUNDAY,
      quoteDate: FRIDAY,
      provider: 'rates-a',
      base: 'EUR',
      rates: { GBP: '0.90053', USD: '1.1652' },
      synthetic: false,
    });
  });

  test('gives the same id for the same figures in another order, and another id for other figures', async () => {
    const ids = await Promise.all(
      [
        { USD: 1.1652, GBP: 0.90053 },
        { GBP: 0.90053, USD: 1.1652 },
        { GBP: 0.90053, USD: 1.1653 },
      ].map((rates) => withA(json(answerA({ rates })), async (provider) => (await provider.fetchRates(SUNDAY)).id)),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  test('passes on that an emulator made the rates up', async () => {
    const rates = await withA(json(answerA({ synthetic: true })), (provider) => provider.fetchRates(SUNDAY));
    expect(rates.synthetic).toBe(true);
  });

  test('waits quietly while the provider is still at the day before', async () => {
    const failure = await withA(json(answerA({ date: '2026-11-19' })), (provider) =>
      failureOf(provider.fetchRates(FRIDAY)),
    );
    expect(failure).toMatchObject({ code: 'RATES_NOT_PUBLISHED', retryAfterMs: SENSOR_INTERVAL_MS });
    expect(failure.message).toBe(
      'The rates of 2026-11-20 are not published yet, the newest are of 2026-11-19: rates-a, 2026-11-20.',
    );
  });

  test.each([
    ['rates of a later day', { date: '2026-11-23' }],
    ['rates of a day on which none are published', { date: '2026-11-21' }],
    ['no date', { date: undefined }],
    ['no base', { base: undefined }],
    ['a base that is no currency', { base: 'ECU' }],
    ['rates for another amount than one', { amount: 100 }],
    ['no rates', { rates: {} }],
    ['a rate of zero', { rates: { USD: 0 } }],
    ['a negative rate', { rates: { USD: -1.1 } }],
    ['an absurdly small rate', { rates: { USD: 1e-9 } }],
    ['an absurdly large rate', { rates: { USD: 1e15 } }],
    ['a rate that is text', { rates: { USD: 'many' } }],
    ['a rate without a currency', { rates: { dollars: 1.1 } }],
  ])('is refused when it sends %s', async (_name, fields) => {
    const failure = await withA(json(answerA(fields)), (provider) => failureOf(provider.fetchRates(SUNDAY)));
    expect(failure.code).toBe('SOURCE_SCHEMA_INVALID');
  });

  test('prints every published figure of up to 15 digits as it was written', () =>
    withServer(
      (request, response) =>
        void response.end(`{"amount":1,"base":"EUR","date":"2026-11-20","rates":{"USD":${figureOf(request.url)}}}`),
      (baseUrl) =>
        fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 1, max: 99_999 }),
            fc.integer({ min: 0, max: 999_999_999 }),
            async (whole, part) => {
              const figure = `${whole}.${String(part).padStart(9, '0')}1`;
              const set = await createRatesA(connection(`${baseUrl}/${figure}`)).fetchRates(FRIDAY);
              expect(set.rates).toEqual({ USD: figure });
            },
          ),
          { seed: 20261122, numRuns: 100 },
        ),
    ));

  const figureOf = (url: string | undefined): string => url?.split('/')[1] ?? '';

  test.each([
    [500, {}, undefined],
    [429, { 'retry-after': '9' }, 9_000],
    [401, {}, undefined],
    [404, {}, undefined],
  ])('is unavailable, to be tried again, when it answers %i', async (status, headers, retryAfterMs) => {
    const failure = await withA(
      (_request, response) => void response.writeHead(status, headers).end('{"message":"not found"}'),
      (provider) => failureOf(provider.fetchRates(SUNDAY)),
    );
    expect(failure).toMatchObject({ code: 'RATES_UNAVAILABLE', retryAfterMs, definition: { retryable: true } });
  });

  test('answers a range with every day whose rates are published, weekends included, and leaves out the others', async () => {
    const rates = { '2026-11-13': { USD: 1.13 }, '2026-11-19': { USD: 1.19 }, '2026-11-20': { USD: 1.2 } };
    const asked: string[] = [];
    const sets = await withA(
      (request, response) => {
        asked.push(request.url ?? '');
        response.end(
          JSON.stringify({ amount: 1, base: 'EUR', start_date: '', end_date: '', rates, synthetic: ['2026-11-20'] }),
        );
      },
      (provider) => provider.fetchRatesRange(range('2026-11-15', '2026-11-23')),
    );
    expect(asked).toEqual(['/v1/2026-11-06..2026-11-23']);
    expect(sets.map((set) => [set.date, set.quoteDate, set.rates['USD'], set.synthetic])).toEqual([
      ['2026-11-15', '2026-11-13', '1.13', false],
      ['2026-11-19', '2026-11-19', '1.19', false],
      ['2026-11-20', '2026-11-20', '1.2', true],
      ['2026-11-21', '2026-11-20', '1.2', true],
      ['2026-11-22', '2026-11-20', '1.2', true],
    ]);
  });

  test('is asked for a long range in parts, because the public service thins long ones out', async () => {
    const asked: string[] = [];
    await withA(
      (request, response) => {
        asked.push(request.url ?? '');
        response.end(JSON.stringify({ amount: 1, base: 'EUR', rates: {} }));
      },
      (provider) => provider.fetchRatesRange(range('2026-01-05', '2026-06-30')),
    );
    expect(asked).toEqual(['/v1/2025-12-29..2026-03-20', '/v1/2026-03-13..2026-06-03', '/v1/2026-05-28..2026-06-30']);
  });
});

describe('reserve provider B', () => {
  test('prices a Sunday with the rates of Friday, figures exactly as written', async () => {
    const rates = await withB(text(feed(feedDay(FRIDAY))), (provider) => provider.fetchRates(SUNDAY));
    expect(rates).toMatchObject({
      id: expect.stringMatching(/^2026-11-22\/rates-b\/[0-9a-f]{12}$/),
      quoteDate: FRIDAY,
      provider: 'rates-b',
      base: 'EUR',
      rates: { GBP: '0.90053', USD: '1.1650' },
      synthetic: false,
    });
  });

  test('passes on that an emulator made the rates up', async () => {
    const marked = feedDay(FRIDAY).replace('<Cube time', '<Cube synthetic="true" time');
    expect((await withB(text(feed(marked)), (provider) => provider.fetchRates(SUNDAY))).synthetic).toBe(true);
  });

  test('waits quietly while the feed is still at the day before', async () => {
    const failure = await withB(text(feed(feedDay('2026-11-19'))), (provider) =>
      failureOf(provider.fetchRates(SUNDAY)),
    );
    expect(failure).toMatchObject({ code: 'RATES_NOT_PUBLISHED', retryAfterMs: SENSOR_INTERVAL_MS });
  });

  test.each([
    ['the last published day, from the daily feed alone', '2026-11-21', ['daily']],
    ['a recent day, from the feed of 90 days', '2026-11-10', ['daily', 'hist-90d']],
    ['an old day, from the full history', '2026-03-01', ['daily', 'hist']],
  ])('reads %s', async (_name, date, feeds) => {
    const server = ecb(targetDays(FRIDAY, 300));
    const set = await withB(server.handler, (provider) => provider.fetchRates(parseIsoDate(date)));
    expect(server.asked).toEqual(feeds);
    expect(set.date).toBe(date);
  });

  test('reads a range from one feed, and many dates in a row from one reading of the history', async () => {
    const server = ecb(targetDays(FRIDAY, 300));
    const sets = await withB(server.handler, async (provider) => {
      await provider.fetchRates(parseIsoDate('2026-11-03'));
      return provider.fetchRatesRange(range('2026-10-03', '2026-11-24'));
    });
    expect(server.asked).toEqual(['daily', 'hist-90d', 'daily']);
    expect(sets.map(({ date }) => date).slice(-3)).toEqual(['2026-11-20', '2026-11-21', '2026-11-22']);
    expect(sets).toHaveLength(51);
  });

  test('says for a date before the first published day where the history begins', async () => {
    const server = ecb(targetDays(FRIDAY, 300));
    const failure = await withB(server.handler, (provider) =>
      failureOf(provider.fetchRates(parseIsoDate('2020-01-02'))),
    );
    expect(failure.code).toBe('RATES_UNAVAILABLE');
    expect(failure.message).toContain('begins with 2025-');
  });

  test.each([
    ['a document that breaks off', feed(feedDay(FRIDAY)).slice(0, -30)],
    ['a web page', '<html><body>Maintenance</body></html>'],
    ['something else', 'hello'],
    ['no days', feed()],
    ['a day without a date', feed('<Cube><Cube currency="USD" rate="1.1"/></Cube>')],
    ['rates of a day on which none are published', feed(feedDay('2026-11-21'))],
    ['a day without rates', feed('<Cube time="2026-11-20"></Cube>')],
    ['a rate without a figure', feed(feedDay(FRIDAY, '<Cube currency="USD"/>'))],
    ['a rate of zero', feed(feedDay(FRIDAY, '<Cube currency="USD" rate="0.0000"/>'))],
    ['a rate in words', feed(feedDay(FRIDAY, '<Cube currency="USD" rate="N/A"/>'))],
    ['a rate with an exponent', feed(feedDay(FRIDAY, '<Cube currency="USD" rate="1e5"/>'))],
  ])('is refused when it sends %s', async (_name, body) => {
    const failure = await withB(text(body), (provider) => failureOf(provider.fetchRates(SUNDAY)));
    expect(failure.code).toBe('SOURCE_SCHEMA_INVALID');
  });

  test('is unavailable, to be tried again, when the connection breaks', async () => {
    const failure = await withB(
      (request) => void request.socket.resetAndDestroy(),
      (provider) => failureOf(provider.fetchRates(SUNDAY)),
    );
    expect(failure.code).toBe('RATES_UNAVAILABLE');
  });
});

/** The three feeds over the given days, newest first; notes which were asked for. */
function ecb(days: readonly string[]): { readonly handler: Handler; readonly asked: string[] } {
  const lengths: Readonly<Record<string, number>> = { daily: 1, 'hist-90d': 62, hist: days.length };
  const asked: string[] = [];
  const handler: Handler = (request, response) => {
    const name = /^\/stats\/eurofxref\/eurofxref-(.*)\.xml$/.exec(request.url ?? '')?.[1] ?? 'unknown';
    asked.push(name);
    response.end(feed(...days.slice(0, lengths[name]).map((date) => feedDay(date))));
  };
  return { handler, asked };
}
