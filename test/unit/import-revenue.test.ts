// A revenue import: what is taken, what is kept aside and why, and that no line is lost on the way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { groupByDay, judgeRevenueRows } from '../../src/domain/import/revenue-csv.ts';
import { parseCurrency } from '../../src/domain/money/currency.ts';
import { mergeDailyRevenue } from '../../src/domain/revenue/merge.ts';

const HEADER = ['account', 'date', 'revenue', 'currency', 'source'];
const CURRENCIES = new Map([
  ['shop-1', parseCurrency('EUR')],
  ['shop-2', parseCurrency('USD')],
]);
const CONTEXT = {
  findAccount: (id: string) => {
    const currency = CURRENCIES.get(id);
    return currency === undefined ? undefined : { currency };
  },
  lastCompleteDate: parseIsoDate('2026-11-20'),
};

/** Lines of a file as the splitter hands them over; the header is line 1. */
const lines = (...rows: readonly (readonly string[])[]) => rows.map((cells, index) => ({ line: index + 2, cells }));
const judge = (...rows: readonly (readonly string[])[]) => judgeRevenueRows(HEADER, lines(...rows), CONTEXT);
const GOOD = ['shop-1', '2026-11-20', '12.50', 'EUR', 'kiosk'];
const goodBut = (column: number, text: string) => GOOD.with(column, text);

describe('a line of an import', () => {
  test('becomes a typed row with an exact amount', () => {
    expect(judge(GOOD).accepted).toEqual([
      { line: 2, accountId: 'shop-1', date: '2026-11-20', amount: '12.500000', currency: 'EUR', sourceId: 'kiosk' },
    ]);
  });

  test('without a source comes from "import"', () => {
    expect(judge(goodBut(4, '')).accepted).toMatchObject([{ sourceId: 'import' }]);
    const header = HEADER.slice(0, 4);
    expect(judgeRevenueRows(header, lines(GOOD.slice(0, 4)), CONTEXT).accepted).toMatchObject([{ sourceId: 'import' }]);
  });

  test('may be a refund, and may have spaces around its cells', () => {
    expect(judge(['shop-1 ', ' 2026-11-20', ' -0.000001 ', 'EUR', '']).accepted).toMatchObject([
      { amount: '-0.000001' },
    ]);
  });

  test.each([
    ['too few cells', GOOD.slice(0, 4), 'wrong-cell-count', /4 cells, the header 5/],
    ['too many cells', [...GOOD, ''], 'wrong-cell-count', /6 cells, the header 5/],
    ['an account nobody knows', goodBut(0, 'shop-9'), 'unknown-account', /no account "shop-9"/],
    ['an account that cannot be one', goodBut(0, '../etc'), 'unknown-account', /no account/],
    ['no account', goodBut(0, ''), 'unknown-account', /no account ""/],
    ['a day that does not exist', goodBut(1, '2026-02-30'), 'invalid-date', /"2026-02-30".*YYYY-MM-DD/],
    ['a date of another country', goodBut(1, '20.11.2026'), 'invalid-date', /YYYY-MM-DD/],
    ['a day that is not over', goodBut(1, '2026-11-21'), 'date-not-complete', /last complete day is 2026-11-20/],
    ['NaN', goodBut(2, 'NaN'), 'invalid-amount', /"NaN".*such as 1234\.56/],
    ['Infinity', goodBut(2, 'Infinity'), 'invalid-amount', /such as 1234\.56/],
    ['no amount', goodBut(2, ' '), 'invalid-amount', /cell is empty/],
    ['a decimal comma', goodBut(2, '12,50'), 'invalid-amount', /dot before the fraction/],
    ['an exponent', goodBut(2, '1.2e3'), 'invalid-amount', /instead of an exponent/],
    ['a currency sign', goodBut(2, '$12'), 'invalid-amount', /such as 1234\.56/],
    ['seven fraction digits', goodBut(2, '0.1234567'), 'invalid-amount', /at most 6 fraction digits/],
    ['sixteen digits', goodBut(2, '1234567890123456'), 'invalid-amount', /such as 1234\.56/],
    ['a currency that does not exist', goodBut(3, 'EUX'), 'unknown-currency', /"EUX".*ISO 4217/],
    ['a currency in small letters', goodBut(3, 'eur'), 'unknown-currency', /in capitals/],
    ['no currency', goodBut(3, ''), 'unknown-currency', /ISO 4217/],
    ["another currency than the account's", goodBut(3, 'USD'), 'currency-mismatch', /in USD.*reports in EUR/],
    ['a source that cannot be one', goodBut(4, 'App Store'), 'invalid-source', /"App Store" is not a source/],
  ])('with %s is rejected with what is expected', (_name, cells, code, reason) => {
    const { accepted, rejected } = judge(cells);
    expect(accepted).toEqual([]);
    expect(rejected).toEqual([{ line: 2, code, reason: expect.stringMatching(reason) }]);
  });

  test('that is rejected never costs its neighbours', () => {
    const { accepted, rejected } = judge(goodBut(1, '2026-11-18'), goodBut(2, 'x'), goodBut(1, '2026-11-19'));
    expect(accepted.map(({ line }) => line)).toEqual([2, 4]);
    expect(rejected.map(({ line }) => line)).toEqual([3]);
  });

  test('is quoted short and harmless in the reason', () => {
    const [rejected] = judge(goodBut(2, `\u001b[2J\u009b${'9'.repeat(5000)}`)).rejected;
    expect(rejected?.reason.length).toBeLessThan(200);
    expect(rejected?.reason).not.toMatch(/\p{Cc}/u);
  });
});

