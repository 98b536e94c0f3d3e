// Requests that are sent twice, as clients do after a broken connection: done once, answered twice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApiStack, type Answer, type ApiStack } from '../helpers/api-stack.ts';

let api: ApiStack;
let now = new Date('2026-11-22T10:00:00Z');

const add = (key: string, id: string): Promise<Answer> =>
  api.call('POST', '/api/accounts', {
    json: { id, name: id, sources: ['ad-exchange'], currency: 'EUR' },
    headers: { 'idempotency-key': key },
  });

beforeAll(async () => {
  api = await startApiStack({ clock: { now: () => now } });
});
afterAll(() => api?.close());

describe('the same key', () => {
  test('with the same body gets the first answer, and nothing is done or written to the audit log again', async () => {
    const first = await add('once', 'a');
    const again = await add('once', 'a');
    expect(first.status).toBe(201);
    expect([again.status, again.text, again.headers.location]).toEqual([201, first.text, first.headers.location]);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(await api.store.audit.list({ subject: 'account/a', limit: 10 })).toHaveLength(1);
  });

  test('with another body is refused', async () => {
    await add('mine', 'b');
    expect(await add('mine', 'c')).toMatchObject({ status: 422, body: { code: 'REQUEST_KEY_TAKEN' } });
    expect((await api.call('GET', '/api/accounts/c')).status).toBe(404);
  });

  test('of many requests at the same time is done by one; the others are answered the same or told to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => add('crowd', 'd')));
    const kinds = new Set(answers.map(({ status }) => status));
    expect([...kinds].every((status) => status === 201 || status === 409)).toBe(true);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body)).toEqual(
      answers.filter(({ status }) => status === 409).map(() => expect.objectContaining({ code: 'REQUEST_KEY_IN_USE' })),
    );
    expect(
      answers.filter(({ headers, status }) => status === 201 && headers['idempotency-replayed'] === undefined),
    ).toHaveLength(1);
    expect((await add('crowd', 'd')).status).toBe(201);
  });

  test('on another address is another key', async () => {
    await add('shared', 'e');
    const headers = { 'idempotency-key': 'shared' };
    const archived = await api.call('POST', '/api/accounts/e/restore', { headers });
    expect(archived.status).toBe(200);
    expect(archived.headers['idempotency-replayed']).toBeUndefined();
  });

  test('after a day is a new one', async () => {
    await add('daily', 'f');
    now = new Date(now.getTime() + 25 * 60 * 60 * 1_000);
    expect(await add('daily', 'f')).toMatchObject({ status: 409, body: { code: 'ACCOUNT_EXISTS' } });
  });
});

describe('what is not kept', () => {
  test('a refusal: the same key can be used for the corrected request', async () => {
    expect((await add('again', 'WRONG')).status).toBe(400);
    expect((await add('again', 'g')).status).toBe(201);
  });

  test('an answer with a secret', async () => {
    const ask = () =>
      api.call('POST', '/api/keys', {
        json: { name: 'bot', role: 'viewer' },
        headers: { 'idempotency-key': 'secret' },
      });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).not.toBe(first.text);
  });

  test.each([
    ['a space', 'a b'],
    ['too much', 'x'.repeat(129)],
  ])('a key with %s', async (_, key) => {
    expect(await add(key, 'h')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });
});
