// Sends what is planned: each request when it is due, however the ones before it fare, or one after the other per connection.
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadOptions } from './options.ts';
import { planLoad } from './plan.ts';
import type { Sample, Sender } from './send.ts';

export interface LoadRun {
  readonly samples: readonly Sample[];
  readonly elapsedMs: number;
}

export interface Course {
  readonly sender: Sender;
  /** Ends the run early; what was sent counts. */
  readonly signal: AbortSignal;
  readonly onSample: (sample: Sample) => void;
}

export async function runLoad(options: LoadOptions, course: Course): Promise<LoadRun> {
  const begin = performance.now();
  const samples: Sample[] = [];
  const keep = (sample: Sample): void => {
    samples.push(sample);
    course.onSample(sample);
  };
  await (options.seconds === null ? sendAll(options, course, keep) : sendOnTime(options, course, { begin, keep }));
  return { samples, elapsedMs: performance.now() - begin };
}

interface Timing {
  readonly begin: number;
  readonly keep: (sample: Sample) => void;
}

async function sendOnTime(options: LoadOptions, { sender, signal }: Course, { begin, keep }: Timing): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for (const planned of planLoad(options)) {
    const dueAt = begin + planned.dueMs;
    const wait = dueAt - performance.now();
    if (wait > 1) await pause(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const sent = sender.send(planned, dueAt).then(keep);
    underWay.add(sent);
    void sent.finally(() => underWay.delete(sent));
  }
  await Promise.all(underWay);
}

async function sendAll(options: LoadOptions, { sender, signal }: Course, keep: Timing['keep']): Promise<void> {
  const plan = planLoad(options);
  const connection = async (): Promise<void> => {
    for (const planned of plan) {
      if (signal.aborted) return;
      keep(await sender.send(planned, performance.now()));
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, connection));
}
