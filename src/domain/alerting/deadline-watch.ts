// What a look at a running day finds: which deadlines are kept, at risk or missed, and when to look again. Pure; what it has to
// remember between two looks is a small plain object, so that it can travel through the history of a workflow.
import type { IsoDate } from '../ids.ts';
import { stageProgress, type DayCount, type StageProgress } from './day-progress.ts';
import { deadlineKey, dueAt, inReadingOrder, type Deadline, type DeadlinePolicy } from './deadline-policy.ts';
import { forecastFinish } from './finish-forecast.ts';

/**
 * `open`: in time so far. `at-risk`: expected too late. `missed`: not done at the deadline; `late`: missed, and done since.
 * `void`: the deadline was over before the run began, so this run can neither keep nor miss it.
 */
export type DeadlineStatus = 'open' | 'at-risk' | 'kept' | 'missed' | 'late' | 'void';

/** Remembered of one deadline. */
interface Remembered {
  readonly status: DeadlineStatus;
  /** When it became so, in ms. */
  readonly sinceMs: number;
  /** Done at the first look, and at the last. */
  readonly doneFirst: number;
  readonly done: number;
  readonly lastProgressMs: number;
}

/** What one look hands to the next. */
export interface DeadlineMemory {
  readonly startedAtMs: number;
  readonly firstLookMs: number;
  /** By key of the deadline. */
  readonly deadlines: Readonly<Record<string, Remembered>>;
}

/** One deadline as a look finds it. */
export interface WatchedDeadline extends StageProgress {
  readonly deadline: Deadline;
  readonly dueAtMs: number;
  /** Null: too little was measured. */
  readonly finishMs: number | null;
  readonly status: DeadlineStatus;
  readonly sinceMs: number;
  /** Whether this look is the first to find it so. */
  readonly changed: boolean;
}

export interface DayUnderWatch {
  readonly date: IsoDate;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly counts: readonly DayCount[];
  /** Null at the first look. */
  readonly memory: DeadlineMemory | null;
}

export interface WatchResult {
  /** Those that concern any account. */
  readonly deadlines: readonly WatchedDeadline[];
  readonly memory: DeadlineMemory;
}

/** @param policy of the pipeline of the day. */
export function watchDeadlines(policy: DeadlinePolicy, day: DayUnderWatch): WatchResult {
  const { startedAtMs, firstLookMs } = day.memory ?? { startedAtMs: day.startedAtMs, firstLookMs: day.nowMs };
  const looked = policy.toSorted(inReadingOrder).map((deadline) => look(deadline, day, { startedAtMs, firstLookMs }));
  const concerned = looked.filter(({ watched }) => watched.expected > 0);
  return {
    deadlines: concerned.map(({ watched }) => watched),
    memory: {
      startedAtMs,
      firstLookMs,
      deadlines: Object.fromEntries(
        concerned.map(({ watched, remembered }) => [deadlineKey(watched.deadline), remembered]),
      ),
    },
  };
}

type Begun = Pick<DeadlineMemory, 'startedAtMs' | 'firstLookMs'>;

function look(deadline: Deadline, day: DayUnderWatch, { startedAtMs, firstLookMs }: Begun) {
  const { nowMs } = day;
  const progress = stageProgress(day.counts, deadline.stage, deadline.tier);
  const before = day.memory?.deadlines[deadlineKey(deadline)];
  const doneFirst = before?.doneFirst ?? progress.done;
  const grew = before !== undefined && progress.done > before.done;
  const lastProgressMs = before === undefined || grew ? nowMs : before.lastProgressMs;
  const work = { ...progress, sinceMs: firstLookMs, doneThen: doneFirst, nowMs, lastProgressMs };
  const finishMs = forecastFinish(work);
  const dueAtMs = dueAt(deadline, day.date, startedAtMs);
  const status = nextStatus({ ...progress, deadline, nowMs, dueAtMs, finishMs, startedAtMs, before: before?.status });
  const changed = status !== before?.status;
  const sinceMs = changed ? nowMs : before.sinceMs;
  return {
    watched: { ...progress, deadline, dueAtMs, finishMs, status, sinceMs, changed },
    remembered: { status, sinceMs, doneFirst, done: progress.done, lastProgressMs },
  };
}

interface Judged extends StageProgress, Pick<WatchedDeadline, 'deadline' | 'dueAtMs' | 'finishMs'> {
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly before: DeadlineStatus | undefined;
}

/** What is over stays as it was; a risk stays until it is over, so that nobody is told twice. */
function nextStatus(judged: Judged): DeadlineStatus {
  const { before, left, nowMs, dueAtMs, startedAtMs } = judged;
  if (before === 'kept' || before === 'late' || before === 'void') return before;
  if (before === undefined && dueAtMs <= startedAtMs) return 'void';
  if (left <= 0) return before !== 'missed' && nowMs <= dueAtMs ? 'kept' : 'late';
  if (nowMs >= dueAtMs) return 'missed';
  return before === 'at-risk' || isAtRisk(judged) ? 'at-risk' : 'open';
}

function isAtRisk({ finishMs, dueAtMs, nowMs, deadline }: Judged): boolean {
  if (finishMs !== null) return finishMs > dueAtMs;
  return nowMs >= warnAt(deadline, dueAtMs);
}

export const warnAt = ({ warnMinutes }: Pick<Deadline, 'warnMinutes'>, dueAtMs: number): number =>
  dueAtMs - warnMinutes * MINUTE_MS;

const MINUTE_MS = 60_000;
/** The last look before a deadline: who is done by then has kept it, whatever comes between this look and the next. */
const LAST_LOOK_MS = 10_000;
const SHORTEST_MS = 1_000;
const USUAL_MS = { least: MINUTE_MS, most: 15 * MINUTE_MS };
const CLOSE_MS = 2 * MINUTE_MS;

/**
 * How long to wait until the next look, in ms: a tenth of the time the run has taken, from one minute to fifteen, two minutes
 * at most while a warning may be due, and right before and at every deadline. 36 hours are some 250 looks.
 */
export function nextLookMs(
  deadlines: readonly WatchedDeadline[],
  { startedAtMs, nowMs }: Pick<DayUnderWatch, 'startedAtMs' | 'nowMs'>,
): number {
  const pending = deadlines.filter(({ status }) => status === 'open' || status === 'at-risk');
  const isClose = pending.some(({ deadline, dueAtMs }) => nowMs >= warnAt(deadline, dueAtMs));
  const usual = Math.min(USUAL_MS.most, Math.max(USUAL_MS.least, (nowMs - startedAtMs) / 10));
  const marks = pending
    .flatMap(({ deadline, dueAtMs }) => [warnAt(deadline, dueAtMs), dueAtMs - LAST_LOOK_MS, dueAtMs])
    .filter((mark) => mark > nowMs);
  const waitMs = Math.min(isClose ? Math.min(CLOSE_MS, usual) : usual, ...marks.map((mark) => mark - nowMs));
  return Math.max(SHORTEST_MS, Math.ceil(waitMs));
}
