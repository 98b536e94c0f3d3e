// Keys, users, sessions and the audit log as they come back out of a store.
import { z } from 'zod';
import { CALLER_KINDS, ROLES } from '../domain/access.ts';
import { USER_STATUSES } from '../ports/access-store.ts';
import { jsonText } from './records.ts';

const role = z.enum(ROLES);

export const apiKeyRecord = z.object({
  id: z.string(),
  name: z.string(),
  role,
  hash: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});

export const userRecord = z.object({
  id: z.string(),
  role,
  password: z.string(),
  status: z.enum(USER_STATUSES),
  createdAt: z.string(),
  passwordAt: z.string(),
});

export const sessionRecord = z.object({
  id: z.string(),
  userId: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
});

/** What was changed has free field names, so both stores keep it as JSON text. */
export const auditRecord = z.object({
  id: z.string(),
  at: z.string(),
  actorKind: z.enum(CALLER_KINDS),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  before: jsonText(z.unknown()),
  after: jsonText(z.unknown()),
  requestId: z.string().nullable(),
  address: z.string().nullable(),
});
