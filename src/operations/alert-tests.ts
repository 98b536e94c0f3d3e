// A test alert through every channel: sent by a worker, because only workers know addresses and secrets, and may reach them.
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { z } from 'zod';
import type { AlertTestInput, ChannelResult } from '../contract/alert-messages.ts';
import { MorrowError } from '../contract/errors.ts';
import { DEFAULT_QUEUE } from '../contract/queues.ts';
import { WORKFLOWS, alertTestId } from '../contract/workflow-ids.ts';
import { CHANNELS, type Channel } from '../ports/notifier.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { callTemporal } from './temporal-call.ts';
import { lineOfText } from './values.ts';

export const alertTestSchema = z
  .strictObject({
    channel: z.enum(CHANNELS).optional().describe('Only this one; the default is all that are configured.'),
    by: lineOfText(80).describe('Who sends it, for those who get it.'),
  })
  .meta({ id: 'AlertTestRequest', examples: [{ by: 'ada' }, { channel: 'webhook', by: 'ada' }] });

export interface AlertTestRequest {
  readonly channel?: Channel | undefined;
  readonly by: string;
}

/** Every channel may take ten seconds, and a worker has to come to it first. */
const PATIENCE_MS = 40_000;

const channelResults = z.array(z.object({ channel: z.enum(CHANNELS), ok: z.boolean(), error: z.string().nullable() }));

/**
 * Sends it and tells how each channel took it.
 * @throws InvalidInputError; MorrowError TEMPORAL_UNREACHABLE, also when no worker takes it; INVALID_REQUEST for a channel that
 *   is not configured.
 */
export async function testAlerts(
  deps: Pick<OperationsDeps, 'temporal'>,
  request: AlertTestRequest,
): Promise<readonly ChannelResult[]> {
  const { channel, by } = parseInput(alertTestSchema, request);
  const input: AlertTestInput = { by, ...(channel === undefined ? {} : { channel }) };
  const run = () =>
    deps.temporal.workflow.execute(WORKFLOWS.alertTest, {
      workflowId: alertTestId(randomUUID()),
      taskQueue: DEFAULT_QUEUE,
      workflowExecutionTimeout: PATIENCE_MS,
      staticSummary: 'a test alert',
      args: [input],
    });
  const answer = await callTemporal(deps, run, PATIENCE_MS).catch((error: unknown) => {
    throw error instanceof WorkflowFailedError ? notTaken(error) : error;
  });
  const results = channelResults.parse(answer);
  if (results.length === 0) throw notConfigured(channel);
  return results;
}

const notTaken = (cause: WorkflowFailedError): MorrowError =>
  new MorrowError('TEMPORAL_UNREACHABLE', 'No worker of the queue default has sent the test alert in time.', { cause });

const notConfigured = (channel: string | undefined): MorrowError =>
  new MorrowError(
    'INVALID_REQUEST',
    `The channel ${channel ?? ''} is not configured at the workers; see docs/alerts.md.`,
    {
      facts: { channel: channel ?? null },
    },
  );
