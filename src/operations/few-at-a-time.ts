// Many questions, few of them at a time: a screen that shows hundreds of things must not send hundreds of calls at once.

/**
 * In the order of the items. The first failure is the failure of all: none is begun after it, and nobody waits for those that are
 * under way.
 */
export async function mapFewAtATime<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const open = items.entries();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const [index, item] of open) {
      results[index] = await map(item);
      if (hasFailed) return;
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, lane);
  await Promise.all(lanes).catch((error: unknown) => {
    hasFailed = true;
    throw error;
  });
  return results;
}
