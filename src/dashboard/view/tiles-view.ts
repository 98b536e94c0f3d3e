// Tiles of accounts x days: what each letter stands for, what lies under a point, what the keys choose. Pure.
import { addDays, daysBetween, formatDate } from '../format/dates.ts';
import type { AccountTiles } from '../client/types.ts';

/** As the API writes them. */
const STATUS_OF: Readonly<Record<string, string>> = {
  r: 'running',
  s: 'staged',
  h: 'held',
  p: 'published',
  c: 'collected',
  f: 'failed',
  x: 'cancelled',
};

/** Null: no record. */
export const statusOf = (letter: string): string | null => STATUS_OF[letter] ?? null;

export const TILE = { height: 18, gap: 2 } as const;

/** Narrower tiles than that cannot be hit, so the map scrolls; ninety days fit a desk. */
const leastWidth = (days: number): number => (days > 60 ? 12 : days > 20 ? 20 : 28);
const MOST_WIDTH = 96;

/** How wide a day is, in px. @param room for all of them, in px: few days share it. */
export const tileWidth = (days: number, room: number): number =>
  Math.max(leastWidth(days), Math.min(MOST_WIDTH, Math.floor(room / Math.max(1, days))));
/** Above and below what is seen, so that a quick scroll finds rows. */
const MARGIN_ROWS = 4;

export const datesOfRange = ({ from, to }: { readonly from: string; readonly to: string }): readonly string[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));

export interface Window {
  readonly first: number;
  readonly end: number;
}

export const topRowAt = (scrollTop: number): number => Math.floor(scrollTop / TILE.height);

/** Rows that a scrolled box shows: always as many, also at the end, as a picture that changes its size is made anew. */
export function windowOf(topRow: number, height: number, total: number): Window {
  const rows = Math.min(total, Math.ceil(height / TILE.height) + 1 + 2 * MARGIN_ROWS);
  const first = Math.max(0, Math.min(topRow - MARGIN_ROWS, total - rows));
  return { first, end: first + rows };
}

/** Days next to each other that ended alike. */
export interface Stretch {
  readonly letter: string;
  /** The first day, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** The whole of a row, in order; days beyond the letters have no record. */
export function stretchesOf(letters: string, days: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let day = 1; day <= days; day += 1) {
    const letter = letters[from] ?? '.';
    if (day < days && (letters[day] ?? '.') === letter) continue;
    stretches.push({ letter, from, to: day });
    from = day;
  }
  return stretches;
}

export interface Place {
  readonly row: number;
  readonly day: number;
}

export interface Extent {
  readonly rows: number;
  readonly days: number;
}

/** What was chosen may be gone with the accounts or the period. */
export const isThere = (place: Place | null, { rows, days }: Extent): boolean =>
  place !== null && place.row < rows && place.day < days;

const STEPS: Readonly<Record<string, readonly [rows: number, days: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-20, 0],
  PageDown: [20, 0],
};

/** Null for a key that moves nothing. The first move chooses the newest day of the first row. */
export function movePlace(place: Place | null, key: string, { rows, days }: Extent): Place | null {
  const step = STEPS[key];
  if (step === undefined || rows === 0) return null;
  if (place === null) return { row: 0, day: days - 1 };
  return { row: clamp(place.row + step[0], rows), day: clamp(place.day + step[1], days) };
}

const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));

/** `koi-pond, Sat, 21 Nov 2026: failed, RATE_MISSING` */
export function describeTile({ accountId, days, codes }: AccountTiles, date: string, day: number): string {
  const status = statusOf(days[day] ?? '.') ?? 'no record';
  const code = codes[date];
  return `${accountId}, ${formatDate(date)}: ${status}${code === undefined ? '' : `, ${code}`}`;
}

/** How many days of each status, the most frequent first. */
export function countStatuses(days: string): readonly (readonly [status: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const letter of days) {
    const status = statusOf(letter);
    if (status !== null) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

export const accountDayId = (date: string, account: string): string => `account-day/daily/${date}/${account}`;
