// Users: people who sign in with name and password. Made and changed by admins, by API and command line alike.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MorrowError } from '../../contract/errors.ts';
import { ROLES, USER_NAME_PATTERN, type Role } from '../../domain/access.ts';
import { USER_STATUSES, type UserRecord } from '../../ports/store.ts';
import { recordChange } from '../audit.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { hashPassword } from './passwords.ts';

type UserDeps = Pick<OperationsDeps, 'store' | 'clock'>;

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

export const userName = z
  .string()
  .regex(USER_NAME_PATTERN, 'must be 1 to 64 of a-z, 0-9, ".", "_", "@", "-", starting with a letter or digit');

export const newPassword = z
  .string()
  .min(PASSWORD_MIN, `must have at least ${PASSWORD_MIN} characters`)
  .max(PASSWORD_MAX, `must have at most ${PASSWORD_MAX} characters`);

const example = { name: 'anna', role: 'operator', password: 'correct horse battery' };

export const userRequestSchema = z
  .strictObject({ name: userName, role: z.enum(ROLES), password: newPassword })
  .refine(({ name, password }) => !password.toLowerCase().includes(name) || name.length < 4, {
    path: ['password'],
    message: 'must not contain the name',
  })
  .meta({ id: 'UserRequest', examples: [example] });

export const userChangesSchema = z
  .strictObject({ role: z.enum(ROLES), status: z.enum(USER_STATUSES), password: newPassword })
  .partial()
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'must name at least one field')
  .meta({ id: 'UserChanges', examples: [{ role: 'viewer' }] });

export interface UserView {
  readonly name: string;
  readonly role: Role;
  readonly status: UserRecord['status'];
  readonly createdAt: string;
  readonly passwordAt: string;
}

export const generatePassword = (): string => randomBytes(15).toString('base64url');

/** @throws InvalidInputError; MorrowError USER_EXISTS. */
export async function addUser(deps: UserDeps, request: unknown): Promise<UserView> {
  const { name, role, password } = parseInput(userRequestSchema, request);
  const at = deps.clock.now().toISOString();
  const hash = await hashPassword(password);
  const user: UserRecord = { id: name, role, password: hash, status: 'active', createdAt: at, passwordAt: at };
  await deps.store.access.users.add(user);
  await recordChange(deps, { action: 'user.add', subject: `user/${name}`, after: viewOf(user) });
  return viewOf(user);
}

export const listUsers = async ({ store }: Pick<UserDeps, 'store'>): Promise<readonly UserView[]> =>
  (await store.access.users.list()).map(viewOf);

/** So often a change is made anew on what others wrote meanwhile, before it is given up. */
const TRIES = 10;

/**
 * Changes the named fields only, of the user as it is by then: hashing takes a while, and whoever was removed or disabled meanwhile
 * must not come back by it, nor does it come to somebody else who has been given the name since. A new password, and disabling,
 * end the user's sessions; a new role counts from the next request.
 * @param proven whose password was found right; absent: somebody changes it who need not know it.
 * @throws InvalidInputError; MorrowError USER_NOT_FOUND, TOO_MANY_ATTEMPTS, STORE_CONFLICT, SIGN_IN_FAILED when what was proven is over.
 */
export async function changeUser(
  deps: UserDeps,
  name: string,
  changes: unknown,
  proven?: UserRecord,
): Promise<UserView> {
  const { role, status, password } = parseInput(userChangesSchema, changes);
  const meant = await getUser(deps, name);
  const renewed =
    password === undefined
      ? {}
      : { password: await hashPassword(password), passwordAt: deps.clock.now().toISOString() };
  const { user, changed } = await replaceUser(deps, meant, (before) => {
    if (proven !== undefined && !isStillIn(proven, before)) throw signInFailed();
    return { ...before, role: role ?? before.role, status: status ?? before.status, ...renewed };
  });
  if (password !== undefined || changed.status === 'disabled') await deps.store.access.sessions.removeOf(user.id);
  const action = password === undefined ? 'user.change' : 'user.password';
  await recordChange(deps, { action, subject: `user/${user.id}`, before: viewOf(user), after: viewOf(changed) });
  return viewOf(changed);
}

/** Whoever gave the right password of `then` may still come in with it. */
export const isStillIn = (then: UserRecord, now: UserRecord | null): boolean =>
  now?.status === 'active' && now.passwordAt === then.passwordAt;

export const signInFailed = (): MorrowError =>
  new MorrowError('SIGN_IN_FAILED', 'The name or the password is wrong, or the user is disabled.');

/** @param meant whoever was given the same name since is somebody else. */
async function replaceUser(
  deps: UserDeps,
  { id: name, createdAt }: UserRecord,
  change: (before: UserRecord) => UserRecord,
): Promise<{ readonly user: UserRecord; readonly changed: UserRecord }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const user = await getUser(deps, name);
    if (user.createdAt !== createdAt) throw userNotFound(name);
    const changed = change(user);
    if (await deps.store.access.users.replace(user, changed)) return { user, changed };
  }
  throw new MorrowError('STORE_CONFLICT', `The user ${name} is being changed by somebody else all the time.`);
}

/** Ends the user's sessions, too. @throws MorrowError USER_NOT_FOUND. */
export async function removeUser(deps: UserDeps, name: string): Promise<UserView> {
  const user = await getUser(deps, name);
  await deps.store.access.users.remove(user.id);
  await deps.store.access.sessions.removeOf(user.id);
  await recordChange(deps, { action: 'user.remove', subject: `user/${user.id}`, before: viewOf(user) });
  return viewOf(user);
}

async function getUser({ store }: UserDeps, name: string): Promise<UserRecord> {
  const user = USER_NAME_PATTERN.test(name) ? await store.access.users.find(name) : null;
  if (user === null) throw userNotFound(name);
  return user;
}

function userNotFound(name: string): MorrowError {
  const shown = name.slice(0, 64);
  return new MorrowError('USER_NOT_FOUND', `There is no user "${shown}".`, { facts: { user: shown } });
}

const viewOf = ({ id, role, status, createdAt, passwordAt }: UserRecord): UserView => ({
  name: id,
  role,
  status,
  createdAt,
  passwordAt,
});
