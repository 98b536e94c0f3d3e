// Asks Temporal what the schedules of day runs say, for the watch.
import type { Client, ScheduleDescription } from '@temporalio/client';
import { msNumberToTs, tsToDate } from '@temporalio/common/lib/time.js';
import { DAY_PIPELINES } from '../contract/pipelines.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import type { DaySchedule } from '../domain/alerting/expected-runs.ts';
import type { DaySchedules } from '../ports/day-schedules.ts';
import { describeOrNull, listOurIds, toExisting } from './schedules-existing.ts';
import { callTemporal } from './temporal-call.ts';

const DEADLINE_MS = 10_000;

export const createDaySchedules = (temporal: Client): DaySchedules => ({
  list: (from, to) => callTemporal({ temporal }, () => readSchedules(temporal, { from, to }), DEADLINE_MS),
});

interface Range {
  readonly from: Date;
  readonly to: Date;
}

async function readSchedules(client: Client, range: Range): Promise<readonly DaySchedule[]> {
  const ids = await listOurIds(client.schedule);
  const found = await Promise.all(ids.map((id) => readSchedule(client, id, range)));
  return found.flatMap((schedule) => schedule ?? []);
}

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

function attributeOf({ typedSearchAttributes }: ScheduleDescription, name: string): string | null {
  const pair = typedSearchAttributes.getAll().find(({ key }) => key.name === name);
  return typeof pair?.value === 'string' ? pair.value : null;
}

async function timesOf(client: Client, scheduleId: string, { from, to }: Range): Promise<readonly string[]> {
  if (from >= to) return [];
  const { startTime } = await client.schedule.workflowService.listScheduleMatchingTimes({
    namespace: client.options.namespace,
    scheduleId,
    startTime: msNumberToTs(from.getTime()),
    endTime: msNumberToTs(to.getTime()),
  });
  return (startTime ?? []).map((time) => tsToDate(time).toISOString());
}
