// Who is told of every published forecast: somebody's program behind a webhook.
import type { StoredForecast } from '../domain/forecast/types.ts';

export interface PublishedForecast {
  /** The same for every attempt, also when it is delivered again by hand: receivers tell repeated ones by it. */
  readonly id: string;
  /** ISO instant of when it was found to be published. */
  readonly at: string;
  readonly forecast: StoredForecast;
}

export interface ForecastReceiver {
  /**
   * Delivers, or throws. May be called again with the same forecast: after a crash nobody knows whether it was delivered.
   * @throws MorrowError NOTIFICATION_FAILED (retryable; not before its `retryAfterMs`). Never names a secret.
   */
  deliver(published: PublishedForecast): Promise<void>;
}
