// When a partition gives its place to the next one: nothing but waiting is left, and no provider is down for everybody.
import { describe, expect, test } from 'vitest';
import { HANGING_ACCOUNTS_MAX } from '../../src/contract/limits.ts';
import type { WaitsFor } from '../../src/contract/messages.ts';
import { Waiting } from '../../src/workflows/waiting.ts';
import { accountId } from '../helpers/builders.ts';

function waitingFor(whatFor: WaitsFor | undefined, count: number): Waiting {
  const waiting = new Waiting();
  for (let index = 0; index < count; index += 1) waiting.add(accountId(`a-${index}`), whatFor);
  return waiting;
}

describe('a partition in which everybody left waits', () => {
  test.each(['rates', 'day-end', undefined] as const)('for %s gives its place away, however many they are', (what) => {
    expect(waitingFor(what, 250).isAllThatIsLeft(250)).toBe(true);
  });

  test('for sources gives its place away only while they are few', () => {
    expect(waitingFor('sources', HANGING_ACCOUNTS_MAX).isAllThatIsLeft(HANGING_ACCOUNTS_MAX)).toBe(true);
    const many = waitingFor('sources', HANGING_ACCOUNTS_MAX + 1);
    expect(many.isAllThatIsLeft(HANGING_ACCOUNTS_MAX + 1)).toBe(false);
    many.delete(accountId('a-0'));
    expect(many.isAllThatIsLeft(HANGING_ACCOUNTS_MAX)).toBe(true);
  });

  test('counts an account that waits for something else by now only once', () => {
    const waiting = waitingFor('sources', HANGING_ACCOUNTS_MAX + 1);
    for (const id of waiting.ids) waiting.add(id, 'rates');
    expect(waiting.isAllThatIsLeft(HANGING_ACCOUNTS_MAX + 1)).toBe(true);
  });
});

test('a partition keeps its place while anybody works, and when nobody is left', () => {
  expect(waitingFor('rates', 2).isAllThatIsLeft(3)).toBe(false);
  expect(waitingFor('rates', 0).isAllThatIsLeft(0)).toBe(false);
});
