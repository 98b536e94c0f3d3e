// How long a Retry-After header makes us wait.
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/connectors/retry-after.ts';

const NOW = new Date('2026-11-22T08:00:00.000Z');

test.each([
  ['a number of seconds', '120', 120_000],
  ['a number with spaces around it', ' 5 ', 5_000],
  ['an HTTP date to come', 'Sun, 22 Nov 2026 08:00:30 GMT', 30_000],
  ['an HTTP date in the obsolete form', 'Sunday, 22-Nov-26 08:00:30 GMT', 30_000],
  ['more than an hour in seconds: an hour', '86400', 3_600_000],
  ['more than an hour as a date: an hour', 'Mon, 23 Nov 2026 08:00:00 GMT', 3_600_000],
  ['a number beyond all counting: an hour', '9'.repeat(400), 3_600_000],
  ['no header: no hint', undefined, undefined],
  ['an empty header: no hint', '', undefined],
  ['zero: no hint, so that nobody spins', '0', undefined],
  ['a date that is past: no hint', 'Sun, 22 Nov 2026 07:59:59 GMT', undefined],
  ['a negative number: no hint', '-5', undefined],
  ['a fraction: no hint', '1.5', undefined],
  ['words: no hint', 'soon', undefined],
  ['a date that does not exist: no hint', 'Sun, 99 Nov 2026 08:00:30 GMT', undefined],
])('%s', (_name, header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
