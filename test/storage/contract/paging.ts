// What every store must do with lists that go on behind a row.
import { describe, expect, test } from 'vitest';
import { run } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { hold, raised } from '../forecast-builders.ts';

const AT = '2026-11-22T10:00:00.000Z';
const EARLIER = '2026-11-21T10:00:00.000Z';

export function pagingContract({ store }: ContractContext): void {
  describe('a list goes on behind a row', () => {
    test('of runs, also with filters and among those that began together', async () => {
      for (const [id, startedAt] of [
        ['b', AT],
        ['a', AT],
        ['c', EARLIER],
        ['d', EARLIER],
      ] as const)
        await store().runs.save(run(id, { startedAt }));
      const list = async (query: object = {}) => (await store().runs.list({ limit: 10, ...query })).map(({ id }) => id);
      expect(await list()).toEqual(['a', 'b', 'c', 'd']);
      expect(await list({ after: { at: AT, id: 'a' } })).toEqual(['b', 'c', 'd']);
      const { date } = run('a');
      expect(await list({ date, status: run('a').status, after: { at: EARLIER, id: 'c' } })).toEqual(['d']);
      expect(await list({ after: { at: EARLIER, id: 'd' } })).toEqual([]);
    });

    test('of holds and alerts', async () => {
      for (const id of ['x', 'y']) await store().holds.save(hold(id, { openedAt: AT }));
      const holds = await store().holds.list({ limit: 10, after: { at: AT, id: 'x' } });
      expect(holds.map(({ id }) => id)).toEqual(['y']);
      const [first] = [
        await store().alerts.raise(raised({ id: 'p' })),
        await store().alerts.raise(raised({ id: 'q' })),
      ];
      const after = { at: first.openedAt, id: first.id };
      expect((await store().alerts.list({ open: true, limit: 10, after })).map(({ id }) => id)).toEqual([]);
      const [newest] = await store().alerts.list({ limit: 1 });
      const rest = await store().alerts.list({
        limit: 10,
        after: { at: newest?.openedAt ?? '', id: newest?.id ?? '' },
      });
      expect(rest.map(({ id }) => id)).toEqual(['p']);
    });
  });
}
