// Access as a deployment has it, and people and programs that come in.
import { ACCESS_OFF, type AccessSettings } from '../../src/api/access/settings.ts';
import type { Role } from '../../src/domain/access.ts';
import { createKey } from '../../src/operations/access/keys.ts';
import { hashPassword } from '../../src/operations/access/passwords.ts';
import type { Answer, ApiStack } from './api-stack.ts';

export const ADMIN_KEY = `mk_${'ad'.repeat(5)}_${'5e'.repeat(20)}`;
export const PASSWORD = 'correct horse battery';

export const required = (settings: Partial<AccessSettings> = {}): AccessSettings => ({
  ...ACCESS_OFF,
  mode: 'required',
  adminKey: ADMIN_KEY,
  trustedProxies: ['loopback'],
  ...settings,
});

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const keyFor = async ({ operations }: ApiStack, role: Role): Promise<string> =>
  (await createKey(operations, { name: `of a ${role}`, role })).key;

/** With a hash that costs next to nothing, as if it were from long ago; the first sign-in makes it today's. */
export async function userFor({ store }: ApiStack, name: string, role: Role): Promise<void> {
  const at = '2020-01-01T00:00:00.000Z';
  const password = await hashPassword(PASSWORD, { logN: 4, r: 8, p: 1 });
  await store.access.users.add({ id: name, role, password, status: 'active', createdAt: at, passwordAt: at });
}

export const signIn = (
  api: ApiStack,
  name: string,
  { password = PASSWORD, headers = {} }: { readonly password?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> => api.call('POST', '/api/session', { json: { name, password }, headers });

/** What a browser would send back: the cookie, and what a page of ours would add to a change. */
export function browserOf({ headers, body }: Answer): { readonly cookie: string; readonly csrf: string } {
  const [cookie = ''] = (headers['set-cookie']?.[0] ?? '').split(';');
  return { cookie, csrf: (body as { readonly csrfToken: string }).csrfToken };
}
