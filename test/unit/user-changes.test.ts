// Users that two people change at once. Hashing a password takes a while, in which much can happen.
import { describe, expect, test } from 'vitest';
import { toMorrowError } from '../../src/contract/errors.ts';
import { addUser, changeUser, listUsers, removeUser } from '../../src/operations/access/users.ts';
import { operationsStack } from '../helpers/operations-stack.ts';

const BERT = { name: 'bert', role: 'operator', password: 'correct horse battery' };
const NEW = { password: 'another horse battery' };

async function withBert() {
  const deps = await operationsStack();
  await addUser(deps, BERT);
  return deps;
}

describe('while a new password is hashed', () => {
  test('a user that is removed does not come back', async () => {
    const deps = await withBert();
    const changing = changeUser(deps, 'bert', NEW).catch((error: unknown) => toMorrowError(error).code);
    await removeUser(deps, 'bert');
    expect(await changing).toBe('USER_NOT_FOUND');
    expect(await listUsers(deps)).toEqual([]);
  });

  test('a user that is disabled, or gets another role, stays so', async () => {
    const deps = await withBert();
    const [before] = await deps.store.access.users.list();
    const changing = changeUser(deps, 'bert', NEW);
    await changeUser(deps, 'bert', { status: 'disabled', role: 'viewer' });
    expect(await changing).toMatchObject({ status: 'disabled', role: 'viewer' });
    const [after] = await deps.store.access.users.list();
    expect(after).toMatchObject({ status: 'disabled', role: 'viewer' });
    expect(after?.password).not.toBe(before?.password);
  });
});

test('many changes of different fields at once lose none', async () => {
  const deps = await withBert();
  await Promise.all([changeUser(deps, 'bert', { role: 'admin' }), changeUser(deps, 'bert', { status: 'disabled' })]);
  expect(await listUsers(deps)).toMatchObject([{ role: 'admin', status: 'disabled' }]);
});
