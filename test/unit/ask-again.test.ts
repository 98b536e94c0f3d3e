// What is asked again, when, and when not.
import { expect, test } from 'vitest';
import { askAgain } from '../../src/operations/ask-again.ts';

const client = { withAbortSignal: <T>(_signal: AbortSignal, ask: () => Promise<T>) => ask() };
const NEVER = new Promise<never>(() => undefined);

/** A reply for each question, in order; null and after the last: none comes. */
function scripted(...replies: readonly (string | Error | null)[]) {
  let asked = 0;
  const ask = (): Promise<string> => {
    const reply = replies[asked++] ?? NEVER;
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
  return { ask, asked: () => asked };
}

test('what is answered is asked once', async () => {
  const { ask, asked } = scripted('first', 'second');
  expect(await askAgain(client, ask, [0, 0])).toBe('first');
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked()).toBe(1);
});

test('what is not answered is asked again, as often as there are times', async () => {
  const { ask, asked } = scripted(null, null, 'third');
  expect(await askAgain(client, ask, [0, 1])).toBe('third');
  expect(asked()).toBe(3);
});

test('a refusal is an answer', async () => {
  const { ask, asked } = scripted(null, new Error('no such schedule'));
  await expect(askAgain(client, ask, [0, 60_000])).rejects.toThrow('no such schedule');
  expect(asked()).toBe(2);
});

test('questions that nobody needs any more are called off', async () => {
  const signals: AbortSignal[] = [];
  const { ask } = scripted(null, 'second');
  const noting = {
    withAbortSignal: <T>(signal: AbortSignal, question: () => Promise<T>) => {
      signals.push(signal);
      return question();
    },
  };
  await askAgain(noting, ask, [0]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});
