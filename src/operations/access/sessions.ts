// Sessions of people: opened by name and password, found by what the cookie holds, over when idle, old, or signed out.
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { USER_NAME_PATTERN, type Role } from '../../domain/access.ts';
import type { SessionRecord, UserRecord } from '../../ports/store.ts';
import { recordChange } from '../audit.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { isOlderThanMinute } from './keys.ts';
import { changeUser, isStillIn, newPassword, signInFailed } from './users.ts';
import { NOBODYS_HASH, hashPassword, isPassword, isWeakHash } from './passwords.ts';

type SessionDeps = Pick<OperationsDeps, 'store' | 'clock'>;

export interface SessionTimes {
  /** A session that nobody uses for so long is over. */
  readonly idleMs: number;
  /** However much it is used. */
  readonly maxMs: number;
}

export const signInSchema = z
  .strictObject({ name: z.string().min(1).max(64), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn', examples: [{ name: 'anna', password: 'correct horse battery' }] });

/** Somebody who is signed in. */
export interface OpenSession {
  /** What the cookie holds; kept nowhere. */
  readonly token: string;
  readonly user: string;
  readonly role: Role;
  /** To be sent back with every change: a foreign page can send the cookie, and not know this. */
  readonly csrfToken: string;
  readonly expiresAt: string;
}

/**
 * Always opens a new session, with a token that nobody chose but us. @throws MorrowError SIGN_IN_FAILED, the same for a wrong
 * name and a wrong password; InvalidInputError.
 */
export async function signIn(deps: SessionDeps, request: unknown, times: SessionTimes): Promise<OpenSession> {
  const { name, password } = parseInput(signInSchema, request);
  return openFor(deps, await checkPassword(deps, name, password), times);
}

/** The user is looked at once more when the session is kept: whoever changes the password, or the user, ends those that are there. */
async function openFor(deps: SessionDeps, user: UserRecord, times: SessionTimes): Promise<OpenSession> {
  const token = randomBytes(32).toString('base64url');
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + times.maxMs).toISOString();
  const at = now.toISOString();
  await deps.store.access.sessions.removeExpired(at);
  await deps.store.access.sessions.save({
    id: sessionId(token),
    userId: user.id,
    createdAt: at,
    lastSeenAt: at,
    expiresAt,
  });
  if (!isStillIn(user, await deps.store.access.users.find(user.id))) {
    await signOut(deps, token);
    throw signInFailed();
  }
  return openSession(token, user, expiresAt);
}

export const passwordChangeSchema = z
  .strictObject({ password: z.string().min(1).max(200).describe('The present one.'), newPassword })
  .meta({
    id: 'PasswordChange',
    examples: [{ password: 'correct horse battery', newPassword: 'another horse battery' }],
  });

/**
 * Sets the password of who is signed in, ends all sessions of the user and opens a new one.
 * @throws MorrowError SIGN_IN_FAILED when the present password is another one; InvalidInputError.
 */
export async function changeOwnPassword(
  deps: SessionDeps,
  { user: name }: Pick<OpenSession, 'user'>,
  { request, times }: { readonly request: unknown; readonly times: SessionTimes },
): Promise<OpenSession> {
  const { password, newPassword: next } = parseInput(passwordChangeSchema, request);
  const user = await checkPassword(deps, name, password);
  const { passwordAt } = await changeUser(deps, name, { password: next }, user);
  return openFor(deps, { ...user, passwordAt }, times);
}

async function checkPassword(deps: SessionDeps, name: string, password: string): Promise<UserRecord> {
  const user = USER_NAME_PATTERN.test(name) ? await deps.store.access.users.find(name) : null;
  const right = await isPassword(password, user?.password ?? NOBODYS_HASH);
  if (user === null || !right || user.status !== 'active') throw signInFailed();
  if (isWeakHash(user.password)) {
    // When somebody changes the user meanwhile, the next sign-in does it.
    await deps.store.access.users.replace(user, { ...user, password: await hashPassword(password) });
  }
  return user;
}

/** Who holds the token; null when its session is over. The role is the user's at this moment. */
export async function findSession(deps: SessionDeps, token: string, times: SessionTimes): Promise<OpenSession | null> {
  const { sessions, users } = deps.store.access;
  const session = await sessions.find(sessionId(token));
  if (session === null) return null;
  const now = deps.clock.now();
  const user = isOver(session, now, times) ? null : await users.find(session.userId);
  if (user === null || user.status !== 'active') {
    await sessions.remove(session.id);
    return null;
  }
  if (isOlderThanMinute(session.lastSeenAt, now)) await sessions.touch(session.id, now.toISOString());
  return openSession(token, user, session.expiresAt);
}

/** Whether the token's session still goes on. Unlike finding it, looking does not keep it alive. */
export async function isSessionOpen(deps: SessionDeps, token: string, times: SessionTimes): Promise<boolean> {
  const session = await deps.store.access.sessions.find(sessionId(token));
  if (session === null || isOver(session, deps.clock.now(), times)) return false;
  return (await deps.store.access.users.find(session.userId))?.status === 'active';
}

const isOver = ({ lastSeenAt, expiresAt }: SessionRecord, now: Date, { idleMs }: SessionTimes): boolean =>
  now.getTime() >= Date.parse(expiresAt) || now.getTime() - Date.parse(lastSeenAt) >= idleMs;

/** Nothing when it is over already. */
export const signOut = ({ store }: Pick<SessionDeps, 'store'>, token: string): Promise<void> =>
  store.access.sessions.remove(sessionId(token));

/** Notes in the audit log that somebody came or went. */
export const recordSession = (deps: SessionDeps, action: 'sign-in' | 'sign-out', user: string): Promise<void> =>
  recordChange(deps, { action: `session.${action}`, subject: `user/${user}` });

const sessionId = (token: string): string => digest(`session ${token}`, 'hex');
const csrfTokenOf = (token: string): string => digest(`csrf ${token}`, 'base64url');
const digest = (text: string, form: 'hex' | 'base64url'): string => createHash('sha256').update(text).digest(form);

const openSession = (token: string, { id, role }: UserRecord, expiresAt: string): OpenSession => ({
  token,
  user: id,
  role,
  csrfToken: csrfTokenOf(token),
  expiresAt,
});
