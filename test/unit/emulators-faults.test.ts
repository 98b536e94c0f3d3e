// Every fault switch does what docs/wire-formats.md says of it, to whom it says, and nothing else.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Emulators } from '../../src/emulators/index.ts';
import {
  NOON,
  readReport,
  request,
  SOURCES,
  startOnFreePorts,
  sum,
  switchAllOff,
  switchOn,
  type ReadReport,
  type Source,
} from './emulators-support.ts';

const asked = { account: 'u1', from: '2026-11-18', to: '2026-11-20' };

let now = NOON;
let emulators: Emulators;
beforeAll(async () => {
  emulators = await startOnFreePorts({ clock: () => new Date(now) });
});
afterAll(async () => emulators.close());
afterEach(async () => {
  now = NOON;
  await switchAllOff(emulators);
});

const ask = (source: Source, changes: Partial<typeof asked> = {}): Promise<Response> =>
  fetch(request(emulators.urls, source, { ...asked, ...changes }), { signal: AbortSignal.timeout(5_000) });
const statusOf = async (source: Source, changes: Partial<typeof asked> = {}): Promise<number> =>
  (await ask(source, changes)).status;
const read = (source: Source): Promise<ReadReport> => readReport(emulators.urls, source, asked);
const readUnder = async (source: Source, fault: Readonly<Record<string, unknown>>): Promise<ReadReport> => {
  await switchOn(emulators, { source, account: 'u1', ...fault });
  return read(source);
};
const on = (report: ReadReport, date: string): ReadReport['rows'] => report.rows.filter((row) => row.date === date);

