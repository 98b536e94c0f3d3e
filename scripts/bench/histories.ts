// How large the histories of one day became, by kind of workflow, and the largest payload in any of them.
import type { Client } from '@temporalio/client';
import { partitionSize } from '../../src/activities/runs.ts';
import { accountDayId, partitionId } from '../../src/contract/workflow-ids.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { Group } from './accounts.ts';

export interface HistorySizes {
  /** Events of the largest one of each kind. */
  readonly accountDay: number;
  readonly partition: number;
  readonly dayRun: number;
  readonly largestPayloadBytes: number;
}

interface HistorySize {
  readonly events: number;
  readonly payloadBytes: number;
}

const AT_ONCE = 8;
/** Of a large day not every account day is read: as many, evenly spread. */
const ACCOUNT_DAYS_READ = 500;

export async function readHistorySizes(
  temporal: Client,
  { ids }: Group,
  day: { readonly id: string; readonly date: IsoDate },
): Promise<HistorySizes> {
  const partitions = Math.ceil(ids.length / partitionSize(ids.length));
  const partitionIds = Array.from({ length: partitions }, (_, index) => partitionId(day.id, index));
  const kinds = {
    dayRun: await readLargest(temporal, [day.id]),
    partition: await readLargest(temporal, partitionIds),
    accountDay: await readLargest(
      temporal,
      sampleOf(ids, ACCOUNT_DAYS_READ).map((id) => accountDayId('daily', day.date, id)),
    ),
  };
  return {
    accountDay: kinds.accountDay.events,
    partition: kinds.partition.events,
    dayRun: kinds.dayRun.events,
    largestPayloadBytes: Math.max(...Object.values(kinds).map(({ payloadBytes }) => payloadBytes)),
  };
}

function sampleOf<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % step === 0);
}

async function readLargest(temporal: Client, ids: readonly string[]): Promise<HistorySize> {
  let largest: HistorySize = { events: 0, payloadBytes: 0 };
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const sizes = await Promise.all(ids.slice(start, start + AT_ONCE).map((id) => readSize(temporal, id)));
    for (const size of sizes) largest = larger(largest, size);
  }
  return largest;
}

const larger = (a: HistorySize, b: HistorySize): HistorySize => ({
  events: Math.max(a.events, b.events),
  payloadBytes: Math.max(a.payloadBytes, b.payloadBytes),
});

async function readSize(temporal: Client, id: string): Promise<HistorySize> {
  const { events } = await temporal.workflow.getHandle(id).fetchHistory();
  return { events: events?.length ?? 0, payloadBytes: largestPayload(events) };
}

/** Payloads stand at many places of an event; all are objects whose `data` is bytes. */
function largestPayload(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0;
  const own = 'data' in value && value.data instanceof Uint8Array ? value.data.length : 0;
  return Object.values(value).reduce<number>((largest, part) => Math.max(largest, largestPayload(part)), own);
}
