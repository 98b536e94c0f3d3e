// Messages of a day run: how it begins and ends, what it hands on when it continues as new, how its children tell
// their end, and how people pause it.
import type { DeadlineMemory } from '../../domain/alerting/deadline-watch.ts';
import type { PromotionMode } from '../../domain/cohort.ts';
import type { AccountId, IsoDate, SourceId } from '../../domain/ids.ts';
import type { VariableValues } from '../../domain/variables.ts';
import type { DeadlineOutcome } from '../alert-messages.ts';
import type { DayPipeline, Pipeline } from '../pipelines.ts';
import type { RunScope } from '../workflow-ids.ts';
import type { GateOutcome } from './gates.ts';
import type { PlannedPartition } from './partitions.ts';
import type { RatesOutcome, RatesRef } from './rates.ts';
import type { RunRecordRequest } from './run-record.ts';
import type { CurrencyTotal, RunTally } from './tally.ts';

/** Argument of `scheduledRun`, written by the schedule. The business date comes from the scheduled time in `timeZone`. */
export interface ScheduledRunInput {
  readonly pipeline: Pipeline;
  readonly timeZone: string;
  readonly cohort?: string;
  /** Of `retrain`: only cohorts in this mode. */
  readonly mode?: PromotionMode;
}

export interface DayRunInput extends RunScope {
  readonly pipeline: DayPipeline;
  readonly date: IsoDate;
  /** Runs accounts again that are already published for this date. */
  readonly force?: boolean;
  /** Only the accounts of the scope whose day has failed. */
  readonly failedOnly?: boolean;
  /** Why accounts run again, for people who open the run. */
  readonly reason?: string;
  /** Steps ahead to predict, 1..28. */
  readonly horizonDays: number;
  /** Set by the run itself when it continues as new. */
  readonly resume?: DayRunResume;
}

export interface DayRunResult extends RunTally {
  readonly date: IsoDate;
  readonly pipeline: DayPipeline;
  /** Exact totals per currency, as stored now. */
  readonly totals: readonly CurrencyTotal[];
  /** What the gate of the whole day decided, wave by wave; absent without forecasts. */
  readonly gate?: readonly GateOutcome[];
  /** Which deadlines were kept, by stage and tier; absent in runs of before 0.3. */
  readonly deadlines?: readonly DeadlineOutcome[];
}

export interface DaySummaryRequest extends RunRecordRequest {
  readonly tally: RunTally;
  readonly status: 'completed' | 'cancelled' | 'failed';
  readonly deadlines?: readonly DeadlineOutcome[];
}

/** A partition that was started and whose end is not known yet. */
export interface PartitionFlight extends PlannedPartition {
  readonly index: number;
  /** All that is left of it waits for something outside; it holds no place in the window. */
  readonly parked: boolean;
}

/** Where the fan-out of a day stands. */
export interface LedgerState {
  /** Partitions ever started; also the index of the next one. */
  readonly started: number;
  /** Accounts up to and including this one are covered by started partitions; null: none are. */
  readonly after: AccountId | null;
  /** True: no account comes after `after`. */
  readonly allPlanned: boolean;
  readonly inFlight: readonly PartitionFlight[];
}

/** How a child that was handed over ended, as it tells its parent. Exactly one of the last three is there. */
export interface ChildEnding {
  readonly workflowId: string;
  readonly tally?: RunTally;
  readonly rates?: RatesRef;
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface Pause {
  readonly by: string;
  readonly reason: string;
  /** ISO instant. */
  readonly since: string;
}

/** Argument of the updates `pause` and `resume`. */
export interface PauseRequest {
  /** Who asks, 1..120 characters. */
  readonly by: string;
  /** 1..500 characters. */
  readonly reason: string;
}

/** What the next run of the chain goes on from. A few KB, also when a hundred partitions wait for late rates. */
export interface DayRunResume {
  readonly ledger: LedgerState;
  /** Ends that were told and not yet counted. */
  readonly endings: readonly ChildEnding[];
  readonly rates: RatesOutcome | null;
  readonly tally: RunTally;
  readonly outcomes: readonly GateOutcome[];
  readonly paused: Pause | null;
  /** What is remembered of its deadlines; absent in runs of before 0.3. */
  readonly deadlines?: DeadlineMemory | null;
  /** What people had set when the chain began; absent: nothing. */
  readonly variables?: VariableValues;
  /** The first thing that went wrong with the run itself. */
  readonly broken: { readonly code: string; readonly message: string } | null;
}

/** Where an account day stands. */
export type AccountDayStage =
  | 'starting'
  | 'waiting-for-day-end'
  | 'fetching'
  | 'transforming'
  | 'waiting-for-rates'
  | 'converting'
  | 'merging'
  | 'scoring'
  | 'checking-history'
  | 'training'
  | 'predicting'
  | 'judging'
  | 'publishing'
  | 'done'
  | 'failed'
  | 'cancelled';

export interface AccountDayState {
  readonly stage: AccountDayStage;
  readonly fetched: readonly SourceId[];
  readonly waitingFor: string | null;
}

export interface DayRunState {
  readonly stage: 'planning' | 'running' | 'paused' | 'gating' | 'summarising' | 'done' | 'cancelled';
  readonly rates: RatesOutcome | null;
  readonly partitionsStarted: number;
  readonly partitionsDone: number;
  /** Null: not paused. */
  readonly paused: Pause | null;
}

/** What the beginning of a run tells it. */
export interface RunBegun {
  /** What people have set; only for day runs, and absent when nobody has set any. */
  readonly variables?: VariableValues;
}
