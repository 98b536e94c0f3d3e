// What a test file starts is stopped for certain: also when something that was started beside it could not be.
import { afterAll } from 'vitest';

/** Passes the part on when it runs, and stops it after the file's tests; what was started last is stopped first. */
export type Keep = <Part>(starting: Promise<Part>, stop: (part: Part) => Promise<unknown>) => Promise<Part>;

/** Called once in a file, before its own `beforeAll`. */
export function stopsAfterAll(): Keep {
  const stops: (() => Promise<unknown>)[] = [];
  afterAll(() => runAll(stops.toReversed()));
  return (starting, stop) => {
    stops.push(() => starting.then(stop, nothingToStop));
    return starting;
  };
}

/** The test that waited for it has failed with its error. */
const nothingToStop = (): void => undefined;

/** One that fails keeps no other from its turn. */
async function runAll(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => problems.push(error));
  if (problems.length > 0) throw new AggregateError(problems, 'Not everything could be stopped.');
}
