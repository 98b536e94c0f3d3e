// Steps of a run as a graph and as bars over time: what ran beside what, when, and for how long. Pure.
import { formatDuration } from '../format/dates.ts';
import type { RunDurations, RunStep, StepTry } from '../client/types.ts';

/** Steps side by side stand in one column; a column begins when something of the one before has ended. */
export function columnsOf(steps: readonly RunStep[]): readonly (readonly RunStep[])[] {
  const columns: RunStep[][] = [];
  for (const step of inOrder(steps)) {
    const last = columns.at(-1);
    if (last === undefined || last.some((before) => isBefore(before, step))) columns.push([step]);
    else last.push(step);
  }
  return columns;
}

/** Without a time of its own a step comes after what stands before it. */
const isBefore = (a: RunStep, b: RunStep): boolean =>
  b.scheduledAt === null ? true : a.finishedAt !== null && a.finishedAt <= b.scheduledAt;

const inOrder = (steps: readonly RunStep[]): readonly RunStep[] =>
  steps.toSorted((a, b) => compare(a.scheduledAt, b.scheduledAt));

const compare = (a: string | null, b: string | null): number =>
  a === null || b === null || a === b ? 0 : a < b ? -1 : 1;

export interface Bar {
  /** Shares of the whole width, 0 to 100. */
  readonly left: number;
  readonly waited: number;
  readonly ran: number;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first thing to the last; null when nothing of it has a time. @param now for what is still under way. */
export function spanOf(steps: readonly RunStep[], now: number): Span | null {
  const begins = steps.flatMap(({ scheduledAt }) => (scheduledAt === null ? [] : [Date.parse(scheduledAt)]));
  if (begins.length === 0) return null;
  const fromMs = Math.min(...begins);
  return { fromMs, toMs: Math.max(fromMs + 1, ...steps.map((step) => endOf(step, now) ?? fromMs)) };
}

const isOpen = ({ state }: RunStep): boolean => state === 'running' || state === 'waiting';

const endOf = (step: RunStep, now: number): number | null =>
  step.finishedAt !== null ? Date.parse(step.finishedAt) : isOpen(step) ? now : null;

/** Null for a step without times. */
export function barOf(step: RunStep, span: Span, now: number): Bar | null {
  const end = endOf(step, now);
  if (step.scheduledAt === null || end === null) return null;
  const begin = Date.parse(step.scheduledAt);
  const ran = lastBegin(step) ?? (step.kind === 'step' && step.state === 'waiting' ? end : begin);
  const share = (ms: number): number => (Math.max(0, ms) / (span.toMs - span.fromMs)) * 100;
  return { left: share(begin - span.fromMs), waited: share(ran - begin), ran: share(end - ran) };
}

function lastBegin({ tries }: RunStep): number | null {
  const begin = tries.at(-1)?.startedAt ?? null;
  return begin === null ? null : Date.parse(begin);
}

/** `12 ms`, `1.3 s`, then as minutes and hours; a dash for nothing known. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : formatDuration(ms);
}

export interface Landing {
  readonly tone: 'good' | 'bad' | 'calm';
  readonly text: string;
}

type Timed = Pick<RunDurations['runs'][number], 'lateMs' | 'startedAfterMs'> & {
  /** Null: it is under way. */
  readonly finishedAt: string | null;
};

/** Against its deadline; null: it has none. A day that is caught up on could not keep it, and is not late. */
export function landingOf({ finishedAt, lateMs, startedAfterMs }: Timed): Landing | null {
  if (startedAfterMs !== null) return { tone: 'calm', text: `run ${daysOrLess(startedAfterMs)} later` };
  if (lateMs === null) return null;
  if (lateMs > 0) return { tone: 'bad', text: `${formatMs(lateMs)} late` };
  return finishedAt === null
    ? { tone: 'calm', text: `${formatMs(-lateMs)} left` }
    : { tone: 'good', text: `${formatMs(-lateMs)} before` };
}

const DAY_MS = 86_400_000;

function daysOrLess(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days === 0 ? formatMs(ms) : `${days} ${days === 1 ? 'day' : 'days'}`;
}

export const nameOfStep = ({ name, label, childId }: RunStep): string =>
  childId !== null ? shortId(childId) : label === null ? name : `${name}, ${label}`;

/** The last parts of a workflow id say enough below its run. */
function shortId(id: string): string {
  const parts = id.split('/');
  if (parts[0] === 'partition') return `partition ${Number(parts.at(-1)) + 1}`;
  return parts[0] === 'account-day' || parts[0] === 'account-history' ? (parts.at(-1) ?? id) : (parts[0] ?? id);
}

/** The one asked for; else the first that failed, then the first under way. */
export const chooseStep = (steps: readonly RunStep[], asked: string | undefined): RunStep | null =>
  steps.find(({ id }) => id === asked) ??
  steps.find(({ state, kind }) => state === 'failed' && kind === 'step') ??
  steps.find(({ state, kind }) => state === 'waiting' && kind === 'step') ??
  null;

/** `local 1`, `2` */
export const nameOfTry = ({ path, attempt }: StepTry): string =>
  path === 'local' ? `fast ${attempt}` : String(attempt);

/** Text as people read JSON. */
export const textOfValue = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null');

/** Where the rest of a cut text would stand. */
export const sizeOf = (bytes: number): string =>
  bytes < 1_024 ? `${bytes} bytes` : `${(bytes / 1_024).toFixed(bytes < 10_240 ? 1 : 0)} kB`;
