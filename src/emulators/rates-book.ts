// The euro reference rates: real ones from the data file, later days shifted from it by whole 52 weeks.
import { datedLines } from './csv-lines.ts';
import { dataFile } from './data-folder.ts';
import type { Day } from './days.ts';
import { lastTargetDay } from './target-calendar.ts';

/** 52 weeks: the weekday stays, the season nearly so. */
const SHIFT_DAYS = 364;

export interface DayRates {
  readonly day: Day;
  /** True when the day lies beyond the data and its rates are those of an earlier one. */
  readonly synthetic: boolean;
  /** Units of each currency for one euro, in the order of `RatesBook.currencies`. */
  readonly rates: Float64Array;
}

export interface RatesBook {
  readonly currencies: readonly string[];
  readonly firstDay: Day;
  /** @param day a TARGET day not before `firstDay`. */
  on(day: Day): DayRates;
}

export function loadRatesBook(): RatesBook {
  const { currencies, days } = readRates();
  const known = [...days.keys()];
  const firstDay = Math.min(...known);
  const lastDay = Math.max(...known);
  return {
    currencies,
    firstDay,
    on: (day) => {
      const shifts = day <= lastDay ? 0 : Math.ceil((day - lastDay) / SHIFT_DAYS);
      const rates = days.get(lastTargetDay(day - shifts * SHIFT_DAYS));
      if (rates === undefined) throw new Error(`data/ecb-rates.csv has no rates for day ${day}.`);
      return { day, synthetic: shifts > 0, rates };
    },
  };
}

function readRates(): { currencies: readonly string[]; days: ReadonlyMap<Day, Float64Array> } {
  const columns = new Map<string, number>();
  const rows = new Map<Day, number[]>();
  for (const { day, name, value } of datedLines(dataFile('ecb-rates.csv'), 0)) {
    const column = columns.get(name) ?? columns.size;
    columns.set(name, column);
    const row = rows.get(day) ?? [];
    row[column] = value;
    rows.set(day, row);
  }
  const days = new Map([...rows].map(([day, row]) => [day, Float64Array.from(row)]));
  return { currencies: [...columns.keys()], days };
}
