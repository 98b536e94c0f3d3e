// The gate of a whole day: as soon as every account is done or waits for something outside, what is forecast so far is judged
// together and published or held; who comes later is judged in later waves. One late account never holds back the others.
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  condition,
  setCurrentDetails,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { GATE_INTERVAL_MS, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type { GateOutcome, GateRequest, HoldInput } from '../contract/messages.ts';
import type { VariableValues } from '../domain/variables.ts';
import { searchAttributes } from './attributes.ts';
import { forecastHold } from './forecast-hold.ts';
import { steps } from './steps.ts';
import { withVariables } from './variables.ts';

/** How far the day is, as far as the gate needs to know. */
export interface DayProgress {
  /** Partitions that have ended. */
  readonly done: number;
  /** Every account is done or waits for something outside. */
  readonly settled: boolean;
  readonly finished: boolean;
}

type Day = Pick<GateRequest, 'runId' | 'date' | 'scope'> & { readonly variables: () => VariableValues };

export class DayGate {
  readonly outcomes: GateOutcome[];
  private readonly day: Day;
  private readonly progress: DayProgress;
  private leaving = false;

  constructor(day: Day, progress: DayProgress, outcomes: readonly GateOutcome[] = []) {
    this.day = day;
    this.progress = progress;
    this.outcomes = [...outcomes];
  }

  /** Ends with the wave that sees the last partition done, or with the one under way when the run is to leave. */
  async run(): Promise<void> {
    await condition(() => this.leaving || this.progress.settled, GATE_INTERVAL_MS);
    while (!this.leaving) {
      const { done } = this.progress;
      await this.judge();
      if (this.progress.finished && this.progress.done === done) return;
      await condition(() => this.leaving || (this.progress.done > done && this.progress.settled), GATE_INTERVAL_MS);
    }
  }

  leave(): void {
    this.leaving = true;
  }

  /** One wave. Nothing new is an answer too, and leaves no trace. */
  async judge(): Promise<void> {
    const wave = this.outcomes.length;
    const execution = workflowInfo().firstExecutionRunId.slice(0, 8);
    const { variables, ...day } = this.day;
    const request = { ...day, execution, wave, ...withVariables(variables()) };
    const outcome = await steps.judgeBatch(request, `wave ${wave + 1}`);
    if (outcome.decision === 'empty') return;
    this.outcomes.push(outcome);
    setCurrentDetails(describeOutcome(outcome));
    const { hold } = outcome;
    if (hold !== null) await CancellationScope.nonCancellable(() => openHold(hold));
  }

  get held(): number {
    return this.outcomes.reduce((sum, { held }) => sum + held, 0);
  }
}

/** The hold outlives the day run, also one that is cancelled: a person may answer hours later. A repeated wave finds it open already. */
async function openHold(hold: HoldInput): Promise<void> {
  try {
    await startChild(forecastHold, {
      workflowId: hold.holdId,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline: 'daily', date: hold.date }),
      staticSummary: `${hold.accounts} forecasts of ${hold.date} wait for an answer`,
      staticDetails: `${hold.reason}\n\nAnswer with the update \`release\` or \`reject\`, or with \`morrow holds\`.`,
      args: [hold],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

const describeOutcome = ({ wave, decision, judged, published, held }: GateOutcome): string =>
  `Gate, wave ${wave + 1}: **${decision}**, ${judged} forecasts looked at, ${published} published, ${held} held`;
