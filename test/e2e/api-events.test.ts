// The stream of events over real HTTP: what is told, what is told again, and when it ends.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { browserOf, keyFor, required, signIn, userFor, bearer, ADMIN_KEY } from '../helpers/access.ts';
import { startApiStack, type ApiStack } from '../helpers/api-stack.ts';
import { listen, type EventStream, type Heard } from '../helpers/event-stream.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { hold, raised } from '../storage/forecast-builders.ts';
import { run } from '../storage/builders.ts';

const QUICK = { lookMs: 20, heartbeatMs: 100, recheckMs: 50 };
let api: ApiStack;
let streams: EventStream[] = [];

const start = async (options: Parameters<typeof startApiStack>[0] = {}): Promise<void> => {
  await api?.close();
  api = await startApiStack({ events: QUICK, ...options });
};
const open = async (headers: Readonly<Record<string, string>> = {}): Promise<EventStream> => {
  const stream = await listen(api.url, headers);
  streams.push(stream);
  return stream;
};
const names = (id: string) => (heard: Heard) => JSON.stringify(heard.data).includes(`"${id}"`);

beforeEach(() => start());
afterEach(async () => {
  for (const stream of streams) stream.close();
  streams = [];
  await api.close();
});

describe('what is told', () => {
  test('at first that everything has to be read, then what has changed: runs, alerts and holds', async () => {
    const stream = await open();
    await stream.event('refresh');
    expect(stream.heard[0]).toMatchObject({ event: 'refresh', data: {} });
    const id = 'day/daily/2026-11-21';
    await api.store.runs.save(
      run(id, { kind: 'day', pipeline: 'daily', accountId: null, status: 'running', finishedAt: null }),
    );
    expect((await stream.event('runs', names(id))).data).toEqual({
      changed: [{ id, status: 'running', accounts: {} }],
    });
    await api.store.holds.save(hold('hold/daily/2026-11-21/0'));
    expect((await stream.event('holds')).data).toMatchObject({
      changed: [{ id: 'hold/daily/2026-11-21/0', status: 'open' }],
    });
    await api.store.alerts.raise(raised({ id: 'breaker/app-store-1' }));
    expect((await stream.event('alerts', names('breaker/app-store-1'))).data).toMatchObject({
      changed: [{ status: 'open' }],
    });
  });

  test('a comment when there is nothing to tell', async () => {
    const stream = await open();
    await waitFor('a heartbeat', () => Promise.resolve(stream.comments.length > 0));
    expect(stream.comments[0]).toContain('still here');
  });

  test('by headers that keep proxies from holding anything back, uncompressed', async () => {
    const { status, headers } = await open({ 'accept-encoding': 'gzip' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect([headers.get('x-accel-buffering'), headers.get('cache-control'), headers.get('content-encoding')]).toEqual([
      'no',
      'no-store',
      null,
    ]);
  });
});

describe('a stream that broke', () => {
  test('goes on with what was missed', async () => {
    const keeper = await open();
    await keeper.event('refresh');
    await api.store.alerts.raise(raised({ id: 'breaker/app-store-1' }));
    const first = await keeper.event('alerts');
    await api.store.holds.save(hold('hold/daily/2026-11-21/0'));
    await keeper.event('holds');
    const again = await open({ 'last-event-id': first.id ?? '' });
    await again.event('holds');
    expect(again.heard.map(({ event }) => event)).not.toContain('refresh');
  });

  test('reads everything again when nobody knows any more what it has heard', async () => {
    const stream = await open({ 'last-event-id': 'ffffffff-7' });
    expect(await stream.event('refresh')).toBe(stream.heard[0]);
  });
});

describe('the end', () => {
  test('comes with signing out', async () => {
    await start({ access: required() });
    await userFor(api, 'anna', 'viewer');
    const { cookie, csrf } = browserOf(await signIn(api, 'anna'));
    const stream = await open({ cookie });
    await stream.event('refresh');
    await api.call('DELETE', '/api/session', { headers: { cookie, 'x-csrf-token': csrf } });
    await stream.ended;
  });

  test('comes when a key is revoked, and listening does not keep a session alive', async () => {
    let now = new Date('2026-11-22T10:00:00Z');
    await start({ access: required({ session: { idleMs: 60_000, maxMs: 3_600_000 } }), clock: { now: () => now } });
    await userFor(api, 'vera', 'viewer');
    const [key, session] = [await keyFor(api, 'viewer'), browserOf(await signIn(api, 'vera'))];
    const [program, person] = [await open(bearer(key)), await open({ cookie: session.cookie })];
    await program.event('refresh');
    const id = key.split('_')[1] ?? '';
    expect((await api.call('DELETE', `/api/keys/${id}`, { headers: bearer(ADMIN_KEY) })).status).toBeLessThan(300);
    await program.ended;
    now = new Date(now.getTime() + 61_000);
    await person.ended;
  });

  test('comes with the process, at once', async () => {
    const stream = await open();
    await stream.event('refresh');
    await api.close();
    await stream.ended;
    await start();
  });

  test('comes after its time', async () => {
    await start({ events: { ...QUICK, lifeMs: 60 } });
    await (
      await open()
    ).ended;
  });
});

describe('limits', () => {
  test('ten streams for one client; the eleventh is told when to come again, and a closed one makes room', async () => {
    for (let count = 0; count < 10; count += 1) await open();
    const [first] = streams;
    const refused = await api.call('GET', '/api/events');
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect(refused.headers['retry-after']).toBe('30');
    first?.close();
    await waitFor('room', async () => (await open()).status === 200);
  });

  test('nobody listens without being let in', async () => {
    await start({ access: required() });
    expect((await api.call('GET', '/api/events')).status).toBe(401);
  });
});
