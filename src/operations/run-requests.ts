// What a run may be asked for, and whether it makes sense: a day that is over, accounts that exist.
import { z } from 'zod';
import { EXPLICIT_ACCOUNTS_MAX, HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { MorrowError } from '../contract/errors.ts';
import { DAY_PIPELINES } from '../contract/pipelines.ts';
import type { RunScope } from '../contract/workflow-ids.ts';
import { businessDateAt } from '../domain/calendar/business-date.ts';
import { addDays, daysBetween } from '../domain/calendar/dates.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { accountId, cohort, isoDate } from './values.ts';

export const RANGE_DAYS_MAX = 3_660;
const RANGE_DAYS_DEFAULT = 30;

const scopeFields = {
  accounts: z
    .array(accountId)
    .min(1)
    .max(EXPLICIT_ACCOUNTS_MAX)
    .optional()
    .meta({ description: 'Only these accounts.', examples: [['u1', 'u2']] }),
  cohort: cohort.optional().describe('Only the accounts of this cohort.'),
};

const oneScope = {
  test: (request: { readonly accounts?: unknown; readonly cohort?: unknown }): boolean =>
    request.accounts === undefined || request.cohort === undefined,
  problem: { path: ['cohort'], message: 'say accounts or cohort, not both' },
};

export const dayRunRequestSchema = z
  .strictObject({
    date: isoDate.describe('The business date: a day that is over.'),
    pipeline: z.enum(DAY_PIPELINES).default('daily'),
    ...scopeFields,
    force: z.boolean().default(false).describe('Also run accounts that are already done for this date.'),
    horizonDays: z.int().min(1).max(HORIZON_DAYS_MAX).default(HORIZON_DAYS_DEFAULT).describe('Days ahead to predict.'),
  })
  .refine(oneScope.test, oneScope.problem)
  .meta({ id: 'DayRunRequest', examples: [{ date: '2026-11-20', accounts: ['u1', 'u2'] }] });

export const backfillRequestSchema = z
  .strictObject({ from: isoDate, to: isoDate.describe('A day that is over.'), ...scopeFields })
  .refine(oneScope.test, oneScope.problem)
  .meta({ id: 'BackfillRequest', examples: [{ from: '2026-08-01', to: '2026-11-20', cohort: 'default' }] });

type RequestDeps = Pick<OperationsDeps, 'clock' | 'timeZone' | 'store'>;

/** The last day that is over in the configured zone. */
export const lastCompleteDay = (deps: Pick<OperationsDeps, 'clock' | 'timeZone'>): IsoDate =>
  businessDateAt(deps.clock.now().toISOString(), deps.timeZone);

/** @throws MorrowError DATE_NOT_COMPLETE. */
export function requireComplete(deps: Pick<OperationsDeps, 'clock' | 'timeZone'>, date: IsoDate): void {
  const last = lastCompleteDay(deps);
  if (date <= last) return;
  throw new MorrowError(
    'DATE_NOT_COMPLETE',
    `${date} is not over in ${deps.timeZone}; the last complete day is ${last}.`,
    { facts: { date, lastCompleteDay: last, timeZone: deps.timeZone } },
  );
}

/** @throws MorrowError RANGE_TOO_LONG; InvalidInputError when it ends before it begins. */
export function requireRange({ from, to }: DateRange): void {
  if (to < from) throw invalidInput('to', `must not be before "from" (${from})`);
  const days = daysBetween(from, to) + 1;
  if (days <= RANGE_DAYS_MAX) return;
  throw new MorrowError('RANGE_TOO_LONG', `${from} to ${to} are ${days} days; at most ${RANGE_DAYS_MAX} are allowed.`, {
    facts: { from, to, days, allowed: RANGE_DAYS_MAX },
  });
}

/** What is asked for, checked; an open end is the last complete day, an open start 30 days before the end. */
export function resolveRange(
  deps: Pick<OperationsDeps, 'clock' | 'timeZone'>,
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
): DateRange {
  const asked = parseInput(z.object({ from: isoDate.optional(), to: isoDate.optional() }), query);
  const to = asked.to ?? lastCompleteDay(deps);
  const range = { from: asked.from ?? addDays(to, 1 - RANGE_DAYS_DEFAULT), to };
  requireRange(range);
  return range;
}

/** The scope as a run keeps it: accounts once each and known, a cohort that has somebody in it. */
export async function resolveScope(
  deps: RequestDeps,
  asked: { readonly accounts?: readonly AccountId[] | undefined; readonly cohort?: string | undefined },
): Promise<RunScope> {
  if (asked.accounts !== undefined) return { accounts: await requireActive(deps, [...new Set(asked.accounts)]) };
  if (asked.cohort === undefined) return {};
  if ((await deps.store.accounts.count({ cohort: asked.cohort })) > 0) return { cohort: asked.cohort };
  throw new MorrowError('ACCOUNT_NOT_FOUND', `No active account belongs to cohort "${asked.cohort}".`, {
    facts: { cohort: asked.cohort },
  });
}

async function requireActive(deps: RequestDeps, ids: readonly AccountId[]): Promise<readonly AccountId[]> {
  const found = await Promise.all(ids.map((id) => deps.store.accounts.find(id)));
  refuse(
    'ACCOUNT_NOT_FOUND',
    'There is no account',
    ids.filter((_, index) => found[index] === null),
  );
  refuse(
    'ACCOUNT_ARCHIVED',
    'Archived is account',
    ids.filter((_, index) => found[index]?.status === 'archived'),
  );
  return ids;
}

function refuse(code: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_ARCHIVED', what: string, ids: readonly AccountId[]): void {
  if (ids.length === 0) return;
  throw new MorrowError(code, `${what} ${ids.map((id) => `"${id}"`).join(', ')}.`, {
    facts: { accounts: ids.join(', '), count: ids.length },
  });
}
