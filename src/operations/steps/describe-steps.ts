// Raw steps as they are shown: payloads decoded and bounded, attempts counted, waits measured.
import { between } from './event-fields.ts';
import type { PayloadReader } from './payloads.ts';
import type { RawStep, RawTry } from './raw-step.ts';
import type { RunStep, StepTry } from './run-step.ts';

export async function describeStep(raw: RawStep, reader: PayloadReader): Promise<RunStep> {
  const [tries, failure, input, output] = await Promise.all([
    Promise.all(raw.tries.map((one) => describeTry(one, reader))),
    reader.failure(raw.failure),
    reader.show(raw.input),
    reader.show(raw.output),
  ]);
  const { id, kind, name, label, state, queue, scheduledAt, finishedAt, nextTryAt, childId, activityIds } = raw;
  const first = tries.find(({ startedAt }) => startedAt !== null);
  const last = tries.at(-1);
  return {
    id,
    kind,
    name,
    label,
    state,
    queue,
    scheduledAt,
    startedAt: first?.startedAt ?? null,
    finishedAt,
    waitedMs: between(scheduledAt, last?.startedAt ?? null),
    ranMs: between(last?.startedAt ?? null, finishedAt),
    attempts: countAttempts(tries),
    tries,
    nextTryAt,
    errorCode: failure?.code ?? null,
    errorMessage: failure?.message ?? null,
    input,
    output,
    childId,
    activityIds,
  };
}

/** Of many only the last are listed; the number of the last one says how many there were. */
function countAttempts(tries: readonly StepTry[]): number {
  const most = (path: StepTry['path']): number =>
    tries.reduce((max, attempt) => (attempt.path === path ? Math.max(max, attempt.attempt) : max), 0);
  return most('local') + most('ordinary');
}

async function describeTry({ failure, ...attempt }: RawTry, reader: PayloadReader): Promise<StepTry> {
  const read = await reader.failure(failure);
  return { ...attempt, errorCode: read?.code ?? null, errorMessage: read?.message ?? null };
}
