// Variables as they come back out of a store. Their values have free types and names, so both stores keep them as JSON text.
import { z } from 'zod';
import { jsonText } from './records.ts';

const value = z.union([z.number(), z.boolean(), z.string()]);

export const variableRecord = z.object({
  id: z.string(),
  value: jsonText(value),
  revision: z.string(),
  setAt: z.string(),
  setBy: z.string(),
});

export const runVariables = z.object({
  id: z.string(),
  values: jsonText(z.record(z.string(), value)),
  recordedAt: z.string(),
});
