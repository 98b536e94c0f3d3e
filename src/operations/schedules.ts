// Applies the declared schedules to Temporal, idempotently. Never touches a schedule that does not carry our mark.
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleClient,
  type ScheduleDescription,
} from '@temporalio/client';
import { MorrowError } from '../contract/errors.ts';
import type { ScheduleDeclaration } from './schedules-file.ts';
import { describeExisting, describeOrNull, findExisting, toExisting } from './schedules-existing.ts';
import { describeTimes, toScheduleOptions, toUpdateOptions } from './schedules-options.ts';
import { planSchedules, stateAfterUpdate, type SchedulePlan, type ScheduleUpdate } from './schedules-plan.ts';
import { callTemporal } from './temporal-call.ts';

export type ScheduleChange = 'created' | 'updated' | 'unchanged' | 'removed';

/** One schedule after the apply (or as it would be, in a dry run). */
export interface AppliedSchedule {
  readonly id: string;
  readonly change: ScheduleChange;
  readonly pipeline: string | null;
  readonly when: string | null;
  readonly timeZone: string | null;
  readonly cohort: string | null;
  readonly paused: boolean;
  /** ISO instant; null when nothing is due: paused, spent, only by hand, removed, or a dry run of a new one. */
  readonly nextRun: string | null;
  readonly note: string | null;
}

export interface ApplyOptions {
  /** Tells what would be done and does nothing. */
  readonly dryRun?: boolean;
}

/** Tens of schedules, a few calls each. */
const APPLY_DEADLINE_MS = 60_000;

/**
 * Creates, updates and removes until Temporal holds what is declared. Repeating it changes nothing.
 * @throws MorrowError SCHEDULE_TAKEN before any change when a declared id belongs to somebody else; TEMPORAL_UNREACHABLE.
 */
export function applySchedules(
  temporal: Client,
  declared: readonly ScheduleDeclaration[],
  { dryRun = false }: ApplyOptions = {},
): Promise<readonly AppliedSchedule[]> {
  const apply = async (): Promise<readonly AppliedSchedule[]> => {
    const plan = planSchedules(declared, await findExisting(temporal.schedule, declared));
    refuseTaken(plan.taken);
    if (!dryRun) await carryOut(temporal.schedule, plan);
    return report(temporal.schedule, declared, plan);
  };
  return callTemporal({ temporal }, apply, APPLY_DEADLINE_MS);
}

/** What an apply would change, without judging: for the doctor. @throws MorrowError TEMPORAL_UNREACHABLE. */
export const compareSchedules = (temporal: Client, declared: readonly ScheduleDeclaration[]): Promise<SchedulePlan> =>
  callTemporal({ temporal }, async () => planSchedules(declared, await findExisting(temporal.schedule, declared)));

function refuseTaken(taken: readonly string[]): void {
  if (taken.length === 0) return;
  throw new MorrowError('SCHEDULE_TAKEN', `Schedules that are not ours exist already: ${taken.join(', ')}.`, {
    facts: { schedules: taken.join(',') },
  });
}

async function carryOut(client: ScheduleClient, plan: SchedulePlan): Promise<void> {
  for (const declaration of plan.create) await create(client, declaration);
  for (const pair of plan.update) await update(client, pair);
  for (const id of plan.remove) await remove(client, id);
}

async function create(client: ScheduleClient, declaration: ScheduleDeclaration): Promise<void> {
  try {
    await client.create(toScheduleOptions(declaration));
  } catch (error) {
    // Another apply was faster: then it is an update, if it is one of ours.
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const existing = await describeExisting(client, declaration.id);
    if (existing?.ours !== true) refuseTaken([declaration.id]);
    else await update(client, { declaration, existing });
  }
}

/** The update describes the schedule once more, so that a pause of this very moment is not lost. */
async function update(client: ScheduleClient, { declaration }: ScheduleUpdate): Promise<void> {
  await client.getHandle(declaration.id).update((previous) => ({
    ...toUpdateOptions(declaration),
    state: stateAfterUpdate({ declaration, existing: toExisting(previous) }),
  }));
}

async function remove(client: ScheduleClient, id: string): Promise<void> {
  await client
    .getHandle(id)
    .delete()
    .catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
}

async function report(
  client: ScheduleClient,
  declared: readonly ScheduleDeclaration[],
  plan: SchedulePlan,
): Promise<readonly AppliedSchedule[]> {
  const created = new Set(plan.create.map(({ id }) => id));
  const updated = new Set(plan.update.map(({ declaration }) => declaration.id));
  const rows: AppliedSchedule[] = [];
  for (const declaration of declared) {
    const change = created.has(declaration.id) ? 'created' : updated.has(declaration.id) ? 'updated' : 'unchanged';
    rows.push(appliedRow(declaration, change, await describeOrNull(client, declaration.id)));
  }
  return [...rows, ...plan.remove.map(removedRow)];
}

function appliedRow(
  declaration: ScheduleDeclaration,
  change: ScheduleChange,
  now: ScheduleDescription | null,
): AppliedSchedule {
  const paused = now?.state.paused ?? declaration.paused;
  // A paused or spent schedule still lists times that will not happen.
  const due = paused || now?.state.remainingActions === 0 ? undefined : now?.info.nextActionTimes[0];
  return {
    id: declaration.id,
    change,
    pipeline: declaration.pipeline,
    when: describeTimes(declaration),
    timeZone: declaration.timeZone,
    cohort: declaration.cohort,
    paused,
    nextRun: due?.toISOString() ?? null,
    note: now?.state.note ?? declaration.note,
  };
}

const removedRow = (id: string): AppliedSchedule => ({
  id,
  change: 'removed',
  pipeline: null,
  when: null,
  timeZone: null,
  cohort: null,
  paused: false,
  nextRun: null,
  note: null,
});
