// One business date for all accounts of a run: rates and partitions side by side, then the summary of the day. When its history
// grows long it continues as new, and what is in flight travels along.
import {
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { MorrowError, isErrorCode } from '../contract/errors.ts';
import type {
  DayRunInput,
  DayRunResult,
  DayRunResume,
  DayRunState,
  RatesOutcome,
  RunBegun,
  RunTally,
} from '../contract/messages.ts';
import { QUERIES } from '../contract/messages.ts';
import type { VariableValues } from '../domain/variables.ts';
import type { FailedDay, RunScope } from '../contract/workflow-ids.ts';
import { parked } from './account-day.ts';
import { OUTCOME_ATTRIBUTE } from './attributes.ts';
import { DayDeadlines } from './day-deadlines.ts';
import { DayGate } from './day-gate.ts';
import { DayPartitions } from './day-partitions.ts';
import { DayPause } from './day-pause.ts';
import { DayRates } from './day-rates.ts';
import { catalogueFailure, endingOf, type Ending } from './failures.ts';
import { Endings, type Told } from './handover.ts';
import { steps } from './steps.ts';
import { withVariables } from './variables.ts';
import { EMPTY_TALLY, describeTally, mergeTallies, withHeld } from './tally.ts';

export const dayRunState = defineQuery<DayRunState>(QUERIES.state);
export const dayRunProgress = defineQuery<RunTally>(QUERIES.progress);

export async function dayRun(input: DayRunInput): Promise<DayRunResult> {
  try {
    return await new DayRun(input).run();
  } catch (error) {
    if (error instanceof ContinueAsNew || isCancellation(error)) throw error;
    throw catalogueFailure(error);
  }
}

class DayRun {
  private readonly input: DayRunInput;
  private readonly runId = workflowInfo().workflowId;
  private readonly endings: Endings;
  private readonly rates: DayRates;
  private readonly partitions: DayPartitions;
  private readonly pause: DayPause;
  private stage: DayRunState['stage'] = 'planning';
  private tally: RunTally;
  private broken: unknown;
  private leaving = false;
  /** Read once, when the run begins; empty: nobody has set any, or the run began before there were variables. */
  private variables: VariableValues;
  /** Null: nothing is forecast, or the run was begun by version 0.1, whose account days publish by themselves. */
  private readonly gate: DayGate | null;
  /** Null in runs that began before 0.3. */
  private readonly deadlines: DayDeadlines | null;
  /** Older runs leave their rates to the child. */
  private readonly asksAtOnce: boolean;

  constructor(input: DayRunInput) {
    const { resume } = input;
    this.input = input;
    this.tally = resume?.tally ?? EMPTY_TALLY;
    this.variables = resume?.variables ?? {};
    this.broken = resume?.broken ? brokenBefore(resume.broken) : null;
    this.endings = new Endings(resume?.endings);
    this.rates = new DayRates(this.runId, input, {
      endings: this.endings,
      onKnown: () => this.partitions.tellAll(),
    });
    this.partitions = new DayPartitions({
      runId: this.runId,
      input,
      scope: this.coverage(),
      endings: this.endings,
      rates: (): RatesOutcome | null => this.rates.outcome,
      variables: () => this.variables,
      onEnded: (told) => this.add(told),
      onBroken: (error) => void (this.broken ??= error),
    });
    // Asked before anything is awaited: behind a local activity a replay may not know yet which patches its history has.
    this.gate =
      input.pipeline === 'daily' && patched('day-gate')
        ? new DayGate(
            { runId: this.runId, date: input.date, scope: this.scope(), variables: () => this.variables },
            this.partitions.ledger,
            resume?.outcomes,
          )
        : null;
    this.deadlines = patched('deadlines') ? new DayDeadlines(this.record(), resume?.deadlines) : null;
    this.asksAtOnce = patched('rates-at-once');
    this.pause = new DayPause(resume?.paused ?? null, (paused) => this.partitions.pause(paused));
    setHandler(parked, (partitionWorkflowId) => this.partitions.park(partitionWorkflowId));
    setHandler(dayRunState, () => this.state(), { description: 'Where the day run stands' });
    setHandler(dayRunProgress, () => this.tally, { description: 'Accounts of finished partitions by outcome' });
  }

  /** However the day ends, its record says so. */
  async run(): Promise<DayRunResult> {
    try {
      await this.work();
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      if (!isCancellation(error)) this.broken ??= error;
    }
    return await this.summarise();
  }

  private async work(): Promise<void> {
    if (this.input.resume === undefined) await this.begin();
    this.stage = 'running';
    this.rates.begin();
    // Partitions of older runs are bound to the very run that began them: it stays to their end.
    if (this.deadlines !== null) this.leaveWhenSuggested();
    const runAndJudge = () => this.runAndJudge();
    await (this.deadlines === null ? runAndJudge() : this.deadlines.during(runAndJudge));
    if (this.leaving) await this.continueAsNew();
    await this.rates.end();
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }

  private async begin(): Promise<void> {
    const beginning: Promise<RunBegun | null | undefined> = steps.beginRun({
      ...this.record(),
      horizonDays: this.input.horizonDays,
    });
    const [begun] = await Promise.all([beginning, this.asksAtOnce ? this.rates.ask() : undefined]);
    // Histories of before have no answer to it.
    this.variables = begun?.variables ?? {};
  }

  /** Side by side; also when the day is cancelled, every partition has ended before the day goes on. */
  private async runAndJudge(): Promise<void> {
    const judging = Promise.resolve(this.gate?.run());
    judging.catch(() => undefined);
    try {
      await this.partitions.run();
    } finally {
      await judging;
    }
  }

  private leaveWhenSuggested(): void {
    const suggested = condition(() => workflowInfo().continueAsNewSuggested);
    suggested.then(
      () => this.leave(),
      () => undefined,
    );
  }

  private leave(): void {
    this.leaving = true;
    this.partitions.leave();
    this.gate?.leave();
  }

  /** Nothing in flight ends, and nothing is started twice. @throws ContinueAsNew; a cancelled run stays to its end. */
  private async continueAsNew(): Promise<void> {
    await Promise.all([this.partitions.handOver(), this.rates.handOver()]);
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    if (CancellationScope.current().consideredCancelled) return await this.partitions.end();
    await continueAsNew<typeof dayRun>({ ...this.input, resume: this.resume() });
  }

  private resume(): DayRunResume {
    return {
      ledger: this.partitions.ledger.state(),
      endings: this.endings.uncounted,
      rates: this.rates.outcome,
      tally: this.tally,
      outcomes: this.gate?.outcomes ?? [],
      paused: this.pause.current,
      deadlines: this.deadlines?.state ?? null,
      ...withVariables(this.variables),
      broken: this.broken === null ? null : endingOf(this.broken),
    };
  }

  private add({ tally, failure }: Told): void {
    if (tally !== undefined) this.tally = mergeTallies(this.tally, tally);
    if (failure !== undefined) this.broken ??= brokenBefore(failure);
    const { done, started } = this.partitions.ledger;
    setCurrentDetails(`${done} of ${started} partitions done. ${describeTally(this.tally)}`);
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
    const closing = await CancellationScope.nonCancellable(async () => {
      const deadlines = this.deadlines === null ? {} : { deadlines: await this.deadlines.close() };
      const totals = await steps.summariseDay({ ...this.record(), tally: this.tally, status, ...deadlines });
      return { totals, ...deadlines };
    });
    upsertSearchAttributes([
      { key: OUTCOME_ATTRIBUTE, value: status === 'completed' ? outcomeOf(this.tally) : status },
    ]);
    this.stage = cancelled ? 'cancelled' : 'done';
    if (cancelled) throw new CancelledFailure('The day run was cancelled.');
    if (this.broken !== null) throw this.broken;
    const { date, pipeline } = this.input;
    const gate = this.gate === null ? {} : { gate: this.gate.outcomes };
    return { date, pipeline, ...this.tally, ...closing, ...gate };
  }

  private record() {
    const { date, pipeline } = this.input;
    return { runId: this.runId, pipeline, date, scope: this.scope() };
  }

  private scope(): RunScope {
    const { accounts, cohort } = this.input;
    return { ...(accounts === undefined ? {} : { accounts }), ...(cohort === undefined ? {} : { cohort }) };
  }

  /** Which accounts of the scope this run takes on. */
  private coverage(): RunScope & { readonly failedOn?: FailedDay } {
    const { failedOnly, pipeline, date } = this.input;
    return { ...this.scope(), ...(failedOnly === true ? { failedOn: { pipeline, date } } : {}) };
  }

  private state(): DayRunState {
    const { started, done } = this.partitions.ledger;
    const paused = this.pause.current;
    return {
      stage: this.stage === 'running' && paused !== null ? 'paused' : this.stage,
      rates: this.rates.outcome,
      partitionsStarted: started,
      partitionsDone: done,
      paused,
    };
  }
}

/** What broke a partition, or the run before this one. */
const brokenBefore = ({ code, message }: Ending): MorrowError =>
  new MorrowError(isErrorCode(code) ? code : 'INTERNAL', message);

const outcomeOf = (tally: RunTally): string => {
  if (tally.accounts === 0) return 'empty';
  return tally.failed > 0 || (tally.held ?? 0) > 0 ? 'partial' : 'complete';
};
