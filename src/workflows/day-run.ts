// One business date for all accounts of a run: rates and partitions side by side, then the summary of the day.
import {
  CancellationScope,
  CancelledFailure,
  ParentClosePolicy,
  allHandlersFinished,
  condition,
  defineQuery,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import { isErrorCode } from '../contract/errors.ts';
import { PARTITIONS_IN_FLIGHT, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type {
  CurrencyTotal,
  DayRunInput,
  DayRunResult,
  DayRunState,
  PartitionInput,
  PartitionPlan,
  PlannedPartition,
  RatesOutcome,
  RunTally,
} from '../contract/messages.ts';
import { QUERIES } from '../contract/messages.ts';
import { partitionId, ratesId, type RunScope } from '../contract/workflow-ids.ts';
import type { AccountId } from '../domain/ids.ts';
import { parked, ratesReady } from './account-day.ts';
import { OUTCOME_ATTRIBUTE, searchAttributes } from './attributes.ts';
import { DayGate } from './day-gate.ts';
import { catalogueFailure, endingOf } from './failures.ts';
import { partition } from './partition.ts';
import { rates } from './rates.ts';
import { steps } from './steps.ts';
import { EMPTY_TALLY, describeTally, mergeTallies, withHeld } from './tally.ts';
import { Window, type Place } from './window.ts';

type StartedPartition = { readonly handle: ChildWorkflowHandle<typeof partition>; readonly told: RatesOutcome | null };

export const dayRunState = defineQuery<DayRunState>(QUERIES.state);
export const dayRunProgress = defineQuery<RunTally>(QUERIES.progress);

export async function dayRun(input: DayRunInput): Promise<DayRunResult> {
  try {
    return await new DayRun(input).run();
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}

class DayRun {
  private readonly input: DayRunInput;
  private readonly runId = workflowInfo().workflowId;
  private readonly window = new Window(PARTITIONS_IN_FLIGHT);
  /** Running partitions by workflow id: their places in the window, and those that were started before the rates were known. */
  private readonly places = new Map<string, Place>();
  private readonly uninformed = new Set<string>();
  private stage: DayRunState['stage'] = 'planning';
  private rates: RatesOutcome | null = null;
  private started = 0;
  private done = 0;
  private tally: RunTally = EMPTY_TALLY;
  private broken: unknown = null;
  /** Null: nothing is forecast, or the run was begun by version 0.1, whose account days publish by themselves. */
  private gate: DayGate | null = null;

  constructor(input: DayRunInput) {
    this.input = input;
    setHandler(parked, (partitionWorkflowId) => this.park(partitionWorkflowId));
    setHandler(dayRunState, () => this.state(), { description: 'Where the day run stands' });
    setHandler(dayRunProgress, () => this.tally, { description: 'Accounts of finished partitions by outcome' });
  }

  /** However the day ends, its record says so. */
  async run(): Promise<DayRunResult> {
    try {
      await this.work();
    } catch (error) {
      if (!isCancellation(error)) this.broken ??= error;
    }
    return await this.summarise();
  }

  private async work(): Promise<void> {
    await steps.beginRun(this.record());
    this.stage = 'running';
    const { pipeline, date } = this.input;
    if (pipeline === 'daily' && patched('day-gate')) {
      this.gate = new DayGate({ runId: this.runId, date, scope: this.scope() });
    }
    const sharedRates = new CancellationScope();
    const pricing = sharedRates.run(() => this.awaitRates()).catch(() => undefined);
    await this.runAndJudge();
    sharedRates.cancel();
    await pricing;
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }

  /** Side by side; also when the day is cancelled, every partition has ended before the day goes on. */
  private async runAndJudge(): Promise<void> {
    const judging = Promise.resolve(this.gate?.run());
    judging.catch(() => undefined);
    try {
      await this.runPartitions();
    } finally {
      await judging;
    }
  }

  /** Never throws for what rates may do: how the wait ended is told to everyone who waits for it. */
  private async awaitRates(): Promise<void> {
    const { date, pipeline } = this.input;
    try {
      const ref = await executeChild(rates, {
        workflowId: ratesId(this.runId),
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
        typedSearchAttributes: searchAttributes({ pipeline, date }),
        staticSummary: `rates of ${date}`,
        args: [{ date }],
      });
      this.rates = { ratesId: ref.ratesId };
    } catch (error) {
      if (isCancellation(error)) return;
      const { code, message } = endingOf(error);
      this.rates = { failure: isErrorCode(code) ? code : 'RATES_UNAVAILABLE', message };
    }
    await this.passOnRates(this.rates);
  }

  private async passOnRates(outcome: RatesOutcome): Promise<void> {
    const partitions = [...this.uninformed].map((id) => getExternalWorkflowHandle(id));
    // A partition that has just ended needs no rates any more.
    await Promise.all(partitions.map((handle) => handle.signal(ratesReady, outcome).catch(() => undefined)));
  }

  /** Partitions start while later accounts are still being read. */
  private async runPartitions(): Promise<void> {
    const running: Promise<void>[] = [];
    let after: AccountId | null = null;
    try {
      do {
        const plan: PartitionPlan = await steps.planPartitions({ after, ...this.scope() });
        for (const page of plan.partitions) {
          this.gate?.partitionPlanned();
          running.push(this.window.run((place) => this.runPartition(page, place)));
        }
        after = plan.next;
      } while (after !== null);
    } finally {
      this.gate?.planningDone();
      await Promise.all(running);
    }
  }

  private async runPartition(page: PlannedPartition, place: Place): Promise<void> {
    const index = this.started++;
    const workflowId = partitionId(this.runId, index);
    try {
      const child = await this.start({ ...page, index });
      const part = await this.follow(child, place);
      // Read only after the wait: other partitions have been counted meanwhile.
      this.tally = mergeTallies(this.tally, part);
    } catch (error) {
      if (!isCancellation(error)) this.broken ??= error;
    } finally {
      this.done += 1;
      this.gate?.partitionDone(workflowId);
      setCurrentDetails(`${this.done} of ${this.started} partitions done. ${describeTally(this.tally)}`);
    }
  }

  private async start(page: PlannedPartition & Pick<PartitionInput, 'index'>) {
    const { pipeline, date, horizonDays, force = false, cohort } = this.input;
    const told = this.rates;
    const handle = await startChild(partition, {
      workflowId: partitionId(this.runId, page.index),
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline, date, ...(cohort === undefined ? {} : { cohort }) }),
      staticSummary: `${pipeline} ${date}, partition ${page.index + 1}`,
      args: [{ ...page, pipeline, date, force, horizonDays, rates: told, ...this.scope() }],
    });
    return { handle, told };
  }

  /** A signal reaches only what has started: so a partition is told here when the rates came while it was starting. */
  private async follow({ handle, told }: StartedPartition, place: Place): Promise<RunTally> {
    this.places.set(handle.workflowId, place);
    if (told === null && this.rates === null) this.uninformed.add(handle.workflowId);
    if (told === null && this.rates !== null) await handle.signal(ratesReady, this.rates).catch(() => undefined);
    try {
      return await handle.result();
    } finally {
      this.places.delete(handle.workflowId);
      this.uninformed.delete(handle.workflowId);
    }
  }

  private park(partitionWorkflowId: string): void {
    this.places.get(partitionWorkflowId)?.park();
    this.gate?.partitionWaits(partitionWorkflowId);
  }

  /** A cancelled day keeps what it has finished: what is staged is judged and published all the same. */
  private async judgeRest(): Promise<void> {
    this.stage = 'gating';
    try {
      await this.gate?.judge();
    } catch (error) {
      this.broken ??= error;
    }
  }

  private async summarise(): Promise<DayRunResult> {
    const cancelled = CancellationScope.current().consideredCancelled;
    if (cancelled) await CancellationScope.nonCancellable(() => this.judgeRest());
    this.stage = 'summarising';
    if (this.gate !== null) this.tally = withHeld(this.tally, this.gate.held);
    const status = cancelled ? 'cancelled' : this.broken === null ? 'completed' : 'failed';
    const totals: readonly CurrencyTotal[] = await CancellationScope.nonCancellable(() =>
      steps.summariseDay({ ...this.record(), tally: this.tally, status }),
    );
    upsertSearchAttributes([
      { key: OUTCOME_ATTRIBUTE, value: status === 'completed' ? outcomeOf(this.tally) : status },
    ]);
    this.stage = cancelled ? 'cancelled' : 'done';
    if (cancelled) throw new CancelledFailure('The day run was cancelled.');
    if (this.broken !== null) throw this.broken;
    const { date, pipeline } = this.input;
    const gate = this.gate === null ? {} : { gate: this.gate.outcomes };
    return { date, pipeline, ...this.tally, totals, ...gate };
  }

  private record() {
    const { date, pipeline } = this.input;
    return { runId: this.runId, pipeline, date, scope: this.scope() };
  }

  private scope(): RunScope {
    const { accounts, cohort } = this.input;
    return { ...(accounts === undefined ? {} : { accounts }), ...(cohort === undefined ? {} : { cohort }) };
  }

  private state(): DayRunState {
    return { stage: this.stage, rates: this.rates, partitionsStarted: this.started, partitionsDone: this.done };
  }
}

const outcomeOf = (tally: RunTally): string => {
  if (tally.accounts === 0) return 'empty';
  return tally.failed > 0 || (tally.held ?? 0) > 0 ? 'partial' : 'complete';
};
