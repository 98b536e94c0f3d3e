// What goes wrong over HTTP becomes the right error of the catalogue, for every source, and gives no secret away.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAppStore1 } from '../../src/connectors/app-store-1.ts';
import { createAppStore3 } from '../../src/connectors/app-store-3.ts';
import type { MorrowError } from '../../src/contract/errors.ts';
import {
  NOW,
  SECRETS,
  SENSOR_INTERVAL_MS,
  THE_DAY,
  U1,
  allSources,
  connection,
  failureOf,
  fullText,
  withServer,
  type Handler,
} from './connectors-raw-server.ts';

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

const errorBody = (code: string) => ({ error: { code, message: 'never to be quoted' } });

/** The failure of every source against one behaviour. */
const failuresOfAll = (handler: Handler, timeoutMs?: number): Promise<readonly MorrowError[]> =>
  withServer(handler, (baseUrl) =>
    Promise.all(allSources(baseUrl, timeoutMs).map((source) => failureOf(source.fetchReport(U1, THE_DAY)))),
  );

const fourTimes = (expected: object): unknown[] => Array.from({ length: 4 }, () => expect.objectContaining(expected));

describe('a source that answers with an error status', () => {
  const cases: readonly [string, Handler, object][] = [
    [
      'asks for patience in seconds: waits that long',
      answer(429, errorBody('rate_limited'), { 'retry-after': '7' }),
      { code: 'SOURCE_RATE_LIMITED', retryAfterMs: 7_000 },
    ],
    [
      'asks for patience until a date: waits until then',
      answer(429, errorBody('rate_limited'), { 'retry-after': new Date(NOW.getTime() + 90_000).toUTCString() }),
      { code: 'SOURCE_RATE_LIMITED', retryAfterMs: 90_000 },
    ],
    [
      'limits the rate without saying for how long: leaves the wait to the step',
      answer(429, ''),
      { code: 'SOURCE_RATE_LIMITED', retryAfterMs: undefined },
    ],
    [
      'is down for a stated time: is asked again then',
      answer(503, errorBody('internal'), { 'retry-after': '30' }),
      { code: 'SOURCE_UNAVAILABLE', retryAfterMs: 30_000 },
    ],
    [
      'fails inside: unavailable',
      answer(500, errorBody('internal')),
      { code: 'SOURCE_UNAVAILABLE', retryAfterMs: undefined },
    ],
    ['gave up waiting for us: unavailable', answer(408, ''), { code: 'SOURCE_UNAVAILABLE' }],
    ['does not know us: unauthorized', answer(401, errorBody('unauthorized')), { code: 'SOURCE_UNAUTHORIZED' }],
    ['forbids it: unauthorized', answer(403, 'no'), { code: 'SOURCE_UNAUTHORIZED' }],
    [
      'has no report yet: waits as the source says when that is longer',
      answer(404, errorBody('report_not_ready'), { 'retry-after': '120' }),
      { code: 'REPORT_NOT_READY', retryAfterMs: 120_000 },
    ],
    [
      'has no report yet and wants to be asked too soon: waits the sensor interval',
      answer(404, errorBody('report_not_ready'), { 'retry-after': '1' }),
      { code: 'REPORT_NOT_READY', retryAfterMs: SENSOR_INTERVAL_MS },
    ],
    [
      'does not know the account: rejected, with its own code',
      answer(404, errorBody('unknown_account')),
      {
        code: 'SOURCE_REJECTED_REQUEST',
        facts: expect.objectContaining({ status: 404, sourceCode: 'unknown_account' }),
      },
    ],
    [
      'calls the request malformed: rejected',
      answer(400, errorBody('bad_request')),
      { code: 'SOURCE_REJECTED_REQUEST' },
    ],
  ];

  test.each(cases)('%s', async (_name, handler, expected) => {
    expect(await failuresOfAll(handler)).toEqual(fourTimes(expected));
  });

  test('is named in the message with account, dates and status, but without what it wrote', async () => {
    const [first] = await failuresOfAll(answer(404, errorBody('unknown_account')));
    expect(first?.message).toBe(
      'The service rejects the request (HTTP 404, unknown_account): ad-exchange, account u1, 2026-11-20.',
    );
    expect(first?.facts).toEqual({
      source: 'ad-exchange',
      account: 'u1',
      from: '2026-11-20',
      to: '2026-11-20',
      status: 404,
      sourceCode: 'unknown_account',
    });
  });
});

