// Sends a test alert through the channels of the worker that runs it: only workers know their addresses and secrets.
import { isCancellation } from '@temporalio/workflow';
import type { AlertTestInput, ChannelResult } from '../contract/alert-messages.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export async function alertTest(input: AlertTestInput): Promise<readonly ChannelResult[]> {
  try {
    return await steps.testChannels({ ...input, at: new Date().toISOString() }, `asked by ${input.by}`);
  } catch (error) {
    throw isCancellation(error) ? error : catalogueFailure(error);
  }
}
