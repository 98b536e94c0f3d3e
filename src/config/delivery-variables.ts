// The variables of the webhook for published forecasts. Part of the one schema in `schema.ts`.
import { z } from 'zod';

export const deliveryVariables = {
  FORECAST_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Set: every published forecast is posted there as signed JSON; see docs/webhooks.md.')
    .meta({ group: 'webhooks' }),
  FORECAST_WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('Signs that webhook: whsec_ and base64 of 24 bytes or more.')
    .meta({ group: 'webhooks', secret: true }),
} as const;
