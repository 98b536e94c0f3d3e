// How good published forecasts have been: held against what came in, per account, cohort, step, or all together.
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX, HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { MorrowError } from '../contract/errors.ts';
import { daysBetween } from '../domain/calendar/dates.ts';
import type { ForecastScore } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { AccountFilter, ScoreQuery, ScoreSums } from '../ports/store.ts';
import { getAccount } from './accounts.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { accountCursor } from './list-page.ts';
import { resolveRange } from './run-requests.ts';
import { cohort, currency, isoDate } from './values.ts';

export const ACCURACY_GROUPS = ['account', 'cohort', 'all', 'step'] as const;

export const accuracyQuerySchema = z.strictObject({
  by: z.enum(ACCURACY_GROUPS).default('all'),
  from: isoDate.optional(),
  to: isoDate.optional(),
  maxStep: z.int().min(1).max(HORIZON_DAYS_MAX).default(HORIZON_DAYS_MAX),
  cohort: cohort.optional(),
  after: accountCursor.optional(),
  limit: z.int().min(1).max(EXPLICIT_ACCOUNTS_MAX).default(EXPLICIT_ACCOUNTS_MAX),
});

export interface AccuracyQuery {
  readonly by?: string | undefined;
  /** Target dates; the default is the last 30 complete days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Steps up to this one. */
  readonly maxStep?: number | undefined;
  readonly cohort?: string | undefined;
  /** Of `by: account` only: the `next` of the page before, and accounts of a page. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** Figures of one group in one currency, as errors of different currencies do not add up. */
export interface AccuracyRow {
  /** The account, the cohort, `all`, or the step. */
  readonly group: string;
  readonly currency: string;
  /** Forecasts whose day is known now. */
  readonly n: number;
  /** Units of the currency; null without a forecast, as every figure below. */
  readonly meanAbsoluteError: number | null;
  /** Sum of absolute errors / sum of absolute revenue; null when the latter is 0. */
  readonly wape: number | null;
  /** Mean error, forecast less revenue: above 0 is too high. */
  readonly bias: number | null;
  /** Share of days inside the interval: 0.8 and 0.95 are what they promise. */
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** 1 - error / error of last week's value. */
  readonly skill: number | null;
  /** The same of the model alone, where last week's value was served instead of it. */
  readonly modelSkill: number | null;
  /** Mean width of the 80 % interval. */
  readonly meanWidth80: number | null;
}

export interface AccuracyReport extends DateRange {
  readonly by: (typeof ACCURACY_GROUPS)[number];
  readonly maxStep: number;
  readonly rows: readonly AccuracyRow[];
  /** Of `by: account`: ask again with `after` set to it; null: the end. */
  readonly next: AccountId | null;
}

type ScoreDeps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

/** @throws InvalidInputError; MorrowError RANGE_TOO_LONG. */
export async function reportAccuracy(deps: ScoreDeps, query: AccuracyQuery = {}): Promise<AccuracyReport> {
  const { by, from, to, maxStep, cohort: group, after, limit } = parseInput(accuracyQuerySchema, query);
  const range = resolveRange(deps, { from, to });
  const filter: AccountFilter = { includeArchived: true, ...(group === undefined ? {} : { cohort: group }) };
  const asked: ScoreQuery = { range, maxStep, groupBy: by };
  const { sums, next } =
    by === 'account'
      ? await sumByAccount(deps, asked, { filter, after: after ?? null, limit })
      : { sums: await deps.store.scores.sum(asked, filter), next: null };
  return { by, ...range, maxStep, rows: sums.map(toRow), next };
}

interface AccountSlice {
  readonly filter: AccountFilter;
  readonly after: AccountId | null;
  readonly limit: number;
}

async function sumByAccount(
  { store }: ScoreDeps,
  query: ScoreQuery,
  { filter, after, limit }: AccountSlice,
): Promise<{ readonly sums: readonly ScoreSums[]; readonly next: AccountId | null }> {
  const found = await store.accounts.listIds(filter, { after, limit: limit + 1 });
  const accounts = found.slice(0, limit);
  const sums = accounts.length === 0 ? [] : await store.scores.sum(query, { ...filter, accounts });
  return { sums, next: found.length > limit ? (accounts.at(-1) ?? null) : null };
}

function toRow(sums: ScoreSums): AccuracyRow {
  const { n } = sums;
  const mean = (total: number): number | null => (n > 0 ? total / n : null);
  return {
    ...splitGroup(sums.group),
    n,
    meanAbsoluteError: mean(sums.absoluteError),
    wape: sums.absoluteActual > 0 ? sums.absoluteError / sums.absoluteActual : null,
    // The store sums what came in less what was forecast.
    bias: mean(-sums.error),
    coverage80: mean(sums.inside80),
    coverage95: mean(sums.inside95),
    skill: skillOf(sums.absoluteError, sums.naiveAbsoluteError),
    modelSkill: skillOf(sums.modelAbsoluteError, sums.naiveAbsoluteError),
    meanWidth80: mean(sums.width80),
  };
}

/** The store names a group `<name>/<currency>`; no name holds a slash. */
function splitGroup(name: string): Pick<AccuracyRow, 'group' | 'currency'> {
  const [group = '', code = ''] = name.split('/');
  return { group, currency: code };
}

/** Above 0 is better than last week's value. Null when there is nothing to be better than. */
const skillOf = (error: number, naiveError: number): number | null => (naiveError > 0 ? 1 - error / naiveError : null);

/** An account has up to 28 scores a day. */
export const SCORE_RANGE_DAYS_MAX = 366;

export interface ScoreListQuery {
  /** Target dates; the default is the last 30 complete days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly maxStep?: number | undefined;
  /** The default is the account's own; figures of before it changed are in another. */
  readonly currency?: string | undefined;
}

const scoreListSchema = z.object({
  maxStep: z.int().min(1).max(HORIZON_DAYS_MAX).default(HORIZON_DAYS_MAX),
  currency: currency.optional(),
});

/** An account's forecasts whose day is known now, by target date, then step. @throws MorrowError ACCOUNT_NOT_FOUND, RANGE_TOO_LONG. */
export async function listScores(
  deps: ScoreDeps,
  account: string,
  { from, to, ...query }: ScoreListQuery = {},
): Promise<readonly ForecastScore[]> {
  const asked = parseInput(scoreListSchema, query);
  const known = await getAccount(deps, account);
  const range = resolveRange(deps, { from, to });
  requireShort(range);
  const code: CurrencyCode = asked.currency ?? known.currency;
  const scores = await deps.store.scores.list(known.id, range, code);
  return scores.filter(({ step }) => step <= asked.maxStep);
}

function requireShort({ from, to }: DateRange): void {
  const days = daysBetween(from, to) + 1;
  if (days <= SCORE_RANGE_DAYS_MAX) return;
  throw new MorrowError(
    'RANGE_TOO_LONG',
    `${from} to ${to} are ${days} days; at most ${SCORE_RANGE_DAYS_MAX} of scores are allowed.`,
    { facts: { from, to, days, allowed: SCORE_RANGE_DAYS_MAX } },
  );
}
