// What the page of settings asks the API for, and what it changes.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { changeJson, deleteJson, getJson, postJson } from './request.ts';
import type {
  Account,
  AccountPage,
  ApiKey,
  ApiKeyList,
  Connection,
  ConnectionList,
  ConnectionTest,
  CreatedKey,
  ProviderList,
  RunVariables,
  User,
  UserList,
  Variable,
  VariableList,
} from './types.ts';

const PAGE = 50;
const at = (folder: string, id: string): string => `/api/${folder}/${encodeURIComponent(id)}`;

export const accountPages = (search: string, includeArchived: boolean) =>
  infiniteQueryOptions({
    queryKey: ['account-pages', search, includeArchived],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(PAGE), includeArchived: String(includeArchived) });
      if (search !== '') query.set('search', search);
      if (pageParam !== null) query.set('after', pageParam);
      return getJson<AccountPage>(`/api/accounts?${query.toString()}`, signal);
    },
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const sourceNames = () =>
  queryOptions({
    queryKey: ['providers'],
    queryFn: ({ signal }) => getJson<ProviderList>('/api/providers', signal),
    select: ({ providers }) => providers.filter(({ kind }) => kind === 'source').map(({ id }) => id),
  });

export interface NewAccount {
  readonly id: string;
  readonly name?: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly sources: readonly string[];
}

export const addAccount = (account: NewAccount): Promise<Account> => postJson('/api/accounts', account);
export const archiveAccount = (id: string): Promise<Account> => changeJson('DELETE', at('accounts', id));
export const restoreAccount = (id: string): Promise<Account> => postJson(`${at('accounts', id)}/restore`);

export const connectionList = () =>
  infiniteQueryOptions({
    queryKey: ['connections'],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (pageParam !== null) query.set('after', pageParam);
      return getJson<ConnectionList>(`/api/connections?${query.toString()}`, signal);
    },
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => joinPages(pages),
  });

const firstPage: string | null = null;

/** What is said of sources and the key is the newest that was read. There always is a first page. */
const joinPages = (pages: readonly ConnectionList[]): ConnectionList =>
  pages.reduce((all, page) => ({ ...page, connections: [...all.connections, ...page.connections] }));

export interface NewConnection {
  readonly source: string;
  readonly account: string | null;
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
}

export const addConnection = (connection: NewConnection): Promise<Connection> =>
  postJson('/api/connections', connection);
export const changeConnection = (
  id: string,
  changes: Pick<NewConnection, 'baseUrl' | 'credentials'>,
): Promise<Connection> => changeJson('PATCH', at('connections', id), changes);
export const removeConnection = (id: string): Promise<Connection> => changeJson('DELETE', at('connections', id));
export const testConnection = (id: string): Promise<ConnectionTest> => postJson(`${at('connections', id)}/test`, {});

export const userList = () =>
  queryOptions({ queryKey: ['users'], queryFn: ({ signal }) => getJson<UserList>('/api/users', signal) });

export interface NewUser {
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

export const addUser = (user: NewUser): Promise<User> => postJson('/api/users', user);
export const changeUser = (
  name: string,
  changes: { readonly role?: string; readonly status?: string; readonly password?: string },
): Promise<User> => changeJson('PATCH', at('users', name), changes);
export const removeUser = (name: string): Promise<User> => changeJson('DELETE', at('users', name));

export const keyList = () =>
  queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => getJson<ApiKeyList>('/api/keys', signal) });

export interface NewKey {
  readonly name: string;
  readonly role: string;
  readonly expiresInDays: number | null;
}

export const createKey = (key: NewKey): Promise<CreatedKey> => postJson('/api/keys', key);
export const revokeKey = (id: string): Promise<ApiKey> => changeJson('DELETE', at('keys', id));

export const variableList = () =>
  queryOptions({
    queryKey: ['variables'],
    queryFn: ({ signal }) => getJson<VariableList>('/api/variables', signal),
  });

export const setVariable = ({ name, revision }: Variable, value: Variable['value']): Promise<Variable> =>
  changeJson('PUT', at('variables', name), { value, revision });
export const resetVariable = ({ name, revision }: Variable): Promise<Variable> =>
  deleteJson(at('variables', name), `"${revision ?? 'default'}"`);

export const variablesOfRun = (id: string) =>
  queryOptions({
    queryKey: ['run-variables', id],
    queryFn: ({ signal }) => getJson<RunVariables>(`${at('runs', id)}/variables`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
