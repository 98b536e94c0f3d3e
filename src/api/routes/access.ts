// API keys, users and the audit log: for admins.
import { z } from 'zod';
import { createKey, keyRequestSchema, listKeys, revokeKey } from '../../operations/access/keys.ts';
import {
  addUser,
  changeUser,
  listUsers,
  removeUser,
  userChangesSchema,
  userRequestSchema,
} from '../../operations/access/users.ts';
import { AUDIT_LIST_MAX, auditCursor, listAudit } from '../../operations/audit.ts';
import { apiKey, auditList, createdKey, keyList, user, userList } from '../access-schemas.ts';
import { queryInteger } from '../query.ts';
import { created, ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Access';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const common = { tag, role: 'admin', params: NONE, query: NONE, body: NO_BODY } as const;
const BODY_ERRORS = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

const keyParams = z.object({ id: z.string().meta({ description: 'The key id', examples: ['0a1b2c3d4e'] }) });
const userParams = z.object({ name: z.string().meta({ description: 'The user name', examples: ['anna'] }) });

const keys = defineRoute({
  ...common,
  method: 'get',
  path: '/api/keys',
  summary: 'List API keys, newest first',
  responses: { 200: { description: 'All of them, without their secrets.', content: json(keyList) } },
  errors: [],
  handle: async (operations) => ok({ keys: await listKeys(operations) }),
});

const addKey = defineRoute({
  ...common,
  method: 'post',
  secret: true,
  path: '/api/keys',
  summary: 'Create an API key',
  description: 'The answer holds the key itself, once. Only a hash of it is kept.',
  body: { kind: 'json', schema: keyRequestSchema },
  responses: { 201: { description: 'Created.', content: json(createdKey) } },
  errors: BODY_ERRORS,
  handle: async (operations, { body }) => {
    const key = await createKey(operations, body);
    return created(key, `/api/keys/${key.id}`);
  },
});

const revoke = defineRoute({
  ...common,
  method: 'delete',
  path: '/api/keys/:id',
  params: keyParams,
  summary: 'Revoke an API key, at once and for good',
  responses: { 200: { description: 'The key.', content: json(apiKey) } },
  errors: ['KEY_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await revokeKey(operations, id)),
});

const users = defineRoute({
  ...common,
  method: 'get',
  path: '/api/users',
  summary: 'List users by name',
  responses: { 200: { description: 'All of them.', content: json(userList) } },
  errors: [],
  handle: async (operations) => ok({ users: await listUsers(operations) }),
});

const add = defineRoute({
  ...common,
  method: 'post',
  secret: true,
  path: '/api/users',
  summary: 'Add a user',
  body: { kind: 'json', schema: userRequestSchema },
  responses: { 201: { description: 'Added.', content: json(user) } },
  errors: [...BODY_ERRORS, 'USER_EXISTS', 'TOO_MANY_ATTEMPTS'],
  handle: async (operations, { body }) => {
    const added = await addUser(operations, body);
    return created(added, `/api/users/${encodeURIComponent(added.name)}`);
  },
});

const change = defineRoute({
  ...common,
  method: 'patch',
  secret: true,
  path: '/api/users/:name',
  params: userParams,
  summary: "Change a user's role, status or password",
  description: "A new password, and disabling, end the user's sessions.",
  body: { kind: 'json', schema: userChangesSchema },
  responses: { 200: { description: 'The user.', content: json(user) } },
  errors: [...BODY_ERRORS, 'USER_NOT_FOUND', 'TOO_MANY_ATTEMPTS', 'STORE_CONFLICT'],
  handle: async (operations, { params: { name }, body }) => ok(await changeUser(operations, name, body)),
});

const remove = defineRoute({
  ...common,
  method: 'delete',
  path: '/api/users/:name',
  params: userParams,
  summary: 'Remove a user',
  responses: { 200: { description: 'The user that was.', content: json(user) } },
  errors: ['USER_NOT_FOUND'],
  handle: async (operations, { params: { name } }) => ok(await removeUser(operations, name)),
});

const audit = defineRoute({
  ...common,
  method: 'get',
  path: '/api/audit',
  summary: 'Who changed what, newest first, a page at a time',
  query: z.strictObject({
    actor: z.string().optional().describe('Only changes by this name.'),
    action: z.string().optional().describe('Only changes of this kind, such as account.change.'),
    subject: z.string().optional().describe('Only changes of this, such as account/u1.'),
    after: auditCursor.optional(),
    limit: queryInteger(1, AUDIT_LIST_MAX).optional(),
  }),
  responses: { 200: { description: 'A page.', content: json(auditList) } },
  errors: [],
  handle: async (operations, { query }) => ok(await listAudit(operations, query)),
});

export const ACCESS_ROUTES: readonly Route[] = [keys, addKey, revoke, users, add, change, remove, audit];
