// What the steps need from outside; composition roots build it, tests hand in what they like.
import type { DeadlinePolicy } from '../domain/alerting/deadline-policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { DaySchedules } from '../ports/day-schedules.ts';
import type { ForecastReceiver } from '../ports/forecast-receiver.ts';
import type { HolidayCalendar } from '../ports/holiday-calendar.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { RatesProvider } from '../ports/rates-provider.ts';
import type { SourceRegistry } from '../ports/revenue-source.ts';
import type { Store } from '../ports/store.ts';
import type { GivingWay } from './giving-way.ts';
import type { TrainingPool } from './heavy/training-pool.ts';

/** Days that each kind of row is kept. */
export interface RetentionDays {
  readonly payloads: number;
  readonly runs: number;
  readonly forecasts: number;
  readonly revenue: number;
  readonly models: number;
  readonly rates: number;
  readonly audit: number;
}

export interface DefaultDependencies {
  readonly store: Store;
  readonly sources: SourceRegistry;
  /** Provider A first, then the reserve. */
  readonly ratesProviders: readonly RatesProvider[];
  readonly holidays: HolidayCalendar;
  readonly clock: Clock;
  readonly retention: RetentionDays;
  /** Wait between two looks at what is not there yet. */
  readonly sensorIntervalMs: number;
  /** Rates of A and B that lie further apart than this are an alert. */
  readonly ratesMaxDifferencePercent: number;
  /** Where older days wait while a day is in hand; absent: they never do. */
  readonly givingWay?: Pick<GivingWay, 'hold'>;
  readonly deadlines: DeadlinePolicy;
  /** What runs are expected by; absent: by what ran for the days before alone. */
  readonly daySchedules?: DaySchedules;
  /** Channels that people are told through. */
  readonly notifiers: readonly Notifier[];
  /** Who is told of every published forecast; absent: nobody. The store then has to note them down, see `deliveries/announce.ts`. */
  readonly forecastReceiver?: ForecastReceiver;
  /** Kept with every run that is begun; absent: nobody knows. */
  readonly codeVersion?: string;
}

export interface HeavyDependencies {
  readonly store: Store;
  readonly holidays: HolidayCalendar;
  /** Computes off the event loop, so that heartbeats go on. */
  readonly pool: TrainingPool;
  readonly codeVersion: string;
}
