// Who is signed in, where the API asks: a session cookie that scripts cannot read, and a token that every change has to carry.
import { queryOptions } from '@tanstack/react-query';
import { RequestError, deleteAt, getJson, postJson, carryCsrfToken } from './request.ts';

export interface Session {
  readonly access: 'off' | 'required';
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'admin';
  /** Null where nobody has to sign in. */
  readonly csrfToken: string | null;
}

const ASK_AGAIN_MS = 5 * 60_000;

export const SESSION_KEY = ['session'] as const;

export const whoIsThere = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }) => remember(await getJson<Session>('/api/session', signal)),
  staleTime: ASK_AGAIN_MS,
});

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** @throws RequestError SIGN_IN_FAILED, TOO_MANY_ATTEMPTS. */
export const signIn = async (credentials: Credentials): Promise<Session> =>
  remember(await postJson<Session>('/api/session', credentials));

/** @throws RequestError. */
export async function signOut(): Promise<void> {
  await deleteAt('/api/session');
  carryCsrfToken(null);
}

export const isNotSignedIn = (error: Error | null): boolean =>
  error instanceof RequestError && error.problem.status === 401;

function remember(session: Session): Session {
  carryCsrfToken(session.csrfToken);
  return session;
}
