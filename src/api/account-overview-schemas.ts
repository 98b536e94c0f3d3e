// The shape of the answer that an account's page is made of.
import { z } from 'zod';
import { CONTRIBUTIONS } from '../domain/forecast/contributions.ts';
import { backtestRow, currentForecast, modelHead, modelParts, withheld } from './forecast-schemas.ts';
import { overviewDay } from './overview-schemas.ts';
import { amount, count, currency, date, figure } from './schema-parts.ts';
import { account, recordedRun } from './schemas.ts';

const pricedDay = z.strictObject({
  date,
  provider: z.string(),
  quoteDate: date.describe('The day the provider published the rates for.'),
  synthetic: z.boolean().describe('Made up from older ones by an emulator.'),
  conversions: z.array(
    z.strictObject({
      sourceId: z.string(),
      from: currency,
      rate: z.string().describe("Units of the account's currency for one unit of `from`."),
    }),
  ),
});

const reasons = z
  .strictObject({
    mean: amount.describe('Of the observed days that the model sees.'),
    observed: count.describe('How many these are.'),
    contributions: z.array(
      z.strictObject({
        name: z
          .enum(CONTRIBUTIONS)
          .describe(
            "`level`: what an ordinary day has lately, against the mean. `limit`: nothing below zero. `served`: last week's value instead of the model's. `changed`: the model says something else now, as its history or the code changed since.",
          ),
        amount,
      }),
    ),
    members: z
      .array(z.strictObject({ name: z.string(), weight: z.number(), value: z.number() }))
      .describe('What the model combines, the heaviest first.'),
    bySource: z.boolean().describe('True: the sources are forecast one by one and added up; the members are not used.'),
    lastWeek: z.strictObject({ date, amount }).nullable().describe('The same weekday a week before.'),
  })
  .meta({ id: 'ForecastReasons', description: '`mean` and the contributions add up to the forecast exactly.' });

const modelCard = z
  .strictObject({
    ...modelHead,
    ...modelParts,
    observed: count,
    backtest: z.array(backtestRow),
    curve: z
      .array(z.strictObject({ date, observed: figure, fitted: figure }))
      .nullable()
      .describe("What it says of each day from the days before, with today's weights and weekly profile."),
  })
  .meta({ id: 'ModelCard' });

export const accountOverview = z
  .strictObject({
    account,
    etag: z.string().describe('For `If-Match` when the account is changed.'),
    from: date,
    to: date,
    timeZone: z.string().describe('Decides which days are over.'),
    lastCompleteDay: date,
    days: z.array(overviewDay).describe('Days that have anything, by date.'),
    priced: z.array(pricedDay).describe('What converted the days that were converted, by date.'),
    next: currentForecast.nullable().describe('What is served for the day after the last complete one.'),
    withheld: withheld.nullable().describe('The newest forecast of that day, where it is not the one that is served.'),
    reasons: reasons.nullable().describe('Null without a forecast, or where its model is gone.'),
    model: modelCard.nullable().describe('The one behind that forecast, or else the champion.'),
    runs: z.array(recordedRun).describe('Newest start first.'),
  })
  .meta({ id: 'AccountOverview' });
