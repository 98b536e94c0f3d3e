// Reads what Temporal holds: the declared schedules, and others that carry our mark.
import { ScheduleNotFoundError, type ScheduleClient, type ScheduleDescription } from '@temporalio/client';
import type { ScheduleDeclaration } from './schedules-file.ts';
import { DECLARATION_MEMO, MEMO_MARK } from './schedules-options.ts';
import type { ExistingSchedule } from './schedules-plan.ts';

/** Declared ones are described by id, for the list lags behind; the list only finds what is no longer declared. */
export async function findExisting(
  client: ScheduleClient,
  declared: readonly ScheduleDeclaration[],
): Promise<readonly ExistingSchedule[]> {
  const ids = new Set([...declared.map(({ id }) => id), ...(await listOurIds(client))]);
  const found: ExistingSchedule[] = [];
  for (const id of ids) {
    const existing = await describeExisting(client, id);
    if (existing !== null) found.push(existing);
  }
  return found;
}

/** Of schedules that carry our mark. One call of the visibility store, which lags some seconds behind. */
export async function listOurIds(client: ScheduleClient): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { scheduleId, memo } of client.list()) {
    if (isOurs(memo)) ids.push(scheduleId);
  }
  return ids;
}

export async function describeExisting(client: ScheduleClient, id: string): Promise<ExistingSchedule | null> {
  const description = await describeOrNull(client, id);
  return description === null ? null : toExisting(description);
}

/** Null: there is none. */
export async function describeOrNull(client: ScheduleClient, id: string): Promise<ScheduleDescription | null> {
  try {
    return await client.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

export function toExisting({ scheduleId, memo, action, state }: ScheduleDescription): ExistingSchedule {
  return {
    id: scheduleId,
    ours: isOurs(memo),
    applied: readDeclarationMemo(action.memo?.[DECLARATION_MEMO]),
    paused: state.paused,
    note: state.note ?? null,
    remainingActions: state.remainingActions ?? null,
  };
}

export const isOurs = (memo: Record<string, unknown> | undefined): boolean =>
  memo?.['managedBy'] === MEMO_MARK.managedBy;

function readDeclarationMemo(value: unknown): ExistingSchedule['applied'] {
  if (typeof value !== 'object' || value === null || !('hash' in value) || !('paused' in value)) return null;
  const { hash, paused } = value;
  return typeof hash === 'string' && typeof paused === 'boolean' ? { hash, paused } : null;
}
