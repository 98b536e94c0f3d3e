// The emulators in the test's own process, on free ports, with credentials that a test may give or withhold.
import { startEmulators, type Emulators } from '../../src/emulators/index.ts';

export const EXCHANGE_TOKEN = 'token-of-the-exchange';

/** @param now the emulators' own clock. */
export const startTestEmulators = (now: () => Date = () => new Date()): Promise<Emulators> =>
  startEmulators({
    ports: { appStore: 0, adExchange: 0, ratesA: 0, ratesB: 0 },
    credentials: {
      adExchangeToken: EXCHANGE_TOKEN,
      store1Key: 'key-of-store-1',
      store2Token: 'token-of-store-2',
      store3User: 'user-of-store-3',
      store3Password: 'password-of-store-3',
    },
    clock: now,
  });
