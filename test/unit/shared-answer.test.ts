// Many who ask at once are one question; a failure is nobody's answer later.
import { expect, test } from 'vitest';
import { shareFor } from '../../src/operations/shared-answer.ts';

const counting = (fail = false) => {
  let asked = 0;
  const ask = async (): Promise<number> => {
    asked += 1;
    if (fail) throw new Error('away');
    return asked;
  };
  return { ask, asked: () => asked };
};

test('all who ask within the time get one answer, each client its own', async () => {
  const { ask, asked } = counting();
  const shared = shareFor(60_000, ask);
  const [one, other] = [{ temporal: {} }, { temporal: {} }];
  expect(await Promise.all([shared(one), shared(one), shared(other)])).toEqual([1, 1, 2]);
  expect(await shared(one)).toBe(1);
  expect(asked()).toBe(2);
});

test('after the time it is asked again', async () => {
  const { ask } = counting();
  const shared = shareFor(0, ask);
  const deps = { temporal: {} };
  expect([await shared(deps), await shared(deps)]).toEqual([1, 2]);
});

test('a failure is told, and the next one asks again', async () => {
  const { ask, asked } = counting(true);
  const shared = shareFor(60_000, ask);
  const deps = { temporal: {} };
  await expect(shared(deps)).rejects.toThrow('away');
  await expect(shared(deps)).rejects.toThrow('away');
  expect(asked()).toBe(2);
});
