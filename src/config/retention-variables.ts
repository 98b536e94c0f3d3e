// How long what is kept. Part of the one schema in `schema.ts`.
import { z } from 'zod';
import { MAX_HISTORY_DEPTH_DAYS } from '../domain/account.ts';

const days = z.coerce.number().int().min(1).max(36_500);

export const retentionVariables = {
  KEEP_PAYLOADS_DAYS: days.default(90).describe('Raw payloads are kept this long.').meta({ group: 'retention' }),
  KEEP_RUNS_DAYS: days.default(400).describe('Run records are kept this long.').meta({ group: 'retention' }),
  KEEP_FORECASTS_DAYS: days.default(1_095).describe('Forecasts are kept this long.').meta({ group: 'retention' }),
  KEEP_REVENUE_DAYS: days
    .min(MAX_HISTORY_DEPTH_DAYS)
    .default(3_650)
    .describe(`Revenue is kept this long; at least the ${MAX_HISTORY_DEPTH_DAYS} days that a model may learn from.`)
    .meta({ group: 'retention' }),
  KEEP_MODELS_DAYS: days.default(400).describe('Models are kept this long.').meta({ group: 'retention' }),
  KEEP_RATES_DAYS: days.default(3_650).describe('Rates are kept this long.').meta({ group: 'retention' }),
  KEEP_AUDIT_DAYS: days
    .min(30)
    .default(730)
    .describe('Entries of the audit log are kept this long; at least 30 days.')
    .meta({ group: 'retention' }),
} as const;
