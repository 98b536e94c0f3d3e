// Small fields of events in our words: Temporal's times and numbers come as seconds, nanoseconds and long integers.
import type { Payload } from '@temporalio/common';
import type { google } from '@temporalio/proto';
import { z } from 'zod';
import type { HistoryEvent } from './read-history.ts';

/** ISO; null for none. */
export function instantOf(time: google.protobuf.ITimestamp | null | undefined): string | null {
  if (!time) return null;
  const ms = Number(time.seconds ?? 0) * 1_000 + Math.floor((time.nanos ?? 0) / 1_000_000);
  return ms > 0 ? new Date(ms).toISOString() : null;
}

export const msOf = (time: google.protobuf.ITimestamp | null | undefined): number | null => {
  const instant = instantOf(time);
  return instant === null ? null : Date.parse(instant) + ((time?.nanos ?? 0) % 1_000_000) / 1_000_000;
};

export const eventId = ({ eventId: id }: HistoryEvent): string => String(id ?? '');

export const idOf = (id: HistoryEvent['eventId']): string => String(id ?? '');

export const payloadsOf = (payloads: { payloads?: Payload[] | null } | null | undefined): readonly Payload[] | null =>
  payloads?.payloads ?? null;

/** Milliseconds between two instants; null unless both are known and in order. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return ms >= 0 ? ms : null;
}

const protoTime = z
  .object({ seconds: z.number(), nanos: z.number() })
  .transform(({ seconds, nanos }) => seconds * 1_000 + nanos / 1_000_000);

const markerData = z.object({
  attempt: z.number(),
  activity_id: z.string(),
  activity_type: z.string(),
  complete_time: protoTime.nullable(),
  original_schedule_time: protoTime.nullable(),
});

export interface LocalStep {
  readonly activityId: string;
  readonly step: string;
  readonly attempt: number;
  /** When it was scheduled, by the worker's clock; ms since the epoch. */
  readonly beginMs: number | null;
  /** The workflow's own time when it was scheduled, plus how long it ran. */
  readonly completeMs: number | null;
}

/** What the SDK's core notes down of a local step; null for a marker of another kind, or of a form that is not known. */
export function readLocalStep(payload: Payload | undefined): LocalStep | null {
  const parsed = markerData.safeParse(jsonOf(payload));
  if (!parsed.success) return null;
  const { activity_id: activityId, activity_type: step, attempt, complete_time, original_schedule_time } = parsed.data;
  return { activityId, step, attempt, beginMs: original_schedule_time, completeMs: complete_time };
}

export const isoOf = (ms: number): string => new Date(ms).toISOString();

function jsonOf(payload: Payload | undefined): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload?.data ?? []).toString());
    return value;
  } catch {
    return null;
  }
}
