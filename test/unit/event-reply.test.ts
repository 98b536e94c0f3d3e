// A stream of events that is answered to somebody who has gone meanwhile.
import { once } from 'node:events';
import { createServer } from 'node:http';
import express, { type Request, type Response } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { sendReply } from '../../src/api/send-reply.ts';
import { waitFor } from '../helpers/wait-for.ts';

test('takes out again who has gone before it began, such as while the store was slow', async () => {
  let listening = 0;
  const open = (): (() => void) => {
    listening += 1;
    return () => void (listening -= 1);
  };
  let answered = 0;
  const answerLate = async (request: Request, response: Response): Promise<void> => {
    asked.abort();
    await once(response, 'close');
    await sendReply({ request, response, route: { method: 'get', responses: {} } }, { kind: 'events', open });
    answered += 1;
  };
  const asked = new AbortController();
  const server = createServer(express().get('/', answerLate)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(fetch(`http://127.0.0.1:${port}/`, { signal: asked.signal })).rejects.toThrow();
  await waitFor('the late answer', () => Promise.resolve(answered === 1));
  expect(listening).toBe(0);
});
