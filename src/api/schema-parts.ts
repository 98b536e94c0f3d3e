// Small pieces that the shapes of answers are made of.
import { z } from 'zod';

export const date = z.string().meta({ format: 'date' });
export const instant = z.string().meta({ format: 'date-time' });
export const amount = z.string().meta({ description: 'Exact amount as a plain decimal', examples: ['123.45'] });
export const currency = z.string().meta({ description: 'ISO 4217 code', examples: ['EUR'] });
export const count = z.int().min(0);
export const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export const revised = { revision: z.int().min(1), hash: z.string(), recordedAt: instant };
export const links = z.strictObject({ self: z.string(), temporal: z.string() });
/** Null where nothing is known. */
export const figure = z.number().nullable();
export const next = z.string().nullable().describe('Send it as `after`; null: the end.');
