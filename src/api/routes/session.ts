// Signing in and out with name and password, for people in a browser.
import { z } from 'zod';
import {
  changeOwnPassword,
  passwordChangeSchema,
  recordSession,
  signIn,
  signInSchema,
  signOut,
  type OpenSession,
} from '../../operations/access/sessions.ts';
import { runAs, type Caller } from '../../operations/caller.ts';
import { invalidInput } from '../../operations/input.ts';
import { session as sessionAnswer } from '../access-schemas.ts';
import type { AccessControl } from '../access/authorize.ts';
import { noSessionCookie, sessionCookie } from '../access/cookies.ts';
import type { AccessSettings } from '../access/settings.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Session';
const path = '/api/session';
const json = (schema: z.ZodType) => ({ 'application/json': schema });

type Answer = z.output<typeof sessionAnswer>;

export const sessionRoutes = (access: AccessControl): readonly Route[] => [
  open(access),
  show(access),
  CLOSE,
  password(access),
];

const answerOf = ({ user, role, csrfToken, expiresAt }: OpenSession, { mode, session }: AccessSettings): Answer => ({
  access: mode,
  kind: 'user',
  name: user,
  role,
  csrfToken,
  expiresAt,
  idleMinutes: session.idleMs / 60_000,
});

const withoutSession = ({ kind, name, role }: Caller, { mode }: AccessSettings): Answer => ({
  access: mode,
  kind,
  name,
  role,
  csrfToken: null,
  expiresAt: null,
  idleMinutes: null,
});

const open = ({ settings, limits }: AccessControl): Route =>
  defineRoute({
    method: 'post',
    secret: true,
    path,
    tag,
    role: 'public',
    changes: false,
    summary: 'Sign in with name and password',
    description:
      'Sets the session cookie, always a new one; a session that the browser had is over. Ten failures for a name, or fifty from an address, within 15 minutes are the limit.',
    params: NONE,
    query: NONE,
    body: { kind: 'json', schema: signInSchema },
    responses: { 201: { description: 'Signed in.', content: json(sessionAnswer) } },
    errors: ['SIGN_IN_FAILED', 'TOO_MANY_ATTEMPTS', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
    handle: async (operations, { body }, { cookie, address, secure, caller }) => {
      await limits.attempt(address, body.name);
      const session = await signIn(operations, body, settings.session);
      await limits.succeeded(address, body.name);
      if (cookie !== null) await signOut(operations, cookie);
      const { user, role, token, expiresAt } = session;
      await runAs({ ...caller, kind: 'user', name: user, role }, () => recordSession(operations, 'sign-in', user));
      return {
        kind: 'json',
        status: 201,
        body: answerOf(session, settings),
        cookie: sessionCookie(token, { secure, expiresAt }),
      };
    },
  });

const show = ({ settings }: AccessControl): Route =>
  defineRoute({
    method: 'get',
    secret: true,
    path,
    tag,
    summary: 'Who is signed in, with which role, and the token that changes need',
    params: NONE,
    query: NONE,
    body: NO_BODY,
    responses: { 200: { description: 'The caller.', content: json(sessionAnswer) } },
    errors: [],
    handle: (_operations, _input, { caller, session }) =>
      Promise.resolve(ok(session === null ? withoutSession(caller, settings) : answerOf(session, settings))),
  });

const password = ({ settings, limits }: AccessControl): Route =>
  defineRoute({
    method: 'put',
    secret: true,
    path: `${path}/password`,
    tag,
    role: 'viewer',
    summary: 'Change the own password',
    description: 'Ends every session of the user and opens a new one, whose cookie and token are in the answer.',
    params: NONE,
    query: NONE,
    body: { kind: 'json', schema: passwordChangeSchema },
    responses: { 200: { description: 'Changed; the new session.', content: json(sessionAnswer) } },
    errors: [
      'SIGN_IN_FAILED',
      'TOO_MANY_ATTEMPTS',
      'PAYLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'USER_NOT_FOUND',
      'STORE_CONFLICT',
    ],
    handle: async (operations, { body }, { session, address, secure }) => {
      if (session === null) throw invalidInput('', 'Only who is signed in with a password has one to change');
      await limits.attempt(address, session.user);
      const renewed = await changeOwnPassword(operations, session, { request: body, times: settings.session });
      await limits.succeeded(address, session.user);
      return { ...ok(answerOf(renewed, settings)), cookie: sessionCookie(renewed.token, { secure, ...renewed }) };
    },
  });

const CLOSE = defineRoute({
  method: 'delete',
  path,
  tag,
  role: 'viewer',
  changes: false,
  summary: 'Sign out',
  params: NONE,
  query: NONE,
  body: NO_BODY,
  responses: { 204: { description: 'The session is over, and the cookie gone.' } },
  errors: [],
  handle: async (operations, _input, { session, secure }) => {
    if (session !== null) {
      await signOut(operations, session.token);
      await recordSession(operations, 'sign-out', session.user);
    }
    return { kind: 'empty', status: 204, cookie: noSessionCookie(secure) };
  },
});
