// What a refusal does to the connection that it goes out on.
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { answerNotFound, answerProblems } from '../../src/api/problems.ts';
import { createLogger } from '../../src/observability/logger.ts';

async function connectionAfter(method: string, body: string): Promise<string | undefined> {
  const app = express().use(answerNotFound, answerProblems(createLogger('test', 'error')));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const asked = request({ host: '127.0.0.1', port, method, headers: { connection: 'keep-alive' } }).end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject);
  });
  expect(answer.statusCode).toBe(404);
  answer.resume();
  return answer.headers.connection;
}

test('a request without a body keeps it, also when it is refused at once', async () => {
  expect(await connectionAfter('GET', '')).toBe('keep-alive');
});

test('a body that nobody reads ends it', async () => {
  expect(await connectionAfter('POST', '{}')).toBe('close');
});
