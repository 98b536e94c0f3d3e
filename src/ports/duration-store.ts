// How long steps took, hour by hour: what "normal" is measured by.
import type { StepDurations } from '../domain/alerting/longer-than-normal.ts';

/** What one process has measured of one step in one hour so far. */
export interface DurationRecord extends StepDurations {
  /** UTC, `2026-11-21T06`. */
  readonly hour: string;
  /** The process; no two have the same name. */
  readonly writer: string;
}

export interface DurationStore {
  /** Inserts or replaces: a process writes its whole count of the hour again, so repeating it counts nothing twice. */
  save(records: readonly DurationRecord[]): Promise<void>;
  /** Of the hours from `from` up to and without `to`, all processes; a step may come in several parts. */
  list(hours: { readonly from: string; readonly to: string }): Promise<readonly StepDurations[]>;
}
