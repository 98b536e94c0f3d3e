// The limits that hold on every machine. Speed is not among them: it is read, and compared within one run.
import type { SizeResult } from './result.ts';

const PARENT_EVENTS = 4_096;
const ACCOUNT_DAY_EVENTS = 80;
const PAYLOAD_BYTES = 16 * 1_024;

export const findBroken = (sizes: readonly SizeResult[]): string[] => sizes.flatMap(brokenOf);

function brokenOf({ accounts, histories }: SizeResult): string[] {
  const { accountDay, partition, dayRun, largestPayloadBytes } = histories;
  return [
    ...tooMany(partition >= PARENT_EVENTS, `a partition has ${partition} events, the limit is below ${PARENT_EVENTS}`),
    ...tooMany(dayRun >= PARENT_EVENTS, `the day run has ${dayRun} events, the limit is below ${PARENT_EVENTS}`),
    ...tooMany(
      accountDay >= ACCOUNT_DAY_EVENTS,
      `an account day has ${accountDay} events, the limit is below ${ACCOUNT_DAY_EVENTS}`,
    ),
    ...tooMany(
      largestPayloadBytes > PAYLOAD_BYTES,
      `a payload has ${largestPayloadBytes} bytes, the limit is ${PAYLOAD_BYTES}`,
    ),
  ].map((problem) => `${accounts} accounts: ${problem}`);
}

const tooMany = (broken: boolean, problem: string): string[] => (broken ? [problem] : []);
