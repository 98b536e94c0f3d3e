// Brings totals of days up to date when somebody looks at them, in the background and one day at a time. A day that changes all
// the while, because its run goes on, is added up now and then: the more it costs, the more rarely.
import { setTimeout as pause } from 'node:timers/promises';
import type { IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { Store, TotalsStore } from '../ports/store.ts';

/** What a request waits for fresh figures at most; what takes longer it gets as it was. */
const PATIENCE_MS = 150;
/** A day rests this many times as long as it took. */
const REST_FACTOR = 20;
const REST_MIN_MS = 500;

type Stores = Pick<Store, 'totals'>;

export interface TotalsLook {
  readonly range: DateRange;
  /** The day that matters most. */
  readonly first: IsoDate;
  /** Days from here to the range are only looked back at: they have to be there, their figures may be old. Absent: none. */
  readonly lookedBackTo?: IsoDate;
}

/** Days of the range whose totals are out of date when this returns; they are worked on. */
export async function refreshTotals(
  { totals }: Stores,
  { range, first, lookedBackTo = range.from }: TotalsLook,
): Promise<readonly IsoDate[]> {
  const stale = await totals.listStale({ from: lookedBackTo, to: range.to });
  const wanted = stale.filter(({ date, known }) => date >= range.from || !known).map(({ date }) => date);
  if (wanted.length === 0) return [];
  const work = refresherOf(totals).work(nearestFirst(wanted, first));
  await Promise.race([work, pause(PATIENCE_MS, undefined, { ref: false })]);
  return (await totals.listStale(range)).map(({ date }) => date);
}

const nearestFirst = (dates: readonly IsoDate[], first: IsoDate): readonly IsoDate[] =>
  dates.toSorted((a, b) => distance(a, first) - distance(b, first));

const distance = (a: IsoDate, b: IsoDate): number => Math.abs(Date.parse(a) - Date.parse(b));

const refreshers = new WeakMap<TotalsStore, TotalsRefresher>();

function refresherOf(totals: TotalsStore): TotalsRefresher {
  const known = refreshers.get(totals) ?? new TotalsRefresher(totals);
  refreshers.set(totals, known);
  return known;
}

/** One per store and process: many requests wait for the same work. */
class TotalsRefresher {
  readonly #totals: TotalsStore;
  readonly #restsUntil = new Map<IsoDate, number>();
  #work: Promise<void> | null = null;

  constructor(totals: TotalsStore) {
    this.#totals = totals;
  }

  /** Resolves when all of them, or what was under way already, is done. */
  work(dates: readonly IsoDate[]): Promise<void> {
    this.#work ??= this.#recompute(dates).finally(() => {
      this.#work = null;
    });
    // Whoever waits no longer must not leave a rejection behind; the next look meets the trouble again.
    this.#work.catch(() => undefined);
    return this.#work;
  }

  async #recompute(dates: readonly IsoDate[]): Promise<void> {
    for (const date of dates) {
      const begin = performance.now();
      if (begin < (this.#restsUntil.get(date) ?? 0)) continue;
      await this.#totals.recompute(date);
      const end = performance.now();
      this.#restsUntil.set(date, end + Math.max(REST_MIN_MS, (end - begin) * REST_FACTOR));
    }
  }
}
