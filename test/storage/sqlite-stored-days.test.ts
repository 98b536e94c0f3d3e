// What keeping the read model of stored days costs: only days that were written are looked at again, however far apart they lie.
import { expect, test, vi } from 'vitest';
import { daysBetween, isIsoDate } from '../../src/domain/calendar/dates.ts';
import type { DateRange } from '../../src/ports/revenue-source.ts';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { refreshStoredDays } from '../../src/storage/sqlite/stored-days.ts';
import { sqliteRepair } from '../../src/storage/sqlite/repair.ts';
import { account, date, day, range, U1 } from './builders.ts';
import { useSqlitePlace } from './sqlite-place.ts';

const place = useSqlitePlace();

test('days that lie decades apart are kept without a look at all those between them', async () => {
  const session = await place.openSession();
  await migrate(session);
  const store = await place.open();
  await store.accounts.add(account('u1'));
  const apart = ['1970-01-01', '1970-01-03', '2026-03-10'].map((each) => ({ accountId: U1, date: date(each) }));
  await store.revenue.saveDays(apart.map((each) => day({ ...each, origin: 'import' })));
  expect(await sqliteRepair(session).coverage([U1], range('1970-01-01', '1970-01-31'))).toMatchObject([
    { given: [range('1970-01-01', '1970-01-01'), range('1970-01-03', '1970-01-03')] },
  ]);
  expect(await sqliteRepair(session).coverage([U1], range('2020-01-01', '2026-03-31'))).toMatchObject([
    { given: [range('2026-03-10', '2026-03-10')] },
  ]);

  const connection = place.connect();
  const asked = vi.spyOn(connection, 'all');
  refreshStoredDays(connection, apart);
  const looks = asked.mock.calls.flatMap(([, parameters]) => rangeOf(parameters?.[1], parameters?.[2]));
  expect(looks.map(({ from }) => from)).toContain('1970-01-01');
  expect(Math.max(...looks.map(({ from, to }) => daysBetween(from, to)))).toBeLessThan(31);
});

const rangeOf = (from: unknown, to: unknown): readonly DateRange[] =>
  typeof from === 'string' && typeof to === 'string' && isIsoDate(from) && isIsoDate(to) ? [{ from, to }] : [];
