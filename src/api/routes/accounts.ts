// Accounts: who is forecast, and how.
import { z } from 'zod';
import { accountPatchSchema, accountReplacementSchema, accountSchema } from '../../operations/account-schema.ts';
import {
  ACCOUNT_PAGE_MAX,
  ACCOUNT_SEARCH_MAX,
  accountVersion,
  addAccount,
  archiveAccount,
  getAccount,
  listAccounts,
  patchAccount,
  purgeAccount,
  replaceAccount,
  restoreAccount,
} from '../../operations/accounts.ts';
import type { Account } from '../../domain/account.ts';
import { expectedVersion } from '../if-match.ts';
import { requireRole } from '../../operations/caller.ts';
import { accountCursor } from '../../operations/list-page.ts';
import { cohort } from '../../operations/values.ts';
import { queryBoolean, queryInteger } from '../query.ts';
import { created, ok, type Reply } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { account, accountPage, purged } from '../schemas.ts';

const tag = 'Accounts';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
/** The account, and a name for what it is like, for `If-Match`. */
const answer = (found: Account): Reply => ({
  kind: 'json',
  status: 200,
  body: found,
  etag: `"${accountVersion(found)}"`,
});
const ETAG = { ETag: 'Names what the account is like; for `If-Match`.' };
const IF_MATCH = {
  'If-Match':
    'The `ETag` of the account as it was looked at: where it was changed since, the answer is 412 and nothing is saved.',
};
const answersAccount = { 200: { description: 'The account.', headers: ETAG, content: json(account) } };
const BODY_ERRORS = [
  'INVALID_REQUEST',
  'UNKNOWN_CURRENCY',
  'UNKNOWN_SOURCE',
  'INVALID_TIME_ZONE',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const;

const params = z.object({ id: z.string().meta({ description: 'The account id', examples: ['u1'] }) });
const addressOf = (id: string): string => `/api/accounts/${encodeURIComponent(id)}`;

const list = defineRoute({
  method: 'get',
  path: '/api/accounts',
  tag,
  summary: 'List accounts by id, a page at a time',
  params: NONE,
  query: z.strictObject({
    cohort: cohort.optional(),
    includeArchived: queryBoolean.optional(),
    search: z.string().min(1).max(ACCOUNT_SEARCH_MAX).optional().describe('Part of the id or the name, in any case.'),
    after: accountCursor.optional(),
    limit: queryInteger(1, ACCOUNT_PAGE_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'A page.', content: json(accountPage) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => ok(await listAccounts(operations, query)),
});

const add = defineRoute({
  method: 'post',
  path: '/api/accounts',
  tag,
  summary: 'Add an account',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: accountSchema },
  responses: { 201: { description: 'Added.', content: json(account) } },
  errors: [...BODY_ERRORS, 'ACCOUNT_EXISTS'],
  handle: async (operations, { body }) => {
    const added = await addAccount(operations, body);
    return created(added, addressOf(added.id));
  },
});

const get = defineRoute({
  method: 'get',
  path: '/api/accounts/:id',
  tag,
  summary: 'Read an account',
  params,
  query: NONE,
  body: NO_BODY,
  responses: answersAccount,
  errors: ['ACCOUNT_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => answer(await getAccount(operations, id)),
});

const replace = defineRoute({
  method: 'put',
  path: '/api/accounts/:id',
  tag,
  summary: 'Set every field of an account, or add it',
  description: 'What the body leaves out gets its default; the status stays.',
  params,
  query: NONE,
  headers: IF_MATCH,
  body: { kind: 'json', schema: accountReplacementSchema },
  responses: { ...answersAccount, 201: { description: 'Added.', content: json(account) } },
  errors: [...BODY_ERRORS, 'ACCOUNT_CHANGED'],
  handle: async (operations, { params: { id }, body }, { header }) => {
    const saved = await replaceAccount(operations, id, body, expectedVersion(header('If-Match')));
    return saved.outcome === 'added' ? created(saved.account, addressOf(saved.account.id)) : answer(saved.account);
  },
});

const patch = defineRoute({
  method: 'patch',
  path: '/api/accounts/:id',
  tag,
  summary: 'Change some fields of an account',
  description:
    'As one atomic step: fields that the body does not name stay as somebody else may have set them meanwhile.',
  params,
  query: NONE,
  headers: IF_MATCH,
  body: { kind: 'json', schema: accountPatchSchema },
  responses: answersAccount,
  errors: [...BODY_ERRORS, 'ACCOUNT_NOT_FOUND', 'ACCOUNT_CHANGED'],
  handle: async (operations, { params: { id }, body }, { header }) =>
    answer(await patchAccount(operations, id, body, expectedVersion(header('If-Match')))),
});

const remove = defineRoute({
  method: 'delete',
  path: '/api/accounts/:id',
  tag,
  summary: 'Archive an account, or purge an archived one',
  description:
    'Archived, it takes part in no run and keeps its data. With `purge=true` an archived account is deleted with all its rows, for good; that needs the role admin.',
  params,
  query: z.strictObject({ purge: queryBoolean.optional() }),
  headers: IF_MATCH,
  body: NO_BODY,
  responses: {
    200: { description: 'The archived account, or what was purged.', content: json(z.union([account, purged])) },
  },
  errors: ['INVALID_REQUEST', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_ACTIVE', 'ACCOUNT_CHANGED'],
  handle: async (operations, { params: { id }, query }, { header }) => {
    const expected = expectedVersion(header('If-Match'));
    if (query.purge !== true) return answer(await archiveAccount(operations, id, expected));
    requireRole('admin');
    return ok({ deleted: await purgeAccount(operations, id, expected) });
  },
});

const restore = defineRoute({
  method: 'post',
  path: '/api/accounts/:id/restore',
  tag,
  summary: 'Bring an archived account back',
  params,
  query: NONE,
  body: NO_BODY,
  responses: answersAccount,
  errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_CHANGED'],
  handle: async (operations, { params: { id } }) => answer(await restoreAccount(operations, id)),
});

export const ACCOUNT_ROUTES: readonly Route[] = [list, add, get, replace, patch, remove, restore];
