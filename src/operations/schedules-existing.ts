// Reads what Temporal holds: the declared schedules, and others that carry our mark.
import {
  ScheduleNotFoundError,
  type ScheduleClient,
  type ScheduleDescription,
  type ScheduleSummary,
} from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import { askAgain } from './ask-again.ts';
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

export interface ListedSchedule {
  readonly id: string;
  /** Null: it was replaced by hand, and says none. */
  readonly pipeline: string | null;
}

/** Schedules that carry our mark. One call of the visibility store, which lags some seconds behind. */
export async function listOurs(client: ScheduleClient): Promise<readonly ListedSchedule[]> {
  const found: ListedSchedule[] = [];
  for await (const schedule of client.list()) {
    if (!isOurs(schedule.memo)) continue;
    found.push({ id: schedule.scheduleId, pipeline: attributeOf(schedule, SEARCH_ATTRIBUTES.pipeline) });
  }
  return found;
}

export const listOurIds = async (client: ScheduleClient): Promise<readonly string[]> =>
  (await listOurs(client)).map(({ id }) => id);

type Attributed = Pick<ScheduleSummary, 'typedSearchAttributes'>;

/** The text of a search attribute; null: it has none. */
export function attributeOf({ typedSearchAttributes }: Attributed, name: string): string | null {
  const pair = typedSearchAttributes?.getAll().find(({ key }) => key.name === name);
  return typeof pair?.value === 'string' ? pair.value : null;
}

export async function describeExisting(client: ScheduleClient, id: string): Promise<ExistingSchedule | null> {
  const description = await describeOrNull(client, id);
  return description === null ? null : toExisting(description);
}

/** Null: there is none. */
export async function describeOrNull(client: ScheduleClient, id: string): Promise<ScheduleDescription | null> {
  try {
    return await askAgain(client, () => client.getHandle(id).describe());
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
