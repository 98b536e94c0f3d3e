// What the dashboard sends when somebody presses a button again.
import { afterEach, expect, test, vi } from 'vitest';
import { postJson } from '../../src/dashboard/client/request.ts';

afterEach(() => vi.unstubAllGlobals());

const OK = () => Response.json({ id: 'day/daily/2026-11-21' }, { status: 202 });
const refused =
  (status: number, code = 'SOME') =>
  () =>
    Response.json({ code, detail: 'No.' }, { status });
const lost = (): Response => {
  throw new TypeError('Failed to fetch');
};

/** The keys of presses that are answered like this, one after the other. */
async function keysOf(answers: readonly (() => Response)[], bodyOf = (_: number): unknown => ({ date: '2026-11-21' })) {
  const keys: (string | null)[] = [];
  let press = 0;
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('idempotency-key'));
    return Promise.resolve().then(answers[press] ?? OK);
  });
  for (; press < answers.length; press += 1) await postJson('/api/runs', bodyOf(press)).catch(() => undefined);
  return keys;
}

test.each([
  ['no answer', lost],
  ['trouble of the server', refused(503)],
  ['word that the first press is still at work', refused(409, 'REQUEST_KEY_IN_USE')],
  ['too many requests', refused(429)],
  ['the end of the session', refused(401)],
])('after %s it is the same request, until it is answered', async (_, broken) => {
  const [first, second, third, next] = await keysOf([broken, broken, OK, OK]);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect([second, third]).toEqual([first, first]);
  expect(next).not.toBe(first);
});

test('after a refusal it is another one', async () => {
  const [first, second] = await keysOf([refused(409), OK]);
  expect(second).not.toBe(first);
});

test('something else is another one', async () => {
  const [first, second] = await keysOf([lost, OK], (press) => ({ date: `2026-11-2${press}` }));
  expect(second).not.toBe(first);
});
