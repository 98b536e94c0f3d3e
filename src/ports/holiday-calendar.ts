// Which days are public holidays, by country.
import type { IsoDate } from '../domain/ids.ts';
import type { DateRange } from './revenue-source.ts';

export interface HolidayCalendar {
  /**
   * Public holidays of the range, ascending. Never fails: a country that is not known has none.
   * @param country ISO 3166-1 alpha-2 code.
   */
  listHolidays(country: string, range: DateRange): readonly IsoDate[];
  /** Whether the calendar knows the country. */
  knows(country: string): boolean;
}
