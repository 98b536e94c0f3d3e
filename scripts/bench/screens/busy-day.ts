// Account days of the last day end one after the other, as while a day runs: its totals are stale all the time.
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../../src/ports/store.ts';
import { accountDayOf } from './seed/outcomes.ts';
import type { SeedPlan } from './seed/plan.ts';

/** Some thirty a second, as one machine does. */
const GAP_MS = 33;

/** Writes the same records again until `work` is done, so that the store is what it was. */
export async function whileAccountsEnd<T>(store: Store, plan: SeedPlan, work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const write = async (): Promise<void> => {
    for (let index = 0; !isDone; index = (index + 1) % plan.accounts) {
      const run = accountDayOf(plan, index, { date: plan.last, day: plan.days - 1 });
      if (run !== null) await store.runs.save(run);
      await pause(GAP_MS);
    }
  };
  const writing = write();
  try {
    return await work();
  } finally {
    isDone = true;
    await writing;
  }
}
