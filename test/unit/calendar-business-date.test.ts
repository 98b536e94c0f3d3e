// The last complete day of an account, wherever on earth it lives.
import { describe, expect, test } from 'vitest';
import { businessDateAt, isTimeZone } from '../../src/domain/calendar/business-date.ts';

describe('the business date', () => {
  // Expected values: Python 3 zoneinfo, local date minus one.
  test.each([
    ['2026-11-21T05:00:00Z', 'UTC', '2026-11-20'],
    ['2026-11-20T23:59:59.999Z', 'UTC', '2026-11-19'],
    ['2026-01-01T00:30:00+01:00', 'Europe/Berlin', '2025-12-31'],
    // the farthest zones, +14 and -11
    ['2026-11-20T09:59:59Z', 'Pacific/Kiritimati', '2026-11-19'],
    ['2026-11-20T10:00:00Z', 'Pacific/Kiritimati', '2026-11-20'],
    ['2026-11-21T10:59:59Z', 'Pacific/Pago_Pago', '2026-11-19'],
    ['2026-11-21T11:00:00Z', 'Pacific/Pago_Pago', '2026-11-20'],
    // zones of half and quarter hours
    ['2026-11-20T18:29:59Z', 'Asia/Kolkata', '2026-11-19'],
    ['2026-11-20T18:30:00Z', 'Asia/Kolkata', '2026-11-20'],
    ['2026-11-20T18:14:59Z', 'Asia/Kathmandu', '2026-11-19'],
    ['2026-11-20T18:15:00Z', 'Asia/Kathmandu', '2026-11-20'],
    // a day of 23 hours
    ['2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-27'],
    ['2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-09T03:59:59Z', 'America/New_York', '2026-03-07'],
    ['2026-03-09T04:00:00Z', 'America/New_York', '2026-03-08'],
    // a day of 25 hours
    ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-24'],
    ['2026-10-25T22:59:59Z', 'Europe/Berlin', '2026-10-24'],
    ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-25'],
    // a day without a midnight
    ['2018-11-04T02:59:59Z', 'America/Sao_Paulo', '2018-11-02'],
    ['2018-11-04T03:00:00Z', 'America/Sao_Paulo', '2018-11-03'],
  ])('at %s in %s is %s', (instant, zone, date) => {
    expect(businessDateAt(instant, zone)).toBe(date);
  });

  test.each(['', '2026-11-21', '2026-11-21T05:00:00', 'yesterday', '2026-13-21T05:00:00Z', '2026-11-21T25:00:00Z'])(
    'refuses %j, which is no instant',
    (instant) => {
      expect(() => businessDateAt(instant, 'UTC')).toThrow(expect.objectContaining({ code: 'INVALID_DATE' }));
    },
  );

  test('refuses an unknown zone and names it', () => {
    expect(() => businessDateAt('2026-11-21T05:00:00Z', 'Mars/Olympus')).toThrow(
      expect.objectContaining({ code: 'INVALID_TIME_ZONE', facts: { timeZone: 'Mars/Olympus' } }),
    );
  });
});

describe('a time zone', () => {
  test.each([
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
    'GMT',
  ])('may be %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  test.each(['', 'europe/berlin', 'utc', '+02:00', 'Europe/Nowhere', 'Berlin', ' UTC', 'local'])(
    'is never %j',
    (zone) => {
      expect(isTimeZone(zone)).toBe(false);
    },
  );
});
