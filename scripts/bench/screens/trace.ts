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
  /** Of it, processor time of the thread. */
  tdur: z.number().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
});
type TraceEvent = z.output<typeof traceEvent>;

const traceFile = z.object({ traceEvents: z.array(traceEvent) });

/** By the clock, and in processor time of the page's main thread: neighbours on the machine hardly touch the latter. */
export interface TraceFigures {
  readonly frames: number;
  readonly clock: ThreadFigures;
  readonly processor: ThreadFigures;
}

export interface ThreadFigures {
  readonly longestTaskMs: number;
  readonly tasksOverBar: number;
  /** Script of a frame. */
  readonly scriptMs: { readonly median: number; readonly p95: number; readonly max: number };
  /** Share of the frames that keep the bar of script, 0 to 1. */
  readonly framesWithinBar: number;
}

/** From the beginning to the end of one thing, microseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly cpu: number;
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
  const tasks = own.filter(({ name }) => name === TASK).map(toSpan);
  const frames = framesOf(own, end.ts);
  return {
    frames: frames.length,
    clock: figuresOf(
      tasks.map(({ from, to }) => to - from),
      frames.map(({ wall }) => wall),
    ),
    processor: figuresOf(
      tasks.map(({ cpu }) => cpu),
      frames.map(({ cpu }) => cpu),
    ),
  };
}

/** The marks are made on the page's own main thread. */
function mainThreadOf(events: readonly TraceEvent[], mark: TraceEvent): Pick<TraceEvent, 'pid' | 'tid'> {
  const named = events.find(
    ({ name, pid, args }) => name === 'thread_name' && pid === mark.pid && args?.['name'] === MAIN_THREAD,
  );
  return named ?? mark;
}

const toSpan = ({ ts, dur = 0, tdur = dur }: TraceEvent): Span => ({ from: ts, to: ts + dur, cpu: tdur });

/** @param scripts of each frame. All in microseconds. */
function figuresOf(tasks: readonly number[], scripts: readonly number[]): ThreadFigures {
  const longest = tasks.reduce((most, task) => Math.max(most, task), 0);
  const at = (share: number): number => rounded(percentile(scripts, share) / 1_000, 1);
  const within = scripts.filter((script) => script / 1_000 <= BARS.scriptPerFrameMs).length;
  return {
    longestTaskMs: rounded(longest / 1_000, 1),
    tasksOverBar: tasks.filter((task) => task / 1_000 > BARS.taskMs).length,
    scriptMs: { median: at(0.5), p95: at(0.95), max: at(1) },
    framesWithinBar: scripts.length === 0 ? Number.NaN : rounded(within / scripts.length, 3),
  };
}

interface FrameScript {
  readonly wall: number;
  readonly cpu: number;
}

/** A frame lasts until the next one begins: whatever script runs in between delays it. */
function framesOf(events: readonly TraceEvent[], end: number): readonly FrameScript[] {
  const starts = events
    .filter(({ name }) => name === FRAME)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const scripts = outermost(events.filter(({ name }) => SCRIPTS.has(name)).map(toSpan));
  return starts.map((from, index) => scriptWithin(scripts, from, starts[index + 1] ?? end));
}

/** What nests counts once. */
function outermost(spans: readonly Span[]): readonly Span[] {
  let end = -Infinity;
  return spans
    .toSorted((a, b) => a.from - b.from || b.to - a.to)
    .filter(({ from, to }) => {
      const isInside = from < end;
      end = Math.max(end, to);
      return !isInside;
    });
}

function scriptWithin(scripts: readonly Span[], from: number, to: number): FrameScript {
  let [wall, cpu] = [0, 0];
  for (const script of scripts) {
    const part = Math.max(0, Math.min(script.to, to) - Math.max(script.from, from));
    if (part === 0) continue;
    wall += part;
    cpu += (script.cpu * part) / (script.to - script.from);
  }
  return { wall, cpu };
}
