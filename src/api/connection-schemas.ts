// The shapes of answers about connections. No secret is in any of them.
import { z } from 'zod';
import { ERROR_CODES } from '../contract/errors.ts';
import { TEST_VERDICTS } from '../operations/connections/test-connection.ts';
import { date, instant } from './schema-parts.ts';

export const connection = z
  .strictObject({
    id: z.string().describe('`<source>` for all accounts, `<source>@<account>` for one.'),
    source: z.string(),
    account: z.string().nullable(),
    baseUrl: z.string(),
    keyId: z.string().describe('The key that its credentials are sealed with.'),
    isCurrentKey: z.boolean(),
    setAt: instant.describe('When the credentials were set.'),
    setBy: z.string(),
  })
  .meta({ id: 'Connection' });

const source = z.strictObject({
  id: z.string(),
  credentials: z.array(z.strictObject({ name: z.string(), secret: z.boolean() })).describe('What a connection needs.'),
  baseUrl: z.string().describe('As the environment says.'),
  inEnvironment: z.boolean().describe('Whether the environment has its credentials.'),
  uses: z.enum(['store', 'environment', 'nothing']).describe('Where an account has no connection of its own.'),
});

export const connectionList = z
  .strictObject({
    connections: z.array(connection).describe('By id, a page of them.'),
    next: z.string().nullable().describe('For `after` of the next request; null on the last page.'),
    sources: z.array(source),
    keyId: z.string().nullable().describe('The key that seals; null: connections cannot be stored.'),
  })
  .meta({ id: 'ConnectionList' });

export const connectionTest = z
  .strictObject({
    connection: z.string(),
    from: z.enum(['store', 'environment']),
    verdict: z
      .enum(TEST_VERDICTS)
      .describe('refuses: somebody answers there, who does not know the account, or is not the source at all.'),
    code: z.enum(ERROR_CODES).nullable(),
    message: z.string(),
    action: z.string().nullable(),
    account: z.string(),
    date,
    tookMs: z.number(),
  })
  .meta({ id: 'ConnectionTest' });

export const rotation = z
  .strictObject({ rotated: z.int(), left: z.int(), keyId: z.string() })
  .meta({ id: 'SecretRotation' });
