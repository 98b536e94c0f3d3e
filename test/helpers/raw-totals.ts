// What a day must come to, worked out a second time: the sources' raw answers over HTTP, the published rates from their file, arithmetic of its own.
// Shares no code with src/domain or src/connectors, so that the two can only agree by both being right.
import { readFileSync } from 'node:fs';
import { MICROS, decimalText, divideToEven, scaled, toMicros } from './raw-arithmetic.ts';
import { readReport, type Environment, type Row } from './raw-reports.ts';

export interface RawAccount {
  readonly id: string;
  readonly sources: readonly string[];
  readonly currency: string;
  readonly convertCurrency: boolean;
}

export interface RawShare {
  readonly sourceId: string;
  readonly originalAmount: string;
  readonly originalCurrency: string;
  /** In the account's currency, 6 decimals. */
  readonly amount: string;
}

export interface RawDay {
  /** Rounded to the smallest unit of the account's currency. */
  readonly amount: string;
  readonly currency: string;
  /** By source id. */
  readonly shares: readonly RawShare[];
  /** The day the used rates were published for; null when nothing had to be converted. */
  readonly quoteDate: string | null;
}

/** One source's rows of one day, in millionths. */
interface RawSourceDay {
  readonly currency: string;
  readonly micros: bigint;
}

const WITHOUT_CENTS = ['JPY', 'KRW'];

/** Reads every source of the account and adds the day up. */
export async function rawDay(env: Environment, account: RawAccount, date: string): Promise<RawDay> {
  const sources = await Promise.all(
    [...account.sources].sort().map(async (id) => ({ id, ...(await rawSourceDay(env, id, account.id, date)) })),
  );
  const rates = sources.some(({ currency }) => currency !== account.currency) ? ratesOn(date) : null;
  const priced = sources.map((source) => ({ ...source, price: priceIn(account.currency, source, rates) }));
  const sum = priced.reduce((total, { price }) => total + price, 0n);
  const digits = WITHOUT_CENTS.includes(account.currency) ? 0 : 2;
  return {
    amount: decimalText(divideToEven(sum, 10n ** BigInt(MICROS - digits)), digits),
    currency: account.currency,
    shares: priced.map(({ id, currency, micros, price }) => ({
      sourceId: id,
      originalAmount: decimalText(micros, MICROS),
      originalCurrency: currency,
      amount: decimalText(price, MICROS),
    })),
    quoteDate: rates?.quoteDate ?? null,
  };
}

/** Exact sum of amounts as texts, in the smallest unit of the currency. */
export function sumAmounts(amounts: readonly string[], currency: string): string {
  const digits = WITHOUT_CENTS.includes(currency) ? 0 : 2;
  const sum = amounts.reduce((total, amount) => total + toMicros(amount), 0n);
  return decimalText(sum / 10n ** BigInt(MICROS - digits), digits);
}

/** Asks for the days around as well: what belongs to the date is decided here, row by row. */
async function rawSourceDay(env: Environment, sourceId: string, account: string, date: string): Promise<RawSourceDay> {
  const report = await readReport(sourceId, { env, account, from: neighbour(date, -1), to: neighbour(date, 1) });
  const rows = [...new Map(report.rows.map((row) => [row.id, row])).values()];
  const total = sum(rows);
  if (rows.length !== report.count || total !== report.total) {
    throw new Error(
      `${sourceId} of ${account}: ${rows.length} rows of ${total}, stated ${report.count} of ${report.total}.`,
    );
  }
  return { currency: report.currency, micros: sum(rows.filter((row) => row.date === date)) };
}

const sum = (rows: readonly Row[]): bigint => rows.reduce((total, { micros }) => total + micros, 0n);

interface Rates {
  readonly quoteDate: string;
  /** Units for one euro, in millionths of a millionth: every published rate fits exactly. */
  readonly perEuro: ReadonlyMap<string, bigint>;
}

const RATES_FILE = new URL('../../src/emulators/data/ecb-rates.csv', import.meta.url);
const RATE_DIGITS = 12;

/** Lines of date, currency, rate; the file is in the order of its dates. */
let ratesFile: readonly (readonly string[])[] | undefined;

const readRates = (): readonly (readonly string[])[] =>
  (ratesFile ??= readFileSync(RATES_FILE, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(',')));

/** The rates in force on a date: those of the last day that the file has on or before it. */
function ratesOn(date: string): Rates {
  const cells = readRates();
  const days = cells.map(([day = '']) => day);
  const quoteDate = days.findLast((day) => day <= date);
  if (quoteDate === undefined || date > (days.at(-1) ?? '')) throw new Error(`The file has no rates for ${date}.`);
  const perEuro = new Map([['EUR', 10n ** BigInt(RATE_DIGITS)]]);
  for (const [day, currency = '', rate = ''] of cells) {
    if (day === quoteDate) perEuro.set(currency, scaled(rate, RATE_DIGITS));
  }
  return { quoteDate, perEuro };
}

function priceIn(currency: string, source: RawSourceDay, rates: Rates | null): bigint {
  if (source.currency === currency) return source.micros;
  const from = rates?.perEuro.get(source.currency);
  const to = rates?.perEuro.get(currency);
  if (from === undefined || to === undefined) throw new Error(`No rate from ${source.currency} to ${currency}.`);
  return divideToEven(source.micros * to, from);
}

function neighbour(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
