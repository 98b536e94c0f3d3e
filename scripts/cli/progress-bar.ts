// A bar for work that takes a while: only on a terminal, on stderr, and never in the way of the result.
import { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';

export interface ProgressBar {
  update(done: number, total: number, detail: string): void;
  stop(): void;
}

const SILENT: ProgressBar = { update: () => undefined, stop: () => undefined };

export function createProgressBar(output: Pick<Output, 'interactive'>, label: string): ProgressBar {
  if (!output.interactive) return SILENT;
  const bar = new SingleBar({
    format: `${label} [{bar}] {value}/{total} {detail}`,
    barsize: 30,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let started = false;
  return {
    update: (done, total, detail) => {
      if (!started) bar.start(total, done, { detail });
      started = true;
      bar.setTotal(total);
      bar.update(done, { detail });
    },
    stop: () => bar.stop(),
  };
}
