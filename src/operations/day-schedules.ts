// Asks Temporal what the schedules of day runs say, for the watch.
import type { Client } from '@temporalio/client';
import { msNumberToTs, tsToDate } from '@temporalio/common/lib/time.js';
import { DAY_PIPELINES } from '../contract/pipelines.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import type { DaySchedule } from '../domain/alerting/expected-runs.ts';
import type { DaySchedules } from '../ports/day-schedules.ts';
import { askAgain } from './ask-again.ts';
import { mapFewAtATime } from './few-at-a-time.ts';
import { attributeOf, describeOrNull, listOurs, toExisting } from './schedules-existing.ts';
import { callTemporal } from './temporal-call.ts';

const DEADLINE_MS = 10_000;

export const createDaySchedules = (temporal: Client): DaySchedules => ({
  list: (from, to) => callTemporal({ temporal }, () => readSchedules(temporal, { from, to }), DEADLINE_MS),
});

interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** The watch asks once a minute while a run is missing, also where each of hundreds of cohorts has its schedule. */
const ASKED_AT_ONCE = 8;

async function readSchedules(client: Client, range: Range): Promise<readonly DaySchedule[]> {
  const ofDays = (await listOurs(client.schedule)).filter(({ pipeline }) => startsDays(pipeline));
  const found = await mapFewAtATime(ofDays, ASKED_AT_ONCE, ({ id }) => readSchedule(client, id, range));
  return found.flatMap((schedule) => schedule ?? []);
}

const startsDays = (pipeline: string | null): boolean => DAY_PIPELINES.some((one) => one === pipeline);

/** Null: it is gone, starts something else, or is declared as paused. */
async function readSchedule(client: Client, id: string, range: Range): Promise<DaySchedule | null> {
  const description = await describeOrNull(client.schedule, id);
  if (description === null) return null;
  const { applied, paused, note } = toExisting(description);
  const started = attributeOf(description, SEARCH_ATTRIBUTES.pipeline);
  const pipeline = DAY_PIPELINES.find((one) => one === started);
  if (pipeline === undefined || (paused && applied?.paused !== false)) return null;
  return {
    id,
    pipeline,
    cohort: attributeOf(description, SEARCH_ATTRIBUTES.cohort),
    timeZone: description.spec.timezone ?? 'UTC',
    pausedBecause: paused ? (note ?? 'nobody said why') : null,
    times: await timesOf(client, id, { ...range, from: latest(range.from, description.info.createdAt) }),
  };
}

const latest = (a: Date, b: Date): Date => (a > b ? a : b);

async function timesOf(client: Client, scheduleId: string, { from, to }: Range): Promise<readonly string[]> {
  if (from >= to) return [];
  const range = { startTime: msNumberToTs(from.getTime()), endTime: msNumberToTs(to.getTime()) };
  const { namespace } = client.options;
  const { startTime } = await askAgain(client, () =>
    client.schedule.workflowService.listScheduleMatchingTimes({ namespace, scheduleId, ...range }),
  );
  return (startTime ?? []).map((time) => tsToDate(time).toISOString());
}
