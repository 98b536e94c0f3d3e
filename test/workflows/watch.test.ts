// The watch on a server that skips time: who is told what, within which minute, and what a channel that is down may not break.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const told: string[] = [];
let down = false;
const channel: Notifier = {
  channel: 'log',
  async send({ event, alert }) {
    if (down) throw new MorrowError('NOTIFICATION_FAILED', 'The channel is down.');
    told.push(`${event} ${alert.id}`);
  },
};

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack({ notifiers: [channel] });
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});

describe('the watch', () => {
  test('tells of an incident within a minute, and of its end', async () => {
    await stack.store.alerts.raise({ id: 'breaker/x', severity: 'warning', title: 'x', detail: 'x' });
    const watching = await stack.start(WORKFLOWS.watch, 'watch/1', { looks: 3, intervalMs: 60_000 }, DEFAULT_QUEUE);
    await waitFor('the opening', async () => told.includes('opened breaker/x'));
    await stack.store.alerts.resolve('breaker/x');
    expect(await watching.result()).toEqual({ sent: 2, failed: 0, givenUp: 0 });
    expect(told.filter((text) => text.endsWith('breaker/x'))).toEqual(['opened breaker/x', 'resolved breaker/x']);
  });

  test('goes on when a channel is down', async () => {
    down = true;
    await stack.store.alerts.raise({ id: 'breaker/y', severity: 'warning', title: 'y', detail: 'y' });
    const looks = { looks: 1, intervalMs: 1 };
    expect(await stack.execute(WORKFLOWS.watch, 'watch/2', looks, DEFAULT_QUEUE)).toMatchObject({ sent: 0, failed: 1 });
    down = false;
  });

  test('sends a test alert when it is asked for, and tells how each channel took it', async () => {
    const test_ = (id: string, input: object) =>
      stack.execute(WORKFLOWS.alertTest, `alert-test/${id}`, input, DEFAULT_QUEUE);
    expect(await test_('1', { by: 'ada' })).toEqual([{ channel: 'log', ok: true, error: null }]);
    expect(told.at(-1)).toBe('test test');
    down = true;
    expect(await test_('2', { by: 'ada' })).toEqual([{ channel: 'log', ok: false, error: 'The channel is down.' }]);
    expect(await test_('3', { by: 'ada', channel: 'webhook' })).toEqual([]);
    down = false;
  });
});
