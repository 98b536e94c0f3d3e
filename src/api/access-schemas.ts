// The shapes of answers about keys, users, sessions and the audit log.
import { z } from 'zod';
import { CALLER_KINDS, ROLES } from '../domain/access.ts';
import { KEY_STATUSES } from '../operations/access/keys.ts';
import { USER_STATUSES } from '../ports/store.ts';
import { instant, next } from './schema-parts.ts';

const role = z.enum(ROLES);

const keyFields = {
  id: z.string(),
  name: z.string(),
  role,
  prefix: z.string().describe('How it begins.'),
  status: z.enum(KEY_STATUSES),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable().describe('To the minute.'),
};

export const apiKey = z.strictObject(keyFields).meta({ id: 'ApiKey' });
export const createdKey = z
  .strictObject({ ...keyFields, key: z.string().describe('The key itself, shown now and never again.') })
  .meta({ id: 'CreatedApiKey' });
export const keyList = z.strictObject({ keys: z.array(apiKey) }).meta({ id: 'ApiKeyList' });

export const user = z
  .strictObject({
    name: z.string(),
    role,
    status: z.enum(USER_STATUSES),
    createdAt: instant,
    passwordAt: instant.describe('When the password was set.'),
  })
  .meta({ id: 'User' });
export const userList = z.strictObject({ users: z.array(user) }).meta({ id: 'UserList' });

export const session = z
  .strictObject({
    access: z.enum(['off', 'required']).describe('off: everybody on this machine may do everything.'),
    kind: z.enum(CALLER_KINDS),
    name: z.string(),
    role,
    csrfToken: z
      .string()
      .nullable()
      .describe('To be sent as X-CSRF-Token with every change; null where no cookie is used.'),
    expiresAt: instant.nullable(),
    idleMinutes: z.number().nullable().describe('Without a request for so long it is over.'),
  })
  .meta({ id: 'Session' });

export const auditList = z
  .strictObject({
    entries: z.array(
      z.strictObject({
        id: z.string(),
        at: instant,
        actorKind: z.enum(CALLER_KINDS),
        actor: z.string(),
        action: z.string(),
        subject: z.string(),
        before: z.unknown().describe('Null: there was nothing.'),
        after: z.unknown(),
        requestId: z.string().nullable(),
        address: z.string().nullable(),
      }),
    ),
    next,
  })
  .meta({ id: 'AuditList' });
