// The channels that the configuration names. The log is always one of them.
import type { Config } from '../../config/config.ts';
import { MorrowError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ForecastReceiver } from '../../ports/forecast-receiver.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { createEmailNotifier } from './email.ts';
import { createForecastReceiver } from './forecast-webhook.ts';
import { createLogNotifier, type WriteLog } from './log.ts';
import { createWebhookNotifier } from './webhook.ts';

/** People wait for nothing; but a channel that hangs must not hold up the others for long. */
const TIMEOUT_MS = 10_000;

type Settings = Pick<
  Config,
  | 'ALERT_WEBHOOK_URL'
  | 'ALERT_WEBHOOK_SECRET'
  | 'ALERT_SMTP_URL'
  | 'ALERT_SMTP_PASSWORD'
  | 'ALERT_EMAIL_FROM'
  | 'ALERT_EMAIL_TO'
>;

export interface NotifierParts {
  readonly log: WriteLog;
  readonly clock: Clock;
}

/** @throws MorrowError INVALID_CONFIG naming the variable that is missing or wrong. */
export const createNotifiers = (settings: Settings, parts: NotifierParts): readonly Notifier[] => [
  createLogNotifier(parts.log),
  ...webhook(settings, parts),
  ...email(settings),
];

function webhook(
  { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret }: Settings,
  { clock }: NotifierParts,
): readonly Notifier[] {
  if (url === undefined) return [];
  if (secret === undefined) throw missing('ALERT_WEBHOOK_SECRET', 'ALERT_WEBHOOK_URL');
  return [createWebhookNotifier({ url, secret, clock, timeoutMs: TIMEOUT_MS })];
}

function email({ ALERT_SMTP_URL: url, ALERT_SMTP_PASSWORD: password, ...addresses }: Settings): readonly Notifier[] {
  if (url === undefined) return [];
  const { ALERT_EMAIL_FROM: from, ALERT_EMAIL_TO: to } = addresses;
  if (from === undefined) throw missing('ALERT_EMAIL_FROM', 'ALERT_SMTP_URL');
  if (to === undefined) throw missing('ALERT_EMAIL_TO', 'ALERT_SMTP_URL');
  const receivers = to.split(',').map((address) => address.trim());
  return [createEmailNotifier({ url, password, from, to: receivers, timeoutMs: TIMEOUT_MS })];
}

const missing = (name: string, because: string): MorrowError =>
  new MorrowError(
    'INVALID_CONFIG',
    `The environment is not valid. ${name}: is needed with ${because}. See .env.example.`,
  );

/** Who is told of published forecasts; null: nobody. @throws MorrowError INVALID_CONFIG. */
export function createReceiver(
  { FORECAST_WEBHOOK_URL: url, FORECAST_WEBHOOK_SECRET: secret }: ReceiverSettings,
  clock: Clock,
): ForecastReceiver | null {
  if (url === undefined) return null;
  if (secret === undefined) throw missing('FORECAST_WEBHOOK_SECRET', 'FORECAST_WEBHOOK_URL');
  return createForecastReceiver({ url, secret, secretName: 'FORECAST_WEBHOOK_SECRET', clock, timeoutMs: TIMEOUT_MS });
}

type ReceiverSettings = Pick<Config, 'FORECAST_WEBHOOK_URL' | 'FORECAST_WEBHOOK_SECRET'>;
