// The rates of a business date: provider A, and reserve B when A is late or broken.
import { Context, log } from '@temporalio/activity';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import type { RatesInput, RatesRangeRequest, RatesRef } from '../contract/messages.ts';
import { listDates } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RatesSet } from '../domain/revenue/types.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { whileHeartbeating } from './heartbeat.ts';

export const createRatesActivities = ({ store, ratesProviders, sensorIntervalMs }: DefaultDependencies) => ({
  async findRates({ date }: RatesInput): Promise<RatesRef | null> {
    const [stored] = await store.rates.findByDate(date);
    return stored === undefined ? null : refOf(stored);
  },

  async fetchRates({ date }: RatesInput): Promise<RatesRef> {
    const failures: MorrowError[] = [];
    for (const provider of ratesProviders) {
      try {
        const rates = await provider.fetchRates(date, Context.current().cancellationSignal);
        await store.rates.save([rates]);
        return refOf(rates);
      } catch (error) {
        failures.push(noteFailure(provider, date, error));
      }
    }
    throw nobodyHasThem(date, failures, sensorIntervalMs);
  },

  fetchRatesRange({ from, to }: RatesRangeRequest): Promise<number> {
    return whileHeartbeating(async () => {
      const missing = await missingDates(from, to);
      const first = missing.at(0);
      const last = missing.at(-1);
      if (first === undefined || last === undefined) return 0;
      const sets = (await fetchRange(first, last)).filter(({ date }) => missing.includes(date));
      await store.rates.save(sets);
      return sets.length;
    });

    async function missingDates(start: IsoDate, end: IsoDate): Promise<readonly IsoDate[]> {
      const stored = new Set(await store.rates.listDates({ from: start, to: end }));
      return listDates(start, end).filter((date) => !stored.has(date));
    }

    async function fetchRange(start: IsoDate, end: IsoDate): Promise<readonly RatesSet[]> {
      const failures: MorrowError[] = [];
      for (const provider of ratesProviders) {
        try {
          return await provider.fetchRatesRange({ from: start, to: end }, Context.current().cancellationSignal);
        } catch (error) {
          failures.push(noteFailure(provider, start, error));
        }
      }
      throw nobodyHasThem(start, failures, sensorIntervalMs);
    }
  },
});

const refOf = ({ id, provider, quoteDate }: RatesSet): RatesRef => ({ ratesId: id, provider, quoteDate });

function noteFailure(provider: RatesProvider, date: IsoDate, error: unknown): MorrowError {
  const failure = toMorrowError(error);
  if (failure.definition.benign !== true) {
    log.warn('rates provider failed', { provider: provider.id, date, code: failure.code, error: failure.message });
  }
  return failure;
}

/** Late everywhere, or late here and broken there: ask again later. Broken everywhere is trouble that someone should see. */
function nobodyHasThem(date: IsoDate, failures: readonly MorrowError[], retryAfterMs: number): MorrowError {
  const late = failures.find(({ code }) => code === 'RATES_NOT_PUBLISHED');
  if (late !== undefined) {
    return new MorrowError('RATES_NOT_PUBLISHED', `The rates of ${date} are not published yet.`, {
      facts: { date },
      retryAfterMs,
    });
  }
  const causes = failures.map(({ message }) => message).join(' ');
  return new MorrowError('RATES_UNAVAILABLE', `No provider answers with the rates of ${date}. ${causes}`, {
    facts: { date },
  });
}
