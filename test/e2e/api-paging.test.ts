// Lists that can be long, read page by page: every row once, also when several share an instant, and whatever is added meanwhile.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { hold } from '../storage/forecast-builders.ts';
import { run } from '../storage/builders.ts';

let api: ApiStack;
const COUNT = 7;
const indexes = Array.from({ length: COUNT }, (_, index) => index);
/** Three at a time. */
const at = (index: number): string => `2026-11-2${Math.floor(index / 3)}T10:00:00.000Z`;

beforeAll(async () => {
  api = await startApiStack();
  for (const index of indexes) {
    await api.store.runs.save(run(`day/daily/2026-11-0${index + 1}`, { kind: 'day', startedAt: at(index) }));
    await api.store.holds.save(hold(`hold/${index}`, { openedAt: at(index) }));
    await api.store.alerts.raise({ id: `breaker/${index}`, severity: 'warning', title: 'down', detail: 'x' });
  }
  const alert = await api.store.alerts.raise({ id: 'breaker/0', severity: 'warning', title: 'down', detail: 'x' });
  await api.store.notifications.plan(
    indexes.map((index) => ({
      id: `n${index}`,
      alertId: `breaker/${index}`,
      event: 'opened' as const,
      channel: 'log' as const,
      status: 'pending' as const,
      attempts: 0,
      createdAt: at(index),
      dueAt: at(index),
      claimedBy: null,
      claimedUntil: null,
      sentAt: null,
      lastError: null,
      message: { id: `n${index}`, event: 'opened' as const, at: at(index), alert },
    })),
  );
});
afterAll(() => api?.close());

const page = z.looseObject({ next: z.string().nullable() });
const row = z.looseObject({ id: z.string() });

async function readAll(path: string, list: string, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const address: string = `${path}?limit=${limit}${after === null ? '' : `&after=${after}`}`;
    const { status, body } = await api.call('GET', address);
    expect(status).toBe(200);
    const read = page.parse(body);
    ids.push(
      ...z
        .array(row)
        .parse(read[list])
        .map(({ id }) => id),
    );
    after = read.next;
  } while (after !== null);
  return ids;
}

test.each(['/api/audit', '/api/deliveries', '/api/predict/bulk'])(
  '%s refuses a place that it never named',
  async (path) => {
    for (const after of ['', 'x', '%00', '..', '99999999', 'WyJhIiwiYiJd', 'x'.repeat(2_000)]) {
      expect(await api.call('GET', `${path}?after=${after}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', errors: [{ path: 'after' }] },
      });
    }
  },
);

describe.each([
  ['/api/runs', 'runs'],
  ['/api/holds', 'holds'],
  ['/api/alerts', 'alerts'],
  ['/api/notifications', 'notifications'],
])('%s', (path, list) => {
  test.each([1, 2, 3, COUNT, 100])('has every row once, in one order, %i at a time', async (limit) => {
    const all = await readAll(path, list, 500);
    expect(new Set(all).size).toBe(COUNT);
    expect(await readAll(path, list, limit)).toEqual(all);
  });

  test.each(['', 'nonsense', 'WyJhIl0', 'x'.repeat(2_000)])(
    'refuses a place that it never named: "%s"',
    async (after) => {
      expect(await api.call('GET', `${path}?after=${after}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', errors: [{ path: 'after' }] },
      });
    },
  );
});
