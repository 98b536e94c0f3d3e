// What the benchmark of the screens says, as data: the JSON document is exactly this.
import type { Machine } from '../machine.ts';
import type { Spread } from './figures.ts';
import type { SeedSeconds } from './seed/seed.ts';
import type { TraceFigures } from './trace.ts';

export interface CallResult extends Spread {
  readonly screen: string;
  readonly what: string;
  /** Of one answer as it travels, the largest. */
  readonly kb: number;
  /** p95 within its bar. */
  readonly holds: boolean;
}

export interface PredictResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly holds: boolean;
}

/** Of one page, opened anew each time. */
export interface PaintResult {
  readonly page: string;
  readonly loads: number;
  /** Medians, ms from the start of the navigation. */
  readonly firstPaintMs: number;
  /** The largest thing on the page, once its figures are there. */
  readonly largestPaintMs: number;
  readonly holds: boolean;
}

export interface ScrollResult extends TraceFigures {
  readonly seconds: number;
  /** How far it came. */
  readonly rowsPassed: number;
}

export interface BrowserResult {
  readonly paints: readonly PaintResult[];
  readonly scroll: ScrollResult;
  /** Compressed, of the first load of the overview. */
  readonly scriptKb: number;
  readonly scriptHolds: boolean;
}

export interface ScreensReport {
  readonly machine: Machine;
  readonly accounts: number;
  readonly days: number;
  readonly storeMb: number;
  /** Empty: a store of an earlier run was taken. */
  readonly seedSeconds: SeedSeconds;
  readonly calls: readonly CallResult[];
  /** The same while account days of the last day end. */
  readonly busyCalls: readonly CallResult[];
  readonly predict: PredictResult;
  /** Null: there is no Chromium here. */
  readonly browser: BrowserResult | null;
  /** Answers that are wrong; empty when all is well. */
  readonly broken: readonly string[];
}
