// A connection that is closed while a question is to be asked once more.
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { steadyConnection } from '../../src/temporal/steady-connection.ts';

const UNAVAILABLE = 14;
const CANCELLED = 1;

let server: Http2Server;
let address: string;
const sessions = new Set<ServerHttp2Session>();

beforeEach(async () => {
  server = createServer();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.');
  address = `127.0.0.1:${bound.port}`;
});

afterEach(async () => {
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Every question is answered with "not now". */
const refuseAll = (asked: () => void): void =>
  void server.on('stream', (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(UNAVAILABLE) },
      { endStream: true },
    );
    asked();
  });

test('who waited for the next try is told that it is over, and the process goes on', async () => {
  const connection = Connection.lazy(steadyConnection({ address }));
  const asked = new Promise<void>((resolve) => refuseAll(resolve));
  const answer = connection.workflowService.getSystemInfo({}).catch((error: unknown) => error);
  await asked;
  await connection.close();
  expect(await answer).toMatchObject({ code: CANCELLED, details: 'The connection to Temporal is closed.' });
});

test('while it is open a question is asked four times', async () => {
  let times = 0;
  refuseAll(() => (times += 1));
  const connection = Connection.lazy(steadyConnection({ address }));
  const answer = await connection.workflowService.getSystemInfo({}).catch((error: unknown) => error);
  await connection.close();
  expect(answer).toMatchObject({ code: UNAVAILABLE });
  expect(times).toBe(4);
});

test('who asks when it is closed already is told so', async () => {
  const connection = Connection.lazy(steadyConnection({ address }));
  await connection.close();
  const answer = connection.workflowService.getSystemInfo({});
  await expect(answer).rejects.toMatchObject({ code: CANCELLED, details: expect.stringContaining('closed') });
});

test('a mistake of ours is not taken for a closed connection', () => {
  const [interceptor] = steadyConnection({ address }).interceptors ?? [];
  const options = {} as Parameters<NonNullable<typeof interceptor>>[0];
  const mistaken = () => {
    throw new TypeError('Channel#createCall: method must be a string');
  };
  expect(() => interceptor?.(options, mistaken)).toThrow('must be a string');
});
