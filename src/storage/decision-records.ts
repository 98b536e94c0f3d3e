// What is decided about forecasts, and who is told, as it comes back out of a store.
import { z } from 'zod';
import { HOLD_ACTIONS } from '../contract/messages.ts';
import { HOLD_ENDINGS, PROMOTION_MODES } from '../domain/cohort.ts';
import { ALERT_SEVERITIES, HOLD_STATUSES } from '../ports/store.ts';
import { decidedBy } from './forecast-records.ts';
import { accountId, isoDate } from './records.ts';

const holdPolicy = z.object({
  escalateAfterMinutes: z.number(),
  decideAfterMinutes: z.number(),
  ending: z.enum(HOLD_ENDINGS),
});

const gateOutcome = z.object({
  wave: z.int(),
  decision: z.enum(['publish', 'quarantine', 'hold', 'empty']),
  judged: z.int(),
  published: z.int(),
  held: z.int(),
  hold: z
    .object({ holdId: z.string(), date: isoDate, accounts: z.int(), reason: z.string(), policy: holdPolicy })
    .nullable(),
});

export const batchProfile = z.object({
  date: isoDate,
  accounts: z.int(),
  shiftQuantiles: z.array(z.number()),
  zeroShare: z.number(),
  negativeShare: z.number(),
  tailShare: z.number(),
  lateShare: z.number(),
  heldShare: z.number(),
});

export const gateDecisionRecord = z.object({
  id: z.string(),
  runId: z.string(),
  date: isoDate,
  population: z.string().nullable(),
  wave: z.int(),
  outcome: gateOutcome,
  findings: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  profile: batchProfile.nullable(),
  decidedAt: z.string(),
});

const holdLogEntry = z.object({
  action: z.enum([...HOLD_ACTIONS, 'keep']),
  by: decidedBy,
  reason: z.string(),
  accounts: z.array(accountId).nullable(),
  forecasts: z.int(),
  at: z.string(),
});

export const holdRecord = z.object({
  id: z.string(),
  date: isoDate,
  accounts: z.int(),
  reason: z.string(),
  status: z.enum(HOLD_STATUSES),
  openedAt: z.string(),
  escalatesAt: z.string(),
  decidesAt: z.string(),
  closedAt: z.string().nullable(),
  log: z.array(holdLogEntry),
});

export const cohortRecord = z.object({ cohort: z.string(), mode: z.enum(PROMOTION_MODES), hold: holdPolicy });

export const alertRecord = z.object({
  id: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  title: z.string(),
  detail: z.string(),
  count: z.int(),
  // Alerts of before 0.3 have neither of these.
  facts: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
    .default({}),
  acknowledgement: z.object({ by: z.string(), note: z.string(), at: z.string() }).nullable().default(null),
  openedAt: z.string(),
  lastAt: z.string(),
  resolvedAt: z.string().nullable(),
});
