// The rates of a business date: provider A, and reserve B when A is late or broken.
import { Context, log } from '@temporalio/activity';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import { RATES_AT_ONCE_MS } from '../contract/limits.ts';
import type { RatesInput, RatesRangeRequest, RatesRef } from '../contract/messages.ts';
import { listDates } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { RatesSet } from '../domain/revenue/types.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { atPriority } from './urgency.ts';
import { whileHeartbeating } from './heartbeat.ts';

export const createRatesActivities = (dependencies: DefaultDependencies) => {
  const { store } = dependencies;
  return {
    async askRates(request: RatesInput): Promise<RatesRef | null> {
      const inTime = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(RATES_AT_ONCE_MS)]);
      try {
        return (await find(request.date)) ?? (await fetchOne(request, inTime));
      } catch {
        return null;
      }
    },

    findRates: ({ date }: RatesInput): Promise<RatesRef | null> => find(date),

    fetchRates: (request: RatesInput): Promise<RatesRef> => fetchOne(request, Context.current().cancellationSignal),

    fetchRatesRange({ from, to, priority }: RatesRangeRequest): Promise<number> {
      return whileHeartbeating(async () => {
        const missing = await missingDates(from, to);
        const range = spanOf(missing);
        if (range === null) return 0;
        const signal = Context.current().cancellationSignal;
        const sets = await atPriority(priority, () =>
          askInTurn(dependencies, { date: range.from, signal }, (provider) => provider.fetchRatesRange(range, signal)),
        );
        const wanted = sets.filter(({ date }) => missing.includes(date));
        await store.rates.save(wanted);
        return wanted.length;
      });
    },
  };

  async function find(date: IsoDate): Promise<RatesRef | null> {
    const [stored] = await store.rates.findByDate(date);
    return stored === undefined ? null : refOf(stored);
  }

  async function fetchOne({ date, priority }: RatesInput, signal: AbortSignal): Promise<RatesRef> {
    const rates = await atPriority(priority, () =>
      askInTurn(dependencies, { date, signal }, (provider) => provider.fetchRates(date, signal)),
    );
    await store.rates.save([rates]);
    return refOf(rates);
  }

  async function missingDates(start: IsoDate, end: IsoDate): Promise<readonly IsoDate[]> {
    const stored = new Set(await store.rates.listDates({ from: start, to: end }));
    return listDates(start, end).filter((date) => !stored.has(date));
  }
};

/** The first provider that answers, in order. Once the signal is aborted, nobody else is asked. */
async function askInTurn<T>(
  { ratesProviders, sensorIntervalMs }: Pick<DefaultDependencies, 'ratesProviders' | 'sensorIntervalMs'>,
  { date, signal }: { readonly date: IsoDate; readonly signal: AbortSignal },
  ask: (provider: RatesProvider) => Promise<T>,
): Promise<T> {
  const failures: MorrowError[] = [];
  for (const provider of ratesProviders) {
    try {
      return await ask(provider);
    } catch (error) {
      signal.throwIfAborted();
      const failure = noteFailure(provider, date, error);
      // Our own trouble is no reason to ask the reserve.
      if (failure.code === 'STORE_UNREACHABLE') throw failure;
      failures.push(failure);
    }
  }
  throw nobodyHasThem(date, failures, sensorIntervalMs);
}

function spanOf(dates: readonly IsoDate[]): DateRange | null {
  const [from, to] = [dates.at(0), dates.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

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
    cause: failures.at(-1),
    ...whenAllSay(failures),
  });
}

/** Everyone has said when to come back, as open breakers do: asking before is of no use. */
function whenAllSay(failures: readonly MorrowError[]): { readonly retryAfterMs?: number } {
  const waits = failures.map(({ retryAfterMs }) => retryAfterMs ?? 0);
  const soonest = Math.min(...waits);
  return soonest > 0 && Number.isFinite(soonest) ? { retryAfterMs: soonest } : {};
}
