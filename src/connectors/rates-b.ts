// Rates provider B, the reserve: the ECB's feeds. The smallest feed that holds the date is read.
import { daysBetween, listDates } from '../domain/calendar/dates.ts';
import { lastTargetDay } from '../domain/calendar/target-days.ts';
import { MorrowError } from '../contract/errors.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import { createClient, type Client, type ConnectionOptions } from './client.ts';
import { readEcbFeed, readFeedDay, type EcbFeed, type FeedDay } from './ecb-feed.ts';
import { describe, factsOf, type Subject } from './failures.ts';
import { asRatesFailure, ratesSetFor, toRatesSet } from './rates-set.ts';

const ID = 'rates-b';
const FEED_PATH = '/stats/eurofxref';
const DAILY = 'eurofxref-daily.xml';
const LAST_90_DAYS = 'eurofxref-hist-90d.xml';
const FULL_HISTORY = 'eurofxref-hist.xml';
// Ten less than the feed's name says: holidays, and the day it is cut at, are the publisher's business.
const SAFE_DAYS_OF_90 = 80;
const LONGEST_CACHE_MS = 30_000;

type HistoryFeed = typeof LAST_90_DAYS | typeof FULL_HISTORY;
type Ask = (feed: typeof DAILY | HistoryFeed, subject: Subject, signal: AbortSignal | undefined) => Promise<EcbFeed>;

export function createRatesB(options: ConnectionOptions): RatesProvider {
  const ask = cachingHistories(feedReader(createClient(options)), cacheMs(options));
  return {
    id: ID,
    async fetchRates(date, signal) {
      const subject = { service: ID, range: { from: date, to: date } } as const;
      const day = await findDay(ask, date, subject, signal);
      return ratesSetFor(readFeedDay(day, subject), subject, options.sensorIntervalMs);
    },
    async fetchRatesRange(range, signal) {
      const subject: Subject = { service: ID, range };
      const feed = await feedSince(ask, lastTargetDay(range.from), subject, signal);
      const days = new Map(feed.days.map((day) => [day.date, day]));
      return listDates(range.from, range.to).flatMap((date) => {
        const day = days.get(lastTargetDay(date));
        return day === undefined ? [] : [toRatesSet(readFeedDay(day, subject), date, ID)];
      });
    },
  };
}

/** The newest published day on or before `date`. The daily feed's own date says how far back that is: no clock needed. */
async function findDay(ask: Ask, date: IsoDate, subject: Subject, signal: AbortSignal | undefined): Promise<FeedDay> {
  const feed = await feedSince(ask, lastTargetDay(date), subject, signal);
  const day = feed.days.find((candidate) => candidate.date <= date);
  if (day === undefined) throw beforeHistory(subject, feed);
  return day;
}

/** The smallest feed that reaches back to `first`. */
async function feedSince(
  ask: Ask,
  first: IsoDate,
  subject: Subject,
  signal: AbortSignal | undefined,
): Promise<EcbFeed> {
  const daily = await ask(DAILY, subject, signal);
  const newest = daily.days[0]?.date;
  if (newest === undefined || newest <= first) return daily;
  return ask(daysBetween(first, newest) <= SAFE_DAYS_OF_90 ? LAST_90_DAYS : FULL_HISTORY, subject, signal);
}

const feedReader =
  (client: Client): Ask =>
  async (feed, subject, signal) => {
    try {
      return readEcbFeed(await client.fetchText({ subject, path: `${FEED_PATH}/${feed}`, signal }), subject);
    } catch (error) {
      throw asRatesFailure(error);
    }
  };

/** Keeps the long feeds for a moment, so that many dates in a row cost one reading (a second, for the full history). */
function cachingHistories(ask: Ask, keepMs: number): Ask {
  const kept = new Map<string, EcbFeed>();
  return async (name, subject, signal) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const feed = await ask(name, subject, signal);
    if (name !== DAILY) {
      kept.set(name, feed);
      setTimeout(() => kept.delete(name), keepMs).unref();
    }
    return feed;
  };
}

/** Shorter than the wait after "not published yet": who asks again must get a fresh answer. */
const cacheMs = ({ sensorIntervalMs }: ConnectionOptions): number => Math.min(LONGEST_CACHE_MS, sensorIntervalMs / 2);

function beforeHistory(subject: Subject, feed: EcbFeed): MorrowError {
  const oldest = feed.days.at(-1)?.date ?? 'none';
  const message = `The feed begins with ${oldest}, later than the date asked for: ${describe(subject)}.`;
  return new MorrowError('RATES_UNAVAILABLE', message, { facts: { ...factsOf(subject), oldest } });
}
