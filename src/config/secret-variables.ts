// The variables of encryption: the keys, and whether what Temporal keeps is encrypted. Part of the one schema in `schema.ts`.
import { z } from 'zod';

export const secretVariables = {
  MORROW_SECRET_KEYS: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Keys that stored secrets are encrypted with: <id>:<base64 of 32 bytes>, commas or lines between them; the first one encrypts. `morrow secrets key` makes one. The default is the file secret-keys in the state folder, where `npm start` makes it.',
    )
    .meta({ group: 'secrets', secret: true }),
  MORROW_ENCRYPT_PAYLOADS: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'true: what Temporal keeps of runs is encrypted with the first key, too. The same for API, workers and command line; see docs/secrets.md.',
    )
    .meta({ group: 'secrets' }),
} as const;
