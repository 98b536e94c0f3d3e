// What the demo's emulators ask for and its workers send. Not secrets: the emulators serve invented revenue on loopback only.
import type { EnvironmentVariables } from './project.ts';

/** By the variable that the workers' configuration reads; the emulators read the same names behind `EMULATOR_`. */
export const DEMO_CREDENTIALS = {
  AD_EXCHANGE_TOKEN: 'demo-ad-exchange-token',
  APP_STORE_1_KEY: 'demo-app-store-1-key',
  APP_STORE_2_TOKEN: 'demo-app-store-2-token',
  APP_STORE_3_USER: 'demo',
  APP_STORE_3_PASSWORD: 'demo-app-store-3-password',
} as const;

/** Both sides of each credential. What the environment sets wins, on both sides. */
export function demoCredentials(env: EnvironmentVariables): Record<string, string> {
  const pairs = Object.entries(DEMO_CREDENTIALS).flatMap(([name, demo]) => {
    const sent = env[name] || demo;
    return [
      [name, sent],
      [`EMULATOR_${name}`, env[`EMULATOR_${name}`] || sent],
    ];
  });
  return Object.fromEntries(pairs);
}
