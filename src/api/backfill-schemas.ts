// The shapes of a backfill in the API's answers: its plan, and how far it is.
import { z } from 'zod';
import { REPAIR_MODES } from '../domain/repair/plan-account.ts';
import { count, date, figure } from './schema-parts.ts';

const dayCount = z.strictObject({
  accounts: count,
  days: count,
  samples: z
    .array(z.strictObject({ accountId: z.string(), days: count, from: date, to: date }))
    .describe('The first accounts, by id.'),
});

export const backfillPlan = z
  .strictObject({
    from: date,
    to: date,
    mode: z.enum(REPAIR_MODES),
    accounts: count.describe('Accounts that were looked at.'),
    toRepair: count.describe('Accounts that need a report or a merge.'),
    days: count.describe('Account days that are written.'),
    holes: dayCount.describe('Days without daily revenue, or without the revenue of an enabled source.'),
    restated: dayCount.describe('Days whose published figures are not what is known now.'),
    toImport: dayCount.describe('Days without a figure of accounts without sources: nobody can be asked for them.'),
    forecastsAgain: count.describe('Accounts whose newest published forecast is made again.'),
    providers: z
      .array(
        z.strictObject({
          id: z.string(),
          requests: count.describe('At least; a report of several pages takes more.'),
          requestsPerSecond: figure,
          maxConcurrent: figure,
          breaker: z.enum(['closed', 'open', 'half-open']),
          minutes: figure.describe('At least, with the whole budget; null: no rate is set.'),
        }),
      )
      .describe('Who is asked, most requests first.'),
    requests: count,
    minutes: figure.describe("At least: the slowest provider's. Null: no provider has a rate."),
    confirm: z.string().nullable().describe('Why the start needs `confirm`; null: it does not.'),
  })
  .meta({ id: 'BackfillPlan' });

export const liveBackfill = z
  .strictObject({
    planned: z
      .strictObject({ accounts: count, days: count, requests: count })
      .describe('What the plan said at its start.'),
    days: count.describe('Account days written so far.'),
    requestsLeft: count,
    secondsLeft: count.nullable().describe('At the rate so far; null: nothing was done yet.'),
    restated: z
      .strictObject({ accounts: count, published: count, held: count, notDone: count })
      .describe('Accounts whose forecast was made again, and how that ended.'),
  })
  .meta({ id: 'LiveBackfill' });
