// Never more at once than said, and every item once, in its order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapFewAtATime } from '../../src/operations/few-at-a-time.ts';

test('every item is done once, the results are in order, and never more are under way than said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 5 }), async (items, atOnce) => {
      let [underWay, most] = [0, 0];
      const results = await mapFewAtATime(items, atOnce, async (item) => {
        most = Math.max(most, (underWay += 1));
        for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
        underWay -= 1;
        return item * 2;
      });
      expect(results).toEqual(items.map((item) => item * 2));
      expect(most).toBeLessThanOrEqual(atOnce);
    }),
  );
});

test('a failure is told, and nothing is begun after it', async () => {
  const begun: number[] = [];
  const failing = (item: number) => {
    begun.push(item);
    return item === 2 ? Promise.reject(new Error('no answer')) : new Promise((resolve) => setImmediate(resolve));
  };
  await expect(mapFewAtATime([1, 2, 3, 4, 5, 6, 7], 3, failing)).rejects.toThrow('no answer');
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([1, 2, 3]);
});
