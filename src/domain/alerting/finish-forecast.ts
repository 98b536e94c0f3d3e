// When the accounts of a run will be done, from what was measured of it so far.

export interface MeasuredWork {
  /** When measuring began, and how many were done by then. */
  readonly sinceMs: number;
  readonly doneThen: number;
  readonly nowMs: number;
  readonly done: number;
  /** Still to be done. */
  readonly left: number;
  /** When the number of the done was last seen to grow; `sinceMs` when it never was. */
  readonly lastProgressMs: number;
}

/** A forecast from less would be a guess: so long measured with anything done or not, or so large a share done. */
const ENOUGH_MS = 5 * 60_000;
const EARLY_MS = 30_000;
const EARLY_SHARE = 0.05;

/**
 * The expected instant of the last account, in ms since the epoch; null as long as too little was measured.
 *
 * What is left goes on at the rate of the run so far. Who stands still is expected to stand still for as long again: so a run
 * that did nine tenths at once and then waits does not look punctual until the end.
 */
export function forecastFinish(work: MeasuredWork): number | null {
  const { nowMs, left } = work;
  if (left <= 0) return nowMs;
  if (!isEnough(work)) return null;
  const still = Math.max(0, nowMs - work.lastProgressMs);
  const gained = work.done - work.doneThen;
  const atRate = gained <= 0 ? 0 : (left * (nowMs - work.sinceMs)) / gained;
  return nowMs + Math.max(atRate, still);
}

function isEnough({ sinceMs, doneThen, nowMs, done, left }: MeasuredWork): boolean {
  const measuredMs = nowMs - sinceMs;
  const gained = done - doneThen;
  return measuredMs >= ENOUGH_MS || (measuredMs >= EARLY_MS && gained >= EARLY_SHARE * (gained + left) && gained > 0);
}
