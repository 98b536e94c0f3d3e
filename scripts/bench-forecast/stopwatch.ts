// How long answers take, kept apart by the length of the history.
import { performance } from 'node:perf_hooks';
import { formatTable } from './table.ts';

export interface Stopwatch {
  /** Runs the work and adds its time to that of the window. */
  time<Result>(window: number, work: () => Result): Result;
  /** Tasks and mean milliseconds a task, per window and altogether. */
  report(): string;
}

export function createStopwatch(): Stopwatch {
  const spent = new Map<number, { tasks: number; ms: number }>();
  return {
    time: (window, work) => {
      const started = performance.now();
      const result = work();
      const entry = spent.get(window) ?? { tasks: 0, ms: 0 };
      spent.set(window, { tasks: entry.tasks + 1, ms: entry.ms + performance.now() - started });
      return result;
    },
    report: () => formatSpent([...spent].sort(([a], [b]) => a - b)),
  };
}

function formatSpent(spent: readonly (readonly [number, { readonly tasks: number; readonly ms: number }])[]): string {
  const rows = spent.map(([window, entry]) => row(String(window), entry));
  const total = spent.reduce((sum, [, { tasks, ms }]) => ({ tasks: sum.tasks + tasks, ms: sum.ms + ms }), {
    tasks: 0,
    ms: 0,
  });
  return formatTable([['window', 'tasks', 'ms a task'], ...rows, row('all', total)]);
}

const row = (name: string, { tasks, ms }: { readonly tasks: number; readonly ms: number }): readonly string[] => [
  name,
  String(tasks),
  tasks === 0 ? '-' : (ms / tasks).toFixed(3),
];