describe('a fault acts', () => {
  test('at its source, account and date only', async () => {
    await switchOn(emulators, { source: 'app-store-2', account: 'u1', date: '2026-11-20', kind: 'status-500' });
    expect(await statusOf('app-store-2')).toBe(500);
    expect(await statusOf('app-store-2', { to: '2026-11-19' })).toBe(200);
    expect(await statusOf('app-store-2', { account: 'u2' })).toBe(200);
    expect(await statusOf('app-store-1')).toBe(200);
  });

  test('everywhere when its source is *', async () => {
    await switchOn(emulators, { source: '*', kind: 'status-500' });
    for (const source of SOURCES) expect(await statusOf(source)).toBe(500);
    expect((await fetch(`${emulators.urls.ratesA}/v1/2026-11-20`)).status).toBe(500);
    expect((await fetch(`${emulators.urls.ratesB}/stats/eurofxref/eurofxref-daily.xml`)).status).toBe(500);
  });

  test('as often as it says, and on later ones only when the first has let them through', async () => {
    await switchOn(emulators, { source: 'app-store-1', kind: 'status-429', times: 2 });
    await switchOn(emulators, { source: 'app-store-1', kind: 'status-500', times: 1 });
    const seen = [];
    for (let index = 0; index < 4; index += 1) seen.push(await statusOf('app-store-1'));
    expect(seen).toEqual([429, 429, 500, 200]);
  });

  test('on its share of the requests, the same ones for the same seed', async () => {
    const pattern = async (seed: number): Promise<string> => {
      await switchOn(emulators, { source: 'app-store-1', kind: 'status-500', share: 0.3, seed });
      let seen = '';
      for (let index = 0; index < 200; index += 1) seen += (await statusOf('app-store-1')) === 500 ? 'x' : '.';
      await switchAllOff(emulators);
      return seen;
    };
    const first = await pattern(7);
    expect(await pattern(7)).toBe(first);
    expect(await pattern(8)).not.toBe(first);
    const share = first.replaceAll('.', '').length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('on requests of an account that do not depend on what other accounts ask meanwhile', async () => {
    const fault = { source: 'app-store-1', kind: 'status-500', share: 0.3, seed: 7 };
    const pattern = async (others: number): Promise<string> => {
      await switchOn(emulators, fault);
      let seen = '';
      for (let index = 0; index < 40; index += 1) {
        for (let other = 0; other < others; other += 1) await statusOf('app-store-1', { account: `other-${other}` });
        seen += (await statusOf('app-store-1', { account: 'u1' })) === 500 ? 'x' : '.';
      }
      await switchAllOff(emulators);
      return seen;
    };
    expect(await pattern(2)).toBe(await pattern(0));
  });

  test('until it is taken back, and is listed with how often it acted', async () => {
    const id = await switchOn(emulators, { source: 'app-store-1', kind: 'status-500' });
    await statusOf('app-store-1');
    const control = `${emulators.urls.adExchange}/__emulator/faults`;
    expect(await (await fetch(control)).json()).toEqual({
      faults: [{ id, source: 'app-store-1', kind: 'status-500', acted: 1 }],
    });
    expect((await fetch(`${control}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${control}/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect(await statusOf('app-store-1')).toBe(200);
  });
});

describe('the transport fault', () => {
  test('latency answers that much later', async () => {
    await switchOn(emulators, { source: 'app-store-1', kind: 'latency', ms: 120 });
    const start = performance.now();
    expect(await statusOf('app-store-1')).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  });

  test('status-429 says when to come back', async () => {
    await switchOn(emulators, { source: 'app-store-3', kind: 'status-429', retryAfterSeconds: 17 });
    const response = await ask('app-store-3');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '17']);
    expect(await response.json()).toMatchObject({ error: { code: 'rate_limited' } });
  });

  test('unauthorized refuses good credentials', async () => {
    await switchOn(emulators, { source: 'ad-exchange', kind: 'unauthorized' });
    expect(await statusOf('ad-exchange')).toBe(401);
  });

  test('reset closes the connection without an answer', async () => {
    await switchOn(emulators, { source: 'app-store-1', kind: 'reset' });
    await expect(ask('app-store-1')).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    });
  });

  test('hang and latency hold the answer back, and closing the emulators lets go of both', async () => {
    const own = await startOnFreePorts();
    await switchOn(own, { source: 'app-store-1', kind: 'hang' });
    await switchOn(own, { source: 'app-store-2', kind: 'latency', ms: 600_000 });
    const waiting = (['app-store-1', 'app-store-2'] as const).map((source) =>
      fetch(request(own.urls, source, asked)).then(
        () => 'answered',
        () => 'closed',
      ),
    );
    const counted = async (): Promise<unknown> => (await fetch(`${own.urls.ratesA}/__emulator/requests`)).json();
    await expect.poll(counted).toMatchObject({ counts: { 'app-store-1': 1, 'app-store-2': 1 } });
    await own.close();
    expect(await Promise.all(waiting)).toEqual(['closed', 'closed']);
  });

  test.each([...SOURCES, 'rates-b'] as const)('truncated breaks the answer off half way: %s', async (source) => {
    const wanted =
      source === 'rates-b'
        ? new Request(`${emulators.urls.ratesB}/stats/eurofxref/eurofxref-hist-90d.xml`)
        : request(emulators.urls, source, asked);
    const whole = (await (await fetch(wanted.clone())).arrayBuffer()).byteLength;
    await switchOn(emulators, { source, kind: 'truncated' });
    const response = await fetch(wanted);
    expect(Number(response.headers.get('content-length'))).toBe(whole);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  test('leaves the emulators alive, whatever was switched on', async () => {
    for (const kind of ['reset', 'truncated', 'wrong-schema', 'status-500']) {
      await switchOn(emulators, { source: '*', kind, times: 4 });
    }
    for (let index = 0; index < 4; index += 1) {
      for (const source of SOURCES)
        await ask(source)
          .then((response) => response.arrayBuffer())
          .catch(() => null);
    }
    await switchAllOff(emulators);
    for (const source of SOURCES) expect(await statusOf(source)).toBe(200);
  });
});

describe.each(SOURCES)('the report fault at %s', (source) => {
  test('wrong-schema answers in a shape that is not documented', async () => {
    await expect(readUnder(source, { kind: 'wrong-schema' })).rejects.toThrow(/Invalid input|unrecognized/i);
  });

  test('wrong-currency states another currency over the same rows', async () => {
    const calm = await read(source);
    expect(await readUnder(source, { kind: 'wrong-currency' })).toEqual({ ...calm, currency: 'RUB' });
    await switchAllOff(emulators);
    expect(await readUnder(source, { kind: 'wrong-currency', currency: 'SEK' })).toEqual({ ...calm, currency: 'SEK' });
  });

  test('duplicate-rows sends the rows of the date twice and counts them once', async () => {
    const calm = await read(source);
    const faulty = await readUnder(source, { kind: 'duplicate-rows', date: '2026-11-20' });
    expect([faulty.count, faulty.total]).toEqual([calm.count, calm.total]);
    expect(on(faulty, '2026-11-20').length).toBe(2 * on(calm, '2026-11-20').length);
    expect(on(faulty, '2026-11-19')).toEqual(on(calm, '2026-11-19'));
    expect(new Set(faulty.rows.map(stringOf))).toEqual(new Set(calm.rows.map(stringOf)));
  });

  test('conflicting-rows sends every tenth row again with another amount', async () => {
    const autumn = { ...asked, from: '2026-09-01' };
    const calm = await readReport(emulators.urls, source, autumn);
    await switchOn(emulators, { source, kind: 'conflicting-rows' });
    const faulty = await readReport(emulators.urls, source, autumn);
    expect([faulty.count, faulty.total]).toEqual([calm.count, calm.total]);
    expect(faulty.rows.length - calm.rows.length).toBe(Math.ceil(calm.rows.length / 10));
    const known = new Set(calm.rows.map((row) => row.id));
    const extra = faulty.rows.filter((row) => !calm.rows.some((same) => stringOf(same) === stringOf(row)));
    expect(extra.length).toBe(faulty.rows.length - calm.rows.length);
    expect(extra.filter((row) => !known.has(row.id))).toEqual([]);
  });

  test('control-mismatch states a total that the rows do not add up to', async () => {
    const faulty = await readUnder(source, { kind: 'control-mismatch' });
    expect(faulty.total).not.toBe(sum(faulty.rows));
  });

  test('changed-past changes the date by its per cent and the control figures along', async () => {
    const calm = await read(source);
    const faulty = await readUnder(source, { kind: 'changed-past', date: '2026-11-19', percent: -25 });
    expect(faulty.total).toBe(sum(faulty.rows));
    expect(on(faulty, '2026-11-20')).toEqual(on(calm, '2026-11-20'));
    const change = Number(sum(on(faulty, '2026-11-19'))) / Number(sum(on(calm, '2026-11-19')));
    expect(change).toBeCloseTo(0.75, 3);
  });

  test('empty-day has no rows on the date, and says so in the control figures', async () => {
    const calm = await read(source);
    const faulty = await readUnder(source, { kind: 'empty-day', date: '2026-11-19' });
    expect(faulty.rows).toEqual(calm.rows.filter((row) => row.date !== '2026-11-19'));
    expect([faulty.count, faulty.total]).toEqual([faulty.rows.length, sum(faulty.rows)]);
  });

  test('late has no report of the date until its instant, and says when that is', async () => {
    await switchOn(emulators, { source, kind: 'late', date: '2026-11-20', until: '2026-11-21T12:00:30Z' });
    const response = await ask(source);
    expect([response.status, response.headers.get('retry-after')]).toEqual([404, '30']);
    expect(await response.json()).toMatchObject({ error: { code: 'report_not_ready' } });
    expect(await statusOf(source, { to: '2026-11-19' })).toBe(200);
    now = '2026-11-21T12:00:30Z';
    expect(await statusOf(source)).toBe(200);
  });
});

const stringOf = (row: ReadReport['rows'][number]): string => `${row.id} ${row.date} ${row.micros}`;

describe('the fault switch refuses', () => {
  test.each([
    ['a kind that is none', { source: 'app-store-1', kind: 'earthquake' }],
    ['a source that is none', { source: 'app-store-9', kind: 'hang' }],
    ['a share above one', { source: '*', kind: 'hang', share: 2 }],
    ['a date that is none', { source: '*', kind: 'hang', date: '2026-13-01' }],
    ['a field that it does not know', { source: '*', kind: 'hang', sometimes: true }],
    ['latency without a time', { source: '*', kind: 'latency' }],
    ['a missing currency without a name', { source: 'rates-a', kind: 'drop-currency' }],
    ['what can do nothing at the source', { source: 'rates-b', kind: 'duplicate-rows' }],
  ])('%s', async (_, fault) => {
    const response = await fetch(`${emulators.urls.appStore1.replace('/store-1', '')}/__emulator/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } });
  });
});

test('the emulators count the requests of each source, and none of the control ones', async () => {
  const own = await startOnFreePorts();
  await readReport(own.urls, 'app-store-3', asked);
  await fetch(`${own.urls.appStore1}/v1/sales`);
  await fetch(`${own.urls.ratesA}/v1/2026-11-20`);
  expect(await (await fetch(`${own.urls.ratesB}/__emulator/health`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${own.urls.ratesB}/__emulator/requests`)).json()).toEqual({
    counts: { 'ad-exchange': 0, 'app-store-1': 1, 'app-store-2': 0, 'app-store-3': 1, 'rates-a': 1, 'rates-b': 0 },
  });
  await own.close();
});
