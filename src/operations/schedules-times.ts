// The times of a schedule as cron expressions again: Temporal takes them apart into calendars and keeps no text of them. Pure.
import type { ScheduleDescription } from '@temporalio/client';

type Spec = Pick<ScheduleDescription['spec'], 'calendars' | 'intervals'>;
type Calendar = NonNullable<Spec['calendars']>[number];

interface Range {
  readonly start: number | string;
  readonly end: number | string;
  readonly step: number;
}

/** In the order the schedule has them; an interval is `every 5 s`. */
export const timesOf = ({ calendars, intervals }: Spec): readonly string[] => [
  ...(calendars ?? []).map(cronOf),
  ...(intervals ?? []).map(({ every }) => `every ${Number(every) / 1_000} s`),
];

/** 5 fields, 6 with a year, 7 with seconds other than 0. */
function cronOf({ second, minute, hour, dayOfMonth, month, dayOfWeek, year }: Calendar): string {
  const seconds = field(second, null);
  const years = year.length === 0 ? '*' : field(year, null);
  const fields = [
    field(minute, [0, 59]),
    field(hour, [0, 23]),
    field(dayOfMonth, [1, 31]),
    field(month, ['JANUARY', 'DECEMBER']),
    field(dayOfWeek, ['SUNDAY', 'SATURDAY']),
  ].join(' ');
  if (seconds !== '0') return `${seconds} ${fields} ${years}`;
  return years === '*' ? fields : `${fields} ${years}`;
}

/** @param whole what `*` stands for. */
const field = (ranges: readonly Range[], whole: readonly [Range['start'], Range['end']] | null): string =>
  ranges.map((range) => rangeText(range, whole)).join(',');

function rangeText({ start, end, step }: Range, whole: readonly [Range['start'], Range['end']] | null): string {
  const steps = step > 1 ? `/${step}` : '';
  if (whole !== null && start === whole[0] && end === whole[1]) return `*${steps}`;
  return start === end ? `${word(start)}${steps}` : `${word(start)}-${word(end)}${steps}`;
}

/** `SUNDAY` -> `SUN` */
const word = (value: number | string): string => String(value).slice(0, typeof value === 'string' ? 3 : undefined);
