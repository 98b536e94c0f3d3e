// Which rates a provider shows at an instant: published days only, bent by the faults on time and currencies.
import { parseDay, type Day } from './days.ts';
import type { Fault } from './fault-book.ts';
import type { DayRates, RatesBook } from './rates-book.ts';
import { isTargetDay, lastTargetDay, publishedAt } from './target-calendar.ts';

/** What one request can see. */
export interface RatesView {
  readonly book: RatesBook;
  readonly now: Date;
  /** Days that a `late` fault holds back. */
  readonly held: ReadonlySet<Day>;
  /** Currencies that a `drop-currency` fault takes away. */
  readonly dropped: ReadonlySet<string>;
}

/** @param to the last day asked for: what a `late` fault without a date holds back. */
export function viewUnder(
  faults: readonly Fault[],
  { book, now, to }: { book: RatesBook; now: Date; to: Day },
): RatesView {
  const late = faults.filter((fault) => fault.kind === 'late');
  const dropped = faults.flatMap(({ kind, currency }) => (kind === 'drop-currency' && currency ? [currency] : []));
  return { book, now, held: new Set(late.map((fault) => heldDay(fault, to))), dropped: new Set(dropped) };
}

/** Holding back a weekend means holding back the Friday that its rates are those of. */
const heldDay = ({ date }: Fault, to: Day): Day => lastTargetDay((date === undefined ? null : parseDay(date)) ?? to);

const isShown = ({ now, held }: RatesView, day: Day): boolean =>
  isTargetDay(day) && !held.has(day) && publishedAt(day) <= now.getTime();

/** The last day shown on or before `day`; null before the first. */
export function lastShown(view: RatesView, day: Day): DayRates | null {
  let candidate = Math.min(day, Math.ceil(view.now.getTime() / 86_400_000));
  while (candidate >= view.book.firstDay) {
    if (isShown(view, candidate)) return view.book.on(candidate);
    candidate -= 1;
  }
  return null;
}

/** The days shown within a range, oldest first. */
export function* shownBetween(view: RatesView, from: Day, to: Day): Generator<DayRates> {
  const last = lastShown(view, to)?.day ?? -1;
  for (let day = Math.max(from, view.book.firstDay); day <= last; day += 1) {
    if (isShown(view, day)) yield view.book.on(day);
  }
}

/** Currency and rate for one euro, without the dropped ones. */
export function* euroRates({ book, dropped }: RatesView, { rates }: DayRates): Generator<readonly [string, number]> {
  for (const [column, currency] of book.currencies.entries()) {
    const rate = rates[column];
    if (rate !== undefined && !dropped.has(currency)) yield [currency, rate];
  }
}
