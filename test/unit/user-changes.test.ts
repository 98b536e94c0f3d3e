// Users that two people change at once. Hashing a password takes a while, in which much can happen.
import { describe, expect, test } from 'vitest';
import { toMorrowError } from '../../src/contract/errors.ts';
import { changeOwnPassword, findSession, signIn } from '../../src/operations/access/sessions.ts';
import { addUser, changeUser, listUsers, removeUser } from '../../src/operations/access/users.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { operationsStack } from '../helpers/operations-stack.ts';

const BERT = { name: 'bert', role: 'operator', password: 'correct horse battery' };
const NEW = { password: 'another horse battery' };

const TIMES = { idleMs: 3_600_000, maxMs: 3_600_000 };
const codeOf = (error: unknown): string => toMorrowError(error).code;

async function withBert() {
  const deps = await operationsStack();
  await addUser(deps, BERT);
  return { ...deps, clock: systemClock };
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

test.each([NEW, { status: 'disabled' }, { role: 'admin' }])(
  'a change of a user that is removed meanwhile does not come to another one who is given the same name: %j',
  async (changes) => {
    const deps = await withBert();
    const { users } = deps.store.access;
    const next = { ...BERT, password: 'the battery of the next' };
    let looks = 0;
    const find: typeof users.find = async (id) => {
      looks += 1;
      if (looks === 2) {
        await removeUser(deps, 'bert');
        await addUser(deps, next);
      }
      return users.find(id);
    };
    const late = { ...deps, store: { ...deps.store, access: { ...deps.store.access, users: { ...users, find } } } };
    expect(await changeUser(late, 'bert', changes).catch(codeOf)).toBe('USER_NOT_FOUND');
    expect(await listUsers(deps)).toMatchObject([{ role: BERT.role, status: 'active' }]);
    expect(await signIn(deps, { name: 'bert', password: next.password }, TIMES)).toMatchObject({ user: 'bert' });
  },
);

test('many changes of different fields at once lose none', async () => {
  const deps = await withBert();
  await Promise.all([changeUser(deps, 'bert', { role: 'admin' }), changeUser(deps, 'bert', { status: 'disabled' })]);
  expect(await listUsers(deps)).toMatchObject([{ role: 'admin', status: 'disabled' }]);
});

/** Something happens right before a session is kept, when the password has been found right already. */
const beforeSession = <Deps extends { readonly store: Store }>(deps: Deps, meanwhile: () => Promise<unknown>): Deps => {
  const { access } = deps.store;
  const save: typeof access.sessions.save = async (session) => {
    await meanwhile();
    await access.sessions.save(session);
  };
  return { ...deps, store: { ...deps.store, access: { ...access, sessions: { ...access.sessions, save } } } };
};

describe('who signs in', () => {
  const OLD = { name: BERT.name, password: BERT.password };

  test('with a password that is changed in this moment stays outside', async () => {
    const deps = await withBert();
    const signing = signIn(
      beforeSession(deps, () => changeUser(deps, 'bert', NEW)),
      OLD,
      TIMES,
    );
    expect(await signing.catch(codeOf)).toBe('SIGN_IN_FAILED');
    const session = await signIn(deps, { ...OLD, ...NEW }, TIMES);
    expect(await findSession(deps, session.token, TIMES)).toMatchObject({ user: 'bert' });
  });

  test('and is removed in this moment is not let in as the next one of that name', async () => {
    const deps = await withBert();
    const replaced = async (): Promise<void> => {
      await removeUser(deps, 'bert');
      await addUser(deps, { ...BERT, role: 'admin', ...NEW });
    };
    expect(await signIn(beforeSession(deps, replaced), OLD, TIMES).catch(codeOf)).toBe('SIGN_IN_FAILED');
  });
});

test('a password that an admin sets meanwhile is not replaced by whoever knows the one before', async () => {
  const deps = await withBert();
  const { access } = deps.store;
  const replace: typeof access.users.replace = async (before, after) => {
    if (before.passwordAt === created?.passwordAt) await changeUser(deps, 'bert', NEW);
    return access.users.replace(before, after);
  };
  const [created] = await access.users.list();
  const late = { ...deps, store: { ...deps.store, access: { ...access, users: { ...access.users, replace } } } };
  const request = { password: BERT.password, newPassword: 'the battery of somebody' };
  const changing = changeOwnPassword(late, { user: 'bert' }, { request, times: TIMES });
  expect(await changing.catch(codeOf)).toBe('SIGN_IN_FAILED');
  expect(await signIn(deps, { name: 'bert', ...NEW }, TIMES)).toMatchObject({ user: 'bert' });
});

test('the own password is changed, and the new session counts', async () => {
  const deps = await withBert();
  const request = { password: BERT.password, newPassword: NEW.password };
  const session = await changeOwnPassword(deps, { user: 'bert' }, { request, times: TIMES });
  expect(await findSession(deps, session.token, TIMES)).toMatchObject({ user: 'bert' });
});
