// Rates provider A: the Frankfurter API, version 1. Works against the public service as against the emulator.
import { z } from 'zod';
import { RATES_RANGE_DAYS } from '../contract/limits.ts';
import { addDays, daysBetween, isIsoDate, listDates } from '../domain/calendar/dates.ts';
import { lastTargetDay } from '../domain/calendar/target-days.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RatesSet } from '../domain/revenue/types.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import { parseJson } from './body.ts';
import { createClient, type Client, type ConnectionOptions } from './client.ts';
import { schemaFailure, type Subject } from './failures.ts';
import { asRatesFailure, checkBase, checkRates, ratesSetFor, toRatesSet, type Quote } from './rates-set.ts';

const ID = 'rates-a';
// Starting earlier than needed keeps the first quote in the answer whatever the service does at weekends.
const LEAD_DAYS = 7;

const isoDate = z.string().refine(isIsoDate);
// JSON numbers become doubles here, and their shortest form is printed: the text as written, but for trailing zeros, up to
// 15 significant digits. Published rates have at most 8.
const figures = z.record(z.string(), z.number().transform(String));
const common = { amount: z.literal(1), base: z.unknown() };
const dayAnswer = z.object({ ...common, date: isoDate, rates: figures, synthetic: z.boolean().optional() });
const rangeAnswer = z.object({
  ...common,
  rates: z.record(isoDate, figures),
  synthetic: z.array(isoDate).optional(),
});

export function createRatesA(options: ConnectionOptions): RatesProvider {
  const client = createClient(options);
  return {
    id: ID,
    async fetchRates(date, signal) {
      const subject = { service: ID, range: { from: date, to: date } } as const;
      const quote = readDay(await ask(client, subject, date, signal), subject);
      return ratesSetFor(quote, subject, options.sensorIntervalMs);
    },
    async fetchRatesRange(range, signal) {
      const sets: RatesSet[] = [];
      for (const part of splitRange(range)) sets.push(...(await fetchPart(client, part, signal)));
      return sets;
    },
  };
}

async function fetchPart(
  client: Client,
  range: DateRange,
  signal: AbortSignal | undefined,
): Promise<readonly RatesSet[]> {
  const subject: Subject = { service: ID, range };
  const from = addDays(lastTargetDay(range.from), -LEAD_DAYS);
  const quotes = readRange(await ask(client, subject, `${from}..${range.to}`, signal), subject);
  return listDates(range.from, range.to).flatMap((date) => {
    const quote = quotes.get(lastTargetDay(date));
    return quote === undefined ? [] : [toRatesSet(quote, date, ID)];
  });
}

async function ask(client: Client, subject: Subject, what: string, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return parseJson(await client.fetchText({ subject, path: `/v1/${what}`, signal }), subject);
  } catch (error) {
    throw asRatesFailure(error);
  }
}

function readDay(answer: unknown, subject: Subject): Quote {
  const parsed = dayAnswer.safeParse(answer);
  if (!parsed.success) throw schemaFailure(subject, documented(parsed.error));
  const { base, date, rates, synthetic } = parsed.data;
  return {
    quoteDate: date,
    base: checkBase(base, subject),
    rates: checkRates(rates, subject),
    synthetic: synthetic ?? false,
  };
}

function readRange(answer: unknown, subject: Subject): ReadonlyMap<IsoDate, Quote> {
  const parsed = rangeAnswer.safeParse(answer);
  if (!parsed.success) throw schemaFailure(subject, documented(parsed.error));
  const base = checkBase(parsed.data.base, subject);
  const synthetic = new Set<string>(parsed.data.synthetic);
  const quotes = new Map<IsoDate, Quote>();
  for (const [date, rates] of Object.entries(parsed.data.rates)) {
    if (!isIsoDate(date)) continue;
    quotes.set(date, { quoteDate: date, base, rates: checkRates(rates, subject), synthetic: synthetic.has(date) });
  }
  return quotes;
}

/** Which documented field is not there, by its path in our schema. */
const documented = (error: z.ZodError): string =>
  `not as documented at ${error.issues[0]?.path.join('.') || 'its top'}`;

function splitRange({ from, to }: DateRange): readonly DateRange[] {
  const count = Math.ceil((daysBetween(from, to) + 1) / RATES_RANGE_DAYS);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const start = addDays(from, index * RATES_RANGE_DAYS);
    const end = addDays(start, RATES_RANGE_DAYS - 1);
    return { from: start, to: end < to ? end : to };
  });
}
