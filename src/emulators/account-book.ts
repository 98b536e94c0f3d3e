// What the emulators know about an account: from data/accounts.json, or derived from a hash of an id they never saw.
import { readFileSync } from 'node:fs';
import { chanceOf } from './chance.ts';
import { dataFile } from './data-folder.ts';
import type { RevenueSeries } from './revenue-series.ts';
import { REVENUE_SOURCES, type RevenueSource } from './sources.ts';

export interface EmulatedAccount {
  readonly id: string;
  readonly series: RevenueSeries;
  /** US dollars per unit of the series. */
  readonly scale: number;
  /** Whole weeks by which the series runs ahead, so that accounts on one series differ. */
  readonly phaseWeeks: number;
  /** Part of the account's revenue that comes from each source. */
  readonly shares: Readonly<Record<RevenueSource, number>>;
  /** The currency each source pays in. */
  readonly currencies: Readonly<Record<RevenueSource, string>>;
}

type SeriesMap = ReadonlyMap<string, RevenueSeries>;
type JsonObject = Readonly<Record<string, unknown>>;

/** @returns a look-up by account id; null for an account that does not exist. */
export function openAccountBook(series: SeriesMap): (id: string) => EmulatedAccount | null {
  const known = new Map(readEntries().map(([id, entry]) => [id, listedAccount(id, entry, series)]));
  return (id) => (id.startsWith('unknown') ? null : (known.get(id) ?? derivedAccount(id, series)));
}

function readEntries(): [string, unknown][] {
  const content: unknown = JSON.parse(readFileSync(dataFile('accounts.json'), 'utf8'));
  return Object.entries(objectAt(content, 'accounts.json'));
}

/** A listed account; sources that its entry leaves out are filled in, so that enabling one later just works. */
function listedAccount(id: string, entry: unknown, series: SeriesMap): EmulatedAccount {
  const fields = objectAt(entry, id);
  const derived = derivedAccount(id, series);
  return {
    ...derived,
    series: seriesNamed(series, textAt(fields['series'], `${id}.series`)),
    scale: numberAt(fields['scale'], `${id}.scale`),
    phaseWeeks: fields['phaseWeeks'] === undefined ? 0 : numberAt(fields['phaseWeeks'], `${id}.phaseWeeks`),
    shares: filledIn(derived.shares, objectAt(fields['shares'], `${id}.shares`), numberAt),
    currencies: filledIn(derived.currencies, objectAt(fields['currencies'] ?? {}, `${id}.currencies`), textAt),
  };
}

/** An account of someone else's making: stores pay US dollars, the rest follows from the id. */
function derivedAccount(id: string, series: SeriesMap): EmulatedAccount {
  const chance = chanceOf(`account ${id}`);
  const all = [...series.values()];
  const chosen = all[Math.floor(chance() * all.length)];
  if (chosen === undefined) throw new Error('data/revenue-series.csv holds no series.');
  const dollarsPerDay = 10 ** (2 + chance() * 2);
  return {
    id,
    series: chosen,
    scale: dollarsPerDay / chosen.meanSize,
    phaseWeeks: Math.floor(chance() * 52),
    shares: bySource(() => 0.15 + chance() * 0.3),
    currencies: bySource(() => 'USD'),
  };
}

const bySource = <T>(value: (source: RevenueSource) => T): Record<RevenueSource, T> => ({
  'ad-exchange': value('ad-exchange'),
  'app-store-1': value('app-store-1'),
  'app-store-2': value('app-store-2'),
  'app-store-3': value('app-store-3'),
});

function filledIn<T>(
  base: Readonly<Record<RevenueSource, T>>,
  given: JsonObject,
  read: (value: unknown, where: string) => T,
): Record<RevenueSource, T> {
  const strange = Object.keys(given).filter((key) => !REVENUE_SOURCES.some((source) => source === key));
  if (strange.length > 0) throw new Error(`data/accounts.json: there is no source ${strange.join(', ')}.`);
  return bySource((source) => (given[source] === undefined ? base[source] : read(given[source], source)));
}

function seriesNamed(series: SeriesMap, name: string): RevenueSeries {
  const found = series.get(name);
  if (found === undefined)
    throw new Error(`data/accounts.json names the series ${name}; data/revenue-series.csv has none.`);
  return found;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectAt(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new Error(`data/accounts.json: ${where} must be an object.`);
}

function textAt(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`data/accounts.json: ${where} must be text.`);
}

function numberAt(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`data/accounts.json: ${where} must be a number.`);
}
