// What a webhook receives, as a JSON schema for those who receive it.
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { webhookPayload } from '../../src/connectors/notify/payload.ts';
import { projectRoot } from './project.ts';

export const WEBHOOK_SCHEMA = 'docs/alert-webhook.schema.json';

/** As the formatter leaves it. */
export async function webhookSchema(): Promise<string> {
  const options = await resolveConfig(`${projectRoot}/${WEBHOOK_SCHEMA}`);
  return await format(JSON.stringify(z.toJSONSchema(webhookPayload)), { ...options, parser: 'json' });
}
