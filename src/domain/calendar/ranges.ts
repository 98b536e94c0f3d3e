// Cuts long date ranges into pieces that a range report may ask for.
import type { IsoDate } from '../ids.ts';
import { addDays, compareDates } from './dates.ts';

export interface DateSpan {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Consecutive pieces of at most `maxDays` days that together cover `from`..`to`, both included; empty when `to` < `from`. */
export function splitRange(from: IsoDate, to: IsoDate, maxDays: number): readonly DateSpan[] {
  const pieces: DateSpan[] = [];
  for (let start = from; compareDates(start, to) <= 0; start = addDays(start, maxDays)) {
    const end = addDays(start, maxDays - 1);
    pieces.push({ from: start, to: compareDates(end, to) <= 0 ? end : to });
  }
  return pieces;
}
