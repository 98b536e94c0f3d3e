// Every variable of the environment, once: name, meaning, default, and whether it is a secret. `.env.example` comes from here.
import { z } from 'zod';
import { isTimeZone } from '../domain/calendar/business-date.ts';
import { accessVariables } from './access-variables.ts';
import { secretVariables } from './secret-variables.ts';
import { deliveryVariables } from './delivery-variables.ts';
import { logVariables } from './log-variables.ts';
import { workerVariables } from './worker-variables.ts';
import { retentionVariables } from './retention-variables.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ });
const mailAddress = z.string().regex(/^[^\s@,]+@[^\s@,]+$/, 'must be one e-mail address');
const milliseconds = z.coerce.number().int().min(1);

export interface VariableMeta {
  readonly group: string;
  readonly secret?: boolean;
  [key: string]: unknown;
}

export const variables = {
  MORROW_STATE_DIR: z
    .string()
    .min(1)
    .default('.morrow')
    .describe('Where the embedded stack keeps its files.')
    .meta({ group: 'general' }),
  MORROW_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('The least severe level that is logged.')
    .meta({ group: 'general' }),
  ...logVariables,
  MORROW_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe('IANA zone that decides which dates are over, for API and CLI.')
    .meta({ group: 'general' }),
  MORROW_DAY_DEADLINE: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:00')
    .default('06:00')
    .describe(
      'Time of day in MORROW_TIME_ZONE by which the forecasts after the last complete day should be there; for metrics and alerts.',
    )
    .meta({ group: 'general' }),
  DEADLINE_POLICY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('Deadlines per stage and tier, as JSON; unset: the defaults. See docs/alerts.md.')
    .meta({ group: 'general' }),
  MORROW_CODE_VERSION: z
    .string()
    .min(1)
    .default('development')
    .describe('Kept with every model and run; set by the image build.')
    .meta({ group: 'general' }),
  MORROW_SCHEDULES_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('Schedule declarations; the default is src/config/schedules.json.')
    .meta({ group: 'general' }),

  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .optional()
    .describe('Set: MongoDB is the store. Unset: SQLite in the state folder.')
    .meta({ group: 'store', secret: true }),
  MONGODB_DATABASE: z
    .string()
    .min(1)
    .default('ss_stats')
    .describe('Database name in MongoDB.')
    .meta({ group: 'store' }),
  SQLITE_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('The SQLite file; the default is morrow.db in the state folder.')
    .meta({ group: 'store' }),

  AD_EXCHANGE_URL: url
    .default('http://127.0.0.1:9092')
    .describe('Base URL of the ad exchange.')
    .meta({ group: 'sources' }),
  AD_EXCHANGE_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('Bearer token of the ad exchange.')
    .meta({ group: 'sources', secret: true }),
  APP_STORE_1_URL: url
    .default('http://127.0.0.1:9091/store-1')
    .describe('Base URL of app store 1.')
    .meta({ group: 'sources' }),
  APP_STORE_1_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('API key of app store 1, sent as X-Api-Key.')
    .meta({ group: 'sources', secret: true }),
  APP_STORE_2_URL: url
    .default('http://127.0.0.1:9091/store-2')
    .describe('Base URL of app store 2.')
    .meta({ group: 'sources' }),
  APP_STORE_2_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('Bearer token of app store 2.')
    .meta({ group: 'sources', secret: true }),
  APP_STORE_3_URL: url
    .default('http://127.0.0.1:9091/store-3')
    .describe('Base URL of app store 3.')
    .meta({ group: 'sources' }),
  APP_STORE_3_USER: z
    .string()
    .min(1)
    .optional()
    .describe('User of app store 3 (HTTP Basic).')
    .meta({ group: 'sources' }),
  APP_STORE_3_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('Password of app store 3 (HTTP Basic).')
    .meta({ group: 'sources', secret: true }),
  SOURCE_TIMEOUT_MS: milliseconds
    .default(10_000)
    .describe('How long one HTTP request to a source or rates provider may take.')
    .meta({ group: 'sources' }),
  SENSOR_INTERVAL_MS: milliseconds
    .default(60_000)
    .describe('How long to wait before asking again for what is not there yet.')
    .meta({ group: 'sources' }),

  RATES_A_URL: url
    .default('http://127.0.0.1:9093')
    .describe('Base URL of rates provider A (the Frankfurter API, version 1).')
    .meta({ group: 'rates' }),
  RATES_B_URL: url
    .default('http://127.0.0.1:9096')
    .describe('Base URL of reserve B (the ECB feeds, below /stats/eurofxref).')
    .meta({ group: 'rates' }),

  RATES_MAX_DIFFERENCE_PERCENT: z.coerce
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .describe('Rates of A and B that lie further apart than this, in per cent, are an alert.')
    .meta({ group: 'rates' }),

  API_HOST: z.string().min(1).default('127.0.0.1').describe('Address the API listens on.').meta({ group: 'api' }),
  API_PORT: port.default(9095).describe('Port of the API.').meta({ group: 'api' }),
  TEMPORAL_UI_URL: url
    .default('http://127.0.0.1:8233')
    .describe('Temporal Web UI, for links in answers.')
    .meta({ group: 'api' }),

  ...accessVariables,

  ...secretVariables,

  ...workerVariables,

  ALERT_WEBHOOK_URL: url
    .optional()
    .describe('Set: alerts are posted there as signed JSON; see docs/alerts.md.')
    .meta({ group: 'alerts' }),
  ALERT_WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('Signs the webhook: whsec_ and base64 of 24 bytes or more.')
    .meta({ group: 'alerts', secret: true }),
  ALERT_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/([^:@/\s]+@)?[^:@/\s]+(:\d+)?\/?$/, 'must be like smtp://user@host:587, without a password')
    .optional()
    .describe('Set: alerts are mailed through this server, smtp://user@host:587 or smtps://user@host:465.')
    .meta({ group: 'alerts' }),
  ALERT_SMTP_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('Password of the user at the mail server.')
    .meta({ group: 'alerts', secret: true }),
  ALERT_EMAIL_FROM: mailAddress.optional().describe('Sender of alerts by e-mail.').meta({ group: 'alerts' }),
  ALERT_EMAIL_TO: z
    .string()
    .regex(/^[^\s@,]+@[^\s@,]+( *, *[^\s@,]+@[^\s@,]+)*$/, 'must be e-mail addresses, separated by commas')
    .optional()
    .describe('Who gets alerts by e-mail, separated by commas.')
    .meta({ group: 'alerts' }),

  ...deliveryVariables,

  AUTOSCALER_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address on which the autoscaler says how many workers it wants.')
    .meta({ group: 'autoscaler' }),
  AUTOSCALER_PORT: port.default(9097).describe('Port of the autoscaler.').meta({ group: 'autoscaler' }),
  SCALING_POLICY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('How the workers are sized, as JSON; see docs/scaling.md.')
    .meta({ group: 'autoscaler' }),
  SCALING_INTERVAL_SECONDS: z.coerce
    .number()
    .min(1)
    .max(300)
    .default(5)
    .describe('How often the autoscaler looks; the server counts anew every 5 s.')
    .meta({ group: 'autoscaler' }),

  OTEL_EXPORTER_OTLP_ENDPOINT: url
    .optional()
    .describe('Set: traces go there, over OTLP with HTTP, e.g. http://127.0.0.1:4318. Unset: no traces.')
    .meta({ group: 'traces' }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .describe('Headers for the receiver of traces: name=value,name=value.')
    .meta({ group: 'traces', secret: true }),
  MORROW_TRACE_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('For development: traces go to this file, a JSON line for each span, when no receiver is set.')
    .meta({ group: 'traces' }),
  MORROW_TRACE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of the traces that are kept, 0 to 1. A day run with all its accounts is one trace.')
    .meta({ group: 'traces' }),
  MORROW_TRACE_PROPAGATE_TO: z
    .string()
    .default('')
    .describe('Sources and rates providers that get the header traceparent, commas between them; the default is none.')
    .meta({ group: 'traces' }),

  ...retentionVariables,
} as const;

export const environmentSchema = z.object(variables);
export type Environment = z.infer<typeof environmentSchema>;
