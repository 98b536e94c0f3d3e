// Temporal keeps of a step's attempts the last one, and why the one before failed. Where log lines are at hand, they know the others.
import { z } from 'zod';
import { showMessage } from '../../observability/show-value.ts';
import type { LogLine } from '../../ports/run-logs.ts';
import type { RunStep, StepTry } from './run-step.ts';

const attemptFacts = z.object({
  activityId: z.string(),
  attempt: z.int(),
  path: z.enum(['local', 'ordinary']),
  code: z.string().nullable(),
  ms: z.number(),
});

interface LoggedTry extends z.output<typeof attemptFacts> {
  readonly finishedAt: string;
  readonly message: string | null;
}

/** @param lines of this execution. A line for each attempt that failed is written by the workers, see src/activities/step-log.ts. */
export function withLoggedAttempts(steps: readonly RunStep[], lines: readonly LogLine[]): readonly RunStep[] {
  const logged = lines.flatMap(readAttempt);
  return logged.length === 0 ? steps : steps.map((step) => fill(step, logged));
}

function readAttempt({ time, facts }: LogLine): readonly LoggedTry[] {
  const parsed = attemptFacts.safeParse(facts);
  if (!parsed.success) return [];
  const reason = facts['reason'];
  return [{ ...parsed.data, finishedAt: time, message: typeof reason === 'string' ? showMessage(reason) : null }];
}

function fill(step: RunStep, logged: readonly LoggedTry[]): RunStep {
  const tries = step.tries.map((attempt) => {
    const line = logged.find((one) => step.activityIds.includes(one.activityId) && isSame(one, attempt));
    return line === undefined || attempt.startedAt !== null ? attempt : fillTry(attempt, line);
  });
  return { ...step, tries };
}

const isSame = (line: LoggedTry, attempt: StepTry): boolean =>
  line.path === attempt.path && line.attempt === attempt.attempt;

const fillTry = (attempt: StepTry, { finishedAt, ms, code, message }: LoggedTry): StepTry => ({
  ...attempt,
  startedAt: new Date(Date.parse(finishedAt) - ms).toISOString(),
  finishedAt,
  errorCode: attempt.errorCode ?? code,
  errorMessage: attempt.errorMessage ?? message,
});
