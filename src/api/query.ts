// Words of an address's query: text that stands for numbers, truths and lists.
import { z } from 'zod';

/** A whole number written in digits. @param example for the description of an address. */
export const queryInteger = (min: number, max: number, example?: string) =>
  z
    .string()
    .meta({
      pattern: '^[0-9]+$',
      description: `${min} to ${max}`,
      ...(example === undefined ? {} : { examples: [example] }),
    })
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

/** Several words of a list in one parameter, separated by commas. */
export const queryWords = (words: readonly string[]) =>
  z
    .string()
    .meta({ description: `One or more of ${words.join(', ')}, separated by commas.` })
    .transform((text, context): readonly string[] => {
      const values = text.split(',');
      if (values.every((value) => words.includes(value))) return values;
      context.issues.push({ code: 'custom', message: `must be one or more of ${words.join(', ')}`, input: text });
      return z.NEVER;
    });

/** The same, typed as the words. */
export const queryChoices = <Word extends string>(words: readonly Word[]) =>
  z
    .string()
    .meta({ description: `One or more of ${words.join(', ')}, separated by commas.` })
    .transform((text, context): Word[] => {
      const values = text.split(',').map((value) => words.find((word) => word === value));
      const known = values.flatMap((value) => (value === undefined ? [] : [value]));
      if (known.length === values.length) return known;
      context.issues.push({ code: 'custom', message: `must be one or more of ${words.join(', ')}`, input: text });
      return z.NEVER;
    });
