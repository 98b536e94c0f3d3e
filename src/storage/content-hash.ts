// Tells whether a stored fact changed: the same content gives the same hash, whatever the order of its keys.
import { createHash } from 'node:crypto';
import type { Forecast } from '../domain/forecast/types.ts';
import type { DailyRevenue, SourceRevenue } from '../domain/revenue/types.ts';

/**
 * JSON with the keys of every object in alphabetical order and without undefined ones.
 * @throws TypeError for what JSON would silently change: NaN, Infinity, bigint, functions.
 */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') return `{${canonicalFields(value).join(',')}}`;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} cannot be stored.`);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} cannot be stored.`);
  return text;
}

const canonicalFields = (object: object): string[] =>
  Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`);

/** SHA-256 of the canonical JSON, as 64 hex digits. */
export const contentHash = (content: object): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

/** What counts as another figure. Not `payloadId`: the same figures read again from a newer answer are the same fact. */
export const sourceRevenueHash = ({ amount, currency, items, rejected, rejects }: SourceRevenue): string =>
  contentHash({ amount, currency, items, rejected, rejects });

export const dailyRevenueHash = ({ amount, currency, shares, rates, origin }: DailyRevenue): string =>
  contentHash({ amount, currency, shares, rates, origin });

/** Model ids follow from the model's content, so a forecast that comes out the same from other data is a new fact. */
export const forecastHash = ({ revenue, currency, accuracy, modelKind, modelId }: Forecast): string =>
  contentHash({ revenue, currency, accuracy, modelKind, modelId });
