// The words of the business as zod schemas: text in, branded value out. The rules themselves are the domain's.
import { z } from 'zod';
import type { ErrorCode } from '../contract/errors.ts';
import { isTimeZone } from '../domain/calendar/business-date.ts';
import { isIsoDate } from '../domain/calendar/dates.ts';
import { isCountry } from '../domain/country.ts';
import { isAccountId, isSourceId } from '../domain/ids.ts';
import { isCurrency } from '../domain/money/currency.ts';
import { isDecimal } from '../domain/money/decimal.ts';

interface Rule<T extends string> {
  readonly accepts: (text: string) => text is T;
  readonly message: string;
  readonly code?: ErrorCode;
}

/** A transform that lets through what the domain's guard accepts. */
const narrow =
  <T extends string>({ accepts, message, code }: Rule<T>) =>
  (text: string, context: z.core.$RefinementCtx<string>): T => {
    if (accepts(text)) return text;
    const params = code === undefined ? {} : { params: { code } };
    context.issues.push({ code: 'custom', message, input: text, ...params });
    return z.NEVER;
  };

export const isoDate = z
  .string()
  .meta({ format: 'date', examples: ['2026-11-20'] })
  .transform(narrow({ accepts: isIsoDate, message: 'must be a calendar date YYYY-MM-DD', code: 'INVALID_DATE' }));

export const accountId = z
  .string()
  .meta({ pattern: '^[a-z0-9][a-z0-9._-]{0,47}$', examples: ['u1'] })
  .transform(
    narrow({
      accepts: isAccountId,
      message: 'must be 1 to 48 of a-z, 0-9, ".", "_", "-", starting with a letter or digit',
    }),
  );

export const sourceId = z
  .string()
  .meta({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$', examples: ['app-store-1'] })
  .transform(
    narrow({ accepts: isSourceId, message: 'must be 1 to 32 of a-z, 0-9, "-", starting with a letter or digit' }),
  );

export const currency = z
  .string()
  .meta({ description: 'ISO 4217 code', pattern: '^[A-Z]{3}$', examples: ['EUR'] })
  .transform(
    narrow({
      accepts: isCurrency,
      message: 'must be an ISO 4217 currency in capitals, such as EUR',
      code: 'UNKNOWN_CURRENCY',
    }),
  );

export const country = z
  .string()
  .refine(isCountry, 'must be an ISO 3166-1 alpha-2 country code in capitals, such as DE')
  .meta({ description: 'ISO 3166-1 alpha-2 code', pattern: '^[A-Z]{2}$', examples: ['DE'] });

export const amount = z
  .string()
  .meta({ description: 'Plain decimal, at most 15 integer and 6 fraction digits', examples: ['123.45'] })
  .transform(
    narrow({
      accepts: isDecimal,
      message: 'must be a plain decimal of at most 15 integer and 6 fraction digits, as text: "123.45"',
    }),
  );

export const timeZone = z
  .string()
  .refine(isTimeZone, {
    message: 'must be an IANA time zone in its own spelling, such as Europe/Berlin',
    params: { code: 'INVALID_TIME_ZONE' },
  })
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/** Not of one line: control characters, which terminals obey, line ends, and marks that turn the direction of what follows. */
const LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
/** The same, with line ends and tabs. */
const PROSE = /^(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\t\n\r])*$/u;

/** A name that people give: shown in tables, terminals and mails. Typed in another composition of its letters it is the same one. */
export const lineOfText = (maxLength: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => LINE.test(text), 'must be one line of text, without control characters');

/** What people write for others, of several lines if need be; may be empty. */
export const prose = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .refine((text) => PROSE.test(text), 'must be text, without control characters');

/** `only-` is kept for runs of an explicit list of accounts, whose id ends in `/only-<hash>`. */
export const cohort = z
  .string()
  .regex(/^(?!only-)[a-z0-9][a-z0-9._-]{0,47}$/, {
    message: 'must be 1 to 48 of a-z, 0-9, ".", "_", "-", and not start with "only-"',
  })
  .meta({ examples: ['default'] });
