// Which partitions of a day are in flight and where planning stands: pure bookkeeping, small enough to travel when the day run
// continues as new. Each partition is started once and ends once, in whatever order its news arrive.
import type { LedgerState, PartitionFlight, PlannedPartition } from '../contract/messages.ts';

export const EMPTY_LEDGER: LedgerState = { started: 0, after: null, allPlanned: false, inFlight: [] };

export class PartitionLedger {
  private readonly flights: Map<number, PartitionFlight>;
  private startedCount: number;
  private queued = 0;
  private last: LedgerState['after'];
  private planningDone: boolean;

  constructor(from: LedgerState = EMPTY_LEDGER) {
    this.startedCount = from.started;
    this.last = from.after;
    this.planningDone = from.allPlanned;
    this.flights = new Map(from.inFlight.map((flight) => [flight.index, flight]));
  }

  /** Pages in the order of their accounts; each of them is to be started, in this order. */
  plan(pages: readonly PlannedPartition[]): void {
    this.queued += pages.length;
  }

  /** No page comes after those that were planned. */
  planned(): void {
    this.planningDone = true;
  }

  /** To be called before the partition is started: its end may be known before its start is. */
  start(page: PlannedPartition): PartitionFlight {
    const flight = { ...page, index: this.startedCount, parked: false };
    this.startedCount += 1;
    this.queued -= 1;
    this.flights.set(flight.index, flight);
    this.last = page.through ?? this.last;
    return flight;
  }

  /** All that is left of it waits for something outside. */
  park(index: number): void {
    const flight = this.flights.get(index);
    if (flight !== undefined) this.flights.set(index, { ...flight, parked: true });
  }

  /** False: it had ended before, and must not be counted again. */
  end(index: number): boolean {
    return this.flights.delete(index);
  }

  get started(): number {
    return this.startedCount;
  }

  get done(): number {
    return this.startedCount - this.flights.size;
  }

  /** The last account that a started partition covers. */
  get after(): LedgerState['after'] {
    return this.last;
  }

  get inFlight(): readonly PartitionFlight[] {
    return [...this.flights.values()];
  }

  /** True: every page there is has been started. */
  get allPlanned(): boolean {
    return this.planningDone && this.queued === 0;
  }

  /** Everything is done, or waits for something outside. */
  get settled(): boolean {
    return this.allPlanned && this.inFlight.every(({ parked }) => parked);
  }

  get finished(): boolean {
    return this.allPlanned && this.flights.size === 0;
  }

  /** What the next run begins with. Pages that were planned and not started are planned anew. */
  state(): LedgerState {
    return { started: this.startedCount, after: this.last, allPlanned: this.allPlanned, inFlight: this.inFlight };
  }
}
