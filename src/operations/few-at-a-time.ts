// Many questions, few of them at a time: a screen that shows hundreds of things must not send hundreds of calls at once.

/** In the order of the items. The first failure is the failure of all; what is under way goes on, and nobody waits for it. */
export async function mapFewAtATime<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const open = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of open) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
}
