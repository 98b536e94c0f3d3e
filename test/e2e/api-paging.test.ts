// Lists that can be long, read page by page: every row once, also when several share an instant, and whatever is added meanwhile.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '../../src/api/create-api.ts';
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

const wordOf = (...place: readonly string[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Well-formed, of an instant or a date that no calendar has. */
const NEVER: Readonly<Record<string, string>> = {
  '/api/audit': '2026-13-40T10:00:00.000Z/000001-0a1b2c',
  '/api/deliveries': '2026-13-40/u1/1',
  '/api/predict/bulk': '20261340T100000000Z-0a1b2c3d',
};

test.each(Object.keys(NEVER))('%s refuses a place that it never named', async (path) => {
  const never = encodeURIComponent(NEVER[path] ?? '');
  for (const after of ['', 'x', '%00', '..', '99999999', 'WyJhIiwiYiJd', 'x'.repeat(2_000), never]) {
    expect(await api.call('GET', `${path}?after=${after}`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CURSOR', errors: [{ path: 'after' }] },
    });
  }
});

describe('every list that is read page by page', () => {
  /** Not the steps of a run, which Temporal is asked for, before any place. */
  const paged = apiRoutes('test')
    .filter(({ query }) => query instanceof z.ZodObject && 'after' in query.shape)
    .filter(({ path }) => !path.endsWith('/steps'));
  const addressOf = (path: string): string =>
    path.replace(':id', encodeURIComponent(path.includes('holds') ? 'hold/0' : 'day/daily/2026-11-01'));
  /** Some lists are asked for something besides. */
  const MORE: Readonly<Record<string, string>> = {
    '/api/accuracy': '&by=account',
    '/api/tiles': '&from=2026-11-01&to=2026-11-20',
  };
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.base64String(),
    fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 3 }).map((parts) => wordOf(...parts)),
    fc
      .tuple(fc.constantFrom('2026-11-20T10:00:00.000Z', '2026-99-99T99:99:99.999Z'), fc.string())
      .map((place) => wordOf(...place)),
  );

  test('there are many of them', () => expect(paged.length).toBeGreaterThan(10));

  test.each(paged.map(({ path }) => path))('%s takes any text for a place, or refuses it as none', async (path) => {
    const property = fc.asyncProperty(anything, async (after) => {
      const asked = `${addressOf(path)}?after=${encodeURIComponent(after.replaceAll(/\p{Surrogate}/gu, '?'))}${MORE[path] ?? ''}`;
      const { status, body } = await api.call('GET', asked);
      expect([200, 400], JSON.stringify(body)).toContain(status);
      if (status === 400) expect(body).toMatchObject({ code: 'INVALID_CURSOR' });
    });
    await fc.assert(property, { seed: 20_261_126, numRuns: 60, endOnFailure: true });
  });
});

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

  test.each([
    '',
    'nonsense',
    'WyJhIl0',
    'x'.repeat(2_000),
    wordOf('yesterday', 'x'),
    wordOf('2026-13-40T10:00:00.000Z', 'x'),
    wordOf('2026-11-20T10:00:00.000Z', '\ud800'),
    wordOf('2026-11-20T10:00:00.000Z', 'x', 'y'),
  ])('refuses a place that it never named: "%s"', async (after) => {
    expect(await api.call('GET', `${path}?after=${after}`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CURSOR', errors: [{ path: 'after' }] },
    });
  });
});
