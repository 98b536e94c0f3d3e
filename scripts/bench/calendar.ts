// Hands out business dates, each once and in order: every measured day is new to the stack, its rates included.
import { MorrowError } from '../../src/contract/errors.ts';
import { businessDateAt } from '../../src/domain/calendar/business-date.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';

export interface Calendar {
  /** The next `count` days, at least one. */
  take(count: number): readonly [IsoDate, ...IsoDate[]];
}

/** All sizes with all their repeats, with room for older days before the first. */
const DAYS_BACK = 400;

export function createCalendar({ clock, timeZone }: Pick<OperationsDeps, 'clock' | 'timeZone'>): Calendar {
  const last = businessDateAt(clock.now().toISOString(), timeZone);
  let next = addDays(last, -DAYS_BACK);
  return {
    take: (count) => {
      const first = next;
      next = addDays(next, Math.max(1, count));
      if (next > last) {
        throw new MorrowError('INVALID_REQUEST', `There are only ${DAYS_BACK} days to measure. Ask for fewer repeats.`);
      }
      return [first, ...Array.from({ length: count - 1 }, (_, index) => addDays(first, index + 1))];
    },
  };
}
