// What a webhook receives, as a JSON schema for those who receive it.
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { forecastPayload } from '../../src/connectors/notify/forecast-webhook.ts';
import { webhookPayload } from '../../src/connectors/notify/payload.ts';
import { projectRoot } from './project.ts';

export const WEBHOOK_SCHEMA = 'docs/alert-webhook.schema.json';
export const FORECAST_SCHEMA = 'docs/forecast-webhook.schema.json';

export const webhookSchema = (): Promise<string> => schemaText(WEBHOOK_SCHEMA, webhookPayload);
export const forecastSchema = (): Promise<string> => schemaText(FORECAST_SCHEMA, forecastPayload);

/** As the formatter leaves it. */
async function schemaText(page: string, schema: z.ZodType): Promise<string> {
  const options = await resolveConfig(`${projectRoot}/${page}`);
  return await format(JSON.stringify(z.toJSONSchema(schema)), { ...options, parser: 'json' });
}
