// How urgent the step is that runs now, for what stands below it: a request to a provider waits in line by it. Ordinary steps
// could ask Temporal, local ones are not told, so that it travels in their request.
import { AsyncLocalStorage } from 'node:async_hooks';

const urgency = new AsyncLocalStorage<number | undefined>();

/** @param priority a key of PRIORITIES; undefined: none was named. */
export const atPriority = <T>(priority: number | undefined, work: () => Promise<T>): Promise<T> =>
  urgency.run(priority, work);

/** Undefined outside of `atPriority`. */
export const currentPriority = (): number | undefined => urgency.getStore();
