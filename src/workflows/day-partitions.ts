// The fan-out of a day: pages of accounts are planned, started behind a bounded window, and counted as they end. At any moment it
// can be handed over to the run that this one continues as: what is in flight goes on, and tells its end there.
import {
  CancellationScope,
  ParentClosePolicy,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { PARTITIONS_IN_FLIGHT, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type {
  DayRunInput,
  PartitionFlight,
  PartitionPlan,
  PlannedPartition,
  RatesOutcome,
} from '../contract/messages.ts';
import { partitionId, type FailedDay, type RunScope } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import { ratesReady } from './account-day.ts';
import type { VariableValues } from '../domain/variables.ts';
import { searchAttributes } from './attributes.ts';
import type { Endings, Told } from './handover.ts';
import { partition, setPaused } from './partition.ts';
import { PartitionLedger } from './partition-ledger.ts';
import { steps } from './steps.ts';
import { withVariables } from './variables.ts';
import { Window, type Place } from './window.ts';

export interface DayPartitionsNeeds {
  readonly runId: string;
  readonly input: DayRunInput;
  readonly scope: RunScope & { readonly failedOn?: FailedDay };
  readonly endings: Endings;
  rates(): RatesOutcome | null;
  variables(): VariableValues;
  /** Called once for each partition. */
  onEnded(told: Told): void;
  /** The run itself is broken: something failed that is no account's failure. */
  onBroken(error: unknown): void;
}

/** What a partition needs to know, when it comes up while it runs. */
interface News {
  readonly rates: RatesOutcome | null;
  readonly paused: boolean;
}

/** Of a partition that gave its place away before. */
const NO_PLACE: Place = { park: () => undefined };

export class DayPartitions {
  readonly ledger: PartitionLedger;
  private readonly day: DayPartitionsNeeds;
  private readonly window = new Window(PARTITIONS_IN_FLIGHT);
  private readonly places = new Map<number, Place>();
  /** Partitions that run, by what they know. */
  private readonly informed = new Map<number, News>();
  private all: Promise<unknown> = Promise.resolve();
  private starting = 0;
  private leaving = false;
  private paused: boolean;

  constructor(day: DayPartitionsNeeds) {
    const { resume } = day.input;
    this.day = day;
    this.ledger = new PartitionLedger(resume?.ledger);
    this.paused = (resume?.paused ?? null) !== null;
    if (this.paused) this.window.pause();
  }

  /** Partitions start while later accounts are still being read. Ends when all have ended, or when the run is to leave. */
  async run(): Promise<void> {
    const running = this.ledger.inFlight.map((flight) => this.carryOn(flight));
    // A paused day can be cancelled, too: then those in line get their turn, and find that it is over.
    void CancellationScope.current().cancelRequested.catch(() => this.window.resume());
    try {
      await this.plan((page) => running.push(this.window.run((place) => this.startNew(page, place))));
    } finally {
      this.all = Promise.all(running);
      await Promise.race([this.all, condition(() => this.leaving).catch(() => this.all)]);
    }
  }

  /** Every partition has ended, also after `leave`. */
  async end(): Promise<void> {
    await this.all;
  }

  /** No partition is started any more; what is in flight goes on. */
  leave(): void {
    this.leaving = true;
    this.window.close();
  }

  /** Afterwards every partition in flight tells its end to the next run, or its end is counted here. */
  async handOver(): Promise<void> {
    await condition(() => this.starting === 0);
    await Promise.all(
      this.ledger.inFlight.map(async ({ index }) => {
        if (await this.day.endings.ask(this.idOf(index))) return;
        await condition(() => !this.ledger.inFlight.some((flight) => flight.index === index));
      }),
    );
  }

  park(workflowId: string): void {
    const flight = this.ledger.inFlight.find(({ index }) => this.idOf(index) === workflowId);
    if (flight === undefined) return;
    this.ledger.park(flight.index);
    this.places.get(flight.index)?.park();
  }

  async pause(paused: boolean): Promise<void> {
    this.paused = paused;
    if (paused) this.window.pause();
    else this.window.resume();
    await this.tellAll();
  }

  /** Rates or a pause: everybody who does not know yet is told. */
  async tellAll(): Promise<void> {
    await Promise.all([...this.informed.keys()].map((index) => this.tell(index)));
  }

  private async plan(start: (page: PlannedPartition) => void): Promise<void> {
    let after: AccountId | null = this.ledger.after;
    let more = !this.ledger.allPlanned;
    while (more && !this.leaving) {
      const plan: PartitionPlan = await steps.planPartitions({ after, ...this.day.scope });
      this.ledger.plan(plan.partitions);
      plan.partitions.forEach(start);
      after = plan.next;
      more = after !== null;
    }
    if (!more) this.ledger.planned();
  }

  private async startNew(page: PlannedPartition, place: Place): Promise<void> {
    await this.follow(this.ledger.start(page), place);
  }

  /** A partition of the run before this one. It knows neither rates nor a pause, as far as this run can tell. */
  private carryOn(flight: PartitionFlight): Promise<void> {
    const { index } = flight;
    const follow = (place: Place) =>
      this.count(index, place, async () => {
        this.informed.set(index, { rates: null, paused: false });
        await this.tell(index);
        return await this.day.endings.of(this.idOf(index));
      });
    return flight.parked ? follow(NO_PLACE) : this.window.carryOn(follow);
  }

  private follow(flight: PartitionFlight, place: Place): Promise<void> {
    return this.count(flight.index, place, () => this.runToEnd(flight));
  }

  private async count(index: number, place: Place, end: () => Promise<Told>): Promise<void> {
    this.places.set(index, place);
    try {
      this.settle(index, await end());
    } catch (error) {
      this.ledger.end(index);
      if (!isCancellation(error)) this.day.onBroken(error);
    } finally {
      this.places.delete(index);
      this.informed.delete(index);
    }
  }

  private settle(index: number, told: Told): void {
    this.day.endings.counted(this.idOf(index));
    if (this.ledger.end(index)) this.day.onEnded(told);
  }

  /** A partition of an earlier run of the day, one that was terminated, may still be at it: its end is waited for. */
  private async runToEnd(flight: PartitionFlight): Promise<Told> {
    const workflowId = this.idOf(flight.index);
    for (;;) {
      try {
        const child = await this.start(flight);
        return await this.day.endings.first(
          workflowId,
          child.result().then((tally) => ({ tally })),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        if (await this.day.endings.ask(workflowId)) await this.day.endings.of(workflowId);
        this.day.endings.counted(workflowId);
      }
    }
  }

  private async start(flight: PartitionFlight) {
    const { pipeline, date, horizonDays, force = false, cohort } = this.day.input;
    const { parked: _parked, ...page } = flight;
    const known: News = { rates: this.day.rates(), paused: false };
    this.starting += 1;
    try {
      const handle = await startChild(partition, {
        workflowId: this.idOf(page.index),
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        typedSearchAttributes: searchAttributes({ pipeline, date, ...(cohort === undefined ? {} : { cohort }) }),
        staticSummary: `${pipeline} ${date}, partition ${page.index + 1}`,
        args: [
          {
            ...page,
            pipeline,
            date,
            force,
            horizonDays,
            rates: known.rates,
            ...withVariables(this.day.variables()),
            ...this.day.scope,
          },
        ],
      });
      // A signal reaches only what has started: what came up meanwhile is told now.
      this.informed.set(page.index, known);
      await this.tell(page.index);
      return handle;
    } finally {
      this.starting -= 1;
    }
  }

  private async tell(index: number): Promise<void> {
    const known = this.informed.get(index);
    const rates = this.day.rates();
    if (known === undefined) return;
    this.informed.set(index, { rates, paused: this.paused });
    const child = getExternalWorkflowHandle(this.idOf(index));
    // One that has just ended needs no news any more.
    if (known.rates === null && rates !== null) await child.signal(ratesReady, rates).catch(() => undefined);
    if (known.paused !== this.paused) await child.signal(setPaused, this.paused).catch(() => undefined);
  }

  private idOf(index: number): string {
    return partitionId(this.day.runId, index);
  }
}
