// What applying schedules.json would change. Pure: compares declarations with what Temporal holds, and decides.
import { declarationHash } from './schedules-options.ts';
import type { ScheduleDeclaration } from './schedules-file.ts';

/** A schedule as Temporal holds it now. */
export interface ExistingSchedule {
  readonly id: string;
  /** Carries our mark; everything else belongs to somebody else. */
  readonly ours: boolean;
  /** The declaration it was last applied from; null when the action was replaced by hand. */
  readonly applied: { readonly hash: string; readonly paused: boolean } | null;
  readonly paused: boolean;
  readonly note: string | null;
  /** Null: not limited. */
  readonly remainingActions: number | null;
}

export interface ScheduleUpdate {
  readonly declaration: ScheduleDeclaration;
  readonly existing: ExistingSchedule;
}

export interface SchedulePlan {
  readonly create: readonly ScheduleDeclaration[];
  readonly update: readonly ScheduleUpdate[];
  readonly unchanged: readonly ScheduleUpdate[];
  /** Ids that carry our mark and are no longer declared. */
  readonly remove: readonly string[];
  /** Declared ids that already belong to somebody else. */
  readonly taken: readonly string[];
}

export function planSchedules(
  declared: readonly ScheduleDeclaration[],
  existing: readonly ExistingSchedule[],
): SchedulePlan {
  const held = new Map(existing.map((schedule) => [schedule.id, schedule]));
  const wanted = new Set(declared.map(({ id }) => id));
  const create = declared.filter(({ id }) => !held.has(id));
  const both = declared.flatMap((declaration) => {
    const schedule = held.get(declaration.id);
    return schedule === undefined ? [] : [{ declaration, existing: schedule }];
  });
  const ours = both.filter((pair) => pair.existing.ours);
  return {
    create,
    update: ours.filter((pair) => !isApplied(pair)),
    unchanged: ours.filter(isApplied),
    remove: existing.filter(({ id, ours: marked }) => marked && !wanted.has(id)).map(({ id }) => id),
    taken: both.filter((pair) => !pair.existing.ours).map(({ declaration }) => declaration.id),
  };
}

const isApplied = ({ declaration, existing }: ScheduleUpdate): boolean =>
  existing.applied?.hash === declarationHash(declaration);

export interface ScheduleState {
  readonly paused: boolean;
  readonly note?: string;
  readonly remainingActions?: number;
}

/**
 * The state an update writes: an update replaces everything, so what people and time have done must be carried over.
 * A pause (or unpause) by hand stays until the file itself says something new; a spent `@once` stays spent.
 */
export function stateAfterUpdate({ declaration, existing }: ScheduleUpdate): ScheduleState {
  const saysAnew = existing.applied !== null && existing.applied.paused !== declaration.paused;
  const byHand = !saysAnew && existing.paused !== declaration.paused;
  const note = byHand ? existing.note : declaration.note;
  return {
    paused: byHand ? existing.paused : declaration.paused,
    ...(note === null ? {} : { note }),
    ...(declaration.preset === '@once' ? { remainingActions: existing.remainingActions ?? 1 } : {}),
  };
}
