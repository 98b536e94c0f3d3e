// Words of an address's query: text that stands for numbers, truths and lists.
import { z } from 'zod';

/** A whole number written in digits. */
export const queryInteger = (min: number, max: number) =>
  z
    .string()
    .meta({ pattern: '^[0-9]+$', description: `${min} to ${max}` })
    .transform((text, context): number => {
      const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return value;
      context.issues.push({ code: 'custom', message: `must be a whole number from ${min} to ${max}`, input: text });
      return z.NEVER;
    });

export const queryBoolean = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Several values in one parameter, separated by commas. */
export const queryList = (max: number) =>
  z
    .string()
    .meta({ description: `Up to ${max}, separated by commas.` })
    .transform((text, context): readonly string[] => {
      const values = text.split(',');
      if (values.length <= max && values.every((value) => value !== '')) return values;
      context.issues.push({ code: 'custom', message: `must be 1 to ${max} values separated by commas`, input: text });
      return z.NEVER;
    });
