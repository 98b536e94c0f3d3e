// Tells whether a stored fact changed: the same content gives the same hash, whatever the order of its keys.
import { createHash } from 'node:crypto';
import type { Forecast, ForecastDay } from '../domain/forecast/types.ts';
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

/** Every field of a day, in a fixed order: as plain rows, 28 days take a third of the time. */
const DAY_FIELDS = Object.keys({
  step: true,
  targetDate: true,
  revenue: true,
  lo80: true,
  hi80: true,
  lo95: true,
  hi95: true,
  modelRevenue: true,
  naiveRevenue: true,
  expectedError: true,
  sigma: true,
} satisfies Record<keyof ForecastDay, true>);

/** Not the status, nor what gates found. Model ids follow from the model's content, so the same figures from other data are a new fact. */
export function forecastHash(forecast: Forecast): string {
  const { currency, modelId, modelKind, confidence, served, observedDays, accuracy } = forecast;
  const days = forecast.days.map((day): unknown[] => DAY_FIELDS.map((field) => Reflect.get(day, field)));
  return contentHash({ currency, modelId, modelKind, confidence, served, observedDays, accuracy, days });
}
