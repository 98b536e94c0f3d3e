// Reads a trace of Chromium: how long the page's main thread was kept at a time, and how much script each frame ran. Pure.
import { z } from 'zod';
import { rounded } from '../statistics.ts';
import { BARS, percentile } from './figures.ts';

/** Times in microseconds, as Chromium writes them. */
const traceEvent = z.object({
  name: z.string(),
  cat: z.string().default(''),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number().default(0),
  dur: z.number().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
});
type TraceEvent = z.output<typeof traceEvent>;

const traceFile = z.object({ traceEvents: z.array(traceEvent) });

export interface TraceFigures {
  readonly frames: number;
  readonly longestTaskMs: number;
  readonly tasksOverBar: number;
  readonly scriptMs: { readonly median: number; readonly p95: number; readonly max: number };
  /** 0 to 1. */
  readonly framesWithinBar: number;
}

/** From the beginning to the end of one thing, microseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const TASK = 'RunTask';
/** What runs script; they nest. */
const SCRIPTS = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'BlinkScheduler_PerformMicrotaskCheckpoint',
  'v8.callFunction',
  'v8.compile',
  'MinorGC',
  'MajorGC',
]);
const FRAME = 'BeginMainThreadFrame';
const MAIN_THREAD = 'CrRendererMain';
/** Marks of the benchmark around what counts, see `performance.mark`. */
export const MARKS = { begin: 'morrow-scroll-begins', end: 'morrow-scroll-ends' } as const;

/** @throws RangeError when the trace lacks the marks. */
export function readTrace(text: string): TraceFigures {
  const { traceEvents } = traceFile.parse(JSON.parse(text));
  const begin = traceEvents.find(({ name }) => name === MARKS.begin);
  const end = traceEvents.find(({ name }) => name === MARKS.end);
  if (begin === undefined || end === undefined) throw new RangeError('The trace holds no marks of the benchmark.');
  const main = mainThreadOf(traceEvents, begin);
  const own = traceEvents.filter(
    ({ pid, tid, ts }) => pid === main.pid && tid === main.tid && ts >= begin.ts && ts < end.ts,
  );
  return { ...framesOf(own, end.ts), ...tasksOf(own) };
}

/** The marks are made on the page's own main thread. */
function mainThreadOf(events: readonly TraceEvent[], mark: TraceEvent): Pick<TraceEvent, 'pid' | 'tid'> {
  const named = events.find(
    ({ name, pid, args }) => name === 'thread_name' && pid === mark.pid && args?.['name'] === MAIN_THREAD,
  );
  return named ?? mark;
}

function tasksOf(events: readonly TraceEvent[]): Pick<TraceFigures, 'longestTaskMs' | 'tasksOverBar'> {
  const tasks = events.filter(({ name }) => name === TASK).map(({ dur = 0 }) => dur / 1_000);
  return {
    longestTaskMs: rounded(
      tasks.reduce((longest, ms) => Math.max(longest, ms), 0),
      1,
    ),
    tasksOverBar: tasks.filter((ms) => ms > BARS.taskMs).length,
  };
}

type FrameFigures = Pick<TraceFigures, 'frames' | 'scriptMs' | 'framesWithinBar'>;

/** A frame lasts until the next one begins: whatever script runs in between delays it. */
function framesOf(events: readonly TraceEvent[], end: number): FrameFigures {
  const starts = events
    .filter(({ name }) => name === FRAME)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const scripts = joined(
    events.filter(({ name }) => SCRIPTS.has(name)).map(({ ts, dur = 0 }) => ({ from: ts, to: ts + dur })),
  );
  const perFrame = starts.map((from, index) => overlap(scripts, { from, to: starts[index + 1] ?? end }) / 1_000);
  const at = (share: number): number => rounded(percentile(perFrame, share), 1);
  const within = perFrame.filter((ms) => ms <= BARS.scriptPerFrameMs).length;
  return {
    frames: perFrame.length,
    scriptMs: { median: at(0.5), p95: at(0.95), max: at(1) },
    framesWithinBar: perFrame.length === 0 ? Number.NaN : rounded(within / perFrame.length, 3),
  };
}

/** What nests or overlaps counts once. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}

const overlap = (spans: readonly Span[], { from, to }: Span): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);
