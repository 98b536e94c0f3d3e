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

test('a failure is told', async () => {
  const failing = (item: number) => (item === 2 ? Promise.reject(new Error('no answer')) : Promise.resolve(item));
  await expect(mapFewAtATime([1, 2, 3], 1, failing)).rejects.toThrow('no answer');
});
