// Requests under a key, while the store comes and goes.
import { expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { answerOnce } from '../../src/operations/request-keys.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

const REQUEST = { key: 'k', about: 'POST /api/runs', body: { date: '2026-11-21' } };
const ANSWER = { status: 202, location: '/api/runs/x', body: '{"id":"x"}' };

const withoutAnswers = (store: Store): Store => ({
  ...store,
  requestKeys: {
    ...store.requestKeys,
    answer: () => Promise.reject(new MorrowError('STORE_UNREACHABLE', 'The store went away.')),
  },
});

test('what is done is told, also when the answer cannot be kept: an error would have it sent, and done, again', async () => {
  const deps = { store: withoutAnswers(await scratchStore()), clock: systemClock };
  let done = 0;
  const work = () => {
    done += 1;
    return Promise.resolve(ANSWER);
  };
  expect(await answerOnce(deps, REQUEST, work)).toEqual({ answer: ANSWER, replayed: false });
  await expect(answerOnce(deps, REQUEST, work)).rejects.toMatchObject({ code: 'REQUEST_KEY_IN_USE' });
  expect(done).toBe(1);
});
