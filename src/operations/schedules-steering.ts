// What people do with schedules: look at them, pause, resume and trigger them. Only ours; those of others are left alone.
import type { ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { recordChange } from './audit.ts';
import { decidedByFields } from './decisions.ts';
import type { OperationsDeps } from './deps.ts';
import { mapFewAtATime } from './few-at-a-time.ts';
import { parseInput } from './input.ts';
import { workflowAddress } from './links.ts';
import { describeOrNull, isOurs, listOurIds } from './schedules-existing.ts';
import { viewOfSchedule, type ScheduledStart, type ScheduleView } from './schedules-view.ts';
import { shareFor } from './shared-answer.ts';
import { callTemporal } from './temporal-call.ts';

export const scheduleDecisionSchema = z
  .strictObject(decidedByFields)
  .meta({ id: 'ScheduleDecision', examples: [{ by: 'anna', reason: 'The ad exchange is closed on Sunday' }] });

/** With what it takes to look further. */
export interface SchedulePlace extends Omit<ScheduleView, 'recent'> {
  readonly recent: readonly (ScheduledStart & { readonly links: Links })[];
  readonly links: Links;
}

/** Into Temporal's Web UI. */
interface Links {
  readonly temporal: string;
}

type TemporalDeps = Pick<OperationsDeps, 'temporal' | 'temporalUiUrl'>;

/** Every schedule that carries our mark, by id. One that was just created may lack for some seconds. @throws MorrowError TEMPORAL_UNREACHABLE. */
export async function listSchedules(deps: TemporalDeps): Promise<readonly SchedulePlace[]> {
  const ids = await knownIds(deps);
  const found = await mapFewAtATime(ids.toSorted(), DESCRIBED_AT_ONCE, (id) => describeOurs(deps, id));
  return found.flatMap((description) => (description === null ? [] : [placeOf(deps, description)]));
}

const DESCRIBED_AT_ONCE = 8;

/** A schedule is a workflow of the server's own: on a busy server it takes its turn before it answers. */
const DEADLINE_MS = 10_000;

const ask = <T>(deps: TemporalDeps, call: () => Promise<T>): Promise<T> => callTemporal(deps, call, DEADLINE_MS);

const IDS_SHARED_MS = 5_000;

/** The visibility store takes few calls a second: each process asks it once in five seconds at most. */
const knownIds = shareFor(IDS_SHARED_MS, (deps: TemporalDeps) => ask(deps, () => listOurIds(deps.temporal.schedule)));

/** Null: there is none, or it is somebody else's. */
async function describeOurs(deps: TemporalDeps, id: string): Promise<ScheduleDescription | null> {
  const description = await ask(deps, () => describeOrNull(deps.temporal.schedule, id));
  return isOurs(description?.memo) ? description : null;
}

/**
 * Nothing is started by its times until it is resumed; runs under way go on. Repeating it replaces the note.
 * @throws InvalidInputError; MorrowError SCHEDULE_NOT_FOUND, TEMPORAL_UNREACHABLE.
 */
export const pauseSchedule = (deps: OperationsDeps, id: string, request: unknown): Promise<SchedulePlace> =>
  decide(deps, { id, request, verb: 'pause' });

/** Times that were missed meanwhile are not made up for. @throws as `pauseSchedule`. */
export const resumeSchedule = (deps: OperationsDeps, id: string, request: unknown): Promise<SchedulePlace> =>
  decide(deps, { id, request, verb: 'resume' });

interface Decision {
  readonly id: string;
  readonly request: unknown;
  readonly verb: 'pause' | 'resume';
}

async function decide(deps: OperationsDeps, { id, request, verb }: Decision): Promise<SchedulePlace> {
  const decision = parseInput(scheduleDecisionSchema, request);
  const before = await requireOurs(deps, id);
  const handle = deps.temporal.schedule.getHandle(id);
  const note = shortened(`${decision.by}: ${decision.reason}`, NOTE_MAX_BYTES);
  await ask(deps, () => (verb === 'pause' ? handle.pause(note) : handle.unpause(note)));
  // Before anything else: what was changed stands in the log, also when the look at it fails.
  await recordChange(deps, {
    action: `schedule.${verb}`,
    subject: `schedule/${id}`,
    before: { paused: before.state.paused, note: before.state.note ?? null },
    after: { paused: verb === 'pause', ...decision },
  });
  return placeOf(deps, await requireOurs(deps, id));
}

/** Temporal refuses longer notes. The audit log has the whole. */
const NOTE_MAX_BYTES = 1_000;
const ELLIPSIS = '…';

/** Never within a character. */
function shortened(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = new Uint8Array(maxBytes - Buffer.byteLength(ELLIPSIS));
  return `${text.slice(0, new TextEncoder().encodeInto(text, room).read)}${ELLIPSIS}`;
}

/**
 * Starts a run now, as if a time had come, also while it is paused; whether it waits for one that goes on is the schedule's own
 * rule. Several within one second are one.
 * @throws MorrowError SCHEDULE_NOT_FOUND, TEMPORAL_UNREACHABLE.
 */
export async function triggerSchedule(deps: OperationsDeps, id: string): Promise<SchedulePlace> {
  const { policies } = await requireOurs(deps, id);
  await ask(deps, () => deps.temporal.schedule.getHandle(id).trigger(policies.overlap));
  await recordChange(deps, { action: 'schedule.trigger', subject: `schedule/${id}` });
  return placeOf(deps, await requireOurs(deps, id));
}

async function requireOurs(deps: TemporalDeps, id: string): Promise<ScheduleDescription> {
  const description = await describeOurs(deps, id);
  if (description !== null) return description;
  const shown = id.slice(0, 60);
  throw new MorrowError('SCHEDULE_NOT_FOUND', `There is no schedule "${shown}" of Morrow.`, {
    facts: { schedule: shown },
  });
}

function placeOf(deps: TemporalDeps, description: ScheduleDescription): SchedulePlace {
  const view = viewOfSchedule(description);
  const { namespace } = deps.temporal.options;
  const ui = deps.temporalUiUrl.replace(/\/+$/, '');
  const recent = view.recent.map((start) => ({
    ...start,
    links: { temporal: workflowAddress(deps, start.workflowId, namespace) },
  }));
  const temporal = `${ui}/namespaces/${encodeURIComponent(namespace)}/schedules/${encodeURIComponent(view.id)}`;
  return { ...view, recent, links: { temporal } };
}
