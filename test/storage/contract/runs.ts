// Run records: replaced as the run goes on, listed newest first, counted for a day.
import { describe, expect, test } from 'vitest';
import { accountDayId } from '../../../src/contract/workflow-ids.ts';
import type { RunQuery } from '../../../src/ports/store.ts';
import { account, accountId, date, DAY, run } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

export function runsContract({ store }: ContractContext): void {
  describe('runs', () => {
    test.each([
      run('plain'),
      run('day/daily/2026-03-10/eu', {
        kind: 'day',
        accountId: null,
        cohort: 'eu',
        status: 'running',
        finishedAt: null,
        summary: null,
      }),
      run('failed', { status: 'failed', errorCode: 'RATE_MISSING', errorMessage: 'No rate for RUB.' }),
      run('retrain/2026-03-10', { kind: 'retrain', accountId: null, status: 'completed' }),
      run('waits', { status: 'staged' }),
      run('kept', { status: 'held' }),
      run('odd', { summary: { 'a.b': 1, $c: ['x', null, { deep: true }], text: '💶' } }),
    ])('come back as they were recorded: $id', async (saved) => {
      await store().runs.save(saved);
      expect(await store().runs.find(saved.id)).toEqual(saved);
    });

    test('are replaced when they go on', async () => {
      await store().runs.save(run('r', { status: 'running', finishedAt: null }));
      await store().runs.save(run('r', { status: 'published' }));
      expect(await store().runs.find('r')).toEqual(run('r', { status: 'published' }));
      expect(await store().runs.find('unknown')).toBeNull();
      expect(await store().runs.list({ limit: 10 })).toHaveLength(1);
    });

    test('are ended as the very ones that were read: neither one that has ended nor one that began since is touched', async () => {
      const before = run('r', { kind: 'day', accountId: null, status: 'running', finishedAt: null });
      const again = { ...before, startedAt: '2026-03-11T05:00:00.000Z' };
      const ending = {
        status: 'cancelled',
        errorCode: 'CANCELLED',
        errorMessage: 'Stopped.',
        finishedAt: '2026-03-11T06:00:00.000Z',
      } as const;
      await store().runs.save(again);
      expect(await store().runs.end(before, ending)).toBe(false);
      expect(await store().runs.find('r')).toEqual(again);
      expect(await store().runs.end(again, ending)).toBe(true);
      expect(await store().runs.find('r')).toEqual({ ...again, ...ending });
      expect(await store().runs.end(again, { ...ending, errorMessage: 'Twice.' })).toBe(false);
      expect(await store().runs.find('r')).toEqual({ ...again, ...ending });
    });

    test('tell which accounts failed on a day: those are listed and counted, page by page, and nobody else', async () => {
      const day = { kind: 'account-day', pipeline: 'daily', date: DAY } as const;
      for (const id of ['a', 'b', 'c', 'd', 'old']) {
        await store().accounts.save(
          account(id, { cohort: id === 'd' ? 'us' : 'eu', status: id === 'old' ? 'archived' : 'active' }),
        );
        await store().runs.save(
          run(`run-${id}`, { ...day, accountId: accountId(id), status: id === 'b' ? 'published' : 'failed' }),
        );
      }
      await store().runs.save(
        run('other-day', { ...day, date: date('2026-03-11'), accountId: accountId('b'), status: 'failed' }),
      );
      const failedOn = { pipeline: 'daily', date: DAY } as const;
      const { listIds, count } = store().accounts;
      expect(await listIds({ failedOn }, { after: null, limit: 10 })).toEqual(['a', 'c', 'd']);
      expect(await listIds({ failedOn, cohort: 'eu' }, { after: accountId('a'), limit: 10 })).toEqual(['c']);
      expect(await count({ failedOn, accounts: [accountId('a'), accountId('b')] })).toBe(1);
      expect(await count({ failedOn: { ...failedOn, pipeline: 'revenue' } })).toBe(0);
    });

    test('with a summary above 16 KB are refused', async () => {
      const summary = { rows: 'x'.repeat(17_000) };
      await expect(async () => store().runs.save(run('r', { summary }))).rejects.toMatchObject({
        code: 'PAYLOAD_TOO_LARGE',
      });
      expect(await store().runs.find('r')).toBeNull();
    });

    test.each<{ query: Omit<RunQuery, 'limit'>; expected: readonly string[] }>([
      { query: {}, expected: ['r5', 'r4', 'r3', 'r2', 'r1'] },
      { query: { kind: 'account-day' }, expected: ['r5', 'r2', 'r1'] },
      { query: { status: 'failed' }, expected: ['r5', 'r3'] },
      { query: { accountId: accountId('u2') }, expected: ['r5', 'r2'] },
      { query: { date: date('2026-03-11') }, expected: ['r4'] },
      { query: { dates: { from: date('2026-03-09'), to: date('2026-03-10') } }, expected: ['r5', 'r3', 'r2', 'r1'] },
      {
        query: { dates: { from: date('2026-03-11'), to: date('2026-03-12') }, kind: 'housekeeping' },
        expected: ['r4'],
      },
      { query: { dates: { from: date('2026-03-12'), to: date('2026-03-13') } }, expected: [] },
      { query: { pipeline: 'retrain', kind: 'account-day' }, expected: ['r2'] },
      { query: { pipeline: 'none' }, expected: [] },
    ])('are listed newest start first: $query', async ({ query, expected }) => {
      const startedAt = (minute: number) => `2026-03-11T04:0${minute}:00.000Z`;
      await store().runs.save(run('r2', { startedAt: startedAt(2), accountId: accountId('u2'), pipeline: 'retrain' }));
      await store().runs.save(run('r1', { startedAt: startedAt(1) }));
      await store().runs.save(
        run('r4', { startedAt: startedAt(4), kind: 'housekeeping', accountId: null, date: date('2026-03-11') }),
      );
      await store().runs.save(run('r3', { startedAt: startedAt(3), kind: 'day', accountId: null, status: 'failed' }));
      await store().runs.save(run('r5', { startedAt: startedAt(5), accountId: accountId('u2'), status: 'failed' }));
      expect((await store().runs.list({ ...query, limit: 10 })).map(({ id }) => id)).toEqual(expected);
      expect((await store().runs.list({ ...query, limit: 2 })).map(({ id }) => id)).toEqual(expected.slice(0, 2));
    });

    test('of account days move on together, those that have one of the statuses', async () => {
      const statuses = { a: 'staged', b: 'held', c: 'failed', d: 'published' } as const;
      const ids = Object.keys(statuses).map(accountId);
      for (const [id, status] of Object.entries(statuses)) {
        const owner = accountId(id);
        await store().runs.save(run(accountDayId('daily', DAY, owner), { accountId: owner, status }));
      }
      const other = accountDayId('daily', date('2026-03-09'), accountId('a'));
      await store().runs.save(run(other, { accountId: accountId('a'), date: date('2026-03-09'), status: 'staged' }));
      const move = { pipeline: 'daily', date: DAY, accounts: ids, from: ['staged', 'held'], to: 'published' } as const;
      expect(await store().runs.moveAccountDays({ ...move, accounts: [accountId('a'), accountId('none')] })).toBe(1);
      expect(await store().runs.moveAccountDays(move)).toBe(1);
      expect(await store().runs.moveAccountDays(move)).toBe(0);
      const found = await Promise.all(ids.map((id) => store().runs.find(accountDayId('daily', DAY, id))));
      expect(found.map((record) => record?.status)).toEqual(['published', 'published', 'failed', 'published']);
      expect(found[0]).toMatchObject({ summary: { sources: 3 }, finishedAt: '2026-03-11T04:00:01.000Z' });
      expect(await store().runs.find(other)).toMatchObject({ status: 'staged' });
    });

    test('of a day are counted by status, for the wanted accounts', async () => {
      for (const id of ['a', 'b', 'c']) await store().accounts.save(account(id, { cohort: id === 'c' ? 'jp' : 'eu' }));
      await store().accounts.save(account('old', { cohort: 'eu', status: 'archived' }));
      await store().runs.save(run('a', { accountId: accountId('a') }));
      await store().runs.save(run('b', { accountId: accountId('b'), status: 'failed' }));
      await store().runs.save(run('c', { accountId: accountId('c') }));
      await store().runs.save(run('old', { accountId: accountId('old') }));
      await store().runs.save(run('other-day', { accountId: accountId('a'), date: date('2026-03-09') }));
      await store().runs.save(run('other-pipeline', { accountId: accountId('a'), pipeline: 'retrain' }));
      await store().runs.save(run('the-day', { accountId: null, kind: 'day' }));
      expect(await store().runs.countAccountDays('daily', DAY, {})).toEqual({ published: 2, failed: 1 });
      expect(await store().runs.countAccountDays('daily', DAY, { cohort: 'eu' })).toEqual({ published: 1, failed: 1 });
      expect(await store().runs.countAccountDays('daily', DAY, { accounts: [accountId('c')] })).toEqual({
        published: 1,
      });
      expect(await store().runs.countAccountDays('daily', DAY, { cohort: 'eu', includeArchived: true })).toEqual({
        published: 2,
        failed: 1,
      });
      expect(await store().runs.countAccountDays('daily', date('2026-01-01'), {})).toEqual({});
    });

    test('of a day that failed are counted by cause, for the wanted accounts', async () => {
      for (const id of ['a', 'b', 'c']) await store().accounts.save(account(id, { cohort: id === 'c' ? 'jp' : 'eu' }));
      const failed = { status: 'failed', errorCode: 'SOURCE_UNAVAILABLE' } as const;
      await store().runs.save(run('a', { accountId: accountId('a'), ...failed }));
      await store().runs.save(run('b', { accountId: accountId('b'), ...failed, errorCode: null }));
      await store().runs.save(run('c', { accountId: accountId('c'), ...failed }));
      await store().runs.save(run('a-yesterday', { accountId: accountId('a'), ...failed, date: date('2026-03-09') }));
      await store().runs.save(run('a-done', { accountId: accountId('a') }));
      await store().runs.save(run('the-day', { accountId: null, kind: 'day', ...failed }));
      expect(await store().runs.countFailures('daily', DAY, {})).toEqual({ INTERNAL: 1, SOURCE_UNAVAILABLE: 2 });
      expect(await store().runs.countFailures('daily', DAY, { cohort: 'jp' })).toEqual({ SOURCE_UNAVAILABLE: 1 });
      expect(await store().runs.countFailures('daily', date('2026-01-01'), {})).toEqual({});
    });
  });
}
