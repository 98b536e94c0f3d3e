// What the steps need from outside; composition roots build it, tests hand in what they like.
import type { FittedModel, HistoryPoint } from '../domain/forecast/types.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { SourceRegistry } from '../ports/revenue-source.ts';
import type { Store } from '../ports/store.ts';

/** Days that each kind of row is kept. */
export interface RetentionDays {
  readonly payloads: number;
  readonly runs: number;
  readonly forecasts: number;
  readonly revenue: number;
  readonly models: number;
  readonly rates: number;
}

export interface DefaultDependencies {
  readonly store: Store;
  readonly sources: SourceRegistry;
  /** Provider A first, then the reserve. */
  readonly ratesProviders: readonly RatesProvider[];
  readonly clock: Clock;
  readonly retention: RetentionDays;
  /** Wait between two looks at what is not there yet. */
  readonly sensorIntervalMs: number;
}

export interface HeavyDependencies {
  readonly store: Store;
  readonly fitter: Fitter;
  readonly codeVersion: string;
}

/** Fits models off the event loop, so that heartbeats go on while it computes. */
export interface Fitter {
  fit(request: FitRequest, signal: AbortSignal): Promise<FittedModel>;
  close(): Promise<void>;
}

export interface FitRequest {
  readonly points: readonly HistoryPoint[];
  readonly degree: 1 | 2;
  readonly window: { readonly from: IsoDate; readonly to: IsoDate };
}
