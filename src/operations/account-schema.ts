// What an account may look like when it comes in: by API, CLI or file. The answer is a whole account, defaults filled in.
import { z } from 'zod';
import {
  ACCOUNT_STATUSES,
  MAX_HISTORY_DEPTH_DAYS,
  TIERS,
  type Account,
  type AccountStatus,
} from '../domain/account.ts';
import type { AccountId, SourceId } from '../domain/ids.ts';
import { InvalidInputError, invalidInput, parseInput } from './input.ts';
import { accountId, cohort, country, currency, lineOfText, sourceId, timeZone } from './values.ts';

const MAX_SOURCES = 32;

const sources = z
  .array(sourceId)
  .max(MAX_SOURCES)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a source twice')
  .meta({ description: 'Enabled sources. Empty: revenue arrives by import or API.', examples: [['app-store-1']] });

/** Without defaults: a patch must not fill in what it does not name. */
const fields = {
  name: lineOfText(120),
  sources,
  currency,
  convertCurrency: z.boolean().meta({ description: 'Convert every source into the currency of the account.' }),
  historyDepthDays: z
    .union([z.int().min(1).max(MAX_HISTORY_DEPTH_DAYS), z.literal('auto')])
    .meta({ description: `Days the model trains on; auto: all there is, up to ${MAX_HISTORY_DEPTH_DAYS}.` }),
  polynomialDegree: z
    .union([z.literal(1), z.literal(2)])
    .meta({ description: 'Highest polynomial degree among the candidates of the model.' }),
  country: country.nullable().meta({
    description:
      'Country whose public holidays move the revenue, as ISO 3166-1 alpha-2 code; null: holidays are not looked at.',
    examples: ['DE'],
  }),
  timeZone,
  tier: z.enum(TIERS),
  cohort: cohort.describe('The group of accounts that a schedule addresses.'),
  status: z.enum(ACCOUNT_STATUSES),
};

const fieldsWithDefaults = {
  name: fields.name.optional().describe('The default is the id.'),
  sources: fields.sources.default([]),
  currency: fields.currency,
  convertCurrency: fields.convertCurrency.default(true),
  historyDepthDays: fields.historyDepthDays.default('auto'),
  polynomialDegree: fields.polynomialDegree.default(1),
  country: fields.country.default(null),
  timeZone: fields.timeZone.default('UTC'),
  tier: fields.tier.default('standard'),
  cohort: fields.cohort.default('default'),
  status: fields.status.optional().describe('The default is active, or what it was.'),
};

const example = {
  name: 'Example Games',
  sources: ['ad-exchange', 'app-store-1'],
  currency: 'EUR',
  historyDepthDays: 28,
};

/** A whole account. */
export const accountSchema = z
  .strictObject({ id: accountId, ...fieldsWithDefaults })
  .meta({ id: 'AccountInput', examples: [{ id: 'example-games', ...example }] });

/** A whole account whose id is known from elsewhere, such as the address. */
export const accountReplacementSchema = z
  .strictObject({ id: accountId.optional(), ...fieldsWithDefaults })
  .meta({ id: 'AccountReplacement', examples: [example] });

/** Any part of an account. */
export const accountPatchSchema = z
  .strictObject(fields)
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field to change')
  .meta({ id: 'AccountPatch', examples: [{ historyDepthDays: 7 }] });

/** @throws InvalidInputError; UNKNOWN_SOURCE when a source is not registered. */
export function parseAccount(input: unknown, registeredSources: readonly SourceId[]): Account {
  const account = completeAccount(parseInput(accountSchema, input));
  requireRegistered(account.sources, registeredSources);
  return account;
}

type ParsedAccount = z.output<typeof accountReplacementSchema> & { readonly id?: AccountId | undefined };

/** @param known what holds when the input does not say. */
export function completeAccount(
  parsed: ParsedAccount,
  known: { readonly id?: AccountId; readonly status?: AccountStatus } = {},
): Account {
  const id = known.id ?? parsed.id;
  if (id === undefined) throw invalidInput('id', 'is missing');
  const { name, status, ...settings } = parsed;
  return { ...settings, id, name: name ?? id, status: status ?? known.status ?? 'active' };
}

/** @throws InvalidInputError UNKNOWN_SOURCE naming each that is not registered. */
export function requireRegistered(sources: readonly SourceId[], registered: readonly SourceId[]): void {
  const unknown = sources.flatMap((source, index) => (registered.includes(source) ? [] : [{ source, index }]));
  if (unknown.length === 0) return;
  const known = registered.length === 0 ? 'none is registered' : `registered are ${registered.join(', ')}`;
  throw new InvalidInputError(
    'UNKNOWN_SOURCE',
    unknown.map(({ source, index }) => ({ path: `sources.${index}`, message: `no source "${source}"; ${known}` })),
  );
}