describe('a source that does not answer properly', () => {
  const cases: readonly [string, Handler][] = [
    ['closes the connection without an answer', (request) => void request.socket.resetAndDestroy()],
    [
      'breaks off in the middle of a body of known length',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"half":', () => response.destroy());
      },
    ],
    [
      'breaks off in the middle of a chunked body',
      (_request, response) => {
        response.writeHead(200).write('{"half":', () => response.destroy());
      },
    ],
    ['answers in something that is not HTTP', (request) => void request.socket.end('SSH-2.0-OpenSSH\r\n')],
  ];

  test.each(cases)('%s: unavailable, to be tried again', async (_name, handler) => {
    const failures = await failuresOfAll(handler);
    expect(failures).toEqual(fourTimes({ code: 'SOURCE_UNAVAILABLE' }));
    expect(failures.every(({ definition }) => definition.retryable)).toBe(true);
  });

  test('and never answers: unavailable when the time is up', async () => {
    expect(await failuresOfAll(() => undefined, 50)).toEqual(
      fourTimes({ code: 'SOURCE_UNAVAILABLE', facts: expect.objectContaining({ transport: 'timeout' }) }),
    );
  });

  test('and stalls within the body: unavailable when the time is up', async () => {
    const stall: Handler = (_request, response) => void response.writeHead(200).write('{');
    expect(await failuresOfAll(stall, 50)).toEqual(
      fourTimes({ code: 'SOURCE_UNAVAILABLE', facts: expect.objectContaining({ transport: 'timeout' }) }),
    );
  });

  test('because nothing listens there: unavailable', async () => {
    const goneUrl = await withServer(
      () => undefined,
      (baseUrl) => Promise.resolve(baseUrl),
    );
    const failures = await Promise.all(allSources(goneUrl).map((source) => failureOf(source.fetchReport(U1, THE_DAY))));
    expect(failures).toEqual(fourTimes({ code: 'SOURCE_UNAVAILABLE' }));
  });

  test('because the host has no address: unavailable', async () => {
    const failure = await failureOf(
      allSources('http://morrow.invalid')[0]?.fetchReport(U1, THE_DAY) ?? Promise.resolve(),
    );
    expect(failure.code).toBe('SOURCE_UNAVAILABLE');
  });
});

describe('a source that answers in a form we do not know', () => {
  const cases: readonly [string, Handler][] = [
    ['sends a web page', answer(200, '<html>Sign in</html>')],
    ['sends nothing', answer(200, '')],
    ['sends bytes that are no UTF-8', (_request, response) => void response.end(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
  ];

  test.each(cases)('%s: schema invalid, not tried again', async (_name, handler) => {
    const failures = await failuresOfAll(handler);
    expect(failures).toEqual(fourTimes({ code: 'SOURCE_SCHEMA_INVALID' }));
    expect(failures.some((failure) => fullText(failure).includes('Sign in'))).toBe(false);
  });

  test('sends JSON of another shape: the reader of its dialect refuses it and names the source', () => {
    for (const source of allSources('http://127.0.0.1:1')) {
      expect(() => source.readReport({ pages: ['{"hello":"world"}'] })).toThrow(
        expect.objectContaining({
          code: 'SOURCE_SCHEMA_INVALID',
          facts: expect.objectContaining({ source: source.id }),
        }),
      );
    }
  });

  test('sends a gzip file that unpacks to more than a report may have: refused before it fills the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    const failure = await withServer(
      (_request, response) => void response.end(bomb),
      (baseUrl) => failureOf(store3(baseUrl).fetchReport(U1, THE_DAY)),
    );
    expect(failure).toMatchObject({ code: 'SOURCE_SCHEMA_INVALID', facts: { transport: 'too-large' } });
  });

  test('sends a gzip file without its end: unavailable, because the next one may be whole', async () => {
    const file = gzipSync('{"export":{}}');
    const failure = await withServer(
      (_request, response) => void response.end(file.subarray(0, file.length - 10)),
      (baseUrl) => failureOf(store3(baseUrl).fetchReport(U1, THE_DAY)),
    );
    expect(failure.code).toBe('SOURCE_UNAVAILABLE');
  });

  test('sends more than a body may have: refused while it comes', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const endless: Handler = (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pour);
      pour();
    };
    const failure = await withServer(endless, (baseUrl) => failureOf(store1(baseUrl).fetchReport(U1, THE_DAY)));
    expect(failure).toMatchObject({ code: 'SOURCE_SCHEMA_INVALID', facts: { transport: 'too-large' } });
  });
});

