// The shapes of answers about gates, holds and cohorts.
import { z } from 'zod';
import { HOLD_ENDINGS, PROMOTION_MODES } from '../domain/cohort.ts';
import { HOLD_STATUSES } from '../ports/store.ts';
import { decidedBy, gateFinding } from './forecast-schemas.ts';
import { amount, count, currency, date, facts, instant, links, next } from './schema-parts.ts';

const holdFields = {
  id: z.string(),
  date: date.describe('The business date.'),
  accounts: count,
  reason: z.string().describe('Why its forecasts wait, and what to do.'),
  status: z.enum(HOLD_STATUSES),
  openedAt: instant,
  escalatesAt: instant,
  decidesAt: instant,
  closedAt: instant.nullable(),
  log: z.array(
    z.strictObject({
      action: z.enum(['release', 'reject', 'keep']),
      by: decidedBy,
      reason: z.string(),
      accounts: z.array(z.string()).nullable().describe('Null: everything that was still held.'),
      forecasts: count,
      at: instant,
    }),
  ),
};

const hold = z.strictObject({ ...holdFields, links }).meta({ id: 'Hold' });
export const holdList = z.strictObject({ holds: z.array(hold), next }).meta({ id: 'HoldList' });

const policy = z.strictObject({
  escalateAfterMinutes: z.int().min(1),
  decideAfterMinutes: z.int().min(1),
  ending: z.enum(HOLD_ENDINGS),
});

const share = z.number();
export const gateDecision = z
  .strictObject({
    id: z.string(),
    runId: z.string(),
    date,
    population: z.string().nullable(),
    wave: count,
    outcome: z.strictObject({
      wave: count,
      decision: z.enum(['publish', 'quarantine', 'hold', 'empty']),
      judged: count,
      published: count,
      held: count,
      hold: z.strictObject({ holdId: z.string(), date, accounts: count, reason: z.string(), policy }).nullable(),
    }),
    findings: z.array(facts),
    profile: z
      .strictObject({
        date,
        accounts: count,
        shiftQuantiles: z.array(z.number()),
        zeroShare: share,
        negativeShare: share,
        tailShare: share,
        lateShare: share,
        heldShare: share,
      })
      .nullable(),
    decidedAt: instant,
  })
  .meta({ id: 'GateDecision' });

export const gateList = z.strictObject({ gates: z.array(gateDecision) }).meta({ id: 'GateList' });

export const holdDescription = z
  .strictObject({
    hold,
    forecasts: z.array(
      z.strictObject({
        accountId: z.string(),
        revision: z.int().min(1),
        currency,
        nextDay: z.strictObject({ targetDate: date, revenue: amount, lo80: amount, hi80: amount }).nullable(),
        findings: z.array(gateFinding),
        why: z.string().describe('The findings in words: what was measured, and its bound.'),
      }),
    ),
    next,
    gate: gateDecision.nullable(),
  })
  .meta({ id: 'HoldDescription' });

export const holdDecided = z
  .strictObject({
    id: z.string(),
    decided: count.describe('Forecasts that the decision was carried out for.'),
    open: count.describe('Still held.'),
    links,
  })
  .meta({ id: 'HoldDecided' });

const cohortFields = { cohort: z.string(), mode: z.enum(PROMOTION_MODES), hold: policy };
export const cohortSettings = z.strictObject(cohortFields).meta({ id: 'CohortSettings' });
export const cohortList = z
  .strictObject({ cohorts: z.array(z.strictObject({ ...cohortFields, accounts: count })) })
  .meta({ id: 'CohortList' });
