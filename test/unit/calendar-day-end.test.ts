// The midnight that ends a day, wherever that is. Expected instants from the zones' published offsets.
import { describe, expect, test } from 'vitest';
import { dayEnd, untilDayEnd } from '../../src/domain/calendar/day-end.ts';
import { isoDate } from '../helpers/builders.ts';

const endOf = (date: string, zone: string) => new Date(dayEnd(isoDate(date), zone)).toISOString();

describe('the end of a day', () => {
  test.each([
    ['2026-11-21', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['2026-11-21', 'America/Los_Angeles', '2026-11-22T08:00:00.000Z'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-02T07:00:00.000Z'],
    ['2026-11-21', 'Asia/Kolkata', '2026-11-21T18:30:00.000Z'],
    ['2026-11-21', 'Pacific/Kiritimati', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21', 'Pacific/Pago_Pago', '2026-11-22T11:00:00.000Z'],
    ['2026-03-28', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ])('%s in %s is %s', (date, zone, expected) => {
    expect(endOf(date, zone)).toBe(expected);
  });

  test('is waited for to the second, and not at all once it has passed', () => {
    const date = isoDate('2026-11-21');
    expect(untilDayEnd(date, 'America/Los_Angeles', new Date('2026-11-22T07:59:30.000Z'))).toBe(30_000);
    expect(untilDayEnd(date, 'America/Los_Angeles', new Date('2026-11-22T08:00:00.000Z'))).toBe(0);
  });
});
