// Connections as they come back out of a store.
import { z } from 'zod';
import { accountId, sourceId } from './records.ts';

export const connectionRecord = z.object({
  id: z.string(),
  sourceId,
  accountId: accountId.nullable(),
  baseUrl: z.string(),
  keyId: z.string(),
  iv: z.string(),
  sealed: z.string(),
  revision: z.string(),
  setAt: z.string(),
  setBy: z.string(),
});
