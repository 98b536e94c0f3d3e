// Work on a list, a few items at a time.

/** Each lane takes the next item when it is done with one; ends with the last item. */
export async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const line = items.values();
  const lane = async (): Promise<void> => {
    for (const item of line) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}
