// Rates provider A: speaks the Frankfurter API, version 1 (single day, range, base, symbols).
import { dayOf, formatDay, parseDay, type Day } from './days.ts';
import { emulate, type Emulation, type Request, type Voice } from './emulation.ts';
import type { DayRates, RatesBook } from './rates-book.ts';
import { euroRates, lastShown, shownBetween, viewUnder, type RatesView } from './rates-desk.ts';
import { jsonReply, noSuchPath, Refusal, type Outcome, type Reply, type WireRequest } from './wire.ts';

const PATH = /^\/v1\/([^/]+)$/;

interface Question {
  readonly from: Day;
  readonly to: Day;
  readonly isRange: boolean;
  readonly base: string;
  /** Null: all. */
  readonly symbols: ReadonlySet<string> | null;
}

export function ratesA(emulation: Emulation, book: () => RatesBook): (request: WireRequest) => Promise<Outcome> {
  return (request) => emulate(emulation, voice, () => readRequest(emulation, book(), request));
}

const voice: Voice = {
  source: 'rates-a',
  refuse: ({ message, status, headers }) => jsonReply({ message }, status, headers),
  otherShape: () => jsonReply({ success: true, quotes: [] }),
};

function readRequest(emulation: Emulation, book: RatesBook, request: WireRequest): Request {
  const now = emulation.clock();
  const question = readQuestion(request, now, book);
  return {
    target: { account: null, from: question.from, to: question.to },
    answer: (faults) => {
      const view = viewUnder(faults, { book, now, to: question.to });
      return question.isRange ? writeRange(view, question) : writeDay(view, question);
    },
  };
}

function readQuestion({ method, path, query }: WireRequest, now: Date, book: RatesBook): Question {
  const days = PATH.exec(path)?.[1];
  if (days === undefined || method !== 'GET') throw noSuchPath(path);
  const [first = '', last] = days.split('..');
  const today = dayOf(now);
  const isLatest = last === undefined && (first === 'latest' || first === 'current');
  const from = isLatest ? today : readDay(first);
  const to = last === undefined ? from : last === '' ? today : readDay(last);
  if (to < from) throw unprocessable('the range ends before it begins');
  if (last !== undefined && from > today) throw notFound();
  return { from, to, isRange: last !== undefined, base: readBase(query, book), symbols: readSymbols(query) };
}

const unprocessable = (message: string): Refusal => new Refusal(422, 'unprocessable', message);
const notFound = (): Refusal => new Refusal(404, 'not_found', 'not found');

function readDay(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw unprocessable('invalid date');
  return day;
}

function readBase(query: URLSearchParams, book: RatesBook): string {
  const base = (query.get('base') ?? 'EUR').toUpperCase();
  if (base !== 'EUR' && !book.currencies.includes(base)) throw notFound();
  return base;
}

function readSymbols(query: URLSearchParams): ReadonlySet<string> | null {
  const symbols = query.get('symbols');
  return symbols ? new Set(symbols.toUpperCase().split(',')) : null;
}

function writeDay(view: RatesView, question: Question): Reply {
  const found = lastShown(view, question.to);
  if (found === null) throw notFound();
  return jsonReply({
    amount: 1,
    base: question.base,
    date: formatDay(found.day),
    rates: crossRates(view, found, question),
    ...(found.synthetic ? { synthetic: true } : {}),
  });
}

/** Begins with the day whose rates were in force on `from`, as the real service does. */
function writeRange(view: RatesView, question: Question): Reply {
  const start = lastShown(view, question.from)?.day ?? question.from;
  const shown = [...shownBetween(view, start, question.to)];
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) throw notFound();
  const synthetic = shown.filter((found) => found.synthetic).map((found) => formatDay(found.day));
  return jsonReply({
    amount: 1,
    base: question.base,
    start_date: formatDay(first.day),
    end_date: formatDay(last.day),
    rates: Object.fromEntries(shown.map((found) => [formatDay(found.day), crossRates(view, found, question)])),
    ...(synthetic.length > 0 ? { synthetic } : {}),
  });
}

/** Rates for one unit of the base. Those of the euro stay as published, others keep six significant digits. */
function crossRates(view: RatesView, found: DayRates, { base, symbols }: Question): Readonly<Record<string, number>> {
  const euro = Object.fromEntries(euroRates(view, found));
  const all = base === 'EUR' ? euro : rebased({ EUR: 1, ...euro }, base);
  const wanted = Object.entries(all).filter(([currency]) => symbols === null || symbols.has(currency));
  if (wanted.length === 0) throw notFound();
  return Object.fromEntries(wanted);
}

function rebased(euro: Readonly<Record<string, number>>, base: string): Readonly<Record<string, number>> {
  const divisor = euro[base];
  if (divisor === undefined) throw notFound();
  const others = Object.entries(euro).filter(([currency]) => currency !== base);
  return Object.fromEntries(others.map(([currency, rate]) => [currency, Number((rate / divisor).toPrecision(6))]));
}
