// Schedules in words: their times, what they are for, and what comes next over all of them. Pure.
import type { Schedule } from '../client/schedules.ts';

/** Common cron expressions as people say them; any other stays as it is. */
export function timeText(cron: string): string {
  const [minute = '', hour = '', dayOfMonth, month, dayOfWeek, ...more] = cron.split(' ');
  if (more.length > 0 || dayOfMonth !== '*' || month !== '*' || dayOfWeek === undefined) return cron;
  const everyDay = dayOfWeek === '*';
  const [, step] = /^\*\/(\d+)$/.exec(minute) ?? [];
  if (step !== undefined && hour === '*' && everyDay) return `every ${step} minutes`;
  if (!isNumber(minute)) return cron;
  if (hour === '*' && everyDay) return `every hour at :${minute.padStart(2, '0')}`;
  if (!isNumber(hour)) return cron;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (everyDay) return `every day at ${time}`;
  const days = dayOfWeek.split(',').map((day) => DAYS[day]);
  return days.some((day) => day === undefined) ? cron : `on ${days.join(' and ')} at ${time}`;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

const DAYS: Readonly<Record<string, string>> = {
  SUN: 'Sundays',
  MON: 'Mondays',
  TUE: 'Tuesdays',
  WED: 'Wednesdays',
  THU: 'Thursdays',
  FRI: 'Fridays',
  SAT: 'Saturdays',
};

export const timesText = ({ times }: Pick<Schedule, 'times'>): string =>
  times.length === 0 ? 'by hand only' : times.map(timeText).join(', and ');

/** What it starts and for whom: `daily, all accounts`. */
export function subjectText({ pipeline, cohort, mode }: Pick<Schedule, 'pipeline' | 'cohort' | 'mode'>): string {
  const whom = cohort ?? (mode === null ? 'all accounts' : `${mode} cohorts`);
  return pipeline === null ? 'replaced by hand' : `${pipeline}, ${whom}`;
}

export interface Fire {
  readonly id: string;
  readonly at: string;
}

/** The next times over all schedules, soonest first. One that runs every few minutes is named once only. */
export function nextFires(schedules: readonly Schedule[], count: number): readonly Fire[] {
  return schedules
    .flatMap(({ id, next }) => next.slice(0, isFrequent(next) ? 1 : undefined).map((at) => ({ id, at })))
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .slice(0, count);
}

const FREQUENT_MS = 2 * 3_600_000;

const isFrequent = ([first, second]: readonly string[]): boolean =>
  first !== undefined && second !== undefined && Date.parse(second) - Date.parse(first) < FREQUENT_MS;

export type ScheduleVerb = 'pause' | 'resume' | 'trigger';

/** What can be done with it as it stands. */
export const verbsOf = ({ state }: Pick<Schedule, 'state'>): readonly ScheduleVerb[] =>
  state === 'paused' ? ['resume', 'trigger'] : ['pause', 'trigger'];