describe('the same account, date and source twice', () => {
  test('counts once when the amount is the same, however it is written', () => {
    const { accepted, rejected, repeatedLines } = judge(GOOD, goodBut(2, '+12.5'));
    expect(accepted).toHaveLength(1);
    expect(rejected).toEqual([]);
    expect(repeatedLines).toEqual([3]);
  });

  test('rejects the later line when the amount differs, and points to the earlier one', () => {
    const { accepted, rejected } = judge(GOOD, goodBut(2, '13'), GOOD);
    expect(accepted).toMatchObject([{ line: 2, amount: '12.500000' }]);
    expect(rejected).toEqual([
      { line: 3, code: 'conflicting-duplicate', reason: expect.stringMatching(/Line 2.*12\.500000/) },
    ]);
  });

  test('does not count a rejected line as the earlier one', () => {
    expect(judge(goodBut(2, 'x'), GOOD).accepted).toMatchObject([{ line: 3 }]);
  });

  test('is no duplicate when the source, date or account differs', () => {
    const others = [goodBut(4, ''), goodBut(1, '2026-11-19'), ['shop-2', '2026-11-20', '1', 'USD', 'kiosk']];
    expect(judge(GOOD, ...others).accepted).toHaveLength(4);
  });
});

describe('the header of an import', () => {
  test('may have its columns in any order, any case, with spaces and a byte order mark', () => {
    const header = ['\uFEFFCurrency', ' Revenue ', 'DATE', 'Account'];
    const { accepted } = judgeRevenueRows(header, lines(['EUR', '7', '2026-11-20', 'shop-1']), CONTEXT);
    expect(accepted).toMatchObject([{ accountId: 'shop-1', amount: '7.000000', sourceId: 'import' }]);
  });

  test('may have columns that nobody needs, and is told so', () => {
    const { accepted, ignoredColumns } = judgeRevenueRows([...HEADER, 'Sourec'], lines([...GOOD, 'x']), CONTEXT);
    expect(accepted).toHaveLength(1);
    expect(ignoredColumns).toEqual(['sourec']);
  });

  test.each([
    [
      'lacks a column',
      ['account', 'date', 'revenue'],
      /no column "currency"; expected are account,date,revenue,currency,\[source\]/,
    ],
    ['names a column twice', [...HEADER, 'Date'], /"date" twice/],
    ['is separated by semicolons', ['account;date;revenue;currency'], /separated by ";"/],
    ['is empty', [], /no column "account"/],
  ])('that %s is refused as a whole', (_name, header, message) => {
    expect(() => judgeRevenueRows(header, [], CONTEXT)).toThrow(
      expect.objectContaining({ code: 'INVALID_CSV', message: expect.stringMatching(message) }),
    );
  });

  test('alone is an empty import', () => {
    expect(judge()).toEqual({ accepted: [], rejected: [], repeatedLines: [], ignoredColumns: [] });
  });
});

describe('the days of an import', () => {
  test('come by account and date with every source of the day', () => {
    const { accepted } = judge(
      ['shop-2', '2026-11-19', '5', 'USD', ''],
      ['shop-1', '2026-11-20', '1.005', 'EUR', 'kiosk'],
      ['shop-1', '2026-11-19', '3', 'EUR', ''],
      ['shop-1', '2026-11-20', '2', 'EUR', 'web'],
    );
    const days = groupByDay(accepted);
    expect(days.map(({ accountId, date, rows }) => [accountId, date, rows.length])).toEqual([
      ['shop-1', '2026-11-19', 1],
      ['shop-1', '2026-11-20', 2],
      ['shop-2', '2026-11-19', 1],
    ]);
    expect(days[1]?.sources).toMatchObject([
      { sourceId: 'kiosk', amount: '1.005000', items: 1, payloadId: null },
      { sourceId: 'web', amount: '2.000000', items: 1, payloadId: null },
    ]);
  });

  test('merge into daily revenue without conversion', () => {
    const days = groupByDay(judge(goodBut(2, '1.005'), goodBut(2, '2').with(4, 'web')).accepted);
    const merged = days.map((day) => mergeDailyRevenue({ ...day, converted: null, origin: 'import' }));
    expect(merged).toMatchObject([{ accountId: 'shop-1', amount: '3.00', origin: 'import', rates: null }]);
  });
});

test('every line of any file ends up in exactly one list', () => {
  const cell = fc.oneof(fc.constantFrom(...GOOD, 'shop-2', 'USD', '13', '2026-11-21', ''), fc.string({ maxLength: 8 }));
  const row = fc.oneof(
    fc.tuple(fc.nat(4), cell).map(([column, text]) => goodBut(column, text)),
    fc.array(cell, { maxLength: 7 }),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const { accepted, rejected, repeatedLines } = judge(...rows);
      const judged = [...accepted.map(({ line }) => line), ...rejected.map(({ line }) => line), ...repeatedLines];
      expect(judged.sort((a, b) => a - b)).toEqual(rows.map((_, index) => index + 2));
    }),
    { seed: 20261122, numRuns: 300 },
  );
});
