// What is wrong with a value, in words for people, at the doors where it comes in.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { inWords } from '../../src/domain/problem-words.ts';
import { parseInput } from '../../src/operations/input.ts';

const wordsFor = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: inWords }).error?.issues.map(({ message }) => message);

describe('what is wrong with a value', () => {
  test.each([
    ['missing', z.string(), undefined, 'is missing'],
    ['of another kind', z.string(), 7, 'must be text'],
    ['no number', z.number(), 'seven', 'must be a number'],
    ['not whole', z.int(), 1.5, 'must be a whole number'],
    ['not in the list', z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    ['no address', z.url(), 'nonsense', 'must be a URL, such as https://example.com'],
    ['too small', z.number().min(30), 3, 'must be at least 30'],
    ['not more', z.number().gt(0), 0, 'must be more than 0'],
    ['too large', z.int().max(9), 10, 'must be at most 9'],
    ['empty', z.string().min(1), '', 'must not be empty'],
    ['too long', z.string().max(2), 'abc', 'must have at most 2 characters'],
    ['too short a list', z.array(z.int()).min(1), [], 'must have at least 1 entry'],
  ] as const)('is said of one that is %s', (_, schema, value, words) => {
    expect(wordsFor(schema, value)).toEqual([words]);
  });

  test('never repeats what was given, and leaves what a schema says itself', () => {
    expect(wordsFor(z.enum(['a', 'b']), 'secret')?.join()).not.toContain('secret');
    expect(wordsFor(z.string().min(3, 'must be a name'), '')).toEqual(['must be a name']);
  });

  test('is said so of a request, and of a variable of the environment', () => {
    expect(() => parseInput(z.object({ reason: z.string() }), {})).toThrow('reason: is missing.');
    expect(() => readConfig({ KEEP_AUDIT_DAYS: '3' })).toThrow('KEEP_AUDIT_DAYS: must be at least 30.');
    expect(() => readConfig({ AD_EXCHANGE_URL: 'nonsense' })).toThrow('AD_EXCHANGE_URL: must be a URL');
  });
});
