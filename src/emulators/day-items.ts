// The items one source shows for one account and day: its share of the series, split into a few sales and refunds.
import type { EmulatedAccount } from './account-book.ts';
import { chanceOf } from './chance.ts';
import { formatDay, type Day } from './days.ts';
import { valueOn } from './revenue-series.ts';
import { fractionDigits, unitsPerDollar, type RevenueSource } from './sources.ts';

export interface Item {
  /** Unique within account and source. */
  readonly id: string;
  readonly date: string;
  /** Signed amount in millionths of the currency; exact. */
  readonly micros: number;
  /** 0 to 1: what a dialect picks its further columns by. */
  readonly flavor: number;
}

const ID_PREFIX: Readonly<Record<RevenueSource, string>> = {
  'ad-exchange': 'x',
  'app-store-1': 's1',
  'app-store-2': 's2',
  'app-store-3': 's3',
};

/** At most 8 items. */
export function itemsOn(account: EmulatedAccount, source: RevenueSource, day: Day): readonly Item[] {
  const chance = chanceOf(`${account.id} ${source} ${day}`);
  const digits = fractionDigits(source, account.currencies[source]);
  const amounts = splitAmount(smallestUnits(account, source, { day, digits, chance }), source, chance);
  const date = formatDay(day);
  const stem = `${ID_PREFIX[source]}-${date.replaceAll('-', '')}-`;
  return amounts.map((units, index) => ({
    id: `${stem}${index + 1}`,
    date,
    micros: units * 10 ** (6 - digits),
    flavor: chance(),
  }));
}

/** What the source earned that day, in the smallest units its reports have, with a few per cent of noise. */
function smallestUnits(
  account: EmulatedAccount,
  source: RevenueSource,
  { day, digits, chance }: { day: Day; digits: number; chance: () => number },
): number {
  const dollars = valueOn(account.series, day, account.phaseWeeks) * account.scale * account.shares[source];
  const noise = 1 + (chance() - 0.5) * 0.08;
  return Math.round(dollars * noise * unitsPerDollar(account.currencies[source]) * 10 ** digits);
}

function splitAmount(total: number, source: RevenueSource, chance: () => number): readonly number[] {
  if (source === 'ad-exchange') return total > 0 ? parts(total, 1 + Math.floor(chance() * 8), chance) : [];
  if (total < 0) return parts(-total, 1 + Math.floor(chance() * 3), chance).map((part) => -part);
  if (total === 0) return chance() < 0.2 ? saleTakenBack(chance) : [];
  if (chance() >= 0.15) return parts(total, 1 + Math.floor(chance() * 8), chance);
  const refund = Math.max(1, Math.floor(total * (0.02 + chance() * 0.1)));
  return [...parts(total + refund, 1 + Math.floor(chance() * 7), chance), -refund];
}

/** A quiet day on which one sale came in and was refunded. */
function saleTakenBack(chance: () => number): readonly number[] {
  const units = 99 + 100 * Math.floor(chance() * 10);
  return [units, -units];
}

/** `total` as at most `count` positive whole numbers that add up to it exactly. */
function parts(total: number, count: number, chance: () => number): readonly number[] {
  const size = Math.min(count, total);
  const weights = Array.from({ length: size }, () => 0.5 + chance());
  const sum = weights.reduce((left, right) => left + right, 0);
  const spare = total - size;
  let passed = 0;
  let given = 0;
  return weights.map((weight, index) => {
    passed += weight;
    const until = index === size - 1 ? spare : Math.floor((spare * passed) / sum);
    const part = until - given + 1;
    given = until;
    return part;
  });
}
