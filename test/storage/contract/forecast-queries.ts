// The forecasts of a date by status: what gates and holds work on.
import { describe, expect, test } from 'vitest';
import type { AccountId } from '../../../src/domain/ids.ts';
import type { ForecastStatus } from '../../../src/domain/forecast/types.ts';
import type { AccountFilter, PageRequest, StatusQuery } from '../../../src/ports/store.ts';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import { account, accountId, date, DAY, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { forecast, forecastOf, statusChange } from '../forecast-builders.ts';

const STAGED: StatusQuery = { businessDate: DAY, statuses: ['staged'] };
const ALL: PageRequest = { after: null, limit: 100 };

export function forecastQueriesContract({ store }: ContractContext): void {
  const listIds = async (query: StatusQuery, filter: AccountFilter = {}, page = ALL) =>
    (await store().forecasts.listByStatus(query, filter, page)).map((row) => row.accountId);

  const move = (id: string, status: ForecastStatus, holdId: string | null = null) =>
    store().forecasts.setStatus([
      statusChange({ accountId: accountId(id), to: { status, holdId, findings: [], facts: null } }),
    ]);

  async function fill(ids: readonly string[]): Promise<void> {
    for (const id of ids) await store().accounts.save(account(id));
    await store().forecasts.save(ids.map((id) => forecast({ accountId: accountId(id) })));
  }

  describe('forecasts of a date', () => {
    test('are found by status, with everything they hold', async () => {
      await fill(['a', 'b', 'c', 'd']);
      await move('b', 'published');
      await move('c', 'held', 'hold-1');
      await move('d', 'held', 'hold-2');
      expect(await listIds(STAGED)).toEqual(['a']);
      expect(await listIds({ ...STAGED, statuses: ['staged', 'published'] })).toEqual(['a', 'b']);
      expect(await listIds({ ...STAGED, statuses: ['held'] })).toEqual(['c', 'd']);
      expect(await listIds({ ...STAGED, statuses: ['held'], holdId: 'hold-2' })).toEqual(['d']);
      expect(await listIds({ ...STAGED, statuses: [] })).toEqual([]);
      expect(await listIds({ ...STAGED, businessDate: date('2026-03-11') })).toEqual([]);
      const [found] = await store().forecasts.listByStatus(STAGED, {}, ALL);
      expect(found).toEqual(await store().forecasts.findLatest(accountId('a'), DAY));
    });

    test('count by their newest revision only', async () => {
      await fill(['a', 'b']);
      await move('a', 'held', 'hold-1');
      await store().forecasts.save([forecastOf('300.00', { accountId: accountId('a') })]);
      expect(await listIds({ ...STAGED, statuses: ['held'] })).toEqual([]);
      expect(await store().forecasts.listByStatus(STAGED, {}, ALL)).toMatchObject([
        { accountId: 'a', revision: 2 },
        { accountId: 'b', revision: 1 },
      ]);
    });

    test.each<{ filter: AccountFilter; expected: readonly string[] }>([
      { filter: {}, expected: ['a', 'b', 'c'] },
      { filter: { includeArchived: true }, expected: ['a', 'b', 'c', 'old'] },
      { filter: { cohort: 'eu' }, expected: ['b', 'c'] },
      { filter: { accounts: [accountId('c'), accountId('a'), accountId('old')] }, expected: ['a', 'c'] },
      { filter: { accounts: [accountId('a'), accountId('b')], cohort: 'eu' }, expected: ['b'] },
      { filter: { accounts: [] }, expected: [] },
    ])('are of the accounts that are asked for: $filter', async ({ filter, expected }) => {
      await fill(['a', 'b', 'c', 'old']);
      for (const id of ['b', 'c', 'old']) {
        await store().accounts.save(account(id, { cohort: 'eu', status: id === 'old' ? 'archived' : 'active' }));
      }
      expect(await listIds(STAGED, filter)).toEqual(expected);
    });

    test('are visited once each, page by page, whatever stands between them', async () => {
      const ids = Array.from({ length: 23 }, (_, index) => `a${String(index).padStart(2, '0')}`);
      await fill(ids);
      for (const id of ids.slice(3, 12)) await move(id, 'published');
      const again = ids.slice(14, 17).map((id) => forecastOf('1.00', { accountId: accountId(id) }));
      await store().forecasts.save(again);
      const visited: AccountId[] = [];
      for (let after: AccountId | null = null, more = true; more;) {
        const page: readonly AccountId[] = await listIds(STAGED, {}, { after, limit: 5 });
        visited.push(...page);
        more = page.length === 5;
        after = page.at(-1) ?? null;
      }
      expect(visited).toEqual([...ids.slice(0, 3), ...ids.slice(12)]);
    });

    test('of one target date come without their other days, the newest published revision of each business date', async () => {
      const target = addDays(DAY, 3);
      await store().forecasts.save([forecastOf('1.00'), forecastOf('2.00', { businessDate: addDays(DAY, 1) })]);
      expect(await store().forecasts.listForTarget(U1, target)).toEqual([]);
      await move('u1', 'published');
      await store().forecasts.save([forecastOf('9.00')]);
      const found = await store().forecasts.listForTarget(U1, target);
      expect(found).toMatchObject([
        { accountId: 'u1', businessDate: DAY, revision: 1, day: { targetDate: target, step: 3 } },
      ]);
      expect(await store().forecasts.listForTarget(U1, addDays(DAY, 300))).toEqual([]);
    });

    test('serve each target date with the newest that is published, and say what newer one is not', async () => {
      const [next, later] = [addDays(DAY, 1), addDays(DAY, 2)];
      const targets = { from: DAY, to: addDays(DAY, 9) };
      await store().forecasts.save([forecastOf('1.00'), forecastOf('2.00', { businessDate: next })]);
      expect(await store().forecasts.listServed(U1, targets)).toEqual([]);
      await move('u1', 'published');
      await store().forecasts.setStatus([
        statusChange({ businessDate: next, to: { status: 'held', findings: [], facts: null, holdId: 'h' } }),
      ]);
      const served = await store().forecasts.listServed(U1, targets);
      expect(served).toMatchObject([
        { day: { targetDate: next, step: 1, revenue: '1.00' }, newest: { businessDate: DAY, status: 'published' } },
        {
          day: { targetDate: later, step: 2 },
          newest: { businessDate: next, revision: 1, status: 'held', holdId: 'h' },
        },
        { day: { targetDate: addDays(DAY, 3), step: 3 }, newest: { businessDate: next } },
      ]);
      expect(served.map(({ businessDate, revision }) => [businessDate, revision])).toEqual(
        Array.from({ length: 3 }, () => [DAY, 1]),
      );
      expect(Object.keys(served[0] ?? {})).not.toContain('days');
    });

    test('serve the older revision of a day while the newer one waits, and nothing outside the range', async () => {
      await store().forecasts.save([forecastOf('1.00')]);
      await move('u1', 'published');
      await store().forecasts.save([forecastOf('9.00')]);
      const target = addDays(DAY, 1);
      expect(await store().forecasts.listServed(U1, { from: target, to: target })).toMatchObject([
        { revision: 1, day: { revenue: '1.00' }, newest: { revision: 2, status: 'staged', findings: [] } },
      ]);
      expect(await store().forecasts.listServed(U1, { from: addDays(DAY, 4), to: addDays(DAY, 40) })).toEqual([]);
      expect(await store().forecasts.listServed(U1, { from: target, to: DAY })).toEqual([]);
    });

    test('serve what reaches the day where the newest one is too short', async () => {
      await store().forecasts.save([forecastOf('1.00'), forecast({ businessDate: addDays(DAY, 1), days: [] })]);
      await move('u1', 'published');
      await store().forecasts.setStatus([statusChange({ businessDate: addDays(DAY, 1) })]);
      const target = addDays(DAY, 2);
      expect(await store().forecasts.listServed(U1, { from: target, to: target })).toMatchObject([
        { businessDate: DAY, day: { step: 2 }, newest: { businessDate: DAY } },
      ]);
    });

    test('are read up to and including an account', async () => {
      await fill(['a', 'b', 'c', 'd']);
      const page = { after: accountId('a'), through: accountId('c'), limit: 100 };
      expect(await listIds(STAGED, {}, page)).toEqual(['b', 'c']);
    });
  });
}
