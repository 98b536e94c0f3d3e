// Accounts x days as tiles: how each account's day ended, a page of accounts at a time.
import { z } from 'zod';
import { ERROR_CODES, MorrowError } from '../contract/errors.ts';
import { daysBetween, listDates } from '../domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { DayTile, RunStatus } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { accountCursor } from './list-page.ts';
import { resolveRange } from './run-requests.ts';
import { cohort, isoDate } from './values.ts';

export const TILE_PAGE_MAX = 500;
export const TILE_DAYS_MAX = 100;
const PAGE = 200;

/** One letter per status, so that ten thousand accounts x ninety days travel light. `.` is a day without a record. */
export const TILE_LETTERS = {
  running: 'r',
  staged: 's',
  held: 'h',
  published: 'p',
  collected: 'c',
  completed: 'p',
  failed: 'f',
  cancelled: 'x',
} as const satisfies Record<RunStatus, string>;

/** How an account's day may stand. */
export const TILE_STATUSES = ['running', 'staged', 'held', 'published', 'collected', 'failed', 'cancelled'] as const;

export const tilesQuerySchema = z.strictObject({
  from: isoDate.optional(),
  to: isoDate.optional(),
  status: z.enum(TILE_STATUSES).optional(),
  code: z.enum(ERROR_CODES).optional(),
  cohort: cohort.optional(),
  after: accountCursor.optional(),
  limit: z.int().min(1).max(TILE_PAGE_MAX).default(PAGE),
});

export interface TilesQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only accounts that have such a day in the range. */
  readonly status?: string | undefined;
  readonly code?: string | undefined;
  readonly cohort?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface AccountTiles {
  readonly accountId: AccountId;
  readonly name: string;
  /** One letter per day of the range, see `TILE_LETTERS`. */
  readonly days: string;
  /** Codes of days that have one, by date. */
  readonly codes: Readonly<Record<string, string>>;
}

export interface TilePage extends DateRange {
  /** By id. */
  readonly accounts: readonly AccountTiles[];
  /** Accounts of the filter in all, on the first page; null on the others. */
  readonly total: number | null;
  readonly next: AccountId | null;
}

/** @throws InvalidInputError; MorrowError RANGE_TOO_LONG. */
export async function readTiles(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  query: TilesQuery = {},
): Promise<TilePage> {
  const { from, to, status, code, after, limit, ...asked } = parseInput(tilesQuerySchema, query);
  const range = tileRange(deps, { from, to });
  const filter = {
    ...(asked.cohort === undefined ? {} : { cohort: asked.cohort }),
    ...(status === undefined && code === undefined ? {} : { recorded: { ...range, ...recordedDay(status, code) } }),
  };
  const [found, total] = await Promise.all([
    deps.store.accounts.list(filter, { after: after ?? null, limit: limit + 1 }),
    after === undefined ? deps.store.accounts.count(filter) : null,
  ]);
  const accounts = found.slice(0, limit);
  const tiles = await deps.store.runs.listTiles({
    ...range,
    pipeline: 'daily',
    accounts: accounts.map(({ id }) => id),
  });
  const tilesOf = groupTiles(tiles);
  const dates = listDates(range.from, range.to);
  return {
    ...range,
    accounts: accounts.map(({ id, name }) => ({ accountId: id, name, ...drawDays(tilesOf.get(id) ?? [], dates) })),
    total,
    next: found.length > limit ? (accounts.at(-1)?.id ?? null) : null,
  };
}

function tileRange(
  deps: Pick<OperationsDeps, 'clock' | 'timeZone'>,
  asked: Partial<Record<'from' | 'to', IsoDate | undefined>>,
): DateRange {
  const range = resolveRange(deps, asked);
  const days = daysBetween(range.from, range.to) + 1;
  if (days <= TILE_DAYS_MAX) return range;
  throw new MorrowError(
    'RANGE_TOO_LONG',
    `${range.from} to ${range.to} are ${days} days; at most ${TILE_DAYS_MAX} are shown.`,
    {
      facts: { ...range, days, allowed: TILE_DAYS_MAX },
    },
  );
}

const recordedDay = (status: RunStatus | undefined, errorCode: string | undefined) => ({
  pipeline: 'daily',
  ...(status === undefined ? {} : { status }),
  ...(errorCode === undefined ? {} : { errorCode }),
});

function groupTiles(tiles: readonly DayTile[]): ReadonlyMap<AccountId, readonly DayTile[]> {
  const groups = new Map<AccountId, DayTile[]>();
  for (const tile of tiles) {
    const group = groups.get(tile.accountId);
    if (group === undefined) groups.set(tile.accountId, [tile]);
    else group.push(tile);
  }
  return groups;
}

function drawDays(tiles: readonly DayTile[], dates: readonly IsoDate[]): Pick<AccountTiles, 'days' | 'codes'> {
  const letters = new Map(tiles.map(({ date, status }) => [date, TILE_LETTERS[status]]));
  return {
    days: dates.map((date) => letters.get(date) ?? '.').join(''),
    codes: Object.fromEntries(tiles.flatMap(({ date, errorCode }) => (errorCode === null ? [] : [[date, errorCode]]))),
  };
}