const store1 = (baseUrl: string, key = SECRETS.key) =>
  createAppStore1({ ...connection(baseUrl), credentials: { key } });
const store3 = (baseUrl: string) =>
  createAppStore3({ ...connection(baseUrl), credentials: { user: SECRETS.user, password: SECRETS.password } });

describe('credentials', () => {
  test('do not follow a redirect to another host', async () => {
    let visitors = 0;
    const failures = await withServer(
      (_request, response) => {
        visitors += 1;
        response.end('{}');
      },
      (elsewhere) => failuresOfAll(answer(302, '', { location: `${elsewhere}/steal` })),
    );
    expect(failures).toEqual(fourTimes({ code: 'SOURCE_REJECTED_REQUEST' }));
    expect(visitors).toBe(0);
  });

  test('that no header can carry are a matter of configuration', async () => {
    const failure = await failureOf(store1('http://127.0.0.1:1', 'key_5ecret\n').fetchReport(U1, THE_DAY));
    expect(failure.code).toBe('SOURCE_NOT_CONFIGURED');
    expect(fullText(failure)).not.toContain('5ecret');
  });

  test('are in no error, whatever the source answers, even when it sends them back', async () => {
    const basic = Buffer.from(`${SECRETS.user}:${SECRETS.password}`).toString('base64');
    const { token, key, password } = SECRETS;
    const secretsBySource = [[token], [key], [token], [password, basic]];
    const secrets = secretsBySource.flat();
    const behaviour = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      code: fc.constantFrom(...secrets, 'rate_limited', 'report_not_ready', `x_${password}`),
      retryAfter: fc.option(fc.constantFrom('1', 'soon', ...secrets), { nil: undefined }),
      garbage: fc.boolean(),
      cut: fc.boolean(),
    });
    type Behaviour = typeof behaviour extends fc.Arbitrary<infer Value> ? Value : never;
    let current: Behaviour = { status: 500, code: '', retryAfter: undefined, garbage: false, cut: false };
    const mirror: Handler = (request, response) => {
      const echo = JSON.stringify({ ...errorBody(current.code), headers: request.headers, nextPageToken: 1, links: 1 });
      const headers = current.retryAfter === undefined ? {} : { 'retry-after': current.retryAfter };
      response.writeHead(current.status, { ...headers, location: `/${request.headers.authorization ?? ''}` });
      if (current.cut) response.write(echo.slice(0, -3), () => response.destroy());
      else response.end(current.garbage ? `<${echo}` : echo);
    };
    await withServer(mirror, (baseUrl) =>
      fc.assert(
        fc.asyncProperty(behaviour, async (next) => {
          current = next;
          const outcomes = await Promise.allSettled(
            allSources(baseUrl).map((source) => source.fetchReport(U1, THE_DAY)),
          );
          for (const [index, outcome] of outcomes.entries()) {
            const shown = outcome.status === 'rejected' ? fullText(outcome.reason) : '';
            expect(secretsBySource[index]?.filter((secret) => shown.includes(secret))).toEqual([]);
          }
        }),
        { seed: 20261122, numRuns: 150 },
      ),
    );
  });
});

describe('a caller that cancels', () => {
  test('gets its own reason back at once, also while the answer is awaited', async () => {
    const reason = new Error('The step was cancelled.');
    await withServer(
      () => controller.abort(reason),
      async (baseUrl) => {
        await expect(store1(baseUrl).fetchReport(U1, THE_DAY, controller.signal)).rejects.toBe(reason);
        await expect(store1(baseUrl).fetchReport(U1, THE_DAY, controller.signal)).rejects.toBe(reason);
      },
    );
  });
  const controller = new AbortController();
});
