// The shapes of answers about variables.
import { z } from 'zod';
import { instant } from './schema-parts.ts';

const value = z.union([z.number(), z.boolean(), z.string()]);

export const variable = z
  .strictObject({
    name: z.string(),
    type: z.enum(['number', 'boolean', 'text']),
    label: z.string(),
    description: z.string(),
    default: value,
    value: value.describe('What runs read that begin from now on.'),
    bounds: z.strictObject({ min: z.number(), max: z.number(), whole: z.boolean() }).nullable(),
    maxLength: z.int().nullable(),
    revision: z.string().nullable().describe('Null: nobody has set it.'),
    setAt: instant.nullable(),
    setBy: z.string().nullable(),
  })
  .meta({ id: 'Variable' });

export const variableList = z.strictObject({ variables: z.array(variable) }).meta({ id: 'VariableList' });

export const runVariables = z
  .strictObject({
    runId: z.string(),
    recordedAt: instant,
    variables: z.array(z.strictObject({ name: z.string(), value, default: value.nullable() })),
  })
  .meta({ id: 'RunVariables' });
