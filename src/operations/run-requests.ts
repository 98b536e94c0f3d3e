// What a run may be asked for, and whether it makes sense: a day that is over, accounts that exist.
import { z } from 'zod';
import { HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX } from '../contract/limits.ts';
import { MorrowError } from '../contract/errors.ts';
import { DAY_PIPELINES } from '../contract/pipelines.ts';
import { businessDateAt } from '../domain/calendar/business-date.ts';
import { addDays, daysBetween } from '../domain/calendar/dates.ts';
import { PROMOTION_MODES } from '../domain/cohort.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';
import { oneScope, scopeFields } from './scope.ts';
import { isoDate } from './values.ts';

export const RANGE_DAYS_MAX = 3_660;
const RANGE_DAYS_DEFAULT = 30;

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

const backfillFields = {
  from: isoDate,
  to: isoDate.describe('A day that is over.'),
  ...scopeFields,
  reread: z
    .boolean()
    .default(false)
    .describe('Read every day again, also those that are there: finds what sources have corrected.'),
};

export const backfillPlanRequestSchema = z
  .strictObject(backfillFields)
  .refine(oneScope.test, oneScope.problem)
  .meta({ id: 'BackfillPlanRequest', examples: [{ from: '2026-08-01', to: '2026-11-20', cohort: 'default' }] });

export const backfillRequestSchema = z
  .strictObject({
    ...backfillFields,
    confirm: z
      .int()
      .min(0)
      .optional()
      .describe('Agrees to so many requests; needed when the plan says so. A plan that takes more is refused.'),
  })
  .refine(oneScope.test, oneScope.problem)
  .meta({ id: 'BackfillRequest', examples: [{ from: '2026-08-01', to: '2026-11-20', cohort: 'default' }] });

export const retrainRequestSchema = z
  .strictObject({
    date: isoDate.describe('The business date: a day that is over. Models train on days up to it.'),
    ...scopeFields,
    mode: z.enum(PROMOTION_MODES).optional().describe('Only cohorts in this mode; without it all.'),
  })
  .refine(oneScope.test, oneScope.problem)
  .meta({ id: 'RetrainRequest', examples: [{ date: '2026-11-20', cohort: 'default' }] });

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
