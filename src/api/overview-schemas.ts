// The shapes of answers that screens are made of: the overview, and tiles of accounts x days.
import { z } from 'zod';
import { BAND_METHODS } from '../operations/overview-days.ts';
import { TILE_LETTERS } from '../operations/tiles.ts';
import { RUN_STATUSES } from '../ports/run-status.ts';
import { amount, count, currency, date, instant, links, next } from './schema-parts.ts';

const band = z.strictObject({ lo80: amount, hi80: amount, method: z.enum(BAND_METHODS) }).meta({
  id: 'OverviewBand',
  description:
    "80 % interval. `account`: the account's own. `measured`: as wide as it had to be to hold four of five totals of the 56 days before. `sum-of-bounds`: too few of those are known; the accounts' bounds added up, as wide as if all erred the same way on the same day, so that the total usually lies inside more often.",
});

const overviewCurrency = z
  .strictObject({
    currency,
    fact: z.strictObject({ amount, accounts: count }).nullable(),
    forecast: z
      .strictObject({
        amount: amount.describe(
          'What was served for the day: of each account the newest forecast published before it.',
        ),
        accounts: count,
        band: band.nullable().describe('Null where the interval of some account is not known.'),
      })
      .nullable(),
    compared: z
      .strictObject({
        fact: amount,
        forecast: amount,
        error: amount.describe('Fact minus forecast.'),
        accounts: count,
      })
      .nullable()
      .describe('Of the accounts that have both.'),
    sources: z.array(z.strictObject({ sourceId: z.string(), amount })).describe('Shares of the revenue.'),
  })
  .meta({ id: 'OverviewCurrency' });

const accountCounts = z
  .strictObject({
    expected: count.describe('Of the last complete day: active accounts; of others: accounts with a record.'),
    done: count.describe('Published or collected.'),
    held: count,
    failed: count,
    cancelled: count,
  })
  .meta({ id: 'OverviewAccounts' });

export const overviewDay = z.strictObject({
  date,
  currencies: z.array(overviewCurrency),
  accounts: accountCounts.nullable(),
});

const overviewRun = z
  .strictObject({
    id: z.string(),
    pipeline: z.string(),
    cohort: z.string().nullable(),
    status: z.enum(RUN_STATUSES),
    errorCode: z.string().nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
    expectedFinishAt: instant.nullable().describe('At the present pace; null when it is over or has hardly begun.'),
    accounts: accountCounts.nullable().describe('Null for a run of listed accounts.'),
    links,
  })
  .meta({ id: 'OverviewRun' });

export const overview = z
  .strictObject({
    from: date,
    to: date,
    timeZone: z.string().describe('Decides which days are over.'),
    lastCompleteDay: date,
    account: z
      .strictObject({ id: z.string(), name: z.string(), currency, status: z.string(), cohort: z.string() })
      .nullable(),
    cohort: z.string().nullable(),
    days: z.array(overviewDay).describe('Days that have anything, by date.'),
    refreshing: z
      .array(date)
      .describe('Days that are being added up again: their figures are some seconds old, or still missing.'),
    runs: z.array(overviewRun).describe('Day runs of the last complete day, newest first.'),
    openAlerts: count,
    openHolds: count,
  })
  .meta({ id: 'Overview' });

const letters = [...new Set(Object.entries(TILE_LETTERS).map(([status, letter]) => `${letter} ${status}`))].join(', ');

export const tilePage = z
  .strictObject({
    from: date,
    to: date,
    accounts: z.array(
      z.strictObject({
        accountId: z.string(),
        name: z.string(),
        days: z.string().describe(`One letter per day: ${letters}; "." without a record.`),
        codes: z.record(z.string(), z.string()).describe('Error codes by date.'),
      }),
    ),
    total: count.nullable().describe('Accounts of the filter in all, on the first page.'),
    next,
  })
  .meta({ id: 'TilePage' });
