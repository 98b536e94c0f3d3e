// The variables of what is written for people who debug. Part of the one schema in `schema.ts`.
import { z } from 'zod';

export const logVariables = {
  MORROW_LOG_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with a <process>.log of each process, which the API searches for the lines of a run; npm start sets it.',
    )
    .meta({ group: 'general' }),
  MORROW_DEBUG_LOG: z
    .string()
    .min(1)
    .optional()
    .describe(
      'For development: every step and request as a JSON line in this file, besides the log; npm run dev -- --trace sets it.',
    )
    .meta({ group: 'general' }),
} as const;
