// Remembers how long the steps of this process take, and writes it to the store now and then: each hour's whole count again, so
// that a write which is repeated, or lost, changes nothing.
import { withDuration, type DurationBuckets } from '../domain/alerting/durations.ts';
import type { ObservedStep, StepMetrics } from '../observability/metrics/step-metrics.ts';
import type { Clock } from '../ports/clock.ts';
import type { DurationStore } from '../ports/duration-store.ts';

export interface DurationLogOptions {
  readonly store: DurationStore;
  readonly clock: Clock;
  /** No two processes have the same. */
  readonly writer: string;
  readonly onFailure: (error: unknown) => void;
}

const EVERY_MS = 30_000;

export const hourOf = (at: Date): string => at.toISOString().slice(0, 13);

export class DurationLog {
  private readonly options: DurationLogOptions;
  private readonly hours = new Map<string, Map<string, DurationBuckets>>();
  private readonly changed = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(options: DurationLogOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.flush(), EVERY_MS);
    this.timer.unref();
  }

  /** The metrics, with every step that was done or failed remembered as well; who waits says nothing about durations. */
  beside(metrics: StepMetrics): StepMetrics {
    return {
      ...metrics,
      step: (observed) => {
        metrics.step(observed);
        this.add(observed);
      },
    };
  }

  /** Never fails: what could not be written is written with the next. */
  async flush(): Promise<void> {
    const hours = [...this.changed];
    this.changed.clear();
    try {
      await this.options.store.save(hours.flatMap((hour) => this.recordsOf(hour)));
      this.forgetBefore(hourOf(this.options.clock.now()));
    } catch (error) {
      for (const hour of hours) this.changed.add(hour);
      this.options.onFailure(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private add({ step, outcome, seconds }: ObservedStep): void {
    if (outcome === 'waiting' || outcome === 'cancelled') return;
    const hour = hourOf(this.options.clock.now());
    const steps = this.hours.get(hour) ?? new Map<string, DurationBuckets>();
    steps.set(step, withDuration(steps.get(step) ?? {}, seconds * 1_000));
    this.hours.set(hour, steps);
    this.changed.add(hour);
  }

  private recordsOf(hour: string) {
    const { writer } = this.options;
    return [...(this.hours.get(hour) ?? [])].map(([step, buckets]) => ({ hour, step, writer, buckets }));
  }

  private forgetBefore(hour: string): void {
    for (const known of this.hours.keys()) if (known < hour && !this.changed.has(known)) this.hours.delete(known);
  }
}
