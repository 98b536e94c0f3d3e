// Public holidays from `date-holidays`: the rules of some 200 countries as data, computed for any year. Its code is ISC, its data
// CC BY-SA 3.0 with the attributions in its LICENSE.
// Loading it takes a tenth of a second and 20 MB, so that only happens once an account has a country.
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { addDays, isIsoDate } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { HolidayCalendar } from '../ports/holiday-calendar.ts';
import type { DateRange } from '../ports/revenue-source.ts';

type Library = typeof Holidays;
type Holiday = ReturnType<Holidays['getHolidays']>[number];

/** Long holidays that began in the year before reach into January. */
const LONGEST_HOLIDAY_DAYS = 14;
const MS_PER_HOUR = 3_600_000;

/** Each country and year is computed once per calendar. */
export function createHolidayCalendar(): HolidayCalendar {
  const library = once((): Library => createRequire(import.meta.url)('date-holidays'));
  const countries = once(() => new Set(Object.keys(new (library())().getCountries())));
  const rulesOf = remembering((country: string) => new (library())(country, { types: ['public'] }));
  const year = remembering((key: string) => {
    const [country = '', number] = key.split('/');
    return daysOfYear(rulesOf(country), Number(number));
  });
  return {
    knows: (country) => countries().has(country),
    listHolidays(country, range) {
      if (!countries().has(country)) return [];
      const days = new Set(yearsOf(range).flatMap((number) => year(`${country}/${number}`)));
      return [...days].filter((day) => day >= range.from && day <= range.to).sort();
    },
  };
}

function yearsOf({ from, to }: DateRange): readonly number[] {
  const [first, last] = [addDays(from, -LONGEST_HOLIDAY_DAYS), to].map((day) => Number(day.slice(0, 4)));
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

const daysOfYear = (rules: Holidays, year: number): readonly IsoDate[] => rules.getHolidays(year).flatMap(wholeDays);

/**
 * Half days (the afternoon before a feast) move revenue little, and are left out. A day may have 23 or 25 hours, when the
 * clocks change.
 */
function wholeDays({ date, start, end }: Holiday): readonly IsoDate[] {
  const [day = '', time = ''] = date.split(' ');
  if (!isIsoDate(day)) return [];
  const hoursBefore = Number(time.slice(0, 2));
  const hours = (end.getTime() - start.getTime()) / MS_PER_HOUR;
  const first = hoursBefore === 0 ? 0 : 1;
  const count = Math.floor((hours - first * (24 - hoursBefore) + 1) / 24);
  return Array.from({ length: Math.max(0, count) }, (_, offset) => addDays(day, first + offset));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function remembering<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
