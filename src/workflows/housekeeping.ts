// Deletes what retention no longer keeps.
import { isCancellation } from '@temporalio/workflow';
import type { HousekeepingInput, RetentionResult } from '../contract/messages.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export async function housekeeping(input: HousekeepingInput): Promise<RetentionResult> {
  try {
    return await steps.applyRetention(input, `as of ${input.date}`);
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}
