// What the schedules that start day runs say: the watch expects runs by them.
import type { DaySchedule } from '../domain/alerting/expected-runs.ts';

export interface DaySchedules {
  /**
   * Every schedule of ours that starts day runs and is meant to: one that is declared as paused is not, one that a person paused
   * is. With its times after `from` (and after it was made) up to and including `to`.
   * @throws MorrowError TEMPORAL_UNREACHABLE (retryable).
   */
  list(from: Date, to: Date): Promise<readonly DaySchedule[]>;
}
