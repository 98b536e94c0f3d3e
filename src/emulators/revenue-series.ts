// The real daily series that emulated revenue follows, each cut to whole weeks from a Monday and repeated for ever.
import { datedLines } from './csv-lines.ts';
import { dataFile } from './data-folder.ts';
import { MONDAY_EPOCH, modulo, weekday, type Day } from './days.ts';

export interface RevenueSeries {
  readonly name: string;
  /** Monday first; a whole number of weeks. */
  readonly values: Float64Array;
  /** Mean of the sizes, signs left out: what a scale is chosen by. */
  readonly meanSize: number;
}

/** The value of a day; weekdays stay weekdays however far the day lies beyond the data. */
export function valueOn(series: RevenueSeries, day: Day, phaseWeeks = 0): number {
  const index = modulo(day - MONDAY_EPOCH + phaseWeeks * 7, series.values.length);
  return series.values[index] ?? 0;
}

export function loadRevenueSeries(): ReadonlyMap<string, RevenueSeries> {
  const found = new Map<string, { first: Day; values: number[] }>();
  for (const { name, day, value } of datedLines(dataFile('revenue-series.csv'), 1)) {
    const entry = found.get(name) ?? { first: day, values: [] };
    entry.values[day - entry.first] = value;
    found.set(name, entry);
  }
  return new Map([...found].map(([name, entry]) => [name, wholeWeeks(name, entry)]));
}

function wholeWeeks(name: string, { first, values }: { first: Day; values: readonly number[] }): RevenueSeries {
  const start = modulo(7 - weekday(first), 7);
  const length = Math.floor((values.length - start) / 7) * 7;
  const cut = Float64Array.from({ length }, (_, index) => values[start + index] ?? 0);
  const meanSize = cut.reduce((sum, value) => sum + Math.abs(value), 0) / length;
  return { name, values: cut, meanSize };
}
