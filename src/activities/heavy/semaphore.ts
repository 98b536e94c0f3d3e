// A bounded number of things at a time, first come first served; those that somebody waits for before the others.

export interface Semaphore {
  /** Waits for a place, keeps it while `work` runs, and gives it to the next one whatever came of it. */
  hold<T>(work: () => Promise<T>, turn?: Turn): Promise<T>;
}

export interface Turn {
  /** True: before all that are not. */
  readonly urgent?: boolean;
}

export function createSemaphore(places: number): Semaphore {
  const urgentQueue: (() => void)[] = [];
  const queue: (() => void)[] = [];
  let free = places;
  const take = async ({ urgent = false }: Turn): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => (urgent ? urgentQueue : queue).push(resolve));
  };
  // A place goes straight to the next in the queue, so that nobody who comes meanwhile overtakes it.
  const giveBack = (): void => {
    const next = urgentQueue.shift() ?? queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async hold(work, turn = {}) {
      await take(turn);
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
