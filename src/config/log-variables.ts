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
} as const;
