// A dry run: recorded figures of one queue under another policy. A model, not a measurement: tasks come as they were recorded,
// every worker takes as many per second as the recorded ones did, and a new one works from the next sample on.
import { NO_MEMORY, decideWorkers, type ScalingMemory, type ScalingReason } from './decide.ts';
import type { QueueFigures } from './figures.ts';
import type { ScalingPolicy } from './policy.ts';

export interface QueueUse {
  /** What the workers cost: processes x seconds. */
  readonly workerSeconds: number;
  /** Most workers at once. */
  readonly peak: number;
  /** How long the oldest waiting task was older than the policy's target. */
  readonly secondsAboveTarget: number;
  readonly longestBacklogAgeSeconds: number;
  readonly changes: number;
}

export interface ReplayedChange {
  readonly at: string;
  readonly from: number;
  readonly to: number;
  readonly reason: ScalingReason;
}

export interface Replay {
  readonly samples: number;
  readonly seconds: number;
  /** Tasks per second and worker, as recorded; null when the recording shows no work. */
  readonly workerRate: number | null;
  readonly recorded: QueueUse;
  readonly replayed: QueueUse;
  readonly decisions: readonly ReplayedChange[];
}

/** A gap in the recording, such as a night without the autoscaler, is no time of the queue. */
const LONGEST_STEP_SECONDS = 60;
const UNKNOWN_RATE = 1;

/** @param recorded in the order of time. */
export function replayQueue(recorded: readonly QueueFigures[], policy: ScalingPolicy): Replay {
  const steps = toSteps(recorded);
  const workerRate = typicalWorkerRate(recorded);
  const slotsPerWorker = typicalSlotsPerWorker(recorded) ?? policy.slotsPerWorker;
  const pace = { workerRate: workerRate ?? UNKNOWN_RATE, slotsPerWorker, secondsPerTask: meanSecondsPerTask(recorded) };
  const simulated = simulate(steps, policy, pace);
  return {
    samples: recorded.length,
    seconds: sum(steps.map(({ seconds }) => seconds)),
    workerRate,
    recorded: useOf(steps, policy),
    replayed: useOf(simulated.steps, policy),
    decisions: simulated.decisions,
  };
}

interface Step {
  readonly figures: QueueFigures;
  /** Until the next sample. */
  readonly seconds: number;
  /** Tasks that came in these seconds. */
  readonly arrived: number;
}

interface Pace {
  readonly workerRate: number;
  readonly slotsPerWorker: number;
  /** Null: no worker said what it had in hand. */
  readonly secondsPerTask: number | null;
}

/** What came is what was taken and what the backlog grew by. The server's own rate of arrival peaks when a queue wakes up. */
function toSteps(recorded: readonly QueueFigures[]): readonly Step[] {
  return recorded.map((figures, index) => {
    const next = recorded[index + 1];
    const seconds = secondsUntil(next, figures);
    const grown = (next?.backlog ?? figures.backlog) - figures.backlog;
    return { figures, seconds, arrived: Math.max(0, figures.dispatchRate * seconds + grown) };
  });
}

function simulate(steps: readonly Step[], policy: ScalingPolicy, pace: Pace) {
  const simulated: Step[] = [];
  const decisions: ReplayedChange[] = [];
  let memory: ScalingMemory = NO_MEMORY;
  let workers = Math.min(policy.max, Math.max(policy.min, steps[0]?.figures.workers ?? 0));
  let backlog = steps[0]?.figures.backlog ?? 0;
  for (const step of steps) {
    const figures = underLoad(step, { backlog, workers }, pace);
    simulated.push({ ...step, figures });
    const decision = decideWorkers(figures, policy, memory);
    memory = decision.memory;
    if (decision.wanted !== workers)
      decisions.push({ at: figures.at, from: workers, to: decision.wanted, reason: decision.reason });
    backlog = Math.max(0, backlog + step.arrived - workers * pace.workerRate * step.seconds);
    workers = decision.wanted;
  }
  return { steps: simulated, decisions };
}

/** What the queue would have shown with so many workers. */
function underLoad(
  { figures: recorded, seconds, arrived }: Step,
  { backlog, workers }: Pick<QueueFigures, 'backlog' | 'workers'>,
  { workerRate, slotsPerWorker, secondsPerTask }: Pace,
): QueueFigures {
  const most = workers * workerRate;
  const slots = workers * slotsPerWorker;
  const arrivalRate = seconds === 0 ? 0 : arrived / seconds;
  const dispatchRate = Math.min(most, arrivalRate + backlog);
  return {
    ...recorded,
    workers,
    backlog: Math.ceil(backlog),
    // First in, first out: the oldest waits as long as all before it take. Without workers it waits: for the longest step.
    backlogAgeSeconds: backlog === 0 ? 0 : most === 0 ? LONGEST_STEP_SECONDS : backlog / most,
    addRate: arrivalRate,
    dispatchRate,
    slotsUsed: secondsPerTask === null ? null : Math.round(Math.min(dispatchRate * secondsPerTask, slots)),
    slotsTotal: slots,
  };
}

function useOf(steps: readonly Step[], policy: ScalingPolicy): QueueUse {
  const late = steps.filter(({ figures }) => figures.backlogAgeSeconds > policy.targetBacklogAgeSeconds);
  return {
    workerSeconds: sum(steps.map(({ figures, seconds }) => figures.workers * seconds)),
    peak: largest(steps.map(({ figures }) => figures.workers)),
    secondsAboveTarget: sum(late.map(({ seconds }) => seconds)),
    longestBacklogAgeSeconds: largest(steps.map(({ figures }) => figures.backlogAgeSeconds)),
    changes: steps.filter(({ figures }, index) => index > 0 && figures.workers !== steps[index - 1]?.figures.workers)
      .length,
  };
}

function secondsUntil(next: QueueFigures | undefined, { at }: QueueFigures): number {
  if (next === undefined) return 0;
  return Math.min(LONGEST_STEP_SECONDS, Math.max(0, (Date.parse(next.at) - Date.parse(at)) / 1_000));
}

/** Samples with a backlog say it best, because then no worker waits for tasks; without one, what they did at most. */
function typicalWorkerRate(recorded: readonly QueueFigures[]): number | null {
  const working = recorded.filter(({ workers, dispatchRate }) => workers > 0 && dispatchRate > 0);
  const rateOf = ({ dispatchRate, workers }: QueueFigures): number => dispatchRate / workers;
  const underBacklog = working.filter(({ backlog }) => backlog > 0).map(rateOf);
  return median(underBacklog) ?? working.map(rateOf).toSorted((a, b) => b - a)[0] ?? null;
}

/** Little's law over the whole recording: single samples fall between two tasks. */
function meanSecondsPerTask(recorded: readonly QueueFigures[]): number | null {
  const known = recorded.flatMap(({ slotsUsed, dispatchRate }) =>
    slotsUsed === null ? [] : [{ slotsUsed, dispatchRate }],
  );
  const rate = sum(known.map(({ dispatchRate }) => dispatchRate));
  return rate === 0 ? null : sum(known.map(({ slotsUsed }) => slotsUsed)) / rate;
}

const typicalSlotsPerWorker = (recorded: readonly QueueFigures[]): number | null =>
  median(
    recorded.flatMap(({ slotsTotal, workers }) =>
      slotsTotal !== null && slotsTotal > 0 && workers > 0 ? [slotsTotal / workers] : [],
    ),
  );

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
