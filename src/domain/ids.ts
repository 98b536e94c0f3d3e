// Branded identifiers and dates: a plain string is not an account id until it has been parsed here.

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** One customer. Lower-case letters, digits, `.`, `_`, `-`; 1 to 48 characters, so that a page of 250 ids stays under 16 KB. */
export type AccountId = Brand<string, 'AccountId'>;
/** Where revenue comes from, e.g. `ad-exchange`, `app-store-1`. Same alphabet as an account id, up to 32 characters. */
export type SourceId = Brand<string, 'SourceId'>;
/** A calendar day `YYYY-MM-DD`; no time, no zone. */
export type IsoDate = Brand<string, 'IsoDate'>;
/** An ISO 4217 alphabetic code, e.g. `EUR`. */
export type CurrencyCode = Brand<string, 'CurrencyCode'>;
/** An amount as a plain decimal string, at most 6 fraction digits, no exponent: `-12.345678`. */
export type DecimalString = Brand<string, 'DecimalString'>;

const ACCOUNT_ID = /^[a-z0-9][a-z0-9._-]{0,47}$/;
const SOURCE_ID = /^[a-z0-9][a-z0-9-]{0,31}$/;

export const isAccountId = (text: string): text is AccountId => ACCOUNT_ID.test(text);
export const isSourceId = (text: string): text is SourceId => SOURCE_ID.test(text);
