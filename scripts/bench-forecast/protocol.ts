// The protocol that forecasts are compared under: which origins, windows and horizons of a series are asked for, and in which
// unit errors are counted. It only reads; scoring is in score.ts.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { addDays, daysBetween, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { DailySeries } from '../../src/domain/forecast/model.ts';
import type { IsoDate } from '../../src/domain/ids.ts';

export const WINDOWS = [3, 7, 14, 28, 56, 180] as const;
export const HORIZONS = [1, 7, 28] as const;
export const LONGEST_HORIZON = 28;

const ORIGINS = 6;
const SHORT_SERIES_DAYS = 363;
/** Both are 3 more than whole weeks, so that the origins of a series fall on different weekdays. */
const STRIDE = { long: 31, short: 10 } as const;
const LEAST_HISTORY = 28;
const SCALE_DAYS = 365;
const WEEK = 7;

export interface NamedSeries extends DailySeries {
  readonly name: string;
}

/** One window of one origin; it is answered for 28 days, whose beginning answers the shorter horizons. */
export interface Task {
  readonly series: string;
  readonly window: number;
  /** Days before the first forecast day; `origin` is the last of them. */
  readonly before: number;
  readonly origin: IsoDate;
  readonly start: IsoDate;
  readonly values: readonly (number | null)[];
  readonly actuals: readonly (number | null)[];
  readonly scale: Scale;
}

/** Mean absolute and mean squared error of last week's value over up to 365 days before the origin; 0 where it has none. */
export interface Scale {
  readonly absolute: number;
  readonly squared: number;
}

/** Series of a CSV `series,date,value` (`.gz` or plain) on gapless calendars, by name; an empty value is no observation. */
export async function readSeriesFile(path: string | URL): Promise<readonly NamedSeries[]> {
  const bytes = await readFile(path);
  const text = (String(path).endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const days = new Map<string, Map<IsoDate, number | null>>();
  for (const line of text.trimEnd().split(/\r?\n/).slice(1)) {
    const [name = '', date = '', value = ''] = line.split(',');
    const known = days.get(name) ?? new Map<IsoDate, number | null>();
    days.set(name, known.set(parseIsoDate(date), value === '' ? null : Number(value)));
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => layOut(name, values));
}

function layOut(name: string, values: ReadonlyMap<IsoDate, number | null>): NamedSeries {
  const dates = [...values.keys()].sort();
  const [start, end] = [dates[0], dates.at(-1)];
  if (start === undefined || end === undefined) throw new RangeError(`The series "${name}" has no day.`);
  const laid: (number | null)[] = Array.from({ length: daysBetween(start, end) + 1 }, () => null);
  for (const [date, value] of values) laid[daysBetween(start, date)] = value;
  return { name, start, values: laid };
}

/** Every window of every origin of the protocol, oldest origin first. */
export function listTasks(series: readonly NamedSeries[]): readonly Task[] {
  return series.flatMap((one) =>
    origins(one.values.length).flatMap((before) =>
      WINDOWS.filter((window) => isAsked(one, before, window)).map((window) => taskOf(one, before, window)),
    ),
  );
}

function origins(days: number): readonly number[] {
  const stride = days < SHORT_SERIES_DAYS ? STRIDE.short : STRIDE.long;
  const all = Array.from({ length: ORIGINS }, (_, k) => days - LONGEST_HORIZON - k * stride);
  return all.filter((before) => before >= LEAST_HISTORY).reverse();
}

/** At least half of the window, and two days of it, are observed. */
function isAsked({ values }: DailySeries, before: number, window: number): boolean {
  if (before < window) return false;
  const seen = values.slice(before - window, before).filter((value) => value !== null).length;
  return seen >= 2 && seen * 2 >= window;
}

function taskOf({ name, start, values }: NamedSeries, before: number, window: number): Task {
  return {
    series: name,
    window,
    before,
    origin: addDays(start, before - 1),
    start: addDays(start, before - window),
    values: values.slice(before - window, before),
    actuals: values.slice(before, before + LONGEST_HORIZON),
    scale: scaleOf(values, before),
  };
}

function scaleOf(values: readonly (number | null)[], before: number): Scale {
  const history = values.slice(Math.max(0, before - SCALE_DAYS), before);
  const changes = history.flatMap((value, day) => {
    const lastWeek = history[day - WEEK] ?? null;
    return value === null || lastWeek === null ? [] : [value - lastWeek];
  });
  if (changes.length === 0) return { absolute: 0, squared: 0 };
  return {
    absolute: changes.reduce((sum, change) => sum + Math.abs(change), 0) / changes.length,
    squared: changes.reduce((sum, change) => sum + change * change, 0) / changes.length,
  };
}
