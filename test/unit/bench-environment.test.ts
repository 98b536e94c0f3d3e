// What benchmark and chaos run on: a stack of their own, whatever the shell that starts them points to.
import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { benchEnvironment } from '../../scripts/bench/environment.ts';
import { chaosEnvironment } from '../../scripts/chaos/environment.ts';

const SOMEBODYS = {
  SQLITE_FILE: '/var/lib/morrow/morrow.db',
  MONGODB_URI: 'mongodb://db.example.com',
  MONGODB_URI_FILE: '/run/secrets/mongodb_uri',
  TEMPORAL_ADDRESS: 'temporal.example.com:7233',
  TEMPORAL_API_KEY: 'key',
  AD_EXCHANGE_URL: 'https://ads.example.com',
  AD_EXCHANGE_TOKEN_FILE: '/run/secrets/ad_exchange_token',
  APP_STORE_3_PASSWORD: 'word',
  EMULATOR_APP_STORE_3_PASSWORD: 'word',
  RATES_A_URL: 'https://rates.example.com',
  ALERT_WEBHOOK_URL: 'https://pager.example.com',
  ALERT_SMTP_URL_FILE: '/run/secrets/alert_smtp_url',
  FORECAST_WEBHOOK_URL: 'https://receiver.example.com',
  API_ADMIN_KEY: 'mk_0123456789_0123456789012345678901234567890123456789',
};

test.each([
  ['the benchmark', benchEnvironment],
  ['chaos', chaosEnvironment],
])('%s writes into no store of anybody, asks no source and tells no receiver', async (_, environment) => {
  const { env, stateDir } = await environment({ ...SOMEBODYS, PATH: '/usr/bin', MORROW_TEMPORAL_CLI: '/opt/temporal' });
  onTestFinished(() => rm(stateDir, { recursive: true }));
  expect(Object.keys(SOMEBODYS).filter((name) => name in env)).toEqual([]);
  expect(env).toMatchObject({ PATH: '/usr/bin', MORROW_TEMPORAL_CLI: '/opt/temporal', MORROW_STATE_DIR: stateDir });
});
