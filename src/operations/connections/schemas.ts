// What may be said of a connection. Nothing that is refused is repeated in the refusal: it may be a secret.
import { z } from 'zod';
import { isAccountId, isSourceId } from '../../domain/ids.ts';

const account = z.string().refine(isAccountId, 'must be an account id');
const source = z.string().refine(isSourceId, 'must be the id of a source');

/** Credentials in an address would be shown wherever it is. */
const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(500)
  .refine((text) => !URL.canParse(text) || isPlain(new URL(text)), 'must have no user, password, query or fragment');

const isPlain = ({ username, password, search, hash }: URL): boolean =>
  [username, password, search, hash].every((part) => part === '');

const VALUE_MAX = 4_000;

/** Line ends would end a header. */
const namedValues = z.record(
  z.string().max(40, 'must have names of at most 40 characters'),
  z
    .string('must be texts by name')
    .min(1, 'must not be empty')
    .max(VALUE_MAX, `must have at most ${VALUE_MAX} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line of text'),
);

/** By name, as the source needs them. No problem says under which name: a secret may have been typed there. */
const credentials = z
  .unknown()
  .transform((given, context): Readonly<Record<string, string>> => {
    const parsed = namedValues.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { message } of parsed.error.issues) context.issues.push({ code: 'custom', message, input: undefined });
    return z.NEVER;
  })
  .meta({
    description: 'By name: `token`, `key`, or `user` and `password`. Never readable again.',
    type: 'object',
    additionalProperties: { type: 'string', minLength: 1, maxLength: VALUE_MAX },
  });

export const connectionRequestSchema = z
  .strictObject({
    source,
    account: account.nullable().default(null).describe('Null: for all accounts that have none of their own.'),
    baseUrl,
    credentials,
  })
  .meta({
    id: 'ConnectionRequest',
    examples: [
      { source: 'ad-exchange', account: null, baseUrl: 'https://ads.example.com', credentials: { token: 'secret' } },
    ],
  });

export const connectionChangesSchema = z
  .strictObject({
    baseUrl: baseUrl
      .optional()
      .describe('Another address needs the credentials again: stored ones are sent to no new place.'),
    credentials,
  })
  .meta({ id: 'ConnectionChanges', examples: [{ credentials: { token: 'new secret' } }] });

export const connectionTestSchema = z
  .strictObject({
    account: account.optional().describe('Whom to ask about; the default is an account that uses the source.'),
  })
  .meta({ id: 'ConnectionTestRequest', examples: [{}] });

/** What was sealed. */
export const credentialsText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.string()));
