// A bounded number of things at a time, first come first served.

export interface Semaphore {
  /** Waits for a place, keeps it while `work` runs, and gives it to the next one whatever came of it. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

export function createSemaphore(places: number): Semaphore {
  const queue: (() => void)[] = [];
  let free = places;
  const take = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  // A place goes straight to the next in the queue, so that nobody who comes meanwhile overtakes it.
  const giveBack = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async hold(work) {
      await take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
