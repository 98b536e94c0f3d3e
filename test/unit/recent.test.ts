// What a worker keeps from one step to the next: little, and only once.
import { expect, test } from 'vitest';
import { Recent } from '../../src/activities/recent.ts';

test('what was made is handed out once, and then the store is asked', () => {
  const recent = new Recent<string>(3);
  recent.put('u1', 'judged');
  expect([recent.take('u1'), recent.take('u1'), recent.take('u2')]).toEqual(['judged', undefined, undefined]);
});

test('of more than it may keep, the oldest go', () => {
  const recent = new Recent<number>(2);
  for (const [index, id] of ['u1', 'u2', 'u1', 'u3'].entries()) recent.put(id, index);
  expect([recent.take('u1'), recent.take('u2'), recent.take('u3')]).toEqual([2, undefined, 3]);
});
