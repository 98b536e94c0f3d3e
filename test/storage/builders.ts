// Stored things with defaults; a test names only what matters to it.
import type { Account } from '../../src/domain/account.ts';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../../src/domain/ids.ts';
import type { DailyRevenue, RatesSet, SourceRevenue } from '../../src/domain/revenue/types.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { RatesComparison } from '../../src/ports/rates-comparison-store.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import type { RetentionCutoffs } from '../../src/ports/retention.ts';
import type { RawPayload, RunRecord } from '../../src/ports/store.ts';
import * as parsed from '../../src/storage/records.ts';

export const accountId = (text: string): AccountId => parsed.accountId.parse(text);
export const sourceId = (text: string): SourceId => parsed.sourceId.parse(text);
export const currency = (text: string): CurrencyCode => parsed.currencyCode.parse(text);
export const decimal = (text: string): DecimalString => parsed.decimalString.parse(text);
export const date = (text: string): IsoDate => parseIsoDate(text);
export const range = (from: string, to: string): DateRange => ({ from: date(from), to: date(to) });

/** A year on either side of every date that tests use. */
export const ALWAYS = range('2025-01-01', '2028-12-31');
export const U1 = accountId('u1');
export const DAY = date('2026-03-10');

export const account = (id: string, differences: Partial<Account> = {}): Account => ({
  id: accountId(id),
  name: `Account ${id}`,
  sources: [sourceId('app-store-1')],
  currency: currency('EUR'),
  convertCurrency: true,
  historyDepthDays: 7,
  polynomialDegree: 2,
  country: null,
  timeZone: 'Europe/Berlin',
  tier: 'standard',
  cohort: 'all',
  status: 'active',
  ...differences,
});

export const source = (differences: Partial<SourceRevenue> = {}): SourceRevenue => ({
  accountId: U1,
  date: DAY,
  sourceId: sourceId('app-store-1'),
  amount: decimal('12.345678'),
  currency: currency('USD'),
  items: 3,
  rejected: 0,
  rejects: [],
  payloadId: 'u1/app-store-1/2026-03-10..2026-03-10/abc',
  ...differences,
});

export const day = (differences: Partial<DailyRevenue> = {}): DailyRevenue => ({
  accountId: U1,
  date: DAY,
  amount: decimal('11.10'),
  currency: currency('EUR'),
  shares: [
    {
      sourceId: sourceId('app-store-1'),
      amount: decimal('11.099000'),
      originalAmount: decimal('12.345678'),
      originalCurrency: currency('USD'),
      rate: '0.899019722367',
    },
  ],
  rates: { ratesId: 'rates-a/2026-03-10/1', provider: 'rates-a', quoteDate: DAY, synthetic: false },
  origin: 'sources',
  ...differences,
});

/** A day made of the rows, as a merge would. */
export const merged = (rows: readonly SourceRevenue[]) =>
  day({
    date: rows[0]?.date ?? DAY,
    accountId: rows[0]?.accountId ?? U1,
    shares: rows.map((row) => ({
      sourceId: row.sourceId,
      amount: row.amount,
      originalAmount: row.amount,
      originalCurrency: row.currency,
      rate: null,
    })),
  });

export const ratesSet = (id: string, differences: Partial<RatesSet> = {}): RatesSet => ({
  id,
  date: DAY,
  quoteDate: DAY,
  provider: 'rates-a',
  base: currency('EUR'),
  rates: { USD: '1.1125', JPY: '161.30' },
  synthetic: false,
  ...differences,
});

export const payload = (id: string, differences: Partial<RawPayload> = {}): RawPayload => ({
  id,
  accountId: U1,
  sourceId: sourceId('app-store-1'),
  from: DAY,
  to: DAY,
  report: { pages: ['{"rows":[1,2]}', '{"rows":["ü €"]}'] },
  bytes: 30,
  fetchedAt: '2026-03-11T04:00:00.000Z',
  ...differences,
});

export const run = (id: string, differences: Partial<RunRecord> = {}): RunRecord => ({
  id,
  kind: 'account-day',
  pipeline: 'daily',
  date: DAY,
  accountId: U1,
  cohort: null,
  status: 'published',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt: '2026-03-11T04:00:00.000Z',
  finishedAt: '2026-03-11T04:00:01.000Z',
  summary: { sources: 3 },
  ...differences,
});

export const comparison = (differences: Partial<RatesComparison> = {}): RatesComparison => ({
  date: DAY,
  base: currency('EUR'),
  comparedAt: '2026-03-11T04:00:00.000Z',
  quoteDates: { a: DAY, b: DAY },
  currencies: 1,
  limitPercent: 1,
  alerted: true,
  differences: [{ currency: 'USD', a: 1.0825, b: 1.1041, percent: 1.995381062355658 }],
  ...differences,
});

/** Keeps everything; a test moves the cutoff it is about. */
export const cutoffs = (differences: Partial<RetentionCutoffs> = {}): RetentionCutoffs => ({
  payloadsBefore: date('2000-01-01'),
  runsBefore: date('2000-01-01'),
  forecastsBefore: date('2000-01-01'),
  revenueBefore: date('2000-01-01'),
  modelsBefore: date('2000-01-01'),
  ratesBefore: date('2000-01-01'),
  requestKeysBefore: date('2000-01-01'),
  auditBefore: date('2000-01-01'),
  ...differences,
});

/** Every look at it is a second later, from a fixed start. */
export function steppingClock(): Clock {
  let seconds = 0;
  return { now: () => new Date(Date.UTC(2026, 2, 11, 6, 0, seconds++)) };
}
