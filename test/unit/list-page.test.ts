// Places in lists: only one that a list can have named is taken.
import { expect, test } from 'vitest';
import { auditCursor } from '../../src/operations/audit.ts';
import { bulkCursor } from '../../src/operations/bulk-predictions.ts';
import { deliveryCursor } from '../../src/operations/deliveries.ts';

test.each([
  ['2026-02-28', true],
  ['2026-02-30', false],
  ['2026-13-40', false],
])('a place of the day %s can have been named: %s', (date, isPlace) => {
  expect(auditCursor.safeParse(`${date}T10:00:00.000Z/000001-0a1b2c`).success).toBe(isPlace);
  expect(deliveryCursor.safeParse(`${date}/u1/1`).success).toBe(isPlace);
  expect(bulkCursor.safeParse(`${date.replaceAll('-', '')}T100000000Z-0a1b2c3d`).success).toBe(isPlace);
});
